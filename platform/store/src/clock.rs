//! Tells the time: the one clock that a store, and everything above it, goes by.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The clock of a store. Times are UTC, to the microsecond: what was written is read back equal on both engines.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `now` until it is moved; its clones move with it.
    pub fn manual(now: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(now.as_microsecond()))))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(micros) => from_micros(micros.load(Ordering::SeqCst)),
            None => from_micros(system_micros()),
        }
    }

    /// Moves a manual clock forward (or back); the machine's clock is left alone.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(micros) = &self.0 {
            let by = i64::try_from(by.as_micros()).unwrap_or(i64::MAX);
            micros.fetch_add(by, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the door by which time comes in")]
fn system_micros() -> i64 {
    Timestamp::now().as_microsecond()
}

/// The time of a stored number of microseconds. Out of jiff's range (years −9999 to 9999) only if a row was tampered with: then the epoch.
pub(crate) fn from_micros(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual("2026-11-21T10:00:00Z".parse().unwrap());
        let twin = clock.clone();
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(twin.now().to_string(), "2026-11-21T11:00:00Z");
    }
}
