//! `guichet partner webhook …`: where recipients' software is told of its cases.

use desk::{Hooked, NewWebhook};
use form::text::Language;
use store::routes::{Kind, PausedBy};

use super::{
    beside_existing,
    routes::{pause, remove, resume},
    say, say_in,
};
use crate::{
    Verdict,
    arguments::{Place, Webhook, WebhookCommand},
};

const WAY: &[Kind] = &[Kind::Webhook];

/// Makes, lists, renews, pauses and removes webhooks; a server may be running on the same data.
pub(super) fn run(arguments: Webhook, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        WebhookCommand::Add { agency, siret, branch, url, place } => {
            let new = NewWebhook { agency, siret, branch, url };
            let made = beside_existing(&place, async |desk| Ok(desk.add_webhook(new).await?))?;
            tell(&made, language);
            say_in(
                language,
                "Il est averti de ce qui se passe à partir de maintenant.",
                "It is told what happens from now on.",
            );
        }
        WebhookCommand::List { place } => list(&place, language)?,
        WebhookCommand::Rotate { webhook, overlap, place } => {
            let made = beside_existing(&place, async |desk| Ok(desk.rotate_webhook(webhook, overlap).await?))?;
            tell(&made, language);
            match overlap {
                0 => say_in(
                    language,
                    "La clé d'avant ne signe plus rien : mettez la nouvelle en place tout de suite.",
                    "The key before it signs nothing any more: put the new one in place at once.",
                ),
                days => say_in(
                    language,
                    format!(
                        "Les appels portent aussi la signature de la clé d'avant pendant {days} jours ; une clé plus ancienne ne signe plus."
                    ),
                    format!("Calls are signed with the key before it too for {days} days; an older one signs no more."),
                ),
            }
        }
        WebhookCommand::Pause { webhook, place } => pause(webhook, WAY, &place, language)?,
        WebhookCommand::Resume { webhook, place } => resume(webhook, WAY, &place, language)?,
        WebhookCommand::Remove { webhook, place } => remove(webhook, WAY, &place, language)?,
    }
    Ok(Verdict::Well)
}

fn tell(made: &Hooked, language: Language) {
    say_in(
        language,
        "À transmettre par une voie sûre ; la clé ne se montre plus jamais :",
        "To be handed over by a safe way; the key is never shown again:",
    );
    say(format!("webhook  {}", made.webhook));
    say(format!("key      {}", made.key));
}

fn list(place: &Place, language: Language) -> anyhow::Result<()> {
    let (webhooks, now) = beside_existing(place, async |desk| Ok((desk.routes(WAY).await?, desk.now())))?;
    for told in webhooks {
        let webhook = &told.route;
        let state = match (webhook.paused, webhook.rests_until.filter(|until| *until > now), webhook.keys) {
            (Some((_, PausedBy::Operator)), ..) => ("en attente".to_owned(), "paused".to_owned()),
            (Some((_, PausedBy::Partner)), ..) => {
                ("en attente : il répond 410".to_owned(), "paused: it answers 410".to_owned())
            }
            (None, Some(until), _) => (format!("au repos jusqu'à {until}"), format!("rests until {until}")),
            (None, None, 2) => ("ouvert, deux clés".to_owned(), "open, two keys".to_owned()),
            (None, None, _) => ("ouvert".to_owned(), "open".to_owned()),
        };
        let line = |state: &str| {
            let desk = format!("{}/{}", webhook.organisation, webhook.branch);
            format!("{}  {}  {desk}  {}  {state}", webhook.id, webhook.agency, told.place)
        };
        say_in(language, line(&state.0), line(&state.1));
    }
    Ok(())
}
