//! A PostgreSQL to crash or to measure with: started in a temporary folder, or the one that `GUICHET_TEST_POSTGRES` names, which is not ours
//! to crash.
#![expect(clippy::expect_used, clippy::panic, reason = "a trial whose parts do not start ends there")]

use std::{
    io::{BufRead as _, BufReader},
    os::unix::fs::{MetadataExt as _, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// A server of databases; it ends with this.
#[derive(Debug)]
pub struct Postgres {
    /// The URL of a database where others may be created.
    admin: String,
    own: Option<Own>,
}

#[derive(Debug)]
struct Own {
    postmaster: Child,
    gave_up: Arc<AtomicBool>,
    /// What it is started with besides.
    environment: Vec<(String, String)>,
    programs: PathBuf,
    folder: tempfile::TempDir,
}

impl Postgres {
    /// One in a folder of its own.
    ///
    /// # Panics
    /// Where there is none to start.
    pub fn start() -> Self {
        Self::start_with(|_| Vec::new())
    }

    /// The same with names and values in its environment, by its folder.
    ///
    /// # Panics
    /// As [`Self::start`].
    pub fn start_with(environment: impl FnOnce(&Path) -> Vec<(String, String)>) -> Self {
        if let Ok(admin) = std::env::var("GUICHET_TEST_POSTGRES") {
            return Self { admin, own: None };
        }
        let programs = programs().expect(
            "no PostgreSQL: platform/trials/install-tools.sh installs it, GUICHET_TEST_POSTGRES names a server",
        );
        let folder = tempfile::Builder::new().prefix("guichet-pg-").tempdir().expect("a temporary folder");
        if let Some(user) = user() {
            chown(folder.path(), Some(user), None).expect("the folder is the server's");
        }
        let made = as_user(&programs.join("initdb"))
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
            .arg(folder.path().join("data"))
            .current_dir(folder.path())
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let environment = environment(folder.path());
        let (postmaster, gave_up) = launch(&programs, folder.path(), &environment);
        let admin = format!("postgres://postgres@localhost/postgres?host={}", folder.path().display());
        Self { admin, own: Some(Own { postmaster, gave_up, environment, programs, folder }) }
    }

    /// Where its files lie, tables and log of what was written; nowhere where the server is not ours.
    pub fn files(&self) -> Option<&Path> {
        self.own.as_ref().map(|own| own.folder.path())
    }

    /// A fresh database's URL.
    pub async fn database(&self) -> String {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let name = format!("guichet_trial_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut connection = PgConnection::connect(&self.admin).await.expect("the server answers");
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await
            .expect("a database");
        let (place, options) = self
            .admin
            .split_once('?')
            .map_or((self.admin.as_str(), String::new()), |(place, options)| (place, format!("?{options}")));
        let server = place.rsplit_once('/').expect("a URL with a database").0;
        format!("{server}/{name}{options}")
    }

    /// A count in a database, once it is as wanted.
    pub async fn until(&self, database: &str, count: &'static str, wanted: impl Fn(i64) -> bool) -> i64 {
        let mut connection = PgConnection::connect(database).await.expect("the server answers");
        let until = Instant::now() + Duration::from_secs(150);
        loop {
            let found: i64 = sqlx::query_scalar(count).fetch_one(&mut connection).await.expect("a count");
            if wanted(found) {
                return found;
            }
            assert!(Instant::now() < until, "{count}: {found}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Cuts every connection without a checkpoint, as a crash does, and starts again. `false` where the server is not ours.
    pub fn crash_and_restart(&mut self) -> bool {
        let Some(own) = &mut self.own else { return false };
        own.crash();
        own.launch();
        true
    }

    /// Lets its disk fail for a moment (`io`, `full`), and starts it again. `false` where it did not give up, or is not ours.
    pub fn fail_and_restart(&mut self, fault: &str) -> bool {
        let Some(own) = &mut self.own else { return false };
        let fault = own.folder.path().join("fault").with_extension(fault);
        std::fs::write(&fault, "").expect("a fault");
        std::thread::sleep(Duration::from_millis(300));
        own.crash();
        let gave_up = own.gave_up.load(Ordering::Relaxed);
        std::fs::remove_file(&fault).expect("the fault");
        own.launch();
        gave_up
    }
}

impl Own {
    fn launch(&mut self) {
        (self.postmaster, self.gave_up) = launch(&self.programs, self.folder.path(), &self.environment);
    }

    fn crash(&mut self) {
        // QUIT ends the postmaster and every backend at once, and leaves what was written to be recovered.
        let _ = Command::new("kill").args(["-QUIT", &self.postmaster.id().to_string()]).status();
        let _ = self.postmaster.wait();
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Returns when connections are accepted; and what becomes true when it gives up.
fn launch(programs: &Path, folder: &Path, environment: &[(String, String)]) -> (Child, Arc<AtomicBool>) {
    let mut postmaster = as_user(&programs.join("postgres"))
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-c", "listen_addresses="])
        .current_dir(folder)
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("postgres starts");
    let mut log = BufReader::new(postmaster.stderr.take().expect("its log")).lines().map_while(Result::ok);
    let mut said = Vec::new();
    while !said.last().is_some_and(|line: &String| line.contains("ready to accept connections")) {
        said.push(log.next().unwrap_or_else(|| panic!("postgres did not start:\n{}", said.join("\n"))));
    }
    // A full pipe would stop it.
    let gave_up = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&gave_up);
    std::thread::spawn(move || {
        log.for_each(|line| {
            seen.fetch_or(line.contains("PANIC"), Ordering::Relaxed);
        })
    });
    (postmaster, gave_up)
}

fn programs() -> Option<PathBuf> {
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    debian.chain(std::env::split_paths(&path)).filter(|folder| folder.join("initdb").is_file()).max()
}

/// PostgreSQL refuses root: then it runs as its own user, or as nobody.
fn user() -> Option<u32> {
    if std::fs::metadata("/proc/self").expect("/proc").uid() != 0 {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let id =
        |name: &str| passwd.lines().find(|line| line.split(':').next() == Some(name))?.split(':').nth(2)?.parse().ok();
    Some(id("postgres").or_else(|| id("nobody")).unwrap_or(65_534))
}

/// The program as that user; it ends with us, even if we are killed.
fn as_user(program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some(user) = user() {
        command.args([format!("--reuid={user}"), "--clear-groups".to_owned()]);
    }
    command.arg(program);
    command
}
