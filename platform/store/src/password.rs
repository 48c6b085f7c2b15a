//! Hashes and verifies passwords and resume codes: Argon2id, 64 MiB, three passes, at most two at once, off the async threads.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Longer passwords are refused: hashing is work that an attacker should not be able to order by the megabyte.
pub const LONGEST: usize = 1024;

/// 64 MiB each: two at once bound the memory, the others wait.
static TURNS: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(2)));

/// What nobody's password hashes to; verified when there is no account, so that the answer takes as long.
static DUMMY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$Z3VpY2hldC1kdW1teS1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| StoreError::Password(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn in_turn<T, F>(work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, StoreError> + Send + 'static,
{
    let turn = Arc::clone(&TURNS).acquire_owned().await.map_err(|error| StoreError::Password(error.to_string()))?;
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        work()
    });
    done.await.map_err(|error| StoreError::Password(error.to_string()))?
}

/// Hashes a password (or a resume code) into the text that is stored.
///
/// # Errors
/// `store.invalid` if it is longer than [`LONGEST`] bytes.
pub async fn hash(ids: &Ids, password: &str) -> Result<String, StoreError> {
    if password.len() > LONGEST {
        return Err(StoreError::Invalid("a password of this length"));
    }
    let mut salt = [0; 16];
    ids.fill(&mut salt)?;
    let password = Zeroizing::new(password.to_owned());
    in_turn(move || {
        let salt = SaltString::encode_b64(&salt).map_err(|error| StoreError::Password(error.to_string()))?;
        let hash = argon2()?.hash_password(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| StoreError::Password(error.to_string()))
    })
    .await
}

/// Whether the password is the one hashed. Without a hash (no such account) the answer is no, after the same time.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool, StoreError> {
    // Too long to have been accepted, and too long to be worth hashing.
    if password.len() > LONGEST {
        return Ok(false);
    }
    let known = hash.is_some();
    let hash = hash.unwrap_or(DUMMY).to_owned();
    let password = Zeroizing::new(password.to_owned());
    in_turn(move || {
        let parsed = PasswordHash::new(&hash).map_err(|error| StoreError::Password(error.to_string()))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[tokio::test]
    async fn a_hash_verifies_its_password_only_and_has_the_promised_cost() {
        let ids = Ids::system(Clock::system());
        let hash = hash(&ids, "correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"), "{hash}");
        assert!(verify("correct horse", Some(&hash)).await.unwrap());
        assert!(!verify("wrong horse", Some(&hash)).await.unwrap());
    }

    #[tokio::test]
    async fn without_an_account_the_same_work_says_no() {
        assert!(PasswordHash::new(DUMMY).is_ok());
        assert!(!verify("anything", None).await.unwrap());
        assert!(!verify(&"x".repeat(LONGEST + 1), None).await.unwrap());
        assert!(matches!(verify("x", Some("no hash")).await, Err(StoreError::Password(_))));
    }
}
