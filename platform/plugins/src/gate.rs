//! Lets in only so many calls at a time, and only so many of one plugin, so that a slow plugin cannot hold the others up.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::limits::Limits;

#[derive(Default)]
pub(crate) struct Gate {
    inside: Mutex<Inside>,
    left: Condvar,
}

#[derive(Default)]
struct Inside {
    all: usize,
    /// Those before the door: to wake nobody is a call of the system too.
    waiting: usize,
    each: BTreeMap<String, usize>,
}

impl Inside {
    fn full(&self, plugin: &str, limits: &Limits) -> bool {
        self.all >= limits.calls || self.each.get(plugin).is_some_and(|calls| *calls >= limits.calls_each)
    }
}

impl Gate {
    /// Waits for a place; `None` when there is none within [`Limits::patience`].
    pub(crate) fn enter<'a>(&'a self, plugin: &'a str, limits: &Limits) -> Option<Pass<'a>> {
        let mut inside = self.lock();
        if inside.full(plugin, limits) {
            inside.waiting += 1;
            let (mut now, waited) = self
                .left
                .wait_timeout_while(inside, limits.patience, |inside| inside.full(plugin, limits))
                .unwrap_or_else(PoisonError::into_inner);
            now.waiting -= 1;
            if waited.timed_out() {
                return None;
            }
            inside = now;
        }
        inside.all += 1;
        *inside.each.entry(plugin.to_owned()).or_default() += 1;
        Some(Pass { gate: self, plugin })
    }

    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place inside; dropping it gives it back.
pub(crate) struct Pass<'a> {
    gate: &'a Gate,
    plugin: &'a str,
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut inside = self.gate.lock();
        inside.all -= 1;
        if let Some(calls) = inside.each.get_mut(self.plugin) {
            *calls -= 1;
            if *calls == 0 {
                inside.each.remove(self.plugin);
            }
        }
        let awaited = inside.waiting > 0;
        drop(inside);
        if awaited {
            self.gate.left.notify_all();
        }
    }
}
