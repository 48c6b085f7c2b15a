//! Faults that the trials order: deaths at named points, and mutants, each a mistake that the trials must find. None is in a release.
//!
//! Points are in builds with debug assertions, as the tests use them; mutants besides only where feature `mutants` is on. What is to
//! happen stands in `GUICHET_FAULTS`, separated by commas: `die:push.sent:3` ends the process, as `kill -9` does, when it comes to that
//! point for the third time; `freeze:…` stops it there until it is told to go on; `order:tidy.at_once` switches something on by name;
//! `mutant:M3` makes that mistake.

/// A point where the process may be told to die or to freeze.
#[inline]
pub fn point(name: &'static str) {
    #[cfg(debug_assertions)]
    at_hand::come_to(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

/// Whether this was ordered.
#[inline]
#[must_use]
pub fn ordered(name: &'static str) -> bool {
    #[cfg(debug_assertions)]
    return at_hand::orders("order", name);
    #[cfg(not(debug_assertions))]
    {
        let _ = name;
        false
    }
}

/// Whether this mistake is to be made.
#[inline]
#[must_use]
pub fn mutant(name: &'static str) -> bool {
    #[cfg(feature = "mutants")]
    return at_hand::orders("mutant", name);
    #[cfg(not(feature = "mutants"))]
    {
        let _ = name;
        false
    }
}

#[cfg(any(debug_assertions, feature = "mutants"))]
mod at_hand {
    use std::sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    };

    struct Fault {
        kind: String,
        name: String,
        /// How many times more it is passed by.
        left: AtomicU32,
    }

    fn faults() -> &'static [Fault] {
        static FAULTS: OnceLock<Vec<Fault>> = OnceLock::new();
        FAULTS.get_or_init(|| {
            let text = std::env::var("GUICHET_FAULTS").unwrap_or_default();
            text.split(',')
                .filter_map(|fault| {
                    let mut parts = fault.trim().split(':');
                    let (kind, name) = (parts.next()?.to_owned(), parts.next()?.to_owned());
                    let times = parts.next().and_then(|times| times.parse().ok()).unwrap_or(1);
                    Some(Fault { kind, name, left: AtomicU32::new(times) })
                })
                .collect()
        })
    }

    pub(super) fn orders(kind: &str, name: &str) -> bool {
        faults().iter().any(|fault| fault.kind == kind && fault.name == name)
    }

    #[cfg(debug_assertions)]
    pub(super) fn come_to(name: &str) {
        for fault in faults().iter().filter(|fault| fault.name == name) {
            if fault.left.fetch_sub(1, Ordering::SeqCst) != 1 {
                continue;
            }
            let signal = match fault.kind.as_str() {
                "die" => "-KILL",
                "freeze" => "-STOP",
                _ => continue,
            };
            // By another process: it is then as sudden as from outside, and needs no unsafe code.
            let _ = std::process::Command::new("kill").args([signal, &std::process::id().to_string()]).status();
        }
    }
}
