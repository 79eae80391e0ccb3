# The two commands of the README are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build demo test conformance bench format lint asan ubsan tsan sanitizers install clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z ]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Install what is missing on a Debian-like machine
	@scripts/setup.sh

build: setup ## Build the library, the command, the tests and the examples
	@scripts/build.sh release

demo: build ## Build, then run untrusted pricing rules over a real database
	@build/examples/rules/hako_rules_example

test: build ## Build and run all tests
	@ctest --preset release

conformance: setup ## Run test262 in the JavaScript guest; fetches 157 MB
	@scripts/build.sh release -DHAKO_TEST262=ON
	@ctest --preset release -L test262

bench: build ## Measure; prints a table and writes build/bench.json
	@build/bench/hako_bench --json build/bench.json

format: ## Format all C and C++ sources
	@scripts/format.sh

lint: setup ## Check format and run clang-tidy
	@scripts/format.sh --check
	@scripts/lint.sh

asan ubsan tsan: setup ## Build with a sanitizer and run the tests that make sense under it
	@scripts/build.sh $@
	@ctest --preset $@

sanitizers: asan tsan ## All sanitizers; asan has the one for undefined behaviour in it

install: build ## Install below PREFIX (default /usr/local)
	@cmake --install build --prefix "$${PREFIX:-/usr/local}"

clean: ## Remove everything that was built
	@rm -rf build
