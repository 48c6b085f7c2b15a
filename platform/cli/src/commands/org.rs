//! `guichet org import`: fills the directory: agencies that publish, organisations that receive.

use form::text::Language;

use super::{beside, say_in};
use crate::{
    Verdict,
    arguments::{Org, OrgCommand},
};

/// Imports a directory file; a server may be running on the same data.
pub(crate) fn run(arguments: Org, language: Language) -> anyhow::Result<Verdict> {
    let OrgCommand::Import { file, place } = arguments.command;
    // The file first: a mistyped name is no reason to make a database.
    std::fs::read(&file).map_err(|error| crate::refusal::Refusal::file(&file, &error))?;
    let imported = beside(&place, super::LOCAL_URL, async |desk| Ok(desk.import_directory(&file).await?))?;
    let (agencies, organisations) = (imported.agencies, imported.organisations);
    let s = |count: usize, most: usize| if count < most { "" } else { "s" };
    say_in(
        language,
        format!(
            "Importé : {agencies} organisme{} qui publie{} des démarches, {organisations} destinataire{}.",
            s(agencies, 2),
            if agencies < 2 { "" } else { "nt" },
            s(organisations, 2)
        ),
        format!(
            "Imported: {agencies} {} publishing démarches, {organisations} recipient{}.",
            if agencies == 1 { "agency" } else { "agencies" },
            if organisations == 1 { "" } else { "s" }
        ),
    );
    Ok(Verdict::Well)
}
