#!/usr/bin/env bash
# Runs what takes long: crash loops, the time that refusals take, fuzzing, property tests at length, hostile plugins, plugins in Rust. Called by
# `make soak`; an hour and a half and more, with a first build of the instrumented programs a quarter more.
set -euo pipefail
cd "$(dirname "$0")/../.."

step() { printf '\n== %s\n' "$*"; }

step "Build"
cargo build --locked --quiet --bin guichet

step "Crash loops: hundreds of kills on SQLite, on PostgreSQL, of two nodes and of the power (GUICHET_SEED=${GUICHET_SEED:-the usual one})"
GUICHET_SOAK=1 cargo test --locked --quiet -p trials --test it -- crash:: nodes:: points:: clock:: power:: --test-threads=1

step "Timing: refusals of logins and tokens, thousands of each kind (Welch t < 4.5)"
GUICHET_SOAK=1 cargo test --locked --quiet -p trials --test it -- timing:: --test-threads=1

step "Mutants: each mistake made on order turns its trial red"
platform/trials/mutants.sh

step "Property tests of definitions, expressions, posted answers, documents and the plugin boundary: ${PROPTEST_CASES:=20000} cases each"
export PROPTEST_CASES
cargo test --locked --quiet -p form -p documents --no-fail-fast
cargo test --locked --quiet -p plugins --test it -- boundary

step "Fuzzing of definitions, expressions, posted answers and plugins, guided by coverage: ${GUICHET_FUZZ_SECONDS:=120} s each"
export GUICHET_FUZZ_SECONDS
platform/trials/fuzz/run.sh

step "Plugins: hostile guests, a hundred rounds"
for _ in $(seq 100); do
  cargo test --locked --quiet -p plugins --test it -- hostile >/dev/null
done

step "Plugins in Rust: the kit's project and the example, built and played"
GUICHET_BIN=$PWD/target/debug/guichet node --test platform/trials/plugins/rust.soak.mjs

step "Partner API: requests invented from its description alone"
platform/trials/schemathesis/run.sh

step "Sources: a real addok with a few invented addresses"
platform/trials/addok/run.sh

echo "Everything held."
