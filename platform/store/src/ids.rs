//! Makes ids, tokens and the chance behind references and keys: the one source of randomness of a store.

use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroize;

use crate::clock::Clock;
use crate::error::StoreError;

/// Crockford's base 32, small letters: no i, l, o, u.
const CROCKFORD: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Where ids and randomness come from. The clock orders the ids.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    clock: Clock,
    source: Source,
    /// Millisecond and counter of the last id that was made.
    last: Arc<Mutex<(u64, u16)>>,
}

#[derive(Clone, Default)]
enum Source {
    #[default]
    System,
    /// SHA-256 over a counter: repeatable, for tests and demonstrations only.
    Seeded(Arc<Mutex<(u64, u64)>>),
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Seeded(_) => "Seeded",
        })
    }
}

impl Ids {
    /// Ids from the operating system's randomness.
    pub fn system(clock: Clock) -> Self {
        Self { clock, source: Source::System, last: Arc::default() }
    }

    /// The same ids for the same seed: for tests and demonstrations, never for service.
    pub fn seeded(clock: Clock, seed: u64) -> Self {
        Self { clock, source: Source::Seeded(Arc::new(Mutex::new((seed, 0)))), last: Arc::default() }
    }

    /// Fills `bytes` with randomness.
    pub fn fill(&self, bytes: &mut [u8]) -> Result<(), StoreError> {
        match &self.source {
            Source::System => getrandom::fill(bytes).map_err(|_| StoreError::Random),
            Source::Seeded(state) => {
                let mut state = state.lock().map_err(|_| StoreError::Random)?;
                for chunk in bytes.chunks_mut(32) {
                    let mut hash = Sha256::new();
                    hash.update(state.0.to_be_bytes());
                    hash.update(state.1.to_be_bytes());
                    state.1 += 1;
                    chunk.copy_from_slice(&hash.finalize()[..chunk.len()]);
                }
                Ok(())
            }
        }
    }

    /// A fresh internal id (UUID version 7: later ids sort after earlier ones, also within a millisecond where the same process made them:
    /// RFC 9562 §6.2, a counter of 12 bits that begins anywhere in its lower half, and overflows into the next millisecond).
    pub fn uuid(&self) -> Result<Uuid, StoreError> {
        let mut random = [0; 10];
        self.fill(&mut random)?;
        let now = u64::try_from(self.clock.now().as_millisecond()).unwrap_or(0);
        let begin = u16::from_be_bytes([random[0] & 0b111, random[1]]);
        let (millis, counter) = {
            let mut last = self.last.lock().map_err(|_| StoreError::Random)?;
            *last = match *last {
                (millis, _) if now > millis => (now, begin),
                (millis, 0xfff) => (millis + 1, begin),
                (millis, counter) => (millis, counter + 1),
            };
            *last
        };
        [random[0], random[1]] = counter.to_be_bytes();
        Ok(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A fresh capability token.
    pub fn token(&self) -> Result<Token, StoreError> {
        let mut bytes = [0; 16];
        self.fill(&mut bytes)?;
        Ok(Token(bytes))
    }

    /// 60 random bits (in the low bits), for a citizen's reference.
    pub fn sixty_bits(&self) -> Result<u64, StoreError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(u64::from_be_bytes(bytes) >> 4)
    }

    /// Six random digits, for a code that people type.
    pub fn six_digits(&self) -> Result<String, StoreError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(format!("{:06}", u64::from_be_bytes(bytes) % 1_000_000))
    }

    /// A fresh id of a row in a repeated group: `r` and six characters of `[0-9a-z]`.
    pub fn row_id(&self) -> Result<String, StoreError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        let mut number = u64::from_be_bytes(bytes);
        let mut id = String::from("r");
        for _ in 0..6 {
            id.push(char::from_digit((number % 36) as u32, 36).unwrap_or('0'));
            number /= 36;
        }
        Ok(id)
    }
}

/// A capability: whoever holds it may do what it stands for. 128 random bits, shown to its holder as 26 characters; the database
/// keeps only its [`TokenHash`].
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 16]);

impl Token {
    /// What the database keeps and searches by.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }

    pub(crate) fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl Drop for Token {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// The token as it goes into a link.
impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut number = u128::from_be_bytes(self.0);
        let mut text = [b'0'; 26];
        for place in text.iter_mut().rev() {
            *place = CROCKFORD[(number % 32) as usize];
            number /= 32;
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

/// Never shows the token: errors and logs may print it.
impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The text is not a token (wrong length or letters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token")]
pub struct NotAToken;

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        if text.len() != 26 {
            return Err(NotAToken);
        }
        let mut number: u128 = 0;
        for (place, letter) in text.bytes().enumerate() {
            let digit = CROCKFORD.iter().position(|known| *known == letter).ok_or(NotAToken)?;
            // 26 × 5 = 130 bits: the first letter may carry only three.
            if place == 0 && digit > 7 {
                return Err(NotAToken);
            }
            number = (number << 5) | digit as u128;
        }
        Ok(Self(number.to_be_bytes()))
    }
}

/// The SHA-256 of a [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenHash(pub(crate) [u8; 32]);

impl TokenHash {
    /// The hash's bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Ids {
        Ids::seeded(Clock::manual("2026-11-21T10:00:00Z".parse().unwrap()), 7)
    }

    #[test]
    fn a_token_is_read_back_from_its_text_and_hidden_from_debug() {
        let token = ids().token().unwrap();
        let text = token.to_string();
        assert_eq!(text.len(), 26);
        assert_eq!(text.parse::<Token>().unwrap(), token);
        assert!(!format!("{token:?}").contains(&text));
    }

    #[test]
    fn other_texts_are_not_tokens() {
        for text in ["", "0", "zzzzzzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000000i", "é0000000000000000000000000"]
        {
            assert_eq!(text.parse::<Token>(), Err(NotAToken), "{text}");
        }
        assert!("7zzzzzzzzzzzzzzzzzzzzzzzzz".parse::<Token>().is_ok());
    }

    #[test]
    fn row_ids_and_references_have_their_shape() {
        let ids = ids();
        let row = ids.row_id().unwrap();
        assert!(
            row.len() == 7 && row.starts_with('r') && row.chars().all(|c| c.is_ascii_digit() || c.is_ascii_lowercase())
        );
        assert!(ids.sixty_bits().unwrap() < 1 << 60);
        assert_eq!(ids.uuid().unwrap().get_version_num(), 7);
    }

    #[test]
    fn ids_of_one_instant_sort_as_they_were_made() {
        let ids = Ids::system(Clock::manual("2026-11-21T10:00:00Z".parse().unwrap()));
        let made: Vec<Uuid> = (0..10_000).map(|_| ids.clone().uuid().unwrap()).collect();
        assert!(made.is_sorted_by(|one, next| one < next));
        assert!(made.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
    }

    #[test]
    fn a_seed_repeats_itself() {
        assert_eq!(ids().uuid().unwrap(), ids().uuid().unwrap());
        assert_ne!(Ids::system(Clock::system()).token().unwrap(), Ids::system(Clock::system()).token().unwrap());
    }
}
