#!/usr/bin/env bash
# Builds a plugin project in Rust as its README says, and wraps it as a component: build-rust.sh PROJECT OUT.wasm
#
# A toolchain that has the target for WebAssembly is taken. Where it lacks it, Debian's compiler and its sources stand in (installed where
# we are root): they compile the standard library first, once. Else rustup adds the target. With exit code 3 there is no compiler to be had.
set -euo pipefail
project=$(cd "$1" && pwd)
out=$(realpath -m "$2")
cd "$(dirname "$0")/../../.."
target=wasm32-unknown-unknown
# The version whose reader of components is that of wit-bindgen in the projects.
wasm_tools=1.251.0
export CARGO_TARGET_DIR=$PWD/target/plugins
tools=$PWD/target/plugin-tools

has_target() { [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ]; }
packaged() { [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ] && compgen -G '/usr/lib/rustlib/src/rust/library/std/Cargo.toml' >/dev/null && command -v wasm-ld-19 >/dev/null; }

if ! has_target && ! packaged && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing Debian's Rust compiler with its sources, for WebAssembly"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -o DPkg::Lock::Timeout=300 -qq update
  apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends rustc-web cargo-web rust-web-src lld-19 >/dev/null || true
fi
if has_target; then
  (cd "$project" && cargo build --quiet --release --target "$target")
elif packaged; then
  # The project stays as it is; only the compiler is told to make what the package lacks.
  (cd "$project" && RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-19 \
    /usr/bin/cargo build --quiet --release -Zbuild-std=std,panic_abort --target "$target")
elif command -v rustup >/dev/null && rustup target add "$target" >/dev/null 2>&1; then
  (cd "$project" && cargo build --quiet --release --target "$target")
else
  echo "No Rust compiler for $target is to be had here" >&2
  exit 3
fi

if command -v wasm-tools >/dev/null; then
  wrap=wasm-tools
else
  wrap=$tools/bin/wasm-tools
  [ -x "$wrap" ] || cargo install --quiet wasm-tools --version "$wasm_tools" --locked --debug \
    --no-default-features --features component --root "$tools" --target-dir "$tools/target"
fi
name=$(sed -n 's/^name = "\(.*\)"$/\1/p' "$project/Cargo.toml" | head -1)
mkdir -p "$(dirname "$out")"
"$wrap" component new "$CARGO_TARGET_DIR/$target/release/${name//-/_}.wasm" -o "$out"
