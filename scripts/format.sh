#!/usr/bin/env bash
# Formats the C and C++ sources in place; with --check only tells which ones aren't formatted.
set -euo pipefail
cd "$(dirname "$0")/.."
formatter=$(command -v clang-format-22 || command -v clang-format || true)
if [[ -z $formatter ]]; then
    echo "format: installing clang-format-22"
    if [[ $(id -u) -eq 0 ]]; then as_root=(); else as_root=(sudo); fi
    "${as_root[@]}" apt-get install -q -y --no-install-recommends clang-format-22
    formatter=clang-format-22
fi
arguments=(-i)
[[ ${1:-} == --check ]] && arguments=(--dry-run --Werror)
git ls-files -co --exclude-standard '*.cpp' '*.hpp' '*.c' '*.h' | xargs "$formatter" "${arguments[@]}"
