//! A server of the trials' own: its démarche, its directory, its agent, in a temporary folder.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
    time::{Duration, Instant},
};

use tempfile::TempDir;
use trials::{
    client::Answer,
    process::{Server, free_port, guichet},
    robot::{Robot, links},
};

use crate::{clock::Clock, power::Disk};

/// The desk that the trials' démarche is sent to; `forms/annuaire.yaml` lists it.
pub(crate) const SIRET: &str = "99980000100003";
/// The agent's.
pub(crate) const PASSWORD: &str = "un mot de passe assez long";
/// What the references of the trials' démarche begin with.
const LETTERS: &str = "PAN-";

/// The folder of this crate.
pub(crate) fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A server of a world, when it runs.
pub(crate) struct Node {
    port: u16,
    options: Vec<String>,
    log: PathBuf,
    server: Option<Server>,
}

impl Node {
    fn new(options: Vec<String>, log: PathBuf) -> Self {
        Self { port: free_port().expect("a port"), options, log, server: None }
    }

    /// Starts it, again after a [`Self::kill`]; returns when it is ready.
    pub(crate) fn up(&mut self, environment: &[(String, String)], faults: &str) {
        let faults = [("GUICHET_FAULTS".to_owned(), with_mutant(faults))];
        let environment = &[environment, &faults].concat();
        let listen = self.address();
        let options: Vec<&str> = self.options.iter().map(String::as_str).chain(["--listen", &listen]).collect();
        let server = Server::start_writing(&guichet(), &options, environment, self.port, "/readyz", Some(&self.log));
        self.server = Some(server.unwrap_or_else(|error| panic!("{error:#}\n{}", self.log())));
    }

    /// Starts it with a fault (`store::faults`) that ends it, and returns when it has ended.
    pub(crate) fn live_until(&mut self, fault: &str, environment: &[(String, String)]) {
        let listen = self.address();
        let options: Vec<&str> = self.options.iter().map(String::as_str).chain(["--listen", &listen]).collect();
        let faults = ("GUICHET_FAULTS".to_owned(), with_mutant(fault));
        let environment = [environment, &[faults]].concat();
        let mut server =
            Server::spawn(&guichet(), &options, &environment, self.port, Some(&self.log)).expect("it runs");
        let until = Instant::now() + Duration::from_secs(60);
        while !server.has_ended() {
            assert!(Instant::now() < until, "it never came to {fault}\n{}", self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it as a crash does: no signal handler, nothing flushed.
    pub(crate) fn kill(&mut self) {
        if let Some(server) = self.server.take() {
            server.kill();
        }
    }

    /// Stops it in the middle of whatever it does, as a machine does that is moved or swaps; `-CONT` lets it go on, unaware.
    pub(crate) fn signal(&self, signal: &str) {
        self.server.as_ref().expect("it runs").signal(signal);
    }

    /// Returns when it was stopped in its work.
    pub(crate) async fn until_frozen(&self) {
        let server = self.server.as_ref().expect("it runs");
        let until = Instant::now() + Duration::from_secs(30);
        while !server.is_stopped() {
            assert!(Instant::now() < until, "it was never stopped\n{}", self.log());
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// `127.0.0.1:<port>`
    pub(crate) fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

/// A data folder, and the server that runs on it when it runs.
pub(crate) struct World {
    folder: TempDir,
    invitation: String,
    node: Node,
    /// What forgets what was not synced whenever the server is killed; without it a crash loses nothing that was written.
    disk: Option<Disk>,
    /// What shifts the clock that the server reads.
    clock: Option<Clock>,
    /// Faults of its own that the server is started with (`store::faults`).
    faults: &'static str,
}

impl World {
    /// Prepares the data folder: the directory and the agent's invitation. The server is not started yet.
    pub(crate) fn prepare(options: &[&str]) -> Self {
        Self::prepare_in(&std::env::temp_dir(), options)
    }

    /// The same under a folder of choice.
    pub(crate) fn prepare_in(place: &Path, options: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("guichet-trial-").tempdir_in(place).expect("a temporary folder");
        let data = folder.path().join("data").display().to_string();
        // Where the data lies is told to every command, how to serve only to the server.
        let database: Vec<&str> = options
            .iter()
            .position(|option| *option == "--database")
            .map(|at| options[at..at + 2].to_vec())
            .unwrap_or_default();
        let directory = here().join("forms/annuaire.yaml").display().to_string();
        let place = [&["--data", &data], &*database].concat();
        run(&[&["org", "import", &directory], &*place].concat());
        let mut invite = vec!["agent", "invite", "agent@essai.exemple.fr", "--siret", SIRET, "--branch", "ESSAI"];
        if options.contains(&"--demo") {
            invite.extend(["--role", "admin"]);
        }
        let invited = run(&[&invite[..], &*place].concat());
        let printed = String::from_utf8_lossy(&invited.stdout).into_owned();
        let at = printed.find("/agents/invitation/").expect("an invitation");
        let invitation = printed[at..].split_whitespace().next().expect("a link").to_owned();
        let forms = here().join("forms/essai-panne").display().to_string();
        let mut all: Vec<String> = ["serve", "--forms", &forms, "--data", &data].map(str::to_owned).to_vec();
        if !options.contains(&"--drafts-per-minute") {
            all.extend(["--drafts-per-minute", "100000"].map(str::to_owned));
        }
        all.extend(options.iter().map(|option| (*option).to_owned()));
        let node = Node::new(all, folder.path().join("log"));
        Self { folder, invitation, node, disk: None, clock: None, faults: "" }
    }

    /// Has the agent's desk told at this address of what happens: its webhook.
    pub(crate) fn hook(&self, url: &str) {
        let data = self.data().display().to_string();
        let desk = ["--agency", "ville-essai", "--siret", SIRET, "--branch", "ESSAI", "--url", url, "--data", &data];
        let mut command = [&["partner", "webhook", "add"], &desk[..]].concat();
        if let Some(at) = self.node.options.iter().position(|option| option == "--database") {
            command.extend(self.node.options[at..at + 2].iter().map(String::as_str));
        }
        run(&command);
    }

    /// A server that runs.
    pub(crate) fn start(options: &[&str]) -> Self {
        let mut world = Self::prepare(options);
        world.up();
        world
    }

    /// From now on killing the server is a loss of power; `forgets` is what [`Disk`] does not even keep of what was synced.
    pub(crate) fn on_power(&mut self, forgets: &str) {
        self.disk = Some(Disk::new(&self.data(), &self.scratch("kept"), forgets));
    }

    /// From now on, when it is next started, the server reads a clock that can be moved.
    pub(crate) fn on_clock(&mut self) {
        self.clock = Some(Clock::new(&self.scratch("clock")));
    }

    /// Moves the clock: so many seconds away from the machine's.
    pub(crate) fn shift_clock(&self, seconds: i64) {
        self.clock.as_ref().expect("a clock that can be moved").shift(seconds);
    }

    /// What the server meets when it is next started: `order:…` and the like.
    pub(crate) fn with_faults(&mut self, faults: &'static str) {
        self.faults = faults;
    }

    /// Starts the server, again after a [`Self::kill`]; returns when it is ready.
    pub(crate) fn up(&mut self) {
        let environment = self.environment();
        self.node.up(&environment, self.faults);
    }

    fn environment(&self) -> Vec<(String, String)> {
        let disk = self.disk.as_ref().map(Disk::environment);
        disk.or(self.clock.as_ref().map(Clock::environment)).unwrap_or_default()
    }

    /// Kills the server, and starts it to die by itself at a point of its own; returns when it has.
    pub(crate) fn live_until(&mut self, point: &str) {
        self.kill();
        self.live_out(&format!("die:{point}"));
    }

    /// Starts the server with a fault that ends it; returns when it has ended.
    pub(crate) fn live_out(&mut self, fault: &str) {
        self.node.live_until(fault, &self.environment());
        if let Some(disk) = &self.disk {
            disk.lose();
        }
    }

    /// Kills the server as a crash does; with the power, where it hangs on it.
    pub(crate) fn kill(&mut self) {
        self.node.kill();
        if let Some(disk) = &self.disk {
            disk.lose();
        }
    }

    /// The world's own server, to freeze.
    pub(crate) fn node(&self) -> &Node {
        &self.node
    }

    /// Another server on the same data, which is not started yet; only where the database is PostgreSQL.
    pub(crate) fn node_beside(&self) -> Node {
        Node::new(self.node.options.clone(), self.scratch("log-beside"))
    }

    /// A server as this world's on other data, which is not started yet.
    pub(crate) fn node_on(&self, data: &Path, database: Option<&str>) -> Node {
        let mut options = self.node.options.clone();
        for (flag, value) in [("--data", Some(data.display().to_string())), ("--database", database.map(str::to_owned))]
        {
            if let (Some(at), Some(value)) = (options.iter().position(|option| option == flag), value) {
                options[at + 1] = value;
            }
        }
        Node::new(options, self.scratch("log-elsewhere"))
    }

    /// `127.0.0.1:<port>`
    pub(crate) fn address(&self) -> String {
        self.node.address()
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A folder for what a trial writes.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What the server printed, since the beginning.
    pub(crate) fn log(&self) -> String {
        self.node.log()
    }

    /// Somebody at a browser.
    pub(crate) async fn robot(&self) -> Robot {
        Robot::open(&self.address()).await.expect("the server listens")
    }

    /// The address of the agent's invitation, as long as it was not accepted.
    pub(crate) fn invitation(&self) -> &str {
        &self.invitation
    }

    /// The agent, who has accepted the invitation: once a world.
    pub(crate) async fn agent(&self) -> Robot {
        let mut agent = self.robot().await;
        let page = agent.visit(&self.invitation).await.expect("the invitation");
        agent.submit(&page, &[("name", "Agnès Essai"), ("password", PASSWORD)]).await.expect("accepted");
        assert_eq!(agent.address, "/agents");
        agent
    }
}

/// The faults ordered, and the mutant that the trials themselves are being tried with (`GUICHET_FAULTS`).
pub(crate) fn with_mutant(faults: &str) -> String {
    let ordered = std::env::var("GUICHET_FAULTS").unwrap_or_default();
    // The long form waits as long as people would.
    let short = if std::env::var_os("GUICHET_SOAK").is_some() { "" } else { "order:leases.short" };
    [ordered.as_str(), short, faults].into_iter().filter(|some| !some.is_empty()).collect::<Vec<_>>().join(",")
}

/// Runs a command of the binary that must succeed.
pub(crate) fn run(arguments: &[&str]) -> Output {
    let output = command(arguments);
    assert!(
        output.status.success(),
        "guichet {arguments:?}\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// Runs a command of the binary.
pub(crate) fn command(arguments: &[&str]) -> Output {
    let program = guichet();
    // What is ordered is for the server.
    Command::new(&program).args(arguments).env_remove("GUICHET_FAULTS").output().unwrap_or_else(|error| {
        panic!("{} ({error}): « cargo build --bin guichet » makes it, GUICHET_BIN names another", program.display())
    })
}

/// The reference that a page shows; of several, the first.
pub(crate) fn reference(page: &Answer) -> Option<String> {
    references(page).into_iter().next()
}

/// Every reference that a page shows, each once, in order.
pub(crate) fn references(page: &Answer) -> Vec<String> {
    let text = page.text();
    let mut found: Vec<String> = Vec::new();
    for (at, _) in text.match_indices(LETTERS) {
        let reference: String =
            text[at..].chars().take_while(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || *c == '-').collect();
        if reference.len() >= 20 && !found.contains(&reference) {
            found.push(reference);
        }
    }
    found
}

/// The follow-up page that a confirmation links to.
pub(crate) fn follow_link(page: &Answer) -> Option<String> {
    links(page).into_iter().find_map(|link| {
        link.strip_prefix("/suivi/").map(|rest| format!("/suivi/{}", rest.split('/').next().unwrap_or_default()))
    })
}

/// The reference of every case in the agent's inbox, page after page, as often as it stands there.
pub(crate) async fn inbox(agent: &mut Robot) -> Vec<String> {
    let mut all = Vec::new();
    let mut next = Some("/agents".to_owned());
    while let Some(path) = next {
        let page = agent.visit(&path).await.expect("the inbox");
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        let rows = text.split("href=\"/agents/cas/").skip(1);
        all.extend(rows.filter_map(|rest| rest.split_once('>')?.1.split('<').next().map(str::to_owned)));
        // « Tick all » is the same page again.
        let goes_on = |link: &String| link.contains("after=") && !link.contains("coches=");
        next = links(&page).into_iter().find(goes_on);
    }
    all
}

/// The case in the agent's inbox, once it was delivered: its address.
pub(crate) async fn first_case(agent: &mut Robot) -> String {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let list = agent.visit("/agents").await.expect("the inbox");
        if let Some(case) = links(&list).into_iter().find(|link| link.starts_with("/agents/cas/")) {
            return case;
        }
        assert!(Instant::now() < until, "no case was delivered:\n{}", list.text());
    }
}

/// A small, valid PDF that holds a comment.
pub(crate) fn pdf(comment: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
    ];
    let mut text = format!("%PDF-1.4\n% {comment}\n");
    let mut table = "0000000000 65535 f \n".to_owned();
    for (index, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", text.len()));
        text.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let start = text.len();
    text.push_str(&format!("xref\n0 4\n{table}trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"));
    text.into_bytes()
}
