//! Speaks the contract: Rust types made from `wit/guichet-plugin.wit`.

wasmtime::component::bindgen!({ path: "wit", world: "plugin" });

/// The name under which a component of this contract exports its functions.
pub(crate) const INTERFACE: &str = "guichet:plugin/rules@1.0.0";
