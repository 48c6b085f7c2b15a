//! `guichet serve`: serves the démarches.

use std::{net::SocketAddr, path::Path};

use anyhow::Context as _;
use desk::{Demonstration, Sources};
use server::{Config, Environment};

use super::say;
use crate::{
    Verdict,
    arguments::{Place, Serve},
    built_in,
};

/// The invented directory, as it lies beside the data once it was imported.
const DEMONSTRATION_FILE: &str = "annuaire-demonstration.yaml";

/// Serves until the process is asked to end.
pub(crate) fn run(arguments: Serve) -> anyhow::Result<Verdict> {
    let config = config(&arguments)?;
    let public_url = config.public_url.clone();
    let kept_mails = config.smtp.is_none();
    serve(config, move |_, demonstration| {
        welcome(&public_url, demonstration.as_ref(), kept_mails);
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
    anyhow::ensure!(
        address.is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/') && !rest.contains(char::is_whitespace)),
        "« {} » : l'adresse publique commence par https:// (ou http://), par exemple https://demarches.exemple.fr · the public \
         address begins with https:// (or http://)",
        config.public_url
    );
    config.demo = arguments.demo;
    config.smtp.clone_from(&arguments.smtp);
    if let Some(sender) = &arguments.mail_from {
        config.mail_from.clone_from(sender);
    }
    if let Some(site) = &arguments.site {
        config.site.clone_from(site);
    }
    config.publisher.clone_from(&arguments.publisher);
    config.contact.clone_from(&arguments.contact);
    config.environment = arguments.environment.parse::<Environment>().map_err(anyhow::Error::msg)?;
    config.proxies.clone_from(&arguments.proxies);
    if let Some(rate) = arguments.drafts_per_minute {
        config.limits.drafts_per_minute = rate;
    }
    for folder in arguments.forms.iter().chain(&arguments.components) {
        anyhow::ensure!(folder.is_dir(), "{} : ce dossier n'existe pas · no such folder", folder.display());
    }
    config.sources = Sources {
        built_in_forms: if arguments.forms.is_empty() { built_in::forms() } else { Vec::new() },
        forms: arguments.forms.clone(),
        components: arguments.components.clone(),
        built_in_components: built_in::components(),
        watch: false,
    };
    if arguments.demo && !arguments.place.data.join(DEMONSTRATION_FILE).exists() {
        // Only once: what an operator imports later stays.
        config.directories.push(demonstration_directory(&arguments.place.data)?);
    }
    Ok(config)
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
    std::fs::create_dir_all(data).with_context(|| data.display().to_string())?;
    let path = data.join(DEMONSTRATION_FILE);
    std::fs::write(&path, built_in::DEMONSTRATION_DIRECTORY).with_context(|| path.display().to_string())?;
    Ok(path)
}

/// Says where to go and as whom.
fn welcome(public_url: &str, demonstration: Option<&Demonstration>, kept_mails: bool) {
    say("");
    say(format!("guichet {} est prêt.", env!("CARGO_PKG_VERSION")));
    say("");
    say(format!("  Les démarches          {public_url}/"));
    if let Some(demonstration) = demonstration {
        say(format!("  L'espace des agents    {public_url}/agents"));
        if kept_mails {
            say(format!("  Les courriels          {public_url}/dev/boite-mail"));
        }
        say("");
        say(format!("  Usagère   {}   mot de passe {}", demonstration.citizen, demonstration.password));
        for agent in demonstration.agents.iter().take(3) {
            say(format!("  Agent     {}   ({})", agent.email, agent.organisation));
        }
        if demonstration.agents.len() > 3 {
            say(format!(
                "  … et {} autres agents, au même mot de passe ; toutes ces personnes sont inventées.",
                demonstration.agents.len() - 3
            ));
        }
    }
    say("");
    say("Ctrl-C pour arrêter.");
}
