//! A webhook on the loopback: it keeps what it is told, and answers as the test wants.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a receiver does once it has read a call.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Answers with this status line and these header lines.
    Say(&'static str, String),
    /// Sends these bytes and hangs up.
    Send(Vec<u8>),
    /// Sends these bytes, then one more every few milliseconds for ever.
    Drip(Vec<u8>),
    /// Sends these bytes, then more and more as fast as they are taken.
    Pour(Vec<u8>),
    /// Says nothing, and keeps the line open.
    Hush,
}

impl Act {
    pub(crate) fn say(status: &'static str) -> Self {
        Self::Say(status, String::new())
    }
}

/// A call as it came.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) line: String,
    /// By lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

pub(crate) struct Receiver {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    /// `act` is given each call, and how many came before it.
    pub(crate) fn start(act: impl Fn(&Heard, usize) -> Act + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard: Arc<Mutex<Vec<Heard>>> = Arc::default();
        let receiver = Self { port, heard: Arc::clone(&heard) };
        let act = Arc::new(act);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (act, heard) = (Arc::clone(&act), Arc::clone(&heard));
                thread::spawn(move || serve(stream.unwrap(), &*act, &heard));
            }
        });
        receiver
    }

    /// It says yes to everything.
    pub(crate) fn kind() -> Self {
        Self::start(|_, _| Act::say("204 No Content"))
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/depot", self.port)
    }

    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, act: &dyn Fn(&Heard, usize) -> Act, heard: &Mutex<Vec<Heard>>) {
    let Some(call) = read(&mut stream) else { return };
    let before = {
        let mut heard = heard.lock().unwrap();
        heard.push(call.clone());
        heard.len() - 1
    };
    match act(&call, before) {
        Act::Say(status, headers) => {
            let length = if status.starts_with("204") { "" } else { "Content-Length: 0\r\n" };
            drop(stream.write_all(format!("HTTP/1.1 {status}\r\n{length}{headers}\r\n").as_bytes()));
        }
        Act::Send(bytes) => drop(stream.write_all(&bytes)),
        Act::Drip(bytes) => {
            let mut open = stream.write_all(&bytes).is_ok();
            while open {
                thread::sleep(Duration::from_millis(5));
                open = stream.write_all(b" ").is_ok();
            }
        }
        Act::Pour(bytes) => {
            let mut open = stream.write_all(&bytes).is_ok();
            while open {
                open = stream.write_all(&[b' '; 4096]).is_ok();
            }
        }
        Act::Hush => drop(stream.read(&mut [0; 1])),
    }
}

fn read(stream: &mut TcpStream) -> Option<Heard> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let end = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let (line, rest) = head.split_once("\r\n").unwrap_or((&head, ""));
            let headers: BTreeMap<String, String> = rest
                .lines()
                .filter_map(|line| line.split_once(':'))
                .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
                .collect();
            let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
                return Some(Heard { line: line.to_owned(), headers, body });
            }
        }
        match stream.read(&mut buffer) {
            Ok(read @ 1..) => bytes.extend_from_slice(&buffer[..read]),
            _ => return None,
        }
    }
}
