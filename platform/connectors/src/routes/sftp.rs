//! Puts files on a partner's server by SFTP, and reads what its software answers to them.
//!
//! Each file is written under a temporary name (`….part`), renamed once it is whole, and never overwrites another one; the manifest comes
//! last and tells that all of them are there. Who answers puts `<name>.ack` or `<name>.nack` beside it. The server is known by the
//! fingerprint of its key and by nothing else.

use std::{borrow::Cow, fmt, sync::Arc, time::Duration};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use russh::{
    Preferred, SshId,
    client::{self, Handle},
    keys::{
        Algorithm, PrivateKey, PrivateKeyWithHashAlg,
        ssh_key::{Fingerprint, private::Ed25519Keypair},
    },
};
use russh_sftp::{
    client::{RawSftpSession, error::Error as SftpError},
    protocol::{FileAttributes, OpenFlags, StatusCode},
};
use tokio::time::timeout;

use super::{
    Parcel,
    keys::{Asked, KINDS, fault, read_pin},
};
use crate::{
    UrlFault,
    reach::{self, Reach},
};

/// What is written or read at a time: what every server takes.
const PIECE: usize = 32_000;
/// Pieces that are under way at a time.
const TOGETHER: usize = 16;
/// Signs of a host, a user, a folder.
const MOST_SIGNS: usize = 512;
/// Keys that one server may be known by.
const MOST_KEYS: usize = 4;
/// What is looked through of a folder.
const MOST_NAMES: usize = 50_000;
/// In how many pieces a folder's names may come.
const MOST_LISTS: usize = 10_000;
/// Answers that are read at a time.
const MOST_ANSWERS: usize = 500;
/// What is read of why something was not taken in.
const REASON: usize = 64 << 10;
/// What is read of that at a time, of all together: the rest is read next time.
const REASONS: usize = 4 << 20;
/// What is not whole yet is called so.
const TEMPORARY: &str = ".part";
/// What an answer is called after its drop.
const TAKEN: &str = ".ack";
const NOT_TAKEN: &str = ".nack";

/// Where a drop lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SftpPlace {
    /// The server's name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// As whom we log in.
    pub user: String,
    /// The folder; empty: where one is after the login.
    pub folder: String,
    /// Its server's keys: `SHA256:…`, as `ssh-keygen -l` shows them, or a whole line of `ssh-keyscan`.
    pub host_keys: Vec<String>,
}

/// A folder on a partner's server, and what we log in with.
#[derive(Clone)]
pub struct Sftp {
    place: SftpPlace,
    pins: Vec<Fingerprint>,
    seeds: Vec<[u8; 32]>,
}

/// Shows where it lies and no secret.
impl fmt::Debug for Sftp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sftp({})", self.shown())
    }
}

/// What a partner's software answered to a drop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The drop's name.
    pub name: String,
    /// Nothing where it was taken in; else what is said of why not.
    pub refusal: Option<Refusal>,
}

/// Why a partner's software could not take a drop in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// What it says, up to 64 KiB.
    pub said: String,
    /// Whether it says more than that.
    pub cut: bool,
    /// Why what it says cannot be read, where it cannot: `sftp.denied`, `sftp.read`.
    pub unread: Option<&'static str>,
}

/// Why it went no further: `sftp.…`.
type Fault = &'static str;

impl Sftp {
    /// A folder, and the seeds of our keys for it, the newest first.
    ///
    /// # Errors
    /// `sftp.host`, `sftp.user`, `sftp.folder`, `sftp.host_key`.
    pub fn new(place: SftpPlace, seeds: Vec<[u8; 32]>) -> Result<Self, UrlFault> {
        let plain = |text: &str| text.chars().count() <= MOST_SIGNS && !text.chars().any(char::is_control);
        let host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
        if place.host.is_empty() || place.host.len() > 253 || !place.host.bytes().all(host) || place.port == 0 {
            return Err(fault("sftp.host", "expected a host's name or address, and a port from 1 to 65535"));
        }
        if place.user.is_empty() || !plain(&place.user) {
            return Err(fault("sftp.user", "expected the name of an account"));
        }
        let steps_up = place.folder.split('/').any(|step| step == "..");
        if !plain(&place.folder) || place.folder.contains('\\') || steps_up {
            return Err(fault("sftp.folder", "expected a folder, without « .. »"));
        }
        if place.host_keys.is_empty() || place.host_keys.len() > MOST_KEYS {
            return Err(fault("sftp.host_key", "expected one to four keys of the server"));
        }
        let pins = place.host_keys.iter().map(|text| read_pin(text)).collect::<Result<_, _>>()?;
        Ok(Self { place, pins, seeds })
    }

    /// Account, host, port and folder: what may be shown of it.
    pub fn shown(&self) -> String {
        let SftpPlace { host, port, user, folder, .. } = &self.place;
        let host = if host.contains(':') { format!("[{host}]") } else { host.clone() };
        format!("{user}@{host}:{port}/{}", folder.trim_start_matches('/'))
    }

    /// Puts a parcel there: its files, then its manifest. What is there already, and is the same, stays.
    pub(super) async fn put(&self, reach: &Reach, within: Duration, parcel: &Parcel<'_>) -> Result<(), Fault> {
        let session = self.enter(reach, within).await?;
        // The partner has had it and has cleared it away, and we were not told that it arrived.
        let put = if session.is_there(&format!("{}{TAKEN}", parcel.name)).await? {
            Ok(())
        } else {
            session.put_all(parcel).await
        };
        session.leave().await;
        put
    }

    /// What was answered to these drops; their names are given in order.
    pub(super) async fn answers(
        &self,
        reach: &Reach,
        within: Duration,
        awaited: &[String],
    ) -> Result<Vec<Answer>, Fault> {
        let session = self.enter(reach, within).await?;
        let answers = session.answers(awaited).await;
        session.leave().await;
        answers
    }

    /// Clears answers away that were read. What cannot be cleared stays, and does no harm.
    pub(super) async fn clear(&self, reach: &Reach, within: Duration, answers: &[Answer]) -> Result<(), Fault> {
        let session = self.enter(reach, within).await?;
        for answer in answers {
            let ending = if answer.refusal.is_some() { NOT_TAKEN } else { TAKEN };
            session.remove(&format!("{}{ending}", answer.name)).await;
        }
        session.leave().await;
        Ok(())
    }

    async fn enter(&self, reach: &Reach, within: Duration) -> Result<Session, Fault> {
        let mut seen = Vec::new();
        loop {
            let stream =
                reach::connect(reach, &self.place.host, self.place.port, true).await.map_err(|fault| match fault {
                    reach::Fault::Dns => "sftp.dns",
                    reach::Fault::Address | reach::Fault::Insecure => "sftp.address",
                    reach::Fault::Unreachable => "sftp.unreachable",
                })?;
            let offered = Arc::default();
            let asked = Asked { pins: self.pins.clone(), offered: Arc::clone(&offered) };
            match timeout(within, client::connect_stream(config(&seen, within), stream, asked)).await {
                Err(_) => return Err("sftp.timeout"),
                Ok(Ok(handle)) => return self.log_in(handle, within).await,
                Ok(Err(_)) => {
                    let offered = offered.lock().ok().and_then(|mut offered| offered.take());
                    // A server has keys of several kinds and shows the kind that we like best: the pinned one may be another.
                    match offered {
                        Some(kind) if seen.len() < KINDS.len() && !seen.contains(&kind) => seen.push(kind),
                        Some(_) => return Err("sftp.host_key"),
                        None if seen.is_empty() => return Err("sftp.protocol"),
                        None => return Err("sftp.host_key"),
                    }
                }
            }
        }
    }

    async fn log_in(&self, mut handle: Handle<Asked>, within: Duration) -> Result<Session, Fault> {
        for seed in &self.seeds {
            let key = Arc::new(PrivateKey::from(Ed25519Keypair::from_seed(seed)));
            let key = PrivateKeyWithHashAlg::new(key, None);
            let done = timeout(within, handle.authenticate_publickey(&self.place.user, key)).await;
            match done {
                Err(_) => return Err("sftp.timeout"),
                Ok(Err(_)) => return Err("sftp.auth"),
                Ok(Ok(said)) if said.success() => return self.begin(handle, within).await,
                Ok(Ok(_)) => {}
            }
        }
        Err("sftp.auth")
    }

    async fn begin(&self, handle: Handle<Asked>, within: Duration) -> Result<Session, Fault> {
        let begun = async {
            let channel = handle.channel_open_session().await.map_err(|_| "sftp.protocol")?;
            channel.request_subsystem(true, "sftp").await.map_err(|_| "sftp.protocol")?;
            let sftp = RawSftpSession::new(channel.into_stream());
            // Each request is timed here.
            sftp.set_timeout(3600);
            let version = sftp.init().await.map_err(|_| "sftp.protocol")?;
            Ok::<_, Fault>((sftp, version.extensions.contains_key("fsync@openssh.com")))
        };
        let (sftp, fsync) = timeout(within, begun).await.map_err(|_| "sftp.timeout")??;
        let folder = match self.place.folder.trim_end_matches('/') {
            "" if self.place.folder.starts_with('/') => "/".to_owned(),
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        Ok(Session { handle, sftp, folder, within, fsync })
    }
}

fn config(seen: &[Algorithm], within: Duration) -> Arc<client::Config> {
    let same_kind =
        |one: &Algorithm, other: &Algorithm| one == other || (one.clone().is_rsa() && other.clone().is_rsa());
    let key = KINDS.into_iter().filter(|kind| !seen.iter().any(|seen| same_kind(kind, seen))).collect();
    Arc::new(client::Config {
        client_id: SshId::Standard(Cow::Borrowed("SSH-2.0-guichet")),
        inactivity_timeout: Some(within * 2),
        preferred: Preferred { key: Cow::Owned(key), ..Preferred::DEFAULT },
        nodelay: true,
        ..client::Config::default()
    })
}

/// Logged in.
struct Session {
    handle: Handle<Asked>,
    sftp: RawSftpSession,
    folder: String,
    within: Duration,
    fsync: bool,
}

fn is(error: &SftpError, code: StatusCode) -> bool {
    matches!(error, SftpError::Status(status) if status.status_code == code)
}

/// What a step that failed is called; `otherwise` where the server only says that it failed.
fn told(error: &SftpError, otherwise: Fault) -> Fault {
    match error {
        SftpError::Status(status) => match status.status_code {
            StatusCode::PermissionDenied => "sftp.denied",
            StatusCode::NoSuchFile => "sftp.folder",
            _ => otherwise,
        },
        SftpError::Timeout => "sftp.timeout",
        _ => "sftp.protocol",
    }
}

impl Session {
    /// One request, in its time.
    async fn ask<T>(&self, request: impl Future<Output = Result<T, SftpError>>) -> Result<T, SftpError> {
        timeout(self.within, request).await.unwrap_or(Err(SftpError::Timeout))
    }

    fn path(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    async fn leave(self) {
        let _ = self.sftp.close_session();
        let goodbye = self.handle.disconnect(russh::Disconnect::ByApplication, "", "");
        let _ = timeout(Duration::from_secs(1), goodbye).await;
    }

    /// The size of a file, where there is one; nothing where the server does not tell sizes.
    async fn size(&self, name: &str) -> Result<Option<Option<u64>>, Fault> {
        match self.ask(self.sftp.stat(self.path(name))).await {
            Ok(found) => Ok(Some(found.attrs.size)),
            Err(error) if is(&error, StatusCode::NoSuchFile) => Ok(None),
            Err(error) => Err(told(&error, "sftp.stat")),
        }
    }

    async fn is_there(&self, name: &str) -> Result<bool, Fault> {
        Ok(self.size(name).await?.is_some())
    }

    async fn put_all(&self, parcel: &Parcel<'_>) -> Result<(), Fault> {
        for file in parcel.files {
            self.put(file.name, file.bytes).await?;
        }
        // An answer to the last time would be taken for one to this time.
        self.remove(&format!("{}{NOT_TAKEN}", parcel.name)).await;
        self.put(&format!("{}.json", parcel.name), parcel.body.as_bytes()).await
    }

    async fn put(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        if self.is_there(name).await? {
            return if self.is_same(name, bytes).await? { Ok(()) } else { Err("sftp.conflict") };
        }
        let temporary = format!("{name}{TEMPORARY}");
        self.write(&temporary, bytes).await?;
        // A disk that is full is not always told of.
        if self.size(&temporary).await?.is_some_and(|size| size.is_some_and(|size| size != bytes.len() as u64)) {
            return Err("sftp.write");
        }
        match self.ask(self.sftp.rename(self.path(&temporary), self.path(name))).await {
            Ok(_) => Ok(()),
            // Somebody was faster, who may have been ourselves, or it was done and not told.
            Err(error) => match self.is_there(name).await? && self.is_same(name, bytes).await? {
                true => Ok(()),
                false => Err(told(&error, "sftp.rename")),
            },
        }
    }

    async fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Fault> {
        let flags = OpenFlags::WRITE | OpenFlags::CREATE | OpenFlags::TRUNCATE;
        let opened = self.ask(self.sftp.open(self.path(name), flags, FileAttributes::empty())).await;
        let handle = opened.map_err(|error| told(&error, "sftp.write"))?.handle;
        let mut pieces = bytes.chunks(PIECE).enumerate();
        let mut under_way = FuturesUnordered::new();
        let mut written = Ok(());
        loop {
            while under_way.len() < TOGETHER
                && let Some((number, piece)) = pieces.next()
            {
                under_way.push(self.write_piece(&handle, (number * PIECE) as u64, piece));
            }
            match under_way.next().await {
                Some(Ok(())) => {}
                Some(Err(error)) => {
                    written = Err(error);
                    break;
                }
                None => break,
            }
        }
        drop(under_way);
        if self.fsync && written.is_ok() {
            written = self.ask(self.sftp.fsync(handle.as_str())).await.map(drop);
        }
        // Some servers say only now that there was no room.
        let closed = self.ask(self.sftp.close(handle.as_str())).await.map(drop);
        written.and(closed).map_err(|error| told(&error, "sftp.write"))
    }

    async fn write_piece(&self, handle: &str, offset: u64, piece: &[u8]) -> Result<(), SftpError> {
        self.ask(self.sftp.write(handle, offset, piece.to_vec())).await.map(drop)
    }

    async fn is_same(&self, name: &str, bytes: &[u8]) -> Result<bool, Fault> {
        if self.size(name).await?.flatten().is_some_and(|size| size != bytes.len() as u64) {
            return Ok(false);
        }
        // One more than there should be.
        let found =
            self.read(name, bytes.len() + 1, |at, piece| bytes.get(at..at + piece.len()) == Some(piece)).await?;
        Ok(found == Some(bytes.len()))
    }

    /// Reads a file up to so many bytes, for as long as `look` wants more; how many there were, or nothing where it wanted no more.
    async fn read(
        &self,
        name: &str,
        most: usize,
        mut look: impl FnMut(usize, &[u8]) -> bool,
    ) -> Result<Option<usize>, Fault> {
        let opened = self.ask(self.sftp.open(self.path(name), OpenFlags::READ, FileAttributes::empty())).await;
        let handle = opened.map_err(|error| told(&error, "sftp.read"))?.handle;
        let mut at = 0;
        let found = loop {
            let length = u32::try_from(PIECE.min(most - at)).unwrap_or(u32::MAX);
            match self.ask(self.sftp.read(handle.as_str(), at as u64, length)).await {
                Ok(piece) if piece.data.is_empty() || piece.data.len() > length as usize => break Err("sftp.protocol"),
                Ok(piece) if !look(at, &piece.data) => break Ok(None),
                Ok(piece) => at += piece.data.len(),
                Err(error) if is(&error, StatusCode::Eof) => break Ok(Some(at)),
                Err(error) => break Err(told(&error, "sftp.read")),
            }
            if at >= most {
                break Ok(Some(at));
            }
        };
        let _ = self.ask(self.sftp.close(handle.as_str())).await;
        found
    }

    async fn remove(&self, name: &str) {
        let _ = self.ask(self.sftp.remove(self.path(name))).await;
    }

    async fn answers(&self, awaited: &[String]) -> Result<Vec<Answer>, Fault> {
        let (mut names, whole) = self.list().await?;
        // Of two answers to one drop the refusal counts: a human looks at it, and nothing is called received that may not be.
        names.sort_unstable_by(|one, other| other.cmp(one));
        let (mut answers, mut read) = (Vec::new(), 0);
        for name in names {
            let (drop, taken) = match (name.strip_suffix(TAKEN), name.strip_suffix(NOT_TAKEN)) {
                (Some(drop), _) => (drop, true),
                (None, Some(drop)) => (drop, false),
                (None, None) => continue,
            };
            // Only what we put there: whatever else a folder's names may say leads nowhere.
            if awaited.binary_search_by(|one| one.as_str().cmp(drop)).is_err() {
                continue;
            }
            let refusal = match taken {
                true => None,
                false => match self.refusal(&name).await {
                    Ok(refusal) => Some(refusal),
                    // Whoever put it there took it away meanwhile.
                    Err("sftp.folder") => continue,
                    // It says no, whatever stands in it: a folder of this name, another account's file. It holds up no other answer.
                    Err(code @ ("sftp.denied" | "sftp.read")) => {
                        Some(Refusal { unread: Some(code), ..Refusal::default() })
                    }
                    Err(code) => return Err(code),
                },
            };
            read += refusal.as_ref().map_or(0, |refusal| refusal.said.len());
            answers.push(Answer { name: drop.to_owned(), refusal });
            if answers.len() == MOST_ANSWERS || read >= REASONS {
                break;
            }
        }
        // Behind so many files nobody's answer would ever be seen.
        if answers.is_empty() && !whole { Err("sftp.crowded") } else { Ok(answers) }
    }

    async fn refusal(&self, name: &str) -> Result<Refusal, Fault> {
        let mut said = Vec::new();
        // One more than is kept: whether there is more is told.
        self.read(name, REASON + 1, |_, piece| {
            said.extend_from_slice(piece);
            true
        })
        .await?;
        let cut = said.len() > REASON;
        said.truncate(REASON);
        Ok(Refusal { said: String::from_utf8_lossy(&said).into_owned(), cut, unread: None })
    }

    /// The answers' names in the folder, and whether all of it was looked through.
    async fn list(&self) -> Result<(Vec<String>, bool), Fault> {
        let folder = if self.folder.is_empty() { ".".to_owned() } else { self.folder.clone() };
        let opened = self.ask(self.sftp.opendir(folder)).await;
        let handle = opened.map_err(|error| told(&error, "sftp.folder"))?.handle;
        let (mut names, mut looked) = (Vec::new(), 0);
        let mut listed = Err("sftp.protocol");
        for _ in 0..MOST_LISTS {
            match self.ask(self.sftp.readdir(handle.as_str())).await {
                Ok(some) => {
                    looked += some.files.len();
                    let found = some.files.into_iter().map(|file| file.filename);
                    names.extend(found.filter(|name| name.ends_with(TAKEN) || name.ends_with(NOT_TAKEN)));
                }
                Err(error) if is(&error, StatusCode::Eof) => {
                    listed = Ok(true);
                    break;
                }
                Err(error) => {
                    listed = Err(told(&error, "sftp.read"));
                    break;
                }
            }
            if looked > MOST_NAMES {
                // What was found so far is read and cleared away, which makes room for the rest.
                listed = Ok(false);
                break;
            }
        }
        let _ = self.ask(self.sftp.close(handle.as_str())).await;
        listed.map(|whole| (names, whole))
    }
}
