#!/usr/bin/env bash
# Installs what building hako needs and the machine lacks: Debian packages, and Rust if there is none or an old one.
# Does nothing, in a moment, when everything is there. Asks nothing.
set -euo pipefail

packages=(
    g++ make cmake ninja-build pkg-config python3 python3-pip ca-certificates dpkg-dev
    ruby rake bison                        # mruby's own build
    tcl                                    # SQLite's own build
    clang-22 lld-22 libclang-rt-22-dev-wasm32 llvm-22  # the guests' toolchain
    libgtest-dev libbenchmark-dev nlohmann-json3-dev libcli11-dev libedit-dev libsqlite3-dev
)
# The engine's minimum; Debian's own Rust is older in the releases before trixie.
rust_minimum=1.90

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
if ((${#missing[@]})); then
    echo "setup: installing ${missing[*]}"
    if [[ $(id -u) -eq 0 ]]; then as_root=(); else as_root=(sudo); fi
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

export PATH="$PATH:${CARGO_HOME:-$HOME/.cargo}/bin"
rust_version=$(cargo --version 2>/dev/null | awk '{print $2}' || true)
if [[ -z $rust_version ]] || ! printf '%s\n%s\n' "$rust_minimum" "$rust_version" | sort -VC; then
    echo "setup: hako needs cargo $rust_minimum or newer and this machine has ${rust_version:-none}." >&2
    echo "       Install Rust from your distribution or with rustup, and run this again." >&2
    exit 1
fi
