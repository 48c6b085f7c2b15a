//! The recovery key: backups are sealed to its public half, which any server may hold; its secret half lies nowhere, but in two shares that
//! two people keep. Both are needed to open a backup, and each alone tells nothing.
//!
//! A share is `guichet-recovery-<1 or 2>-<id of the key>-<64 digits>-<8 digits of check>`: a digit copied wrong is noticed at once, and so
//! are two shares that do not belong together. The first is drawn, the second is the secret XOR the first.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use sha2::{Digest, Sha256};
use x25519_dalek::StaticSecret;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;
use crate::keys;

/// The name of the public half in the folder of keys.
const FILE: &str = "recovery.pub";
const WORD: &str = "guichet-recovery";

/// Why a recovery key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// The store: a file, randomness.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// This server knows no recovery key yet.
    #[error("no recovery key was made for this server")]
    None,
    /// There is one already.
    #[error("a recovery key was made for this server already: {0}")]
    Exists(String),
    /// This is no share, or a digit of it was copied wrong.
    #[error("this is no share, or a digit of it was copied wrong")]
    Share,
    /// Both are the same share, or they are of two keys.
    #[error("these two shares do not belong together")]
    Pair,
    /// They are of another key than the one that is wanted.
    #[error("these are the shares of the key {given}; the key {wanted} is wanted")]
    Other {
        /// The id of the key that is wanted.
        wanted: String,
        /// The id of the key whose shares they are.
        given: String,
    },
}

impl RecoveryError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::None => "recovery.none",
            Self::Exists(_) => "recovery.exists",
            Self::Share => "recovery.share",
            Self::Pair => "recovery.pair",
            Self::Other { .. } => "recovery.other_key",
        }
    }
}

/// The public half: what backups are sealed to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecoveryPublic([u8; 32]);

impl RecoveryPublic {
    /// Reads the one that was made for this data folder.
    ///
    /// # Errors
    /// `recovery.none`, `store.key_format`, `store.file`.
    pub fn read(data: &Path) -> Result<Self, RecoveryError> {
        let path = Self::file(data);
        let text = keys::read(&path)?.ok_or(RecoveryError::None)?;
        let mut public = [0; 32];
        let last = text.split_whitespace().last().unwrap_or_default();
        hex::decode_to_slice(last, &mut public).map_err(|_| StoreError::KeyFormat(path.display().to_string()))?;
        Ok(Self(public))
    }

    /// Where a data folder has it.
    pub(crate) fn file(data: &Path) -> PathBuf {
        data.join("keys").join(FILE)
    }

    /// Keeps it in this data folder, whole or not at all.
    ///
    /// # Errors
    /// `recovery.exists` where another one is there that is not to be replaced; `store.file`.
    pub(crate) fn install(&self, data: &Path, replace: bool) -> Result<(), RecoveryError> {
        let path = Self::file(data);
        let line = format!("{WORD}-public {} {}\n", self.id(), hex::encode(self.0));
        if replace && path.exists() {
            return Ok(keys::replace(&path, &line)?);
        }
        keys::write(&data.join("keys"), &path, line.as_bytes())?;
        // Of two that are made at once the first stays.
        let there = Self::read(data)?;
        if there == *self { Ok(()) } else { Err(RecoveryError::Exists(there.id())) }
    }

    /// What it is called by: the beginning of its hash, in hexadecimal.
    pub fn id(&self) -> String {
        hex::encode(self.short())
    }

    pub(crate) fn short(&self) -> [u8; 8] {
        let hash = Sha256::new().chain_update(WORD).chain_update(self.0).finalize();
        let mut id = [0; 8];
        id.copy_from_slice(&hash[..8]);
        id
    }

    /// A fresh key that only the holder of the secret half can agree on too: the public half of this agreement, and the key.
    pub(crate) fn agree(&self, ids: &Ids) -> Result<([u8; 32], Zeroizing<[u8; 32]>), StoreError> {
        let mut drawn = Zeroizing::new([0; 32]);
        ids.fill(drawn.as_mut())?;
        let secret = StaticSecret::from(*drawn);
        let shared = secret.diffie_hellman(&x25519_dalek::PublicKey::from(self.0));
        if !shared.was_contributory() {
            return Err(StoreError::KeyFormat(FILE.to_owned()));
        }
        Ok((x25519_dalek::PublicKey::from(&secret).to_bytes(), Zeroizing::new(shared.to_bytes())))
    }
}

impl fmt::Debug for RecoveryPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryPublic({})", self.id())
    }
}

/// One of the two shares of the secret half.
pub struct Share {
    number: u8,
    key: [u8; 8],
    half: Zeroizing<[u8; 32]>,
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Share({} of {})", self.number, hex::encode(self.key))
    }
}

impl Share {
    /// As its holder keeps it.
    pub fn text(&self) -> Zeroizing<String> {
        let body = Zeroizing::new(format!(
            "{WORD}-{}-{}-{}",
            self.number,
            hex::encode(self.key),
            Zeroizing::new(hex::encode(self.half.as_ref())).as_str()
        ));
        Zeroizing::new(format!("{}-{}", body.as_str(), check(&body)))
    }

    /// Which of the two it is.
    pub fn number(&self) -> u8 {
        self.number
    }

    /// The id of the key that it is a share of.
    pub fn key(&self) -> String {
        hex::encode(self.key)
    }
}

fn check(body: &str) -> String {
    hex::encode(&Sha256::digest(body)[..4])
}

/// Reads a share, be it alone in its file or with remarks (lines that begin with `#`), in capitals or with spaces between its digits.
impl FromStr for Share {
    type Err = RecoveryError;

    fn from_str(text: &str) -> Result<Self, RecoveryError> {
        let text: Zeroizing<String> = Zeroizing::new(
            text.lines()
                .filter(|line| !line.trim_start().starts_with('#'))
                .flat_map(str::chars)
                .filter(|c| !c.is_whitespace())
                .flat_map(char::to_lowercase)
                .collect(),
        );
        let (body, said) = text.rsplit_once('-').ok_or(RecoveryError::Share)?;
        let rest = body.strip_prefix(WORD).and_then(|rest| rest.strip_prefix('-')).ok_or(RecoveryError::Share)?;
        let mut parts = rest.split('-');
        let (number, key, half) = (parts.next(), parts.next(), parts.next());
        let (Some(number @ ("1" | "2")), Some(key), Some(half), None) = (number, key, half, parts.next()) else {
            return Err(RecoveryError::Share);
        };
        if check(body) != said {
            return Err(RecoveryError::Share);
        }
        let mut share = Self { number: if number == "1" { 1 } else { 2 }, key: [0; 8], half: Zeroizing::new([0; 32]) };
        hex::decode_to_slice(key, &mut share.key).map_err(|_| RecoveryError::Share)?;
        hex::decode_to_slice(half, share.half.as_mut()).map_err(|_| RecoveryError::Share)?;
        Ok(share)
    }
}

/// The secret half, put together: it lives as long as a backup is opened.
pub struct RecoverySecret(StaticSecret);

impl fmt::Debug for RecoverySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoverySecret(…)")
    }
}

impl RecoverySecret {
    /// Puts both shares together, in whichever order.
    ///
    /// # Errors
    /// `recovery.pair`.
    pub fn join(one: &Share, two: &Share) -> Result<Self, RecoveryError> {
        if one.number == two.number || one.key != two.key {
            return Err(RecoveryError::Pair);
        }
        let mut secret = Zeroizing::new([0; 32]);
        for (byte, (one, two)) in secret.iter_mut().zip(one.half.iter().zip(two.half.iter())) {
            *byte = one ^ two;
        }
        let joined = Self(StaticSecret::from(*secret));
        // Each share was whole by its check: what they make must be the key that they name.
        if joined.public().short() != one.key {
            return Err(RecoveryError::Pair);
        }
        Ok(joined)
    }

    /// Its public half.
    pub fn public(&self) -> RecoveryPublic {
        RecoveryPublic(x25519_dalek::PublicKey::from(&self.0).to_bytes())
    }

    pub(crate) fn agree(&self, with: &[u8; 32]) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.diffie_hellman(&x25519_dalek::PublicKey::from(*with)).to_bytes())
    }

    /// Proves that these are the shares of the key that this data folder names.
    ///
    /// # Errors
    /// `recovery.none`, `recovery.other_key`.
    pub fn prove(&self, data: &Path) -> Result<(), RecoveryError> {
        let (wanted, given) = (RecoveryPublic::read(data)?, self.public());
        if wanted != given {
            return Err(RecoveryError::Other { wanted: wanted.id(), given: given.id() });
        }
        Ok(())
    }
}

/// Draws a recovery key and hands out its two shares, one for each holder; its public half is kept in the data folder once they are handed
/// out, and not where they could not be: what is sealed to a key that nobody holds opens never again.
///
/// # Errors
/// `recovery.exists` where there is one and it is not to be replaced; `store.file`, `store.random`; those of `hand_out`.
pub fn make<T, E: From<RecoveryError>>(
    data: &Path,
    ids: &Ids,
    replace: bool,
    hand_out: impl FnOnce([Share; 2]) -> Result<T, E>,
) -> Result<(RecoveryPublic, T), E> {
    if !replace {
        is_free(data)?;
    }
    let (public, shares) = draw(ids)?;
    let handed_out = hand_out(shares)?;
    public.install(data, replace)?;
    Ok((public, handed_out))
}

fn is_free(data: &Path) -> Result<(), RecoveryError> {
    match RecoveryPublic::read(data) {
        Err(RecoveryError::None) => Ok(()),
        Ok(there) => Err(RecoveryError::Exists(there.id())),
        Err(error) => Err(error),
    }
}

fn draw(ids: &Ids) -> Result<(RecoveryPublic, [Share; 2]), RecoveryError> {
    let (mut secret, mut first) = (Zeroizing::new([0; 32]), Zeroizing::new([0; 32]));
    ids.fill(secret.as_mut())?;
    ids.fill(first.as_mut())?;
    let mut second = Zeroizing::new([0; 32]);
    for (byte, (secret, first)) in second.iter_mut().zip(secret.iter().zip(first.iter())) {
        *byte = secret ^ first;
    }
    let public = RecoverySecret(StaticSecret::from(*secret)).public();
    let key = public.short();
    Ok((public, [Share { number: 1, key, half: first }, Share { number: 2, key, half: second }]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    fn made() -> (tempfile::TempDir, RecoveryPublic, [Share; 2]) {
        let folder = tempfile::tempdir().unwrap();
        let (public, shares) =
            make(folder.path(), &Ids::system(Clock::system()), false, Ok::<_, RecoveryError>).unwrap();
        (folder, public, shares)
    }

    #[test]
    fn both_shares_make_the_key_and_neither_alone_says_anything() {
        let (folder, public, [one, two]) = made();
        assert_eq!(RecoveryPublic::read(folder.path()).unwrap(), public);
        for (a, b) in [(&one, &two), (&two, &one)] {
            RecoverySecret::join(a, b).unwrap().prove(folder.path()).unwrap();
        }
        assert_eq!(RecoverySecret::join(&one, &one).unwrap_err().code(), "recovery.pair");
        let (_, _, [other, _]) = made();
        assert_eq!(RecoverySecret::join(&other, &two).unwrap_err().code(), "recovery.pair");
        let (_, _, [a, b]) = made();
        let wrong = RecoverySecret::join(&a, &b).unwrap().prove(folder.path());
        assert_eq!(wrong.unwrap_err().code(), "recovery.other_key");
        let again = make(folder.path(), &Ids::system(Clock::system()), false, Ok::<_, RecoveryError>);
        assert_eq!(again.unwrap_err().code(), "recovery.exists");
    }

    #[test]
    fn a_key_whose_shares_nobody_has_is_not_kept() {
        let (folder, public, _) = made();
        let nowhere = |_: [Share; 2]| Err::<(), _>(RecoveryError::Share);
        let failed = make(folder.path(), &Ids::system(Clock::system()), true, nowhere);
        assert_eq!(failed.unwrap_err().code(), "recovery.share");
        assert_eq!(RecoveryPublic::read(folder.path()).unwrap(), public, "the one there was");
        let empty = tempfile::tempdir().unwrap();
        make(empty.path(), &Ids::system(Clock::system()), false, nowhere).unwrap_err();
        assert_eq!(RecoveryPublic::read(empty.path()).unwrap_err().code(), "recovery.none");
    }

    #[test]
    fn a_share_is_read_as_people_copy_it_and_every_slip_is_noticed() {
        let (_folder, _, [one, _]) = made();
        let text = one.text();
        let read: Share = format!("# kept by one person\n {}\n", text.to_uppercase()).parse().unwrap();
        assert_eq!((read.number, read.key, *read.half), (one.number, one.key, *one.half));
        for (at, c) in text.char_indices() {
            let other = if c == '0' { '1' } else { '0' };
            let slip = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(slip.parse::<Share>().is_err(), "{at}");
        }
        assert!("".parse::<Share>().is_err() && "guichet-recovery-1-aa-bb-cc".parse::<Share>().is_err());
    }

    #[test]
    fn two_agreements_with_one_key_share_nothing_and_both_sides_agree() {
        let (_folder, public, [one, two]) = made();
        let ids = Ids::system(Clock::system());
        let secret = RecoverySecret::join(&one, &two).unwrap();
        let (with, key) = public.agree(&ids).unwrap();
        let (other_with, other) = public.agree(&ids).unwrap();
        assert_eq!(*secret.agree(&with), *key);
        assert!(with != other_with && *key != *other);
    }
}
