//! A partner's SFTP server on the loopback: Debian's OpenSSH, one process a connection, without root where we are not root.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// Its disk takes no file of more than 4 KiB.
    Full,
    /// It renames nothing.
    NoRename,
    /// It cuts the first so many connections after that many bytes that came in.
    Cuts(usize, u64),
}

pub(crate) struct Sshd {
    pub(crate) port: u16,
    home: tempfile::TempDir,
    connections: Arc<AtomicUsize>,
}

impl Sshd {
    /// One that lets these keys in, with host keys of these kinds (`ed25519`, `ecdsa`, `rsa`).
    pub(crate) fn start(kinds: &[&str], fault: Fault) -> Self {
        let home = tempfile::Builder::new().prefix("guichet-sshd-").tempdir().unwrap();
        let here = home.path();
        fs::create_dir(here.join("depot")).unwrap();
        // Where root starts it, it wants this folder.
        let _ = fs::create_dir_all("/run/sshd");
        let mut settings = String::new();
        for kind in kinds {
            let key = here.join(format!("host_{kind}"));
            let made = Command::new("ssh-keygen").args(["-q", "-t", kind, "-N", "", "-f"]).arg(&key).status().unwrap();
            assert!(made.success());
            settings.push_str(&format!("HostKey {}\n", key.display()));
        }
        let limits = if fault == Fault::Full { "trap '' XFSZ; ulimit -f 4; " } else { "" };
        let denied = if fault == Fault::NoRename { "-P rename,posix-rename,hardlink" } else { "" };
        let depot = here.join("depot");
        let script =
            format!("#!/bin/bash\n{limits}exec /usr/lib/openssh/sftp-server -u 0022 -d {} {denied}\n", depot.display());
        let subsystem = here.join("sftp.sh");
        fs::write(&subsystem, script).unwrap();
        fs::set_permissions(&subsystem, fs::Permissions::from_mode(0o755)).unwrap();
        let keys = here.join("authorized_keys");
        fs::write(&keys, "").unwrap();
        settings.push_str(&format!(
            "AuthorizedKeysFile {}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n\
             PidFile none\nLogLevel QUIET\nSubsystem sftp {}\n",
            keys.display(),
            subsystem.display()
        ));
        let config = here.join("sshd_config");
        fs::write(&config, settings).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let connections = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&connections);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(stream) = stream else { break };
                let number = count.fetch_add(1, Ordering::SeqCst);
                match fault {
                    Fault::Cuts(times, after) if number < times => cut(stream, &config, after),
                    _ => serve(stream, &config),
                }
            }
        });
        Self { port, home, connections }
    }

    pub(crate) fn allow(&self, public_key: &str) {
        fs::write(self.home.path().join("authorized_keys"), format!("{public_key}\n")).unwrap();
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home.path().join("depot")
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The fingerprint of its key of this kind, as `ssh-keygen -l` shows it.
    pub(crate) fn fingerprint(&self, kind: &str) -> String {
        let key = self.home.path().join(format!("host_{kind}.pub"));
        let shown = Command::new("ssh-keygen").arg("-lf").arg(key).output().unwrap();
        String::from_utf8(shown.stdout).unwrap().split(' ').nth(1).unwrap().to_owned()
    }

    /// The files that lie there, by name.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.folder().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.folder().join(name), bytes).unwrap();
    }
}

/// The account that these tests run as.
pub(crate) fn user() -> String {
    let shown = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(shown.stdout).unwrap().trim().to_owned()
}

fn serve(stream: TcpStream, config: &Path) {
    let out = stream.try_clone().unwrap();
    let started = Command::new("/usr/sbin/sshd")
        .args(["-i", "-f"])
        .arg(config)
        .stdin(Stdio::from(OwnedFd::from(stream)))
        .stdout(Stdio::from(OwnedFd::from(out)))
        .stderr(Stdio::null())
        .spawn();
    // It ends with its connection.
    thread::spawn(move || started.unwrap().wait());
}

/// Passes on so many bytes of what comes in, and hangs up.
fn cut(stream: TcpStream, config: &Path, after: u64) {
    use std::io::{Read as _, copy};
    let behind = TcpListener::bind("127.0.0.1:0").unwrap();
    let to = TcpStream::connect(behind.local_addr().unwrap()).unwrap();
    serve(behind.accept().unwrap().0, config);
    let (mut back, mut out) = (to.try_clone().unwrap(), stream.try_clone().unwrap());
    thread::spawn(move || copy(&mut back, &mut out));
    thread::spawn(move || {
        let mut to = to;
        let _ = copy(&mut (&stream).take(after), &mut to);
        let _ = stream.shutdown(std::net::Shutdown::Both);
        let _ = to.shutdown(std::net::Shutdown::Both);
    });
}
