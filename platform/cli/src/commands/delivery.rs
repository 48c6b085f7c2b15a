//! `guichet delivery list`, `show` and `retry`: what recipients are still to be told or sent, whichever way.

use desk::{DeliveryTold, SetGoing};
use form::text::Language;
use store::{
    Uuid,
    deliveries::{State, Which},
    drops::Drop,
};

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Delivery, DeliveryCommand, Whose},
    refusal::Refusal,
};

/// Shows it, or sets it going again; a server may be running on the same data, and does it.
pub(crate) fn run(arguments: Delivery, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        DeliveryCommand::List { parked, waiting, whose, place } => {
            let which = Which { parked: (parked || waiting).then_some(parked), ..which(&whose) };
            let found = beside_existing(&place, async |desk| Ok(desk.deliveries(which).await?))?;
            for told in &found {
                say(line(told, language));
            }
            match found.iter().filter(|told| told.delivery.state == State::Parked).count() {
                _ if found.is_empty() => say_in(language, "Tout est arrivé.", "Everything has arrived."),
                0 => say_in(
                    language,
                    format!("{} à envoyer ; aucun n'attend un humain.", found.len()),
                    format!("{} to be sent; none waits for a human.", found.len()),
                ),
                parked => say_in(
                    language,
                    format!(
                        "{} à envoyer, dont {parked} attendent un humain. Une fois la cause levée : guichet delivery retry.",
                        found.len()
                    ),
                    format!(
                        "{} to be sent, {parked} of them wait for a human. Once the cause is gone: guichet delivery retry.",
                        found.len()
                    ),
                ),
            }
        }
        DeliveryCommand::Show { id, place } => {
            let id = read_id(&id)?;
            let (told, dropped) = beside_existing(&place, async |desk| {
                let told = desk.delivery(id).await?;
                let dropped = desk.dropped(&told.delivery).await?;
                Ok((told, dropped))
            })?;
            show(&told, dropped.as_ref(), language);
        }
        DeliveryCommand::Retry { id, all: _, whose, place } => {
            let id = id.as_deref().map(read_id).transpose()?;
            let again = beside_existing(&place, async |desk| {
                Ok(match id {
                    Some(id) => desk.retry_delivery(id).await?,
                    // Of all recipients, or of those that are named: what waits for its next try as what waits for a human.
                    None => desk.retry_deliveries(which(&whose)).await?,
                })
            })?;
            tell(again, language);
        }
    }
    Ok(Verdict::Well)
}

fn which(whose: &Whose) -> Which<'_> {
    Which { organisation: whose.partner.as_deref(), branch: whose.branch.as_deref(), route: whose.route, parked: None }
}

fn tell(SetGoing { all, held, resting, rests_until }: SetGoing, language: Language) {
    match all - held - resting {
        0 if all == 0 => say_in(language, "Rien n'attendait.", "Nothing was waiting."),
        0 => {}
        count => say_in(
            language,
            format!("{count} relancés : le serveur les envoie dans les secondes qui viennent."),
            format!("{count} set going again: the server sends them within seconds."),
        ),
    }
    if let Some(until) = rests_until {
        say_in(
            language,
            format!(
                "{resting} partent quand leur voie s'est reposée, au plus tard le {until} : elle vient d'échouer plusieurs fois."
            ),
            format!(
                "{resting} leave when their route has rested, at the latest at {until}: it has just failed several times."
            ),
        );
    }
    if held > 0 {
        say_in(
            language,
            format!(
                "{held} ne partiront que quand leur voie reprend : guichet partner webhook (ou hubee, sftp, mail) list, puis resume."
            ),
            format!(
                "{held} leave only when their route goes on: guichet partner webhook (or hubee, sftp, mail) list, then resume."
            ),
        );
    }
}

/// As it is shown here, or as the recipient knows it.
fn read_id(text: &str) -> Result<Uuid, Refusal> {
    text.strip_prefix("msg_").unwrap_or(text).parse().map_err(|_| {
        Refusal::new(
            "delivery.unknown",
            format!("« {text} » n'est l'identifiant d'aucun avis. Voyez : guichet delivery list."),
            format!("“{text}” is the id of no notice. See: guichet delivery list."),
        )
    })
}

fn state(told: &DeliveryTold, language: Language) -> &'static str {
    let (french, english) = match told.delivery.state {
        State::Waiting if told.delivery.paused => ("voie en attente", "route paused"),
        // Until the day beside it, by itself.
        State::Waiting if told.held => ("voie au repos", "route resting"),
        State::Waiting => ("à envoyer", "waiting"),
        State::Held => ("suspendu", "suspended"),
        State::UnderWay => ("en cours", "under way"),
        State::Parked => ("attend un humain", "parked"),
        State::Done => ("arrivé", "arrived"),
        State::Closed => ("fermé", "closed"),
    };
    match language {
        Language::Fr => french,
        Language::En => english,
    }
}

fn line(told: &DeliveryTold, language: Language) -> String {
    let delivery = &told.delivery;
    let desk = format!("{}/{}", delivery.organisation, delivery.branch);
    let next = match delivery.state {
        State::Waiting if !told.held => delivery.due_at.to_string(),
        State::Waiting if !delivery.paused => delivery.rests_until.unwrap_or(delivery.due_at).to_string(),
        _ => "-".to_owned(),
    };
    let error = delivery.last_error.as_deref().unwrap_or("-");
    let state = state(told, language);
    let way = delivery.kind.code();
    format!("{}  {}  {desk}  {way}  {state}  ×{}  [{error}]  {next}", delivery.id, delivery.agency, delivery.attempts)
}

fn show(told: &DeliveryTold, dropped: Option<&Drop>, language: Language) {
    let delivery = &told.delivery;
    say(line(told, language));
    let pairs = [
        ("envoi      ", "delivery   ", told.message_id.clone()),
        ("voie       ", "route      ", format!("{} {}", delivery.kind.code(), delivery.route)),
        ("cas        ", "case       ", delivery.case.to_string()),
        ("événement  ", "event      ", delivery.created_at.to_string()),
        ("touché     ", "touched    ", delivery.updated_at.to_string()),
    ];
    for (french, english, value) in pairs {
        say_in(language, format!("{french}{value}"), format!("{english}{value}"));
    }
    let Some(dropped) = dropped else { return };
    say_in(
        language,
        format!("déposé     {}  {}", dropped.name, dropped.dropped_at),
        format!("dropped    {}  {}", dropped.name, dropped.dropped_at),
    );
    match (dropped.answer, &dropped.reason) {
        (Some((true, at)), _) => say_in(language, format!("intégré    {at}"), format!("taken in   {at}")),
        (Some((false, at)), reason) => {
            let reason = reason.as_deref().unwrap_or_default();
            say_in(language, format!("refusé     {at}  {reason:?}"), format!("refused    {at}  {reason:?}"));
        }
        (None, _) => say_in(language, "réponse    attendue", "answer     awaited"),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use store::routes::Kind;

    use super::*;

    fn told(paused: bool, rests_until: Option<Timestamp>, now: Timestamp) -> DeliveryTold {
        let delivery = store::deliveries::Delivery {
            agency: "ville-essai".to_owned(),
            id: Uuid::nil(),
            route: Uuid::nil(),
            kind: Kind::Webhook,
            organisation: "99900000100011".to_owned(),
            branch: "MAIRIE".to_owned(),
            case: Uuid::nil(),
            state: State::Waiting,
            attempts: 2,
            last_error: Some("webhook.status_503".to_owned()),
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
            due_at: now,
            paused,
            rests_until,
        };
        let held = paused || rests_until.is_some_and(|until| until > now);
        DeliveryTold { delivery, message_id: "msg_0".to_owned(), held }
    }

    #[test]
    fn a_route_that_rests_is_told_with_its_end_and_one_that_is_paused_without() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let (now, until) = (at("2026-11-21T10:00:00Z"), at("2026-11-21T12:00:00Z"));
        for (paused, rests_until, french, english, next) in [
            (false, None, "à envoyer", "waiting", "2026-11-21T10:00:00Z"),
            (false, Some(until), "voie au repos", "route resting", "2026-11-21T12:00:00Z"),
            // It leaves when somebody says so, whatever its server asked for before.
            (true, None, "voie en attente", "route paused", "-"),
            (true, Some(until), "voie en attente", "route paused", "-"),
            // It has rested.
            (false, Some(at("2026-11-21T09:00:00Z")), "à envoyer", "waiting", "2026-11-21T10:00:00Z"),
        ] {
            let told = told(paused, rests_until, now);
            for (language, state) in [(Language::Fr, french), (Language::En, english)] {
                let line = line(&told, language);
                assert!(line.contains(&format!("  webhook  {state}  ×2  ")), "{line}");
                assert!(line.ends_with(&format!("[webhook.status_503]  {next}")), "{line}");
            }
        }
    }
}
