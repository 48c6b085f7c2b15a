//! Runs an agency's WASM plugins inside limits: the only wasmtime.
//!
//! A plugin is a component of the world in `wit/guichet-plugin.wit`. [`Plugins::load`] reads, measures and compiles it once; a
//! [`Bundle`] holds those of one version of a démarche and answers [`form::checker::Checker`]. Nothing here trusts a plugin: its bytes
//! are measured before they are compiled ([`LoadFault`] says what was refused), each call meets a fresh instance with a budget of its own
//! ([`Limits`]), and what comes back is checked before anybody sees it.

mod answers;
mod bundle;
mod compiler;
mod contract;
mod fault;
mod gate;
mod limits;
mod measure;
mod output;
mod plugin;
mod plugins;
mod ticker;

pub use bundle::Bundle;
pub use compiler::{Compiler, compile_for_parent};
pub use fault::{LoadFault, Mismatch, Quantity};
pub use limits::Limits;
pub use plugin::Plugin;
pub use plugins::Plugins;
