//! Hashes and verifies passwords and resume codes: Argon2id, 64 MiB, three passes, one at a time, off the async threads.

use std::sync::{Arc, LazyLock};

use argon2::password_hash::{PasswordHash, PasswordHasher as _, PasswordVerifier as _, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use zeroize::Zeroizing;

use crate::error::StoreError;
use crate::ids::Ids;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// Longer passwords are refused: hashing is work that an attacker should not be able to order by the megabyte.
pub const LONGEST: usize = 1024;

/// How many wait for their turn: the last of them for some seconds, as long as one looks at a page that does not come. One more is told to
/// come back.
const WAITING: usize = 32;

/// Where all of this process wait.
static LINE: LazyLock<Line> = LazyLock::new(|| Line::new(WAITING));

/// One at a time, whoever comes: a hash takes 64 MiB and a whole core, and people fill in pages beside it.
struct Line {
    /// Of who is at work, and of those who wait.
    places: Arc<Semaphore>,
    /// Of who is at work.
    turn: Arc<Semaphore>,
}

impl Line {
    fn new(waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(waiting + 1)), turn: Arc::new(Semaphore::new(1)) }
    }

    fn place(&self) -> Result<Place, StoreError> {
        let held = Arc::clone(&self.places).try_acquire_owned().map_err(|_| StoreError::Crowded)?;
        Ok(Place { _held: held })
    }

    async fn work<T, F>(&self, place: Place, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, StoreError> + Send + 'static,
    {
        let turn = Arc::clone(&self.turn).acquire_owned().await;
        let turn = turn.map_err(|error| StoreError::Password(error.to_string()))?;
        let done = tokio::task::spawn_blocking(move || {
            // Held until the work is done, also where nobody waits for it any more.
            let _held = (place, turn);
            work()
        });
        done.await.map_err(|error| StoreError::Password(error.to_string()))?
    }
}

/// A place among those who wait, left when it is dropped.
#[derive(Debug)]
pub struct Place {
    _held: OwnedSemaphorePermit,
}

/// A place for [`verify_at`], for whoever has something to write down before: an attempt that is counted is then looked at as well.
///
/// # Errors
/// `password.crowded` where too many wait already.
pub fn place() -> Result<Place, StoreError> {
    LINE.place()
}

/// What nobody's password hashes to; verified when there is no account, so that the answer takes as long.
static DUMMY: &str =
    "$argon2id$v=19$m=65536,t=3,p=1$Z3VpY2hldC1kdW1teS1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn argon2() -> Result<Argon2<'static>, StoreError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|error| StoreError::Password(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password (or a resume code) into the text that is stored.
///
/// # Errors
/// `store.invalid` if it is longer than [`LONGEST`] bytes; `password.crowded` where too many wait already.
pub async fn hash(ids: &Ids, password: &str) -> Result<String, StoreError> {
    if password.len() > LONGEST {
        return Err(StoreError::Invalid("a password of this length"));
    }
    let mut salt = [0; 16];
    ids.fill(&mut salt)?;
    let password = Zeroizing::new(password.to_owned());
    LINE.work(place()?, move || {
        let salt = SaltString::encode_b64(&salt).map_err(|error| StoreError::Password(error.to_string()))?;
        let hash = argon2()?.hash_password(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|error| StoreError::Password(error.to_string()))
    })
    .await
}

/// Whether the password is the one hashed. Without a hash (no such account) the answer is no, after the same time.
///
/// # Errors
/// `password.crowded` where too many wait already.
pub async fn verify(password: &str, hash: Option<&str>) -> Result<bool, StoreError> {
    verify_at(place()?, password, hash).await
}

/// As [`verify`], from a place that one has.
///
/// # Errors
/// Where the stored hash cannot be read.
pub async fn verify_at(place: Place, password: &str, hash: Option<&str>) -> Result<bool, StoreError> {
    // Too long to have been accepted, and too long to be worth hashing.
    if password.len() > LONGEST {
        return Ok(false);
    }
    let known = hash.is_some();
    let hash = hash.unwrap_or(DUMMY).to_owned();
    let password = Zeroizing::new(password.to_owned());
    LINE.work(place, move || {
        let parsed = PasswordHash::new(&hash).map_err(|error| StoreError::Password(error.to_string()))?;
        Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    })
    .await
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

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

    #[tokio::test]
    async fn one_is_hashed_at_a_time_some_wait_and_one_more_is_told_so() {
        let line = Arc::new(Line::new(2));
        let at_once = Arc::new(AtomicUsize::new(0));
        // Each says that it has begun, and ends when it is told to.
        let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
        let (end, ends) = std::sync::mpsc::channel::<()>();
        let ends = Arc::new(Mutex::new(ends));
        let come = || {
            let (line, at_once, begun, ends) =
                (Arc::clone(&line), Arc::clone(&at_once), begun.clone(), Arc::clone(&ends));
            tokio::spawn(async move {
                let place = line.place()?;
                line.work(place, move || {
                    let beside = at_once.fetch_add(1, Ordering::SeqCst);
                    begun.send(()).unwrap();
                    ends.lock().unwrap().recv().unwrap();
                    at_once.fetch_sub(1, Ordering::SeqCst);
                    Ok(beside)
                })
                .await
            })
        };
        let first = come();
        begins.recv().await.unwrap();
        let others = [come(), come()];
        while line.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(line.place(), Err(StoreError::Crowded)), "nobody waits without a place");
        for _ in 0..3 {
            end.send(()).unwrap();
        }
        for task in others.into_iter().chain([first]) {
            assert_eq!(task.await.unwrap().unwrap(), 0, "somebody was at work beside it");
        }
        assert_eq!(line.places.available_permits(), 3, "a place that was left is free again");
    }
}
