//! Starts one real PostgreSQL for the tests of this binary, and gives each test a database of its own.
//!
//! `GUICHET_TEST_POSTGRES` may name a server (a URL whose user may create databases). Otherwise Debian's or the PATH's binaries are run
//! on a Unix socket in a temporary folder, as an unprivileged user, since PostgreSQL refuses root.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _};

pub(crate) struct Server {
    admin: String,
    own: Option<Own>,
    databases: AtomicU32,
}

/// A server of our own, which we may also kill.
struct Own {
    child: Child,
    binaries: PathBuf,
    folder: tempfile::TempDir,
    user: Option<(u32, u32)>,
}

impl Server {
    pub(crate) fn start() -> Self {
        if let Ok(admin) = std::env::var("GUICHET_TEST_POSTGRES") {
            return Self { admin, own: None, databases: AtomicU32::new(0) };
        }
        let binaries = binaries().expect(
            "no PostgreSQL to test with: set GUICHET_TEST_POSTGRES to a URL, or install it (apt-get install postgresql)",
        );
        let folder = tempfile::Builder::new().prefix("guichet-pg-").tempdir().expect("a temporary folder");
        let user = unprivileged();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(folder.path(), Some(uid), Some(gid)).expect("chown of the server's folder");
        }
        let initdb = demoted(&binaries.join("initdb"), user)
            .args(["--username=postgres", "--auth=trust", "--encoding=UTF8"])
            .args(["--locale=C", "--no-sync", "-D"])
            .arg(folder.path().join("data"))
            .current_dir(folder.path())
            .output()
            .expect("initdb runs");
        assert!(initdb.status.success(), "initdb failed: {}", String::from_utf8_lossy(&initdb.stderr));
        let child = launch(&binaries, folder.path(), user);
        let admin = format!("postgres://postgres@localhost/postgres?host={}", folder.path().display());
        let own = Own { child, binaries, folder, user };
        Self { admin, own: Some(own), databases: AtomicU32::new(0) }
    }

    /// Stops the server as a crash would (no checkpoint, every connection cut) and starts it again; `false` if it is not ours to kill.
    pub(crate) fn crash_and_restart(&mut self) -> bool {
        let Some(own) = &mut self.own else {
            return false;
        };
        own.stop();
        own.child = launch(&own.binaries, own.folder.path(), own.user);
        true
    }

    /// The URL of a fresh, empty database.
    pub(crate) async fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("guichet_{}_{number}", std::process::id());
        let mut connection = sqlx::PgConnection::connect(&self.admin).await.expect("the test server answers");
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await
            .expect("a database");
        let (head, query) = self.admin.split_once('?').map_or((self.admin.as_str(), ""), |(head, query)| (head, query));
        let head = head.rsplit_once('/').expect("a URL with a database").0;
        format!("{head}/{name}?{query}")
    }

    /// Takes a database away, whoever is still connected to it: hundreds of them fill a disk. Nobody waits for it, for it waits for a
    /// checkpoint.
    pub(crate) fn remove(&self, url: &str) {
        let name = url.split('?').next().and_then(|head| head.rsplit('/').next()).expect("a URL with a database");
        let (admin, drop) = (self.admin.clone(), format!("drop database {name} with (force)"));
        tokio::spawn(async move {
            let mut connection = sqlx::PgConnection::connect(&admin).await?;
            sqlx::raw_sql(AssertSqlSafe(drop)).execute(&mut connection).await
        });
    }
}

impl Own {
    fn stop(&mut self) {
        let _ = Command::new("kill").arg("-QUIT").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Starts the server and returns when it answers.
fn launch(binaries: &Path, folder: &Path, user: Option<(u32, u32)>) -> Child {
    let mut child = demoted(&binaries.join("postgres"), user)
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder)
        .args(["-c", "listen_addresses=", "-c", "max_connections=300"])
        // After a crash, one sync of the file system instead of one for each file.
        .args(["-c", "recovery_init_sync_method=syncfs"])
        .current_dir(folder)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("postgres starts");
    let mut log = BufReader::new(child.stderr.take().expect("its log")).lines();
    let mut said = String::new();
    loop {
        let line = log.next().and_then(Result::ok).unwrap_or_else(|| panic!("postgres did not start:\n{said}"));
        if line.contains("database system is ready to accept connections") {
            break;
        }
        said.push_str(&line);
        said.push('\n');
    }
    // The rest of the log is read away, or the server would block on a full pipe.
    std::thread::spawn(move || log.for_each(drop));
    child
}

fn binaries() -> Option<PathBuf> {
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found: Vec<PathBuf> = debian
        .chain(std::env::split_paths(&path))
        .filter(|folder| folder.join("initdb").exists() && folder.join("postgres").exists())
        .collect();
    found.sort();
    found.pop()
}

/// Whom to run the server as: nobody else unless we are root.
fn unprivileged() -> Option<(u32, u32)> {
    let me = std::os::unix::fs::MetadataExt::uid(&std::fs::metadata("/proc/self").expect("/proc"));
    if me != 0 {
        return None;
    }
    let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let ids = |name: &str| {
        let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    Some(ids("postgres").or_else(|| ids("nobody")).unwrap_or((65534, 65534)))
}

/// The program as that user; it dies with us, even if we are killed.
fn demoted(program: &Path, user: Option<(u32, u32)>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "QUIT"]);
    if let Some((uid, gid)) = user {
        command.args([format!("--reuid={uid}"), format!("--regid={gid}"), "--clear-groups".into()]);
    }
    command.arg(program);
    command
}
