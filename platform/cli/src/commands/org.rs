//! `guichet org import`: fills the directory of recipient organisations.

use super::{beside, say};
use crate::{
    Verdict,
    arguments::{Org, OrgCommand},
};

/// Imports a directory file; a server may be running on the same data.
pub(crate) fn run(arguments: Org) -> anyhow::Result<Verdict> {
    let OrgCommand::Import { file, place } = arguments.command;
    let imported = beside(&place, "http://127.0.0.1:8080", async |desk| Ok(desk.import_directory(&file).await?))?;
    say(format!("{imported} organismes dans l'annuaire."));
    Ok(Verdict::Well)
}
