#!/usr/bin/env bash
# Measures the figures of the README. Called by `make bench`; nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$0")/../.."
cargo build --locked --release -p guichet -p trials --bin guichet --bin bench
GUICHET_BIN=$PWD/target/release/guichet target/release/bench | tee target/bench.md
