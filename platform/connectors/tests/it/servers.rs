//! A mail server and an antivirus daemon on the loopback, which do what the test tells them to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a server does when it comes to a step.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Says this line instead of yes.
    Say(&'static str),
    /// Hangs up.
    Drop,
    /// Says nothing more, and keeps the line open.
    Hush,
}

/// A mail server that keeps what it gets.
pub(crate) struct MailServer {
    pub(crate) port: u16,
    /// Everything that clients said, line by line.
    pub(crate) heard: Arc<Mutex<Vec<String>>>,
    /// The messages it took charge of.
    pub(crate) mails: Arc<Mutex<Vec<String>>>,
}

impl MailServer {
    /// Answers each connection by the next script: at the verb (`EHLO`, `AUTH`, `MAIL`, `RCPT`, `DATA`, `.`), the act. Without a script it says yes to everything.
    pub(crate) fn start(extensions: &'static [&'static str], scripts: Vec<(&'static str, Act)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (heard, mails) = (Arc::default(), Arc::default());
        let server = Self { port, heard: Arc::clone(&heard), mails: Arc::clone(&mails) };
        thread::spawn(move || {
            let mut scripts = scripts.into_iter();
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let stream = stream.unwrap();
                open.push(stream.try_clone().unwrap());
                let script = scripts.next();
                let (heard, mails) = (Arc::clone(&heard), Arc::clone(&mails));
                thread::spawn(move || serve(stream, script, extensions, &heard, &mails));
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub(crate) fn mails(&self) -> Vec<String> {
        self.mails.lock().unwrap().clone()
    }

    pub(crate) fn heard(&self) -> String {
        self.heard.lock().unwrap().join("\n")
    }
}

fn serve(
    mut stream: TcpStream,
    script: Option<(&str, Act)>,
    extensions: &[&str],
    heard: &Mutex<Vec<String>>,
    mails: &Mutex<Vec<String>>,
) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines();
    let act = |verb: &str| script.as_ref().filter(|(at, _)| *at == verb).map(|(_, act)| act.clone());
    let mut answer = |verb: &str, yes: &str| -> Option<()> {
        match act(verb) {
            Some(Act::Say(line)) => stream.write_all(format!("{line}\r\n").as_bytes()).ok(),
            Some(Act::Drop) => {
                stream.shutdown(std::net::Shutdown::Both).ok()?;
                None
            }
            Some(Act::Hush) => None,
            None => stream.write_all(format!("{yes}\r\n").as_bytes()).ok(),
        }
    };
    answer("hello", "220 essai.invalid ESMTP")?;
    while let Some(Ok(line)) = lines.next() {
        heard.lock().unwrap().push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let mut said = String::from("250-essai.invalid\r\n");
                for extension in extensions {
                    said.push_str(&format!("250-{extension}\r\n"));
                }
                answer("EHLO", &format!("{said}250 8BITMIME"))?;
            }
            "AUTH" => answer("AUTH", "235 welcome")?,
            "DATA" => {
                answer("DATA", "354 go on")?;
                if act("DATA").is_some() {
                    continue;
                }
                let mut mail = String::new();
                for line in lines.by_ref() {
                    let line = line.ok()?;
                    if line == "." {
                        break;
                    }
                    mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                    mail.push_str("\r\n");
                }
                mails.lock().unwrap().push(mail);
                answer(".", "250 queued")?;
            }
            "QUIT" => {
                answer("QUIT", "221 bye")?;
                return None;
            }
            verb => answer(verb, "250 ok")?,
        }
    }
    None
}

/// An antivirus daemon: speaks INSTREAM, and says what it is told to about the bytes it got.
pub(crate) struct Daemon {
    pub(crate) port: u16,
    pub(crate) got: Arc<Mutex<Vec<u8>>>,
}

impl Daemon {
    /// `says` gives the answer from the bytes; nothing hangs up without a word. A `limit` is answered before everything is read.
    pub(crate) fn start(limit: usize, says: fn(&[u8]) -> Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let got: Arc<Mutex<Vec<u8>>> = Arc::default();
        let kept = Arc::clone(&got);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut command = [0; 10];
                stream.read_exact(&mut command).unwrap();
                assert_eq!(&command, b"zINSTREAM\0");
                let mut bytes = Vec::new();
                loop {
                    let mut length = [0; 4];
                    stream.read_exact(&mut length).unwrap();
                    let length = u32::from_be_bytes(length) as usize;
                    if length == 0 || bytes.len() + length > limit {
                        break;
                    }
                    let at = bytes.len();
                    bytes.resize(at + length, 0);
                    stream.read_exact(&mut bytes[at..]).unwrap();
                }
                let answer = says(&bytes);
                *kept.lock().unwrap() = bytes;
                if let Some(answer) = answer {
                    stream.write_all(answer.as_bytes()).unwrap();
                }
            }
        });
        Self { port, got }
    }

    pub(crate) fn url(&self) -> String {
        format!("clamd://127.0.0.1:{}", self.port)
    }
}
