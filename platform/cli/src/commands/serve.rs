//! `guichet serve`: serves the démarches.

use std::{collections::BTreeMap, net::SocketAddr, path::Path};

use anyhow::Context as _;
use desk::{
    Allowance, Courier, Demonstration, MailAddress, Mailer, PartnerSetting, Partners, Scanner, Sender, Sources,
};
use form::text::Language;
use server::{Config, Environment};

use super::{must_be_folder, say};
use crate::{
    Verdict,
    arguments::{Place, Serve},
    built_in,
    refusal::Refusal,
};

/// The invented directory, as it lies beside the data once it was imported.
const DEMONSTRATION_FILE: &str = "annuaire-demonstration.yaml";

/// Serves until the process is asked to end.
pub(crate) fn run(arguments: &Serve, language: Language) -> anyhow::Result<Verdict> {
    super::referentials::install(&arguments.place.data, language)?;
    let config = config(arguments)?;
    let public_url = config.public_url.clone();
    let kept_mails = config.smtp.is_none();
    serve(config, move |_, demonstration| {
        welcome(&public_url, demonstration.as_ref(), kept_mails, language);
    })
}

/// Runs a server on a runtime of its own.
pub(super) fn serve(config: Config, ready: impl FnOnce(SocketAddr, Option<Demonstration>)) -> anyhow::Result<Verdict> {
    let json = !std::io::IsTerminal::is_terminal(&std::io::stderr());
    let filter = std::env::var("RUST_LOG").unwrap_or_else(|_| if json { "info".to_owned() } else { "warn".to_owned() });
    server::logging::start(json, &filter);
    runtime()?.block_on(server::run_and_tell(config, ready))?;
    Ok(Verdict::Well)
}

/// The runtime that servers and tools run on.
pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("no threads to run on")
}

fn config(arguments: &Serve) -> anyhow::Result<Config> {
    let mut config = at(&arguments.place);
    config.listen = arguments.listen;
    config.public_url = arguments
        .public_url
        .as_deref()
        .map_or_else(|| format!("http://{}", arguments.listen), |url| url.trim_end_matches('/').to_owned());
    let address = config.public_url.strip_prefix("https://").or(config.public_url.strip_prefix("http://"));
    if !address.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)) {
        let url = &config.public_url;
        return Err(Refusal::new(
            "cli.public_url",
            format!("« {url} » : l'adresse publique commence par https:// (ou http://), par exemple https://demarches.exemple.fr."),
            format!("“{url}”: the public address begins with https:// (or http://), for example https://demarches.exemple.fr."),
        )
        .into());
    }
    config.believes_host = arguments.public_url.is_none();
    config.demo = arguments.demo;
    check_mail(arguments)?;
    config.smtp.clone_from(&arguments.smtp);
    Scanner::from_url(&arguments.antivirus).map_err(|fault| {
        Refusal::new(
            "scan.url",
            format!("L'adresse de l'antivirus (--antivirus) n'est pas comprise ({fault}). Elle a la forme clamd://127.0.0.1:3310, ou « off »."),
            format!("The address of the antivirus (--antivirus) is not understood ({fault}). Its form is clamd://127.0.0.1:3310, or “off”."),
        )
    })?;
    config.antivirus.clone_from(&arguments.antivirus);
    config.documents = Allowance {
        files: arguments.account_documents,
        bytes: arguments.account_documents_mb.saturating_mul(1_000_000),
    };
    Courier::new(&arguments.webhook_networks).map_err(|fault| {
        Refusal::new(
            "route.network",
            format!("--webhook-network n'est pas compris ({fault}). Un réseau s'écrit 10.1.0.0/16."),
            format!("--webhook-network is not understood ({fault}). A network is written 10.1.0.0/16."),
        )
    })?;
    config.webhook_networks.clone_from(&arguments.webhook_networks);
    if let Some(file) = &arguments.identity_providers {
        config.identity = super::identity::providers(file, |name| std::env::var(name).ok())?;
    }
    if let Some(file) = &arguments.terms {
        config.terms = Some(super::terms::read(file)?);
    }
    if let Some(sender) = &arguments.mail_from {
        config.mail_from.clone_from(sender);
    }
    if let Some(site) = &arguments.site {
        config.site.clone_from(site);
    }
    config.publisher.clone_from(&arguments.publisher);
    config.contact.clone_from(&arguments.contact);
    config.officer.clone_from(&arguments.officer);
    config.hosted_by.clone_from(&arguments.hosted_by);
    config.environment = arguments.environment.parse::<Environment>().map_err(|said| {
        Refusal::new(
            "cli.environment",
            format!("« {said} » : l'environnement est « test » ou « production »."),
            format!("“{said}”: the environment is “test” or “production”."),
        )
    })?;
    if arguments.demo && config.environment == Environment::Production {
        return Err(Refusal::new(
            "environment.production",
            "Des personnes inventées n'ont pas de place en production : retirez --demo.",
            "Invented people have no place in production: leave out --demo.",
        )
        .into());
    }
    if config.environment == Environment::Production && !config.is_https() {
        return Err(Refusal::new(
            "environment.https",
            "En production, l'adresse publique commence par https:// : sans lui, cookies et codes passeraient en clair. Donnez \
             --public-url https://…",
            "In production the public address begins with https://: without it cookies and codes would travel in clear. Give \
             --public-url https://…",
        )
        .into());
    }
    config.proxies.clone_from(&arguments.proxies);
    if let Some(rate) = arguments.drafts_per_minute {
        config.limits.drafts_per_minute = rate;
    }
    config.limits.connections_per_address = arguments.connections_per_address.map(std::num::NonZeroUsize::get);
    config.metrics_token.clone_from(&arguments.metrics_token);
    config.partners = partners(&arguments.partners, std::env::vars())?;
    for folder in arguments.forms.iter().chain(&arguments.components) {
        must_be_folder(folder)?;
    }
    config.sources = Sources {
        built_in_forms: if arguments.forms.is_empty() { built_in::forms() } else { Vec::new() },
        forms: arguments.forms.clone(),
        components: arguments.components.clone(),
        built_in_components: built_in::components(),
        watch: false,
        compiler: Some((super::compiler(), arguments.place.data.join("plugins"))),
    };
    let imported = std::fs::read(arguments.place.data.join(DEMONSTRATION_FILE)).ok();
    if arguments.demo && imported.as_deref() != Some(built_in::DEMONSTRATION_DIRECTORY.as_bytes()) {
        // Once for each version of it: what an operator imports later stays.
        config.directories.push(demonstration_directory(&arguments.place.data)?);
    }
    Ok(config)
}

/// Which data sources can be asked: `GUICHET_SOURCE_<NAME>`, and flags over them; tokens come from the environment alone, for other people
/// of a machine read flags.
pub(super) fn partners(
    flags: &[String],
    environment: impl Iterator<Item = (String, String)>,
) -> Result<Vec<PartnerSetting>, Refusal> {
    let (mut urls, mut tokens) = (BTreeMap::new(), BTreeMap::new());
    for (name, value) in environment.filter(|(_, value)| !value.is_empty()) {
        let Some(name) = name.strip_prefix("GUICHET_SOURCE_") else { continue };
        // GUICHET_SOURCE_<NAME>__<AGENCY>: for the démarches of that agency.
        let id = |name: &str| {
            let named = |part: &str| part.to_ascii_lowercase().replace('_', "-");
            match name.split_once("__") {
                Some((name, agency)) => format!("{}@{}", named(name), named(agency)),
                None => named(name),
            }
        };
        match name.strip_suffix("_TOKEN") {
            Some(name) => tokens.insert(id(name), value),
            None => urls.insert(id(name), value),
        };
    }
    for flag in flags {
        let Some((id, url)) = flag.split_once('=').filter(|(id, _)| is_named(id)) else {
            return Err(Refusal::new(
                "cli.source",
                "Une source (--source) s'écrit nom=adresse, par exemple ban=https://data.geopf.fr/geocodage.",
                "A source (--source) is written name=address, for example ban=https://data.geopf.fr/geocodage.",
            ));
        };
        urls.insert(id.to_owned(), url.to_owned());
    }
    let settings: Vec<PartnerSetting> =
        urls.into_iter().map(|(id, url)| PartnerSetting { token: tokens.remove(&id), id, url }).collect();
    if let Some(id) = tokens.keys().next() {
        let variable = id.to_ascii_uppercase().replace('-', "_").replace('@', "__");
        return Err(Refusal::new(
            "cli.source",
            format!("La source « {id} » a un jeton mais pas d'adresse : donnez aussi GUICHET_SOURCE_{variable}."),
            format!("The source “{id}” has a token but no address: give GUICHET_SOURCE_{variable} too."),
        ));
    }
    // The address may hold a secret: it is not repeated.
    Partners::new(&settings).map_err(|(id, fault)| {
        Refusal::new(
            "source.url",
            format!(
                "L'adresse de la source « {id} » n'est pas comprise ({fault}). Elle a la forme https://hote/chemin."
            ),
            format!("The address of the source “{id}” is not understood ({fault}). Its form is https://host/path."),
        )
    })?;
    Ok(settings)
}

/// Whether a setting says which source it is of: a name, or a name and an agency.
fn is_named(id: &str) -> bool {
    let parts: Vec<&str> = id.split('@').collect();
    parts.len() <= 2 && parts.iter().all(|part| !part.is_empty())
}

/// Refuses mail settings that no mail could leave with, before anything is opened.
fn check_mail(arguments: &Serve) -> Result<(), Refusal> {
    let sender = arguments.mail_from.as_deref().unwrap_or("ne-pas-repondre@localhost");
    let address = MailAddress::new(sender).map_err(|_| {
        Refusal::new(
            "mail.address",
            format!("« {sender} » (--mail-from) n'est pas une adresse électronique."),
            format!("“{sender}” (--mail-from) is no e-mail address."),
        )
    })?;
    let Some(url) = &arguments.smtp else { return Ok(()) };
    // The URL may hold a password: it is not repeated.
    Mailer::from_url(url, Sender { address, name: None }).map(drop).map_err(|fault| {
        Refusal::new(
            "mail.url",
            format!("L'adresse du serveur de courriel (--smtp) n'est pas comprise ({fault}). Elle a la forme smtp://compte:motdepasse@hote:587."),
            format!("The address of the mail server (--smtp) is not understood ({fault}). Its form is smtp://user:password@host:587."),
        )
    })
}

/// The configuration that `--data`, `--database` and the key give.
pub(super) fn at(place: &Place) -> Config {
    let mut config = Config::new(&place.data);
    config.database.clone_from(&place.database);
    config.master_key.clone_from(&place.master_key);
    config
}

/// Lays the invented directory of the binary beside the data, from where it is imported.
pub(super) fn demonstration_directory(data: &Path) -> anyhow::Result<std::path::PathBuf> {
    std::fs::create_dir_all(data).map_err(|error| Refusal::file(data, &error))?;
    let path = data.join(DEMONSTRATION_FILE);
    std::fs::write(&path, built_in::DEMONSTRATION_DIRECTORY).map_err(|error| Refusal::file(&path, &error))?;
    Ok(path)
}

/// Says where to go and as whom.
fn welcome(public_url: &str, demonstration: Option<&Demonstration>, kept_mails: bool, language: Language) {
    let version = env!("CARGO_PKG_VERSION");
    let words = match language {
        Language::Fr => Welcome {
            ready: format!("guichet {version} est prêt."),
            places: ["Les démarches          ", "L'espace des agents    ", "Les courriels          "],
            citizen: "Usagère ",
            password: "mot de passe",
            agent: "Agent   ",
            others: |count| {
                format!("… et {count} autres agents, au même mot de passe ; toutes ces personnes sont inventées.")
            },
            stop: "Ctrl-C pour arrêter.",
        },
        Language::En => Welcome {
            ready: format!("guichet {version} is ready."),
            places: ["The démarches          ", "The agents' place      ", "The mails              "],
            citizen: "Citizen ",
            password: "password",
            agent: "Agent   ",
            others: |count| {
                format!("… and {count} more agents, with the same password; all of these people are invented.")
            },
            stop: "Ctrl-C to stop.",
        },
    };
    let [demarches, agents, mails] = words.places;
    say("");
    say(&words.ready);
    say("");
    say(format!("  {demarches}{public_url}/"));
    if let Some(demonstration) = demonstration {
        say(format!("  {agents}{public_url}/agents"));
        if kept_mails {
            say(format!("  {mails}{public_url}/dev/boite-mail"));
        }
        say("");
        say(format!("  {}  {}   {} {}", words.citizen, demonstration.citizen, words.password, demonstration.password));
        for agent in demonstration.agents.iter().take(3) {
            say(format!("  {}  {}   ({})", words.agent, agent.email, agent.organisation));
        }
        if demonstration.agents.len() > 3 {
            say(format!("  {}", (words.others)(demonstration.agents.len() - 3)));
        }
    }
    say("");
    say(words.stop);
}

/// The words of the welcome in one language.
struct Welcome {
    ready: String,
    places: [&'static str; 3],
    citizen: &'static str,
    password: &'static str,
    agent: &'static str,
    others: fn(usize) -> String,
    stop: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(flags: &[&str], environment: &[(&str, &str)]) -> Result<Vec<(String, String, bool)>, Refusal> {
        let flags: Vec<String> = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = partners(&flags, environment)?;
        Ok(settings.into_iter().map(|setting| (setting.id, setting.url, setting.token.is_some())).collect())
    }

    #[test]
    fn sources_come_from_flags_and_from_the_environment_and_tokens_from_the_environment_alone() {
        let environment = [
            ("GUICHET_SOURCE_API_ENTREPRISE", "https://entreprise.exemple.fr"),
            ("GUICHET_SOURCE_API_ENTREPRISE_TOKEN", "jeton"),
            ("GUICHET_SOURCE_API_ENTREPRISE__VILLE_EXEMPLE", "https://entreprise.exemple.fr?recipient=1"),
            ("GUICHET_SOURCE_API_ENTREPRISE__VILLE_EXEMPLE_TOKEN", "autre"),
            ("GUICHET_SOURCE_BAN", "https://ailleurs.exemple.fr"),
            ("GUICHET_SOURCE_VIDE", ""),
            ("GUICHET_SITE", "x"),
        ];
        assert_eq!(
            settings(&["ban=http://127.0.0.1:7878"], &environment).ok(),
            Some(vec![
                ("api-entreprise".to_owned(), "https://entreprise.exemple.fr".to_owned(), true),
                (
                    "api-entreprise@ville-exemple".to_owned(),
                    "https://entreprise.exemple.fr?recipient=1".to_owned(),
                    true,
                ),
                ("ban".to_owned(), "http://127.0.0.1:7878".to_owned(), false),
            ])
        );
        for (flags, environment) in [
            (vec!["ban"], vec![]),
            (vec!["=https://x.fr"], vec![]),
            (vec!["ban@=https://x.fr"], vec![]),
            (vec!["ban@a@b=https://x.fr"], vec![]),
            (vec![], vec![("GUICHET_SOURCE_BAN__VILLE_TOKEN", "jeton")]),
            (vec!["ban=http://ban.interne"], vec![]),
            (vec![], vec![("GUICHET_SOURCE_BAN_TOKEN", "jeton")]),
        ] {
            assert!(settings(&flags, &environment).is_err(), "{flags:?} {environment:?}");
        }
    }
}
