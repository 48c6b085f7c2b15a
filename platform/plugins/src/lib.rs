//! Runs an agency's WASM plugins inside limits: the only wasmtime.
