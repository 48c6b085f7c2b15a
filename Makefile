# Everything one does with guichet. Behind each target are plain cargo, npm, pip and apt calls.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

WEB := platform/web
WEB_SOURCES := $(shell find $(WEB) -type f -not -path '*/node_modules/*' -not -path '*/dist/*')

.PHONY: help run test bench soak dist web tools fmt lint docs clean

help: ## Say what can be done
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: web ## Build, and serve http://127.0.0.1:8080 with demonstration data
	cargo build --locked --bin guichet
	./target/debug/guichet serve --demo

test: tools web ## Install what the tests need, then run all of them
	platform/trials/run-tests.sh

bench: tools web ## Measure the figures of the README (release build, loopback)
	platform/trials/run-bench.sh

soak: tools web ## Run what takes long: crash loops, timing, fuzzing, property tests at length, plugins in Rust
	platform/trials/run-soak.sh

dist: web ## Make one self-contained binary in dist/
	cargo build --locked --release --bin guichet
	mkdir -p dist
	install -s target/release/guichet dist/guichet
	ls -l dist/guichet

web: $(WEB)/dist/manifest.json ## Build styles and script

$(WEB)/dist/manifest.json: $(WEB_SOURCES)
	cd $(WEB) && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build

tools: ## Find or install PostgreSQL, Chromium, ClamAV and the PDF tools
	platform/trials/install-tools.sh

fmt: ## Format the code
	cargo fmt --all

lint: ## Clippy with our lints, at zero warnings
	cargo clippy --locked --workspace --all-targets -- -D warnings

docs: ## Write the generated pages of the wiki anew
	cargo run --locked --quiet --bin guichet -- docs --into wiki/reference

clean: ## Remove what was built
	cargo clean
	rm -rf $(WEB)/dist $(WEB)/node_modules dist
