//! `guichet agent …`: lets agents of partner organisations in, and shuts them out.

use form::text::Language;

use super::{beside_existing, beside_existing_at, say, say_in};
use crate::{
    Verdict,
    arguments::{Agent, AgentCommand},
};

/// Invites an agent, closes an account or opens it again; a server may be running on the same data.
pub(crate) fn run(arguments: Agent, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        AgentCommand::Invite { email, name, siret, branch, role, public_url, place } => {
            let link = beside_existing_at(&place, public_url.as_deref(), async |desk| {
                Ok(desk.invite_as((&siret, &branch), (&email, &name), role).await?)
            })?;
            say_in(
                language,
                format!("Invitation pour {email}, valable sept jours. Le lien, à ouvrir par cette seule personne :"),
                format!("Invitation for {email}, good for seven days. The link, to be opened by that person alone:"),
            );
            say(link);
        }
        AgentCommand::Role { email, role, place } => {
            beside_existing(&place, async |desk| Ok(desk.set_agent_role(&email, role).await?))?;
            let role = role.name();
            say_in(language, format!("{email} a maintenant le rôle {role}."), format!("{email} is now {role}."));
        }
        AgentCommand::ResetSecondFactor { email, place } => {
            beside_existing(&place, async |desk| Ok(desk.reset_second_factor(&email).await?))?;
            say_in(
                language,
                format!("{email} n'a plus de second facteur, et ses sessions sont fermées."),
                format!("{email} has no second factor any more, and their sessions are closed."),
            );
        }
        AgentCommand::ForgetIdentity { email, place } => {
            beside_existing(&place, async |desk| Ok(desk.forget_identities(&email).await?))?;
            say_in(
                language,
                format!(
                    "Plus aucun compte de fournisseur d'identité n'est rattaché à {email}, et ses sessions sont fermées."
                ),
                format!(
                    "No account of an identity provider is attached to {email} any more, and their sessions are closed."
                ),
            );
        }
        AgentCommand::Disable { email, place } => {
            beside_existing(&place, async |desk| Ok(desk.set_agent_disabled(&email, true).await?))?;
            say_in(
                language,
                format!("Le compte de {email} est fermé, et ses sessions aussi."),
                format!("The account of {email} is closed, and so are its sessions."),
            );
        }
        AgentCommand::Enable { email, place } => {
            beside_existing(&place, async |desk| Ok(desk.set_agent_disabled(&email, false).await?))?;
            say_in(
                language,
                format!("Le compte de {email} est rouvert, avec le même mot de passe."),
                format!("The account of {email} is open again, with the same password."),
            );
        }
    }
    Ok(Verdict::Well)
}
