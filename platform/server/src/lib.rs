//! Serves the site: router, routes, worker loop, configuration, one error type. The only axum.
//!
//! [`run`] is the whole server; [`open`] and [`router`] are its parts, for tests that drive the real router on a real store.
//! To add a page of the site: a handler in `routes/<place>.rs`, one line in `router.rs`; the access tests ask for the rest.

mod app;
mod chrome;
mod config;
mod doorkeeper;
mod error;
mod extract;
pub mod logging;
mod measures;
mod middleware;
mod rooms;
mod router;
mod routes;
mod serve;
mod worker;

use std::future::Future;

use anyhow::Context as _;
use desk::{Courier, Desk, HeaderText, MailAddress, Mailer, Post, Scanner, Sender, Setup};
use store::{SecretString, Settings, Store};
use tokio::net::TcpListener;

pub use app::App;
pub use config::{CONNECTIONS_PER_ADDRESS, Config, Environment, Limits};
pub use desk::Demonstration;
pub use error::ServerError;
pub use router::{Door, Route, router, routes};

/// Opens the store and the counter as the configuration says.
///
/// # Errors
/// What keeps a server from starting: the database, the keys, the mail settings.
pub async fn open(config: Config) -> anyhow::Result<App> {
    let store = Store::open(settings(&config))
        .await
        .with_context(|| format!("the data in {} cannot be opened", config.data.display()))?;
    let setup = Setup {
        post: post(&config)?,
        sources: config.sources.clone(),
        public_url: config.public_url.clone(),
        site: config.site.clone(),
        contact: config.contact.clone(),
        environment: config.environment.name(),
        partners: desk::Partners::new(&config.partners)
            .map_err(|(id, fault)| anyhow::anyhow!("the source {id}: {fault}"))?,
        scanner: Scanner::from_url(&config.antivirus).context("the antivirus")?,
        courier: Courier::new(&config.webhook_networks).context("the networks of webhooks")?,
        identity: config.identity.clone(),
        documents: config.documents,
        terms: config.terms.clone(),
        store,
    };
    let desk = Desk::new(setup).context("the counter cannot be opened")?;
    store::address::set(desk.store(), desk.public_url()).await.context("the site's address cannot be kept")?;
    let networks = store::address::set_networks(desk.store(), &config.webhook_networks).await;
    networks.context("the networks that may be called cannot be kept")?;
    desk.learn_agencies().await.context("the agencies cannot be read")?;
    desk.learn_publications().await.context("what is published cannot be read")?;
    for directory in &config.directories {
        desk.import_directory(directory).await.with_context(|| format!("the directory {}", directory.display()))?;
    }
    Ok(App::new(config, desk)?)
}

/// The address cannot be listened on.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address}")]
pub struct NotListening {
    /// The address.
    pub address: std::net::SocketAddr,
    /// What the operating system said.
    pub source: std::io::Error,
}

/// How the store is opened for this configuration; tools beside a running server set `beside`.
pub fn settings(config: &Config) -> Settings {
    let mut settings = match &config.database {
        Some(url) => Settings::new(url, &config.data),
        None => Settings::sqlite(&config.data),
    };
    settings.master_key = config.master_key.clone().map(SecretString::from);
    settings
}

fn post(config: &Config) -> anyhow::Result<Post> {
    let Some(url) = &config.smtp else { return Ok(Post::Kept) };
    let sender = Sender {
        address: MailAddress::new(&config.mail_from).context("the sender of mails")?,
        name: Some(HeaderText::new(&config.site).context("the name of the site")?),
    };
    Ok(Post::Server(Box::new(Mailer::from_url(url, sender)?)))
}

/// Serves until the process is asked to end.
///
/// # Errors
/// As [`open`], or where the address cannot be listened on.
pub async fn run(config: Config) -> anyhow::Result<()> {
    serve(config, |_, _| {}, serve::stop_signal()).await
}

/// Serves until `stop` is done; tells `ready` the address it listens on, and who can log in to a demonstration.
///
/// # Errors
/// As [`run`].
pub async fn serve(
    config: Config,
    ready: impl FnOnce(std::net::SocketAddr, Option<Demonstration>),
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    logging::quiet_panics();
    anyhow::ensure!(
        config.environment == Environment::Test || config.is_https(),
        "in production the public address begins with https://: cookies and codes would travel in clear"
    );
    let listener =
        TcpListener::bind(config.listen).await.map_err(|source| NotListening { address: config.listen, source })?;
    let address = listener.local_addr()?;
    let demo = config.demo;
    anyhow::ensure!(
        !demo || config.environment == Environment::Test,
        "invented people have no place in production: leave out --demo"
    );
    if config.smtp.is_none() && !demo && !config.sources.watch {
        tracing::warn!("no mail server is set up (--smtp): mails are kept, none leaves");
    }
    let app = open(config).await?;
    let work = tokio::spawn(worker::run(app.clone()));
    let warm = {
        let app = app.clone();
        tokio::spawn(async move { app.desk().warm().await })
    };
    tracing::info!(%address, "serving");
    let greet = async {
        // Hashing the passwords of a demonstration takes a while: pages are served meanwhile.
        let demonstration = match demo.then(|| app.desk().demonstrate()) {
            Some(setting_up) => {
                setting_up.await.inspect_err(|error| tracing::error!(%error, "the demonstration cannot be set up")).ok()
            }
            None => None,
        };
        ready(address, demonstration);
    };
    let mut damaged = None;
    let end = async {
        tokio::select! {
            () = stop => {}
            // What is written on a damaged database may be lost: better nothing is acknowledged any more.
            error = worker::look_for_damage(&app) => {
                tracing::error!(code = error.code(), %error, "the database is damaged: serving ends");
                damaged = Some(error);
            }
        }
    };
    tokio::join!(greet, serve::until(listener, &app, end));
    warm.abort();
    work.abort();
    tracing::info!("stopped");
    damaged.map_or(Ok(()), |error| Err(error.into()))
}

/// Serves until the process is asked to end, and tells `ready` when it listens.
///
/// # Errors
/// As [`run`].
pub async fn run_and_tell(
    config: Config,
    ready: impl FnOnce(std::net::SocketAddr, Option<Demonstration>),
) -> anyhow::Result<()> {
    serve(config, ready, serve::stop_signal()).await
}
