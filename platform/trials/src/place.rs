//! A server of the measures' own: its démarches, its directory, in a folder.

use std::{path::Path, process::Command};

use anyhow::{Context as _, ensure};

use crate::{
    process::{Server, free_port, guichet},
    robot::Robot,
};

/// What is served: a démarche with one recipient, one with two, and one that is filled in from what an account keeps.
const FORMS: [&str; 3] =
    ["platform/trials/forms/essai-panne", "platform/trials/forms/essai-deux", "platform/trials/forms/essai-connu"];
/// The password of [`Place::agent`].
const PASSWORD: &str = "un mot de passe de mesure";

/// A data folder, and the server that runs on it.
#[derive(Debug)]
pub struct Place {
    data: String,
    /// Where the data lies, as every command is told.
    at: Vec<String>,
    /// The server.
    pub server: Server,
}

impl Place {
    /// Starts one in `folder`, or on what lies there; `database` is PostgreSQL's URL where it is not SQLite.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn start(folder: &Path, database: Option<&str>) -> anyhow::Result<Self> {
        Self::start_with(folder, database, &[])
    }

    /// The same with more options of `guichet serve`.
    ///
    /// # Errors
    /// Where the server does not start.
    pub fn start_with(folder: &Path, database: Option<&str>, more: &[&str]) -> anyhow::Result<Self> {
        let data = folder.display().to_string();
        let mut at = vec!["--data".to_owned(), data.clone()];
        at.extend(database.into_iter().flat_map(|url| ["--database".to_owned(), url.to_owned()]));
        if !folder.exists() {
            run(&at, &["org", "import", "platform/trials/forms/annuaire-mesures.yaml"])?;
        }
        let port = free_port()?;
        let listen = format!("127.0.0.1:{port}");
        let forms = FORMS.iter().flat_map(|form| ["--forms", *form]);
        let options = ["--webhook-network", "127.0.0.1", "--drafts-per-minute", "1000000", "--listen", &listen];
        let arguments: Vec<&str> = ["serve"]
            .into_iter()
            .chain(options)
            .chain(forms)
            .chain(at.iter().map(String::as_str))
            .chain(more.iter().copied())
            .collect();
        let server = Server::start(&guichet(), &arguments, port, "/readyz")?;
        Ok(Self { data, at, server })
    }

    /// Ends the server; its data stays.
    pub fn stop(self) -> String {
        self.server.kill();
        self.data
    }

    /// Runs a command on its data; what it says.
    ///
    /// # Errors
    /// Where the command fails.
    pub fn run(&self, arguments: &[&str]) -> anyhow::Result<String> {
        run(&self.at, arguments)
    }

    /// An agent of the service's desk who may do everything there; logged in.
    ///
    /// # Errors
    /// Where the invitation is not accepted.
    pub async fn agent(&self) -> anyhow::Result<Robot> {
        let desk = ["--siret", "99980000100003", "--branch", "ESSAI", "--role", "supervisor"];
        let said = self.run(&[&["agent", "invite", "agent@essai.exemple.fr"], &desk[..]].concat())?;
        let link =
            said.split_whitespace().find(|word| word.contains("/agents/invitation/")).context("no invitation")?;
        let at = link.find("/agents/").context("no invitation")?;
        let mut agent = Robot::open(&self.server.address).await?;
        let page = agent.visit(&link[at..]).await?;
        let shown = agent.submit(&page, &[("name", "Agnès Essai"), ("password", PASSWORD)]).await?;
        ensure!(agent.address == "/agents", "the invitation leads to {}: {}", agent.address, shown.text());
        Ok(agent)
    }
}

fn run(at: &[String], arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(guichet()).args(arguments).args(at).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(said)
}
