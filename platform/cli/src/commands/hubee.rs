//! `guichet partner hubee …`: accounts at the State's hub, the desks that have their cases by it, and what of their answers was kept.

use std::path::Path;

use desk::{HubeeAccount, HubeeChange, HubeeDesk, HubeePlace, Whose};
use form::text::Language;
use store::{hubee::Kept, routes::Kind};

use super::{
    beside_existing,
    routes::{self, whose},
    say, say_in,
};
use crate::{
    Verdict,
    arguments::{Hubee, HubeeCommand},
    refusal::Refusal,
};

const ROUTES: &[Kind] = &[Kind::HubeeAccount, Kind::Hubee];
/// The most bytes of a file that holds a secret.
const SECRET: u64 = 4096;

/// Makes, lists, pauses and removes them; a server may be running on the same data.
pub(super) fn run(arguments: Hubee, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        HubeeCommand::Account { agency, siret, api, token_url, client, secret_file, process, takes, place } => {
            let hub = HubeePlace { api, token: token_url, client, secret: secret(&secret_file)? };
            let account = HubeeAccount {
                place: hub,
                processes: process.into_iter().collect(),
                limits: takes.into_iter().collect(),
            };
            let whose = Whose { agency, siret, branch: String::new() };
            let made = beside_existing(&place, async |desk| Ok(desk.add_hubee_account(&whose, &account).await?))?;
            say(format!("hubee  {made}"));
            say_in(
                language,
                "Le compte est enregistré, son secret chiffré : effacez le fichier. HubEE est interrogé chaque minute. Ensuite : guichet partner hubee add, pour chaque guichet.",
                "The account is registered, its secret sealed: remove the file. HubEE is asked every minute. Then: guichet partner hubee add, for each desk.",
            );
        }
        HubeeCommand::Secret { account, secret_file, place } => {
            let secret = secret(&secret_file)?;
            beside_existing(&place, async |desk| Ok(desk.set_hubee_secret(account, &secret).await?))?;
            say_in(
                language,
                "Le nouveau secret sert dès le prochain jeton ; effacez le fichier.",
                "The new secret serves from the next token on; remove the file.",
            );
        }
        HubeeCommand::Update { account, api, token_url, client, secret_file, process, place } => {
            let secret = secret_file.as_deref().map(secret).transpose()?;
            let processes = (!process.is_empty()).then(|| process.into_iter().collect());
            let change = HubeeChange { api, token: token_url, client, secret, processes };
            beside_existing(&place, async |desk| Ok(desk.change_hubee_account(account, change).await?))?;
            say_in(
                language,
                "Le compte est changé ; les dossiers déjà transmis et leurs réponses y restent attachés.",
                "The account is changed; cases that were sent, and their answers, stay with it.",
            );
        }
        HubeeCommand::Takes { account, takes, place } => {
            let told = beside_existing(&place, async |desk| {
                desk.set_hubee_limits(account, takes.into_iter().collect()).await?;
                let mut told = Vec::new();
                for served in desk.routes(&[Kind::Hubee]).await? {
                    told.extend(desk.misfits_of(served.route.id).await?);
                }
                Ok(told)
            })?;
            say_in(language, "C'est noté : guichet publish le compare.", "Noted: guichet publish compares by it.");
            routes::misfits(&told, language);
        }
        HubeeCommand::Add { recipient, branch_code, place } => {
            let whose = whose(recipient);
            let desk_at = HubeeDesk { branch: branch_code };
            let (made, misfits) = beside_existing(&place, async |desk| {
                let made = desk.add_hubee(&whose, &desk_at).await?;
                Ok((made, desk.misfits_of(made).await?))
            })?;
            say(format!("hubee  {made}"));
            say_in(
                language,
                "Ses dossiers lui sont transmis par HubEE à partir de maintenant.",
                "Its cases are sent to it by HubEE from now on.",
            );
            routes::misfits(&misfits, language);
        }
        HubeeCommand::List { place } => routes::list(ROUTES, &place, language)?,
        HubeeCommand::Kept { place } => {
            let kept = beside_existing(&place, async |desk| Ok(desk.kept_of_hubee().await?))?;
            if kept.is_empty() {
                say_in(language, "Toutes les réponses ont été appliquées.", "All answers were applied.");
            }
            kept.iter().for_each(|kept| say(line(kept, language)));
        }
        HubeeCommand::Pause { id, place } => routes::pause(id, ROUTES, &place, language)?,
        HubeeCommand::Resume { id, place } => routes::resume(id, ROUTES, &place, language)?,
        HubeeCommand::Remove { id, place } => routes::remove(id, ROUTES, &place, language)?,
    }
    Ok(Verdict::Well)
}

fn line(Kept { event, external_id, action, status, code, said, at, waits }: &Kept, language: Language) -> String {
    let case = external_id.as_deref().unwrap_or("?");
    let said = said.as_deref().map(|said| format!("\n    {}", said.replace(char::is_control, " ")));
    let status = status.as_deref().unwrap_or("-");
    let waits = match (waits, language) {
        (false, _) => "",
        (true, Language::Fr) => "  redemandée",
        (true, Language::En) => "  asked for again",
    };
    format!("{at:.0}  {case}  {action}  {status}  {code}  {event}{waits}{}", said.unwrap_or_default())
}

fn secret(file: &Path) -> Result<String, Refusal> {
    let unreadable = || {
        let name = file.display();
        Refusal::new(
            "hubee.secret_file",
            format!(
                "« {name} » ne se lit pas, ou n'est pas un secret seul. Mettez-y le client_secret donné par HubEE, et rien d'autre."
            ),
            format!(
                "“{name}” cannot be read, or is not a secret alone. Put the client_secret that HubEE gave into it, and nothing else."
            ),
        )
    };
    let size = std::fs::metadata(file).map_err(|_| unreadable())?.len();
    let text = if size <= SECRET { std::fs::read_to_string(file).map_err(|_| unreadable())? } else { String::new() };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) { Err(unreadable()) } else { Ok(text.to_owned()) }
}
