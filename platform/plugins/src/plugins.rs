//! Loads plugins: reads, measures, compiles each file once and tries to start it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use form::checker::Unavailable;
use sha2::{Digest, Sha256};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Enabled, Engine, PoolingAllocationConfig, WasmFeatures};

use crate::bundle::Bundle;
use crate::compiler::{Compiler, PATIENCE};
use crate::contract::{self, INTERFACE};
use crate::fault::{LoadFault, Mismatch};
use crate::gate::Gate;
use crate::limits::Limits;
use crate::measure::{excerpt, measure};
use crate::plugin::{Budget, Inner, Plugin, cause, why};
use crate::ticker::Ticker;

/// Compilations that overran their time and still go on; a thread cannot be ended from outside.
const OVERRUNS: usize = 2;

/// Room for [`Limits::types`] that all stand one in the other: 8 KiB each as seen in a debug build. Only what is used is taken.
pub(crate) const COMPILE_STACK: usize = 128 << 20;

/// Everything that plugins share: one for the whole server.
pub struct Plugins {
    host: Arc<Host>,
    /// A plugin lives as long as a démarche that has it.
    loaded: Mutex<BTreeMap<String, Weak<Inner>>>,
    /// One compilation at a time, so that their memory does not add up.
    compiling: Mutex<()>,
    overruns: Arc<AtomicUsize>,
}

pub(crate) struct Host {
    /// Without one, plugins are compiled in this process.
    pub(crate) compiler: Option<Compiler>,
    /// How often calls were stopped, by what stopped them.
    pub(crate) stops: Mutex<BTreeMap<&'static str, u64>>,
    pub(crate) engine: Engine,
    pub(crate) limits: Limits,
    pub(crate) gate: Gate,
    pub(crate) ticker: Ticker,
}

impl Plugins {
    /// Makes ready with the limits that citizens meet. Fails where the machine can run no WebAssembly or start no thread.
    pub fn new() -> Result<Self, std::io::Error> {
        Self::with_limits(Limits::default())
    }

    /// Makes ready with other limits; plugins are compiled in this process, for tests.
    pub fn with_limits(limits: Limits) -> Result<Self, std::io::Error> {
        Self::with(limits, None)
    }

    /// Makes ready to compile in a child process, which a server does.
    pub fn with_compiler(limits: Limits, compiler: Compiler) -> Result<Self, std::io::Error> {
        Self::with(limits, Some(compiler))
    }

    fn with(limits: Limits, compiler: Option<Compiler>) -> Result<Self, std::io::Error> {
        // Where the machine has no addresses for a pool, each call asks for its memory anew, and takes twice the time.
        let engine =
            Engine::new(&pooled(&limits)).or_else(|_| Engine::new(&config(&limits))).map_err(std::io::Error::other)?;
        Ok(Self {
            host: Arc::new(Host {
                ticker: Ticker::start(engine.clone())?,
                gate: Gate::default(),
                stops: Mutex::default(),
                compiler,
                engine,
                limits,
            }),
            loaded: Mutex::default(),
            compiling: Mutex::default(),
            overruns: Arc::default(),
        })
    }

    /// Takes a plugin from its file: a component, as WebAssembly or as its text. The same bytes are compiled once.
    ///
    /// Blocks while compiling, at most [`Limits::compile`] for this plugin and each one before it.
    pub fn load(&self, bytes: &[u8]) -> Result<Plugin, LoadFault> {
        let limits = &self.host.limits;
        if bytes.len() > limits.file {
            return Err(LoadFault::TooLarge { size: bytes.len(), limit: limits.file });
        }
        let hash = hex::encode(Sha256::digest(bytes));
        if let Some(plugin) = self.loaded(&hash) {
            return Ok(plugin);
        }
        let _turn = self.compiling.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plugin) = self.loaded(&hash) {
            return Ok(plugin);
        }
        let plugin = self.compile(bytes.to_vec(), hash.clone())?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.retain(|_, plugin| plugin.strong_count() > 0);
        loaded.insert(hash, Arc::downgrade(plugin.inner()));
        Ok(plugin)
    }

    /// Takes the plugins of one version of a démarche, by their paths in its folder. All faults at once.
    pub fn bundle<P: Into<String>, B: AsRef<[u8]>>(
        &self,
        files: impl IntoIterator<Item = (P, B)>,
    ) -> Result<Bundle, Vec<(String, LoadFault)>> {
        let mut plugins = BTreeMap::new();
        let mut faults = Vec::new();
        for (path, bytes) in files {
            match self.load(bytes.as_ref()) {
                Ok(plugin) => {
                    plugins.insert(path.into(), plugin);
                }
                Err(fault) => faults.push((path.into(), fault)),
            }
        }
        if faults.is_empty() { Ok(Bundle::new(plugins)) } else { Err(faults) }
    }

    /// How often calls were stopped since the start, by the code of what stopped them (`plugin.fuel`, `plugin.trap` …).
    pub fn stops(&self) -> BTreeMap<&'static str, u64> {
        self.host.stops.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn loaded(&self, hash: &str) -> Option<Plugin> {
        let loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        loaded.get(hash).and_then(Weak::upgrade).map(Plugin::from_inner)
    }

    /// Reads and compiles on a thread of its own, so that a compiler that runs long, or panics, holds nobody up.
    fn compile(&self, bytes: Vec<u8>, hash: String) -> Result<Plugin, LoadFault> {
        if self.overruns.load(Ordering::Relaxed) >= OVERRUNS {
            return Err(LoadFault::CompileBudget);
        }
        let (host, overruns) = (Arc::clone(&self.host), Arc::clone(&self.overruns));
        let (sender, receiver) = mpsc::sync_channel(0);
        let name = hash.clone();
        overruns.fetch_add(1, Ordering::Relaxed);
        let thread =
            std::thread::Builder::new().name("plugin-compile".into()).stack_size(COMPILE_STACK).spawn(move || {
                let counted = Counted(overruns);
                let ready = ready(&host, &name, &bytes);
                drop(counted);
                // Nobody listens any more when the time is over.
                let _ = sender.send(ready);
            });
        if thread.is_err() {
            self.overruns.fetch_sub(1, Ordering::Relaxed);
            return Err(LoadFault::CompileBudget);
        }
        let limits = &self.host.limits;
        // A child is held to its time itself, and by its processor's clock.
        let patience = if self.host.compiler.is_some() { 2 * PATIENCE } else { 1 };
        let ready = receiver.recv_timeout(limits.compile * patience).map_err(|error| match error {
            mpsc::RecvTimeoutError::Timeout => LoadFault::CompileBudget,
            mpsc::RecvTimeoutError::Disconnected => LoadFault::Malformed { detail: "the compiler gave up".into() },
        })??;
        Ok(Plugin::new(Arc::clone(&self.host), ready, hash))
    }
}

/// Counts a compilation until its thread ends, however it ends.
struct Counted(Arc<AtomicUsize>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

pub(crate) fn config(limits: &Limits) -> Config {
    let mut config = Config::new();
    config
        .consume_fuel(true)
        .epoch_interruption(true)
        .max_wasm_stack(limits.stack)
        .concurrency_support(false)
        // The same bits on every machine.
        .cranelift_nan_canonicalization(true)
        .wasm_features(WasmFeatures::all(), false)
        .wasm_features(WasmFeatures::WASM2.difference(WasmFeatures::GC_TYPES), true)
        // JavaScript engines jump to their instructions by tail calls; components that call each other see both memories.
        .wasm_features(WasmFeatures::EXTENDED_CONST | WasmFeatures::TAIL_CALL | WasmFeatures::MULTI_MEMORY, true)
        .wasm_features(WasmFeatures::COMPONENT_MODEL, true);
    config
}

/// Bytes of each memory and each table that a call's end wipes and keeps; what is beyond goes back to the system.
const KEPT: usize = 128 << 10;
/// The same where the kernel tells which pages were written (Linux 6.7): only these are wiped. A guest in Rust writes behind its stack of
/// 1 MiB.
const KEPT_OF_WRITTEN: usize = 2 << 20;

/// The same engine, with room made ready once for all calls that may run at a time: addresses, not memory. The machine code is the same.
fn pooled(limits: &Limits) -> Config {
    // Besides calls, plugins that were just compiled are started once.
    let at_once = limits.calls.saturating_add(OVERRUNS + 1);
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (each, all) = (count(limits.instances), count(at_once.saturating_mul(limits.instances)));
    let kept = if PoolingAllocationConfig::is_pagemap_scan_available() { KEPT_OF_WRITTEN } else { KEPT };
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(count(at_once))
        .total_core_instances(all)
        .total_memories(all)
        .total_tables(all)
        .max_core_instances_per_component(each)
        .max_memories_per_component(each)
        .max_memories_per_module(each)
        .max_tables_per_component(each)
        .max_tables_per_module(each)
        .max_memory_size(limits.memory)
        .table_elements(limits.table)
        .pagemap_scan(Enabled::Auto)
        .linear_memory_keep_resident(kept)
        .table_keep_resident(KEPT);
    let mut config = config(limits);
    config.allocation_strategy(pool);
    config
}

/// Everything between a file and a plugin that can be called.
fn ready(host: &Host, hash: &str, bytes: &[u8]) -> Result<contract::PluginPre<Budget>, LoadFault> {
    let wasm = assemble(bytes, host.limits.file)?;
    measure(&wasm, &host.limits)?;
    let component = match &host.compiler {
        Some(compiler) => compiler.component(&host.engine, hash, wasm, &host.limits)?,
        None => Component::from_binary(&host.engine, &wasm)
            .map_err(|error| LoadFault::Malformed { detail: excerpt(&error.root_cause().to_string()) })?,
    };
    let missing = |name| LoadFault::Abi(Mismatch::Missing { name });
    let interface = component.get_export_index(None, INTERFACE).ok_or_else(|| missing(INTERFACE))?;
    for function in ["check", "compute"] {
        component.get_export_index(Some(&interface), function).ok_or_else(|| missing(function))?;
    }
    let differs =
        |error: wasmtime::Error| LoadFault::Abi(Mismatch::Types { detail: excerpt(&error.root_cause().to_string()) });
    let linked =
        Linker::new(&host.engine).instantiate_pre(&component).and_then(contract::PluginPre::new).map_err(differs)?;

    // A plugin meets the same nothing at every start: one that starts now will always start.
    let _ticking = host.ticker.run();
    let mut store = host.store();
    let instance = linked.instance_pre().instantiate(&mut store).map_err(|error| {
        let cause = cause(&error, store.data());
        LoadFault::Start { cause, detail: Unavailable::because(cause, &why(&error)).detail }
    })?;
    contract::Plugin::new(&mut store, &instance).map_err(differs)?;
    Ok(linked)
}

/// Gives WebAssembly back as it is, and assembles its text.
fn assemble(bytes: &[u8], limit: usize) -> Result<Vec<u8>, LoadFault> {
    if bytes.starts_with(b"\0asm") {
        return Ok(bytes.to_vec());
    }
    let text = std::str::from_utf8(bytes).map_err(|_| LoadFault::NotWasm)?;
    if !text.trim_start().starts_with(['(', ';']) {
        return Err(LoadFault::NotWasm);
    }
    let wasm = wast::parser::ParseBuffer::new(text)
        .and_then(|buffer| wast::parser::parse::<wast::Wat<'_>>(&buffer)?.encode())
        .map_err(|error| {
            let (line, column) = error.span().linecol_in(text);
            LoadFault::Text { line: line + 1, column: column + 1, detail: excerpt(&error.message()) }
        })?;
    if wasm.len() > limit {
        return Err(LoadFault::TooLarge { size: wasm.len(), limit });
    }
    Ok(wasm)
}
