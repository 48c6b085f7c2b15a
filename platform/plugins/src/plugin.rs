//! Holds one compiled plugin, and calls it: a fresh instance, a budget of its own, a checked answer.

use std::fmt;
use std::sync::{Arc, PoisonError};

use form::checker::{CheckContext, PluginProblem, PluginValue, Unavailable};
use wasmtime::{ResourceLimiter, Store, Trap, WasmBacktrace};

use crate::contract;
use crate::limits::Limits;
use crate::plugins::Host;
use crate::ticker::TICK;
use crate::{answers, output};

/// How many of a stopped plugin's functions are named.
const SHOWN_FRAMES: usize = 4;

/// A plugin, ready to be asked. Clones share one compilation.
#[derive(Clone)]
pub struct Plugin {
    inner: Arc<Inner>,
}

pub(crate) struct Inner {
    host: Arc<Host>,
    ready: contract::PluginPre<Budget>,
    hash: String,
}

impl Plugin {
    pub(crate) fn new(host: Arc<Host>, ready: contract::PluginPre<Budget>, hash: String) -> Self {
        Self { inner: Arc::new(Inner { host, ready, hash }) }
    }

    pub(crate) fn from_inner(inner: Arc<Inner>) -> Self {
        Self { inner }
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.inner
    }

    /// The SHA-256 of the plugin's file, in hexadecimal: what the evidence of a submission names.
    pub fn hash(&self) -> &str {
        &self.inner.hash
    }

    /// Asks the plugin to decide a rule. Blocks until it has answered or used up its budget.
    ///
    /// Every path in the answer is well formed; whether the démarche has such a field is for the caller to see.
    pub fn check(
        &self,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginProblem>, Unavailable> {
        let limits = &self.inner.host.limits;
        let (answers, context) = (answers::show(answers, limits)?, answers::context(context));
        let given = self.call(|plugin, store| plugin.guichet_plugin_rules().call_check(store, &answers, &context))?;
        output::problems(given, limits).map_err(|refused| self.useless(refused))
    }

    /// Asks the plugin for computed values. Blocks until it has answered or used up its budget.
    pub fn compute(
        &self,
        answers: &serde_json::Value,
        context: &CheckContext,
    ) -> Result<Vec<PluginValue>, Unavailable> {
        let limits = &self.inner.host.limits;
        let (answers, context) = (answers::show(answers, limits)?, answers::context(context));
        let given = self.call(|plugin, store| plugin.guichet_plugin_rules().call_compute(store, &answers, &context))?;
        output::values(given, limits).map_err(|refused| self.useless(refused))
    }

    /// What came back cannot be used. It may hold answers: only the author is told what it was.
    fn useless(&self, refused: Unavailable) -> Unavailable {
        self.inner.host.stopped(&self.inner.hash, refused.code, &"what it gave back is not of the contract");
        refused
    }

    fn call<T>(
        &self,
        ask: impl FnOnce(&contract::Plugin, &mut Store<Budget>) -> wasmtime::Result<T>,
    ) -> Result<T, Unavailable> {
        let Inner { host, ready, hash } = &*self.inner;
        let Some(_pass) = host.gate.enter(hash, &host.limits) else {
            host.stopped(hash, "plugin.busy", &"all places are taken");
            return Err(Unavailable::new("plugin.busy"));
        };
        let _ticking = host.ticker.run();
        let mut store = host.store();
        ready.instantiate(&mut store).and_then(|plugin| ask(&plugin, &mut store)).map_err(|error| {
            let code = cause(&error, store.data());
            // The error is wasmtime's own sentence: it holds no answer.
            host.stopped(hash, code, &error);
            Unavailable::because(code, &why(&error))
        })
    }
}

impl fmt::Debug for Plugin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plugin").field("hash", &self.inner.hash).finish_non_exhaustive()
    }
}

impl Host {
    /// Counts a call that came to nothing, and raises an alarm: a check that citizens cannot pass wants a human.
    fn stopped(&self, plugin: &str, code: &'static str, error: &dyn fmt::Display) {
        *self.stops.lock().unwrap_or_else(PoisonError::into_inner).entry(code).or_default() += 1;
        tracing::error!(alarm = "plugin.stopped", code, plugin, %error, "a plugin was stopped");
    }

    /// A store with the whole budget of one call.
    pub(crate) fn store(&self) -> Store<Budget> {
        let limits = &self.limits;
        let mut store = Store::new(&self.engine, Budget::new(limits));
        store.limiter(|budget| budget);
        // Never fails: the engine counts fuel.
        let _ = store.set_fuel(limits.fuel);
        let ticks = limits.wall.as_millis() / TICK.as_millis();
        store.set_epoch_deadline(u64::try_from(ticks).unwrap_or(u64::MAX).max(1));
        store.set_hostcall_fuel(limits.output);
        store
    }
}

/// Names what stopped a plugin.
pub(crate) fn cause(error: &wasmtime::Error, budget: &Budget) -> &'static str {
    if budget.exceeded {
        return "plugin.memory";
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::OutOfFuel) => "plugin.fuel",
        Some(Trap::Interrupt) => "plugin.time",
        Some(Trap::StackOverflow) => "plugin.stack",
        // The plugin ran to its end, but what it gave back cannot be read.
        None
        | Some(
            Trap::StringOutOfBounds
            | Trap::ListOutOfBounds
            | Trap::InvalidDiscriminant
            | Trap::InvalidChar
            | Trap::UnalignedPointer,
        ) => "plugin.output",
        Some(_) => "plugin.trap",
    }
}

/// What stopped a plugin, in wasmtime's words, and in which of its functions, innermost first, as far as it still names them.
pub(crate) fn why(error: &wasmtime::Error) -> String {
    let frames = error.downcast_ref::<WasmBacktrace>().map(WasmBacktrace::frames).unwrap_or_default();
    let names: Vec<&str> = frames.iter().filter_map(|frame| frame.func_name()).take(SHOWN_FRAMES).collect();
    let place = if names.is_empty() { String::new() } else { format!(" in {}", names.join(" < ")) };
    format!("{}{place}", error.root_cause())
}

/// Counts the memory of one call, all memories and tables together.
pub(crate) struct Budget {
    memory: usize,
    table: usize,
    instances: usize,
    exceeded: bool,
}

impl Budget {
    fn new(limits: &Limits) -> Self {
        Self { memory: limits.memory, table: limits.table, instances: limits.instances, exceeded: false }
    }
}

impl ResourceLimiter for Budget {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        take(&mut self.memory, current, desired, &mut self.exceeded)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> wasmtime::Result<bool> {
        take(&mut self.table, current, desired, &mut self.exceeded)
    }

    fn instances(&self) -> usize {
        self.instances
    }

    fn tables(&self) -> usize {
        self.instances
    }

    fn memories(&self) -> usize {
        self.instances
    }
}

/// Growing beyond the budget is a trap, not a `-1` that the plugin could ignore and ask again.
fn take(left: &mut usize, current: usize, desired: usize, exceeded: &mut bool) -> wasmtime::Result<bool> {
    match left.checked_sub(desired.saturating_sub(current)) {
        Some(rest) => {
            *left = rest;
            Ok(true)
        }
        None => {
            *exceeded = true;
            Err(wasmtime::Error::msg("memory budget used up"))
        }
    }
}
