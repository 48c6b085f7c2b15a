//! `guichet agent invite`: lets an agent of a partner organisation in.

use super::{beside, say};
use crate::{
    Verdict,
    arguments::{Agent, AgentCommand},
};

/// Invites an agent; a server may be running on the same data.
pub(crate) fn run(arguments: Agent) -> anyhow::Result<Verdict> {
    let AgentCommand::Invite { email, name, siret, branch, public_url, place } = arguments.command;
    let link = beside(&place, &public_url, async |desk| Ok(desk.invite(&siret, &branch, &email, &name).await?))?;
    say(format!("Invitation pour {email}, à ouvrir par cette personne :"));
    say(link);
    Ok(Verdict::Well)
}
