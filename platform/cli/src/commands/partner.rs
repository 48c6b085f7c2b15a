//! `guichet partner …`: lets the recipients' software in, gives it another secret, shuts it out.

use desk::{Credentials, NewPartner, access::Scope};
use form::text::Language;

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{Partner, PartnerCommand},
};

/// Makes, lists, renews and ends accesses; a server may be running on the same data.
pub(crate) fn run(arguments: Partner, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        PartnerCommand::Webhook(arguments) => return super::webhook::run(arguments, language),
        PartnerCommand::Hubee(arguments) => return super::hubee::run(arguments, language),
        PartnerCommand::Sftp(arguments) => return super::routes::sftp(arguments, language),
        PartnerCommand::Mail(arguments) => return super::routes::mail(arguments, language),
        PartnerCommand::Add { name, agency, siret, branch, network, scope, days, place } => {
            let scopes = match scope.is_empty() {
                true => Scope::ALL.to_vec(),
                false => scope.iter().filter_map(|name| Scope::named(name)).collect(),
            };
            let new = NewPartner { agency: agency.clone(), siret, branch, name, scopes, networks: network, days };
            let (made, known) = beside_existing(&place, async |desk| {
                let made = desk.add_partner(new).await?;
                desk.learn_agencies().await?;
                let known = desk.agencies();
                Ok((made, known.is_empty() || known.iter().any(|one| one.id == agency)))
            })?;
            tell(&made, language);
            if !known {
                say_in(
                    language,
                    format!(
                        "À vérifier : l'annuaire ne connaît aucun organisme « {agency} » qui publie des démarches."
                    ),
                    format!("To be checked: the directory knows no agency “{agency}” that publishes démarches."),
                );
            }
        }
        PartnerCommand::List { place } => list(&place, language)?,
        PartnerCommand::Rotate { client, overlap, days, place } => {
            let made = beside_existing(&place, async |desk| Ok(desk.rotate_partner(client, overlap, days).await?))?;
            tell(&made, language);
            match overlap {
                0 => say_in(
                    language,
                    "Le secret d'avant et ses jetons ne valent plus rien.",
                    "The secret before it and its tokens are worth nothing any more.",
                ),
                _ => say_in(
                    language,
                    format!("Le secret d'avant reste bon {overlap} jours."),
                    format!("The secret before it stays good for {overlap} days."),
                ),
            }
        }
        PartnerCommand::Revoke { client, place } => {
            beside_existing(&place, async |desk| Ok(desk.revoke_partner(client).await?))?;
            say_in(language, "L'accès est fermé.", "The access is ended.");
        }
    }
    Ok(Verdict::Well)
}

fn tell(made: &Credentials, language: Language) {
    say_in(
        language,
        "À transmettre par une voie sûre ; le secret ne se montre plus jamais :",
        "To be handed over by a safe way; the secret is never shown again:",
    );
    say(format!("client_id      {}", made.client));
    say(format!("client_secret  {}", made.secret));
    let day = made.until.to_zoned(jiff::tz::TimeZone::UTC).date();
    say_in(language, format!("Bon jusqu'au {day}."), format!("Good until {day}."));
}

fn list(place: &crate::arguments::Place, language: Language) -> anyhow::Result<()> {
    let (clients, now) = beside_existing(place, async |desk| Ok((desk.partner_clients().await?, desk.now())))?;
    for client in clients {
        let state = match (client.revoked_at, client.expires_at <= now, client.secrets) {
            (Some(_), ..) => ("fermé", "ended"),
            (None, true, _) => ("expiré", "expired"),
            (None, false, 2) => ("ouvert, deux secrets", "open, two secrets"),
            (None, false, _) => ("ouvert", "open"),
        };
        let line = |state: &str| {
            let desk = format!("{}/{}", client.organisation, client.branch);
            let day = client.expires_at.to_zoned(jiff::tz::TimeZone::UTC).date();
            let (id, agency, scopes, networks) = (client.id, &client.agency, &client.scopes, &client.networks);
            format!("{id}  {}  {agency}  {desk}  {scopes}  {networks}  {day}  {state}", client.name)
        };
        say_in(language, line(state.0), line(state.1));
    }
    Ok(())
}
