#!/usr/bin/env bash
# Runs every test: format, lints, units, doors, browser, other people's readers. Called by `make test`.
set -euo pipefail
cd "$(dirname "$0")/../.."
trials=platform/trials

step() { printf '\n== %s\n' "$*"; }

if [ -z "${GUICHET_CONFORMANCE:-}" ]; then
  echo "GUICHET_CONFORMANCE is not set: the public suites (CEL, JSON Schema, YAML, State staging cases) do not run."
fi

step "Format"
cargo fmt --all --check

step "Lints"
cargo clippy --locked --quiet --workspace --all-targets -- -D warnings

step "Styles and script"
(cd platform/web && npm test --silent)

step "Units, doors and trials of the whole"
# The trials run the binary that stands beside them.
cargo build --locked --quiet --bin guichet
guichet=$PWD/target/debug/guichet
cargo test --locked --quiet --workspace --no-fail-fast

step "Shipped démarches, archetype and components"
"$guichet" check forms archetype components
"$guichet" test forms archetype

step "Generated pages of the wiki"
"$guichet" docs --into wiki/reference --check

step "Editors' language server"
(cd "$trials/editor" && npm ci --no-audit --no-fund --loglevel=error)
GUICHET_BIN=$guichet node --test "$trials"/editor/*.test.mjs

step "Plugins in JavaScript"
GUICHET_BIN=$guichet node --test "$trials"/plugins/*.test.mjs

step "Browser"
(cd "$trials/browser" && npm ci --no-audit --no-fund --loglevel=error)
GUICHET_BIN=$guichet node --test --test-concurrency=2 "$trials"/browser/*.test.mjs

step "Receipts and packages, read by others"
GUICHET_BIN=$guichet "$trials"/tools/python/bin/python "$trials"/readers.py
