//! `guichet citizen …`: helps citizens whom nothing else lets in any more.

use form::text::Language;

use super::{beside_existing, say_in};
use crate::{
    Verdict,
    arguments::{Citizen, CitizenCommand},
};

/// Takes a second factor away; a server may be running on the same data.
pub(crate) fn run(arguments: Citizen, language: Language) -> anyhow::Result<Verdict> {
    let CitizenCommand::ResetSecondFactor { email, place } = arguments.command;
    beside_existing(&place, async |desk| Ok(desk.reset_citizen_second_factor(&email).await?))?;
    say_in(
        language,
        format!("{email} n'a plus de second facteur, et ses sessions sont fermées."),
        format!("{email} has no second factor any more, and their sessions are closed."),
    );
    Ok(Verdict::Well)
}
