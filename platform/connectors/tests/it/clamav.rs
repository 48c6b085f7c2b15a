//! Starts a real ClamAV on the loopback, with two signatures of our own: none is downloaded, and it answers within milliseconds.
//!
//! The socket is opened here and handed over as systemd does it (`LISTEN_FDS`): no port is taken twice, and nobody waits until it listens.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::process::{Child, Command, Stdio};

/// What our second signature finds, in a file of any type: such a file passes every inspection but the antivirus.
pub(crate) const MARKER: &[u8] = b"GUICHET-ESSAI-DE-FICHIER-MALVEILLANT";

/// The test file that every antivirus knows (eicar.org), in two halves so that none takes this source for it.
pub(crate) fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

pub(crate) struct ClamAv {
    pub(crate) port: u16,
    folder: tempfile::TempDir,
    daemon: Option<Child>,
}

impl ClamAv {
    pub(crate) fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("guichet-clamav-").tempdir().unwrap();
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let signatures = format!("Guichet.Eicar:0:*:{}\nGuichet.Marker:0:*:{}\n", hex(&eicar()), hex(MARKER));
        std::fs::write(folder.path().join("guichet.ndb"), signatures).unwrap();
        let here = folder.path().display();
        let settings = format!("DatabaseDirectory {here}\nTemporaryDirectory {here}\nTCPSocket 3310\nMaxThreads 4\n");
        std::fs::write(folder.path().join("clamd.conf"), settings).unwrap();
        let mut started = Self { port: 0, folder, daemon: None };
        started.listen();
        started
    }

    /// Starts it again, at the same address.
    pub(crate) fn listen(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).unwrap();
        self.port = listener.local_addr().unwrap().port();
        let daemon = Command::new("sh")
            .args(["-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec clamd --foreground --config-file=\"$0\" 3<&0 </dev/null"])
            .arg(self.folder.path().join("clamd.conf"))
            .env("PATH", format!("{}:/usr/sbin:/usr/local/sbin", std::env::var("PATH").unwrap_or_default()))
            .stdin(Stdio::from(OwnedFd::from(listener)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        self.daemon = Some(daemon);
    }

    /// Ends it, as a crash would.
    pub(crate) fn stop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("clamd://127.0.0.1:{}", self.port)
    }
}

impl Drop for ClamAv {
    fn drop(&mut self) {
        self.stop();
    }
}
