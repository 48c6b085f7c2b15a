#!/usr/bin/env bash
# Measures the figures of the README. Called by `make bench`; nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --locked --release -p guichet -p trials -p plugins -p store -p desk --bin guichet --bin bench --example plugin-call --example multiply --example vault --example second
# A component made by the Rust compiler: what calls of plugins cost is measured with it.
if platform/trials/plugins/build-rust.sh examples/plugins/quotient-familial target/plugins/quotient-familial.wasm; then
  export GUICHET_RUST_PLUGIN=$PWD/target/plugins/quotient-familial.wasm
fi
GUICHET_BIN=$PWD/target/release/guichet target/release/bench | tee target/bench.md
