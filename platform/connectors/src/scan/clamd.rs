//! Speaks to `clamd` by its INSTREAM command (clamd(8)): chunks with their length, then the answer in one line.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::Verdict;

/// How long a whole scan may take.
const WITHIN: Duration = Duration::from_secs(30);
/// Bytes sent at a time.
const CHUNK: usize = 64 * 1024;
/// Longest answer that is read.
const ANSWER: usize = 1024;

/// A `clamd` daemon, reached over TCP.
#[derive(Debug)]
pub struct Clamd {
    host: String,
    port: u16,
    within: Duration,
}

impl Clamd {
    pub(super) const fn new(host: String, port: u16) -> Self {
        Self { host, port, within: WITHIN }
    }

    /// Sets the time limit over a whole scan.
    #[must_use]
    pub const fn within(mut self, limit: Duration) -> Self {
        self.within = limit;
        self
    }

    /// What the daemon calls itself and its signatures; nothing where it does not answer.
    pub(super) async fn version(&self) -> Option<String> {
        let ask = async {
            let mut stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
            stream.write_all(b"zVERSION\0").await?;
            receive(&mut stream).await
        };
        let answer = tokio::time::timeout(self.within, ask).await.ok()?.ok()?;
        Some(printable(&line(&answer))).filter(|version| !version.is_empty())
    }

    pub(super) async fn scan(&self, bytes: &[u8]) -> Verdict {
        match tokio::time::timeout(self.within, self.ask(bytes)).await {
            Ok(Ok(answer)) => read(&answer),
            Ok(Err(_)) => Verdict::Unavailable { code: "scan.unreachable" },
            Err(_) => Verdict::Unavailable { code: "scan.timeout" },
        }
    }

    async fn ask(&self, bytes: &[u8]) -> io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        let (mut reader, mut writer) = stream.split();
        let sending = async {
            writer.write_all(b"zINSTREAM\0").await?;
            for chunk in bytes.chunks(CHUNK) {
                writer.write_all(&(chunk.len() as u32).to_be_bytes()).await?;
                writer.write_all(chunk).await?;
            }
            writer.write_all(&0_u32.to_be_bytes()).await
        };
        // The daemon may answer, and hang up, before it has taken everything: a file above its own limit.
        let receiving = receive(&mut reader);
        tokio::pin!(sending, receiving);
        let answer = tokio::select! {
            answer = &mut receiving => answer,
            sent = &mut sending => match (sent, receiving.await) {
                // A refusal explains a broken pipe better than the broken pipe does.
                (_, Ok(answer)) if !answer.is_empty() => Ok(answer),
                (Err(error), _) => Err(error),
                (Ok(()), answer) => answer,
            },
        }?;
        if answer.is_empty() { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(answer) }
    }
}

/// Reads the one line of an answer.
async fn receive(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut answer = Vec::new();
    let mut buffer = [0; 256];
    while answer.len() < ANSWER && !answer.contains(&0) {
        match from.read(&mut buffer).await? {
            0 => break,
            read => answer.extend_from_slice(buffer.get(..read).unwrap_or_default()),
        }
    }
    Ok(answer)
}

fn line(answer: &[u8]) -> String {
    let line = answer.split(|byte| *byte == 0).next().unwrap_or_default();
    String::from_utf8_lossy(line).trim().to_owned()
}

/// At most 100 printable ASCII characters.
fn printable(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').take(100).collect()
}

fn read(answer: &[u8]) -> Verdict {
    let line = line(answer);
    let Some(said) = line.strip_prefix("stream:").map(str::trim) else {
        return Verdict::Unavailable {
            code: if line.contains("size limit exceeded") { "scan.too_large" } else { "scan.protocol" },
        };
    };
    if said == "OK" {
        Verdict::Clean
    } else if let Some(name) = said.strip_suffix(" FOUND") {
        Verdict::Infected { name: printable(name) }
    } else {
        Verdict::Unavailable { code: "scan.protocol" }
    }
}
