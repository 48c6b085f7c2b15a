#!/usr/bin/env bash
# Fuzzes what strangers write, guided by coverage: run.sh [TARGET …], GUICHET_FUZZ_SECONDS each (120). Called by `make soak`.
#
# What is found grows in target/fuzz/corpus from run to run; an input that breaks something is left in target/fuzz/artifacts, and
# `target/fuzz/<host>/release/<target> FILE` plays it again. Stable Rust and a C++ compiler are enough: memory needs no sanitizer here,
# where unsafe code is forbidden.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../../.. && pwd)
seconds=${GUICHET_FUZZ_SECONDS:-120}
host=$(rustc -vV | sed -n 's/^host: //p')
export CARGO_TARGET_DIR=$root/target/fuzz
# The instrumentation of libFuzzer: counters of branches, and what comparisons compare.
export RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
  -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"

seeds() { # TARGET FOLDER: what a run begins with.
  local form component
  case $1 in
    definition)
      for form in "$root"/forms/*/ "$root/archetype/" "$root/platform/server/tests/it/forms/essai/"; do
        { cat "$form/demarche.yaml"; printf '\n%%%%\n'; cat "$form/schema.yaml"; } >"$2/form-$(basename "$form")"
      done
      for component in "$root"/components/*/; do
        [ -f "$component/component.yaml" ] || continue
        { cat seeds/demarche.yaml; printf '\n%%%%\n'; cat seeds/schema.yaml; printf '\n%%%%\n'
          cat "$component/component.yaml"; printf '\n%%%%\n'; cat "$component/schema.yaml"; } >"$2/component-$(basename "$component")"
      done ;;
    expression)
      # The example of each function, and what the shipped démarches say.
      { awk -F' [|] ' '/→/ { gsub("`", "", $3); print $3 }' "$root"/wiki/reference/expressions.md
        grep -rhoE '(show_if|computed|must|when|stop_if): *"[^"]+"' "$root"/forms "$root/archetype" "$root/components" | cut -d'"' -f2; } |
        sort -u | while IFS= read -r text; do printf '%s' "$text" >"$2/$(printf '%s' "$text" | cksum | cut -d' ' -f1)"; done ;;
    answers)
      # Every page with every value of the dictionary, somewhere.
      sed -n 's/^"\(.*\)"$/\1/p' answers.dict | while IFS= read -r value; do printf '/a\n\001\002%b\n/b\n\001\003%b' "$value" "$value"; done |
        split -b 200 - "$2/values-" ;;
    plugin)
      printf '' >"$2/sound"
      for form in "$root"/target/plugins/*.wasm; do [ -f "$form" ] && { printf '0'; cat "$form"; } >"$2/$(basename "$form")"; done || true ;;
  esac
}

if ! command -v c++ >/dev/null && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installing a C++ compiler, for libFuzzer"
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq install -y --no-install-recommends g++ >/dev/null
fi
[ $# -gt 0 ] || set -- definition expression answers plugin
cargo build --quiet --release --target "$host"
for target in "$@"; do
  corpus=$CARGO_TARGET_DIR/corpus/$target
  first=$CARGO_TARGET_DIR/seeds/$target
  artifacts=$CARGO_TARGET_DIR/artifacts/$target
  rm -rf "$first"
  mkdir -p "$corpus" "$first" "$artifacts"
  seeds "$target" "$first"
  dictionary=()
  [ ! -f "$target.dict" ] || dictionary=("-dict=$target.dict")
  echo "Fuzzing $target for $seconds s, from $(find "$first" "$corpus" -type f | wc -l) inputs"
  log=$CARGO_TARGET_DIR/$target.log
  # A process for each core; one that breaks ends the run.
  if ! "$CARGO_TARGET_DIR/$host/release/$target" -fork="$(nproc)" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=60000 \
    -artifact_prefix="$artifacts/" "${dictionary[@]}" "$corpus" "$first" >"$log" 2>&1; then
    tail -40 "$log"
    echo "Broken: the input is in $artifacts" >&2
    exit 1
  fi
  grep -E '^#[0-9]+' "$log" | tail -1
done
