//! Bounds what is unfolded from uploads at a time in the whole process: ten files that each unfold to what one may would together take
//! what the machine has not.
//!
//! Who wants more than is free waits: each holds its part for a second or so, and nobody takes two parts at once.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes of decoded pictures and unfolded streams together. One picture at its largest still fits.
const MAX: u64 = super::photo::MAX_DECODED;

static ROOM: Budget = Budget { taken: Mutex::new(0), given_back: Condvar::new() };

/// Waits until `bytes` are free, and takes them until the part is dropped.
pub(super) fn take(bytes: u64) -> Part<'static> {
    ROOM.take(bytes)
}

struct Budget {
    taken: Mutex<u64>,
    given_back: Condvar,
}

impl Budget {
    fn take(&self, bytes: u64) -> Part<'_> {
        let bytes = bytes.min(MAX);
        let full = |taken: &mut u64| *taken + bytes > MAX;
        let mut taken = self.given_back.wait_while(self.lock(), full).unwrap_or_else(PoisonError::into_inner);
        *taken += bytes;
        Part { budget: self, bytes }
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A part of the budget.
pub(super) struct Part<'a> {
    budget: &'a Budget,
    bytes: u64,
}

impl Drop for Part<'_> {
    fn drop(&mut self) {
        *self.budget.lock() -= self.bytes;
        self.budget.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_is_taken_at_a_time_than_there_is() {
        let budget = Budget { taken: Mutex::new(0), given_back: Condvar::new() };
        let (now, most) = (AtomicU64::new(0), AtomicU64::new(0));
        std::thread::scope(|scope| {
            for thread in 0..16_u64 {
                let (budget, now, most) = (&budget, &now, &most);
                scope.spawn(move || {
                    for round in 0..50 {
                        let bytes = MAX / (1 + (thread + round) % 4);
                        let part = budget.take(bytes);
                        most.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                        std::thread::yield_now();
                        now.fetch_sub(bytes, Ordering::SeqCst);
                        drop(part);
                    }
                });
            }
        });
        assert!((1..=MAX).contains(&most.into_inner()));
        assert_eq!(*budget.lock(), 0, "all is given back");
        // More than there is counts as all of it, and waits for nobody for ever.
        drop(budget.take(u64::MAX));
    }
}
