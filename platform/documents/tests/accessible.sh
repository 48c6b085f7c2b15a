#!/bin/sh
# Makes one of each document and holds it against the checkers of accessible PDF, beside qpdf.
#
#   platform/documents/tests/accessible.sh [VENV]
#
# VENV is a folder for a Python environment; it is made, and filled from PyPI, where it does not exist yet.
# The checkers look at a part of PDF/UA-1: what passes is « checked with pdfua and outloud », not certified.
set -eu

venv=${1:-target/accessible-venv}
if [ ! -x "$venv/bin/outloud" ]; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet pdfua==0.1.3 outloud==0.2.1
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cargo run --quiet --package documents --example show -- "$folder"

for document in "$folder"/*.pdf; do
    name=$(basename "$document")
    for checker in "qpdf --check" "$venv/bin/pdfua check" "$venv/bin/outloud"; do
        # The checker and its argument are two words on purpose.
        if ! $checker "$document" > "$folder/said" 2>&1; then
            cat "$folder/said"
            echo "$name: refused by $checker" >&2
            exit 1
        fi
    done
    echo "$name: sound and accessible"
done
