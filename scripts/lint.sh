#!/usr/bin/env bash
# Runs clang-tidy over the library and the command with the committed configuration.
set -euo pipefail
cd "$(dirname "$0")/.."
tidy=$(command -v clang-tidy-22 || command -v clang-tidy || true)
if [[ -z $tidy ]]; then
    echo "lint: installing clang-tidy-22"
    if [[ $(id -u) -eq 0 ]]; then as_root=(); else as_root=(sudo); fi
    "${as_root[@]}" apt-get install -q -y --no-install-recommends clang-tidy-22
    tidy=clang-tidy-22
fi
scripts/build.sh release >/dev/null
git ls-files -co --exclude-standard 'src/*.cpp' 'tools/*.cpp' | xargs -P "$(nproc)" -n 4 "$tidy" -p build --quiet
