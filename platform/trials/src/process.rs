//! Starts a server and reads what it costs from `/proc`.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU16, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

/// A running server; killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// `127.0.0.1:<port>`
    pub address: String,
    /// From the start of the process to the first 200.
    pub started_in: Duration,
}

/// The guichet binary: `GUICHET_BIN`, or the one that was built beside this program.
pub fn guichet() -> PathBuf {
    if let Some(given) = std::env::var_os("GUICHET_BIN") {
        return PathBuf::from(given);
    }
    // Tests run from target/<profile>/deps, programs from target/<profile>.
    let here = std::env::current_exe().unwrap_or_default();
    let beside = here.ancestors().skip(1).take(2).map(|folder| folder.join("guichet")).find(|binary| binary.is_file());
    beside.unwrap_or_else(|| here.with_file_name("guichet"))
}

/// A port that nobody listens on at the moment.
///
/// Below those that the system gives to outgoing connections: a client that calls a server which is down would otherwise now and then
/// be given the server's own port, and talk to itself.
pub fn free_port() -> anyhow::Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Programs that start at once begin at different places.
    let start = u16::try_from(std::process::id() % 20_000)?;
    for _ in 0..2_000 {
        let port = 10_240 + (start + NEXT.fetch_add(1, Ordering::Relaxed)) % 22_000;
        if std::net::TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port")
}

impl Server {
    /// Starts `program` and waits until `probe` answers 200. What it prints is not kept.
    pub fn start(program: &Path, arguments: &[&str], port: u16, probe: &str) -> anyhow::Result<Self> {
        Self::start_writing(program, arguments, &[], port, probe, None)
    }

    /// As [`Self::start`], with names and values in its environment; what it prints, to either stream, is added to `log`.
    pub fn start_writing(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        port: u16,
        probe: &str,
        log: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let began = Instant::now();
        let mut server = Self::spawn(program, arguments, environment, port, log)?;
        while began.elapsed() < Duration::from_secs(30) {
            if let Some(status) = server.child.try_wait()? {
                bail!("{} ended early: {status}", program.display());
            }
            if server.answers_200(probe) {
                server.started_in = began.elapsed();
                return Ok(server);
            }
        }
        bail!("{} does not answer", program.display())
    }

    /// Starts `program`, ready or not.
    ///
    /// # Errors
    /// Where it cannot be run.
    pub fn spawn(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        port: u16,
        log: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let stream = || -> anyhow::Result<Stdio> {
            Ok(match log {
                None => Stdio::null(),
                Some(log) => Stdio::from(std::fs::OpenOptions::new().create(true).append(true).open(log)?),
            })
        };
        let child = Command::new(program)
            .args(arguments)
            .envs(environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(stream()?)
            .stderr(stream()?)
            .spawn()
            .with_context(|| {
                format!(
                    "{} cannot be run: « cargo build --bin guichet » makes it, GUICHET_BIN names another",
                    program.display()
                )
            })?;
        Ok(Self { child, address: format!("127.0.0.1:{port}"), started_in: Duration::ZERO })
    }

    /// Whether it was stopped by a signal, and waits to go on.
    pub fn is_stopped(&self) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap_or_default();
        stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('T'))
    }

    /// Whether it runs no more.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().is_ok_and(|status| status.is_some())
    }

    fn answers_200(&self, probe: &str) -> bool {
        use std::io::{Read as _, Write as _};
        let Ok(mut stream) = std::net::TcpStream::connect(&self.address) else {
            std::thread::yield_now();
            return false;
        };
        let request = format!("GET {probe} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        let mut answer = Vec::new();
        stream.write_all(request.as_bytes()).is_ok()
            && stream.read_to_end(&mut answer).is_ok()
            && answer.starts_with(b"HTTP/1.1 200")
    }

    /// Processor time used so far, user and system.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(')').context("a process name")?.1;
        let fields: Vec<&str> = after_name.split_whitespace().collect();
        // Fields 14 and 15 of proc(5), counted from the third; in ticks of 10 ms on Linux.
        let ticks: u64 = fields[11].parse::<u64>()? + fields[12].parse::<u64>()?;
        Ok(Duration::from_millis(ticks * 10))
    }

    /// The most memory that was resident at once, in bytes.
    pub fn peak_memory(&self) -> anyhow::Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("VmHWM")?;
        let kilobytes: u64 = line.trim().trim_end_matches(" kB").trim().parse()?;
        Ok(kilobytes * 1024)
    }

    /// Sends the process a signal by its name: `STOP`, `CONT`.
    ///
    /// # Panics
    /// Where there is no `kill` to send it with.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "SIG{name} could not be sent");
    }

    /// Kills the process at once, as a crash does, and waits until it is gone.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
