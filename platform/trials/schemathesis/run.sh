#!/usr/bin/env bash
# Has schemathesis invent requests from the description of the partner API alone, for GUICHET_SCHEMATHESIS_SECONDS (300 unless told).
# Called by run-soak.sh; needs python3 and PyPI.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
cd "$here/../../.."
GUICHET_SCHEMATHESIS="$work/venv/bin/schemathesis" cargo test --locked --quiet -p trials --test it -- \
  described::what_is_not_described_is_never_answered --exact
