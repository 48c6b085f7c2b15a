//! Counts time for running plugins: one thread advances the engine's epoch while a call is under way, and sleeps otherwise.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wasmtime::Engine;

/// The length of one tick.
pub(crate) const TICK: Duration = Duration::from_millis(50);

pub(crate) struct Ticker {
    shared: Arc<Shared>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    running: usize,
    /// Whether the thread sleeps until it is told that a call begins: to wake it at every call costs more than a small call.
    asleep: bool,
    stopped: bool,
}

impl Ticker {
    pub(crate) fn start(engine: Engine) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { state: Mutex::default(), changed: Condvar::new() });
        let thread = Arc::clone(&shared);
        std::thread::Builder::new().name("plugin-ticker".into()).spawn(move || thread.tick(&engine))?;
        Ok(Self { shared })
    }

    /// Keeps the time going until the guard is dropped.
    pub(crate) fn run(&self) -> Running<'_> {
        let mut state = self.shared.lock();
        state.running += 1;
        if state.asleep {
            self.shared.changed.notify_one();
        }
        drop(state);
        Running(&self.shared)
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.lock().stopped = true;
        self.shared.changed.notify_one();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tick(&self, engine: &Engine) {
        let mut state = self.lock();
        while !state.stopped {
            if state.running == 0 {
                state.asleep = true;
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                state.asleep = false;
                continue;
            }
            // A call that begins between two ticks gets a little less than its limit, never more.
            state = self
                .changed
                .wait_timeout_while(state, TICK, |state| !state.stopped)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
            engine.increment_epoch();
        }
    }
}

/// A call under way.
pub(crate) struct Running<'a>(&'a Shared);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.lock().running -= 1;
    }
}
