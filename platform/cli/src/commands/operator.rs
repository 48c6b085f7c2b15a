//! `guichet operator invite`: lets those in who run the site. Their account is closed, opened and freed of a lost second factor as an agent's
//! is (`guichet agent`).

use form::text::Language;

use super::{beside_existing_at, say, say_in};
use crate::{
    Verdict,
    arguments::{Operator, OperatorCommand},
};

/// Invites somebody; a server may be running on the same data.
pub(crate) fn run(arguments: Operator, language: Language) -> anyhow::Result<Verdict> {
    let OperatorCommand::Invite { email, name, public_url, place } = arguments.command;
    let link = beside_existing_at(&place, public_url.as_deref(), async |desk| {
        Ok(desk.invite_operator(&email, &name).await?)
    })?;
    say_in(
        language,
        format!(
            "Invitation pour {email}, valable sept jours. Un second facteur lui sera demandé. Le lien, à ouvrir par cette seule personne :"
        ),
        format!(
            "Invitation for {email}, good for seven days. A second factor will be asked for. The link, to be opened by that person alone:"
        ),
    );
    say(link);
    Ok(Verdict::Well)
}
