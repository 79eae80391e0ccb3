#!/usr/bin/env bash
# Configures and builds one preset of CMakePresets.json: scripts/build.sh PRESET [OPTION OF CMAKE...].
set -euo pipefail
cd "$(dirname "$0")/.."
preset=$1
export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
if [[ $preset != release && ! -f build/deps/guest/python.wasm ]]; then
    "$0" release  # the engine and the guests are built once, by the release preset
fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! cmake --preset "$preset" "${@:2}" >"$log" 2>&1; then
    cat "$log"
    exit 1
fi
cmake --build --preset "$preset"
