//! `guichet partner …`: lets the recipients' software in, gives it another secret, shuts it out.

use desk::{Credentials, NewPartner, access::Scope};
use form::text::Language;

use super::{beside_existing, say, say_in};
use crate::{
    Verdict,
    arguments::{NewAccess, Partner, PartnerCommand, Place},
};

/// Makes, lists, renews and ends accesses; a server may be running on the same data.
pub(crate) fn run(arguments: Partner, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        PartnerCommand::Webhook(arguments) => return super::webhook::run(arguments, language),
        PartnerCommand::Hubee(arguments) => return super::hubee::run(arguments, language),
        PartnerCommand::Sftp(arguments) => return super::routes::sftp(arguments, language),
        PartnerCommand::Mail(arguments) => return super::routes::mail(arguments, language),
        PartnerCommand::Add(access) => {
            let (new, place) = new(access);
            let open = new.networks.clone();
            let made = beside_existing(&place, async |desk| Ok(desk.add_partner(new).await?))?;
            tell(&made, language);
            in_sandbox(language);
            warn_of_open(&open, language);
        }
        PartnerCommand::Request(access) => {
            let (new, place) = new(access);
            let open = new.networks.clone();
            let client = beside_existing(&place, async |desk| Ok(desk.request_partner(new).await?))?;
            say(format!("client_id      {client}"));
            say_in(
                language,
                "Demandé. guichet partner open lui donne son secret et ouvre la recette.",
                "Requested. guichet partner open gives it its secret and lets it into the sandbox.",
            );
            warn_of_open(&open, language);
        }
        PartnerCommand::Open { client, place } => {
            let made = beside_existing(&place, async |desk| Ok(desk.open_partner(client, None).await?))?;
            tell(&made, language);
            in_sandbox(language);
        }
        PartnerCommand::Show { client, place } => super::onboarding::show(client, &place, language)?,
        PartnerCommand::Activate { client, force, reason, place } => {
            beside_existing(&place, async |desk| Ok(desk.activate_partner(client, force, &reason, None).await?))?;
            say_in(
                language,
                "L'accès est actif : il reçoit les vrais dossiers de son guichet. Ses jetons d'avant ne valent plus rien.",
                "The access is active: it gets its desk's real dossiers. The tokens from before are worth nothing.",
            );
        }
        PartnerCommand::Suspend { client, reason, place } => {
            beside_existing(&place, async |desk| Ok(desk.suspend_partner(client, &reason, None).await?))?;
            say_in(
                language,
                "L'accès est suspendu, et ses jetons ne servent plus à rien. Les dossiers de son guichet restent là, et les agents les voient.",
                "The access is suspended, and its tokens are of no use. Its desk's dossiers stay, and agents see them.",
            );
        }
        PartnerCommand::Resume { client, reason, place } => {
            let state = beside_existing(&place, async |desk| Ok(desk.resume_partner(client, &reason, None).await?))?;
            let (french, english) = super::onboarding::name(state);
            say_in(
                language,
                format!("L'accès reprend : {french}. Ses jetons d'avant ne valent plus rien : il en demande un autre."),
                format!(
                    "The access goes on: {english}. The tokens from before are worth nothing: it asks for another."
                ),
            );
        }
        PartnerCommand::Sandbox { client, demarche, count, publication, erase: _, place } => {
            super::onboarding::sandbox(client, demarche, (count, publication), &place, language)?;
        }
        PartnerCommand::Fault { client, fault, times, seconds, retry_after, place } => {
            let order = desk::WrongOnPurpose { fault, times, seconds, retry_after };
            let ordered = beside_existing(&place, async |desk| Ok(desk.order_fault(client, &order).await?))?;
            for (fault, times) in ordered {
                say(format!("{fault}  {times}"));
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
        PartnerCommand::Networks { client, network, place } => {
            beside_existing(&place, async |desk| Ok(desk.move_partner(client, &network).await?))?;
            say_in(
                language,
                "L'accès ne vient plus que de là, dès maintenant.",
                "The access comes from there alone, from now on.",
            );
            warn_of_open(&network, language);
        }
        PartnerCommand::Revoke { client, reason, place } => {
            beside_existing(&place, async |desk| Ok(desk.revoke_partner(client, &reason, None).await?))?;
            say_in(
                language,
                "L'accès est fermé. Les administrateurs de l'organisme en lisent la raison.",
                "The access is ended. The organisation's administrators read why.",
            );
        }
    }
    Ok(Verdict::Well)
}

/// What was typed, as the desk takes it; where data lies.
fn new(access: NewAccess) -> (NewPartner, Place) {
    let NewAccess { name, agency, siret, branch, network, scope, days, reason, place } = access;
    let scopes = match scope.is_empty() {
        true => Scope::OF_DESK.to_vec(),
        false => scope.iter().filter_map(|name| Scope::named(name)).collect(),
    };
    (NewPartner { agency, siret, branch, name, scopes, networks: network, days, reason }, place)
}

/// The first of these networks that is everywhere.
fn everywhere(networks: &[String]) -> Option<&str> {
    networks.iter().map(|network| network.trim()).find(|network| network.ends_with("/0"))
}

fn warn_of_open(networks: &[String], language: Language) {
    if let Some(open) = everywhere(networks) {
        say_in(
            language,
            format!(
                "À vérifier : {open} laisse entrer de toute adresse ; qui a le secret a les dossiers, d'où qu'il vienne. Les adresses du partenaire : guichet partner networks."
            ),
            format!(
                "To be checked: {open} lets in from every address; who has the secret has the dossiers, wherever they come from. The partner's addresses: guichet partner networks."
            ),
        );
    }
}

fn in_sandbox(language: Language) {
    say_in(
        language,
        "Il est en recette : il ne voit que des dossiers fictifs. Ensuite : guichet partner show, puis activate.",
        "It is in the sandbox: it sees invented dossiers alone. Next: guichet partner show, then activate.",
    );
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

fn list(place: &Place, language: Language) -> anyhow::Result<()> {
    let (clients, now) = beside_existing(place, async |desk| Ok((desk.partner_clients().await?, desk.now())))?;
    for client in clients {
        let state = match (client.revoked_at, client.expires_at <= now) {
            (Some(_), _) => ("fermé", "ended"),
            (None, true) => ("expiré", "expired"),
            (None, false) => super::onboarding::name(client.state),
        };
        let state = match (client.revoked_at, client.secrets) {
            (None, 2) => (format!("{}, deux secrets", state.0), format!("{}, two secrets", state.1)),
            _ => (state.0.to_owned(), state.1.to_owned()),
        };
        let line = |state: &str| {
            let desk = format!("{}/{}", client.organisation, client.branch);
            let day = client.expires_at.to_zoned(jiff::tz::TimeZone::UTC).date();
            let (id, agency, scopes, networks) = (client.id, &client.agency, &client.scopes, &client.networks);
            format!("{id}  {}  {agency}  {desk}  {scopes}  {networks}  {day}  {state}", client.name)
        };
        say_in(language, line(&state.0), line(&state.1));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::everywhere;

    #[test]
    fn a_network_that_is_everywhere_is_told() {
        let found = |networks: &[&str]| {
            everywhere(&networks.iter().map(|&one| one.to_owned()).collect::<Vec<_>>()).map(str::to_owned)
        };
        assert_eq!(found(&["192.0.2.0/24", " 0.0.0.0/0"]).as_deref(), Some("0.0.0.0/0"));
        assert_eq!(found(&["::/0"]).as_deref(), Some("::/0"));
        assert_eq!(found(&["192.0.2.0/24", "10.0.0.0/10"]), None);
    }
}
