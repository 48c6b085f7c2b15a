#!/usr/bin/env bash
# Searches addresses in a real addok, the geocoder behind the Base adresse nationale, filled with the invented addresses of ban.json.
# Called by run-soak.sh; needs python3 and PyPI. What it starts it ends.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --requirement "$here/requirements.txt"
cd "$work"
export ADDOK_CONFIG_MODULE="$here/addok.conf"
"$work/venv/bin/python" "$here/stand_in.py" &
for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/16379) 2>/dev/null && break; sleep 0.2; done
"$work/venv/bin/addok" batch "$here/ban.json" >/dev/null
"$work/venv/bin/addok" ngrams >/dev/null
"$work/venv/bin/addok" serve --port 17878 >/dev/null 2>&1 &
for _ in $(seq 50); do (exec 3<>/dev/tcp/127.0.0.1/17878) 2>/dev/null && break; sleep 0.2; done

cd "$here/../../.."
GUICHET_ADDOK=http://127.0.0.1:17878 cargo test --locked --quiet -p server --test it -- suite::sqlite::sources::an_address_is_found_by_a_real_addok --exact
