# What the guests' build scripts share; sourced, not run. The script sets `title` (what its messages begin with), `root` (the
# checkout), and `work` (its folder below that of --deps) before it uses a step.

die() { printf '%s: %s\n' "$title" "$*" >&2; exit 1; }
say() { printf '%s: %s\n' "$title" "$*"; }

jobs=$(nproc 2>/dev/null || echo 2)
# It needs wasm-ld and the builtins of the same version.
clang=${HAKO_WASM_CLANG:-clang-22}

require_tools() {
  for tool in "$@"; do
    command -v "$tool" > /dev/null || die "$tool is not installed"
  done
}

# A step is named by a stamp file that holds the hash of the step's inputs. `fresh NAME WORDS...` is true when the stamp has the hash
# of WORDS, which is in `key` then; `done_with NAME` writes it.
key=''
fresh() {
  name=$1
  shift
  key=$(printf '%s\n' "$@" | sha256sum | cut -d' ' -f1)
  [ "$(cat "$work/$name.stamp" 2>/dev/null || true)" = "$key" ]
}
done_with() { printf '%s\n' "$key" > "$work/$1.stamp"; }
contents_hash() { cat "$@" | sha256sum | cut -d' ' -f1; }
compiler_version() { "$1" --version | head -n 1; }

locked_hash() { awk -v name="$1" '$1 == name { print $6 }' "$root/scripts/debian.lock"; }
locked_file() { awk -v name="$1" '$1 == name { print $5 }' "$root/scripts/debian.lock"; }

# Unpacks the original tarball NAME into a new folder.
unpack() {
  rm -rf "$2"
  mkdir -p "$2"
  tar -xf "$deps/downloads/$(locked_file "$1")" -C "$2" --strip-components=1
}

# The C library of the guests, in $deps/wasi-libc, once for all of them.
unpack_wasi_libc() {
  stamp=$deps/wasi-libc/unpacked
  if [ "$(cat "$stamp" 2>/dev/null || true)" != "$(locked_hash wasi-libc)" ]; then
    "$root/scripts/fetch_debian.sh" "$deps/downloads" wasi-libc
    rm -rf "$deps/wasi-libc"
    mkdir -p "$deps/wasi-libc"
    dpkg-deb -x "$deps/downloads/$(locked_file wasi-libc)" "$deps/wasi-libc"
    locked_hash wasi-libc > "$stamp"
  fi
}

# The sources of the crates that guest/crates pins, each in a folder of its name below $deps/crates, once for all guests. Cargo checks them
# against the hashes in Cargo.lock.
unpack_crates() {
  crates_hash=$(contents_hash "$root/guest/crates/Cargo.toml" "$root/guest/crates/Cargo.lock")
  if [ "$(cat "$deps/crates/unpacked" 2>/dev/null || true)" != "$crates_hash" ]; then
    say "fetching sources from the Rust package registry"
    rm -rf "$deps/crates"
    mkdir -p "$deps/crates"
    quietly "$deps/crates.log" cargo vendor --locked --manifest-path "$root/guest/crates/Cargo.toml" "$deps/crates"
    printf '%s\n' "$crates_hash" > "$deps/crates/unpacked"
  fi
}

# Runs a command whose output only matters when it fails: `quietly LOG COMMAND...`. In a subshell, and not as a condition, so that the
# first failure inside a function ends it.
quietly() {
  log=$1
  shift
  set +e
  (set -e; "$@") > "$log" 2>&1
  status=$?
  set -e
  if [ "$status" != 0 ]; then
    tail -n 40 "$log" >&2
    die "that failed; the whole log is $log"
  fi
}

# Compiles sources to $work/glue, several at a time: `compile_glue "FLAGS" SOURCE...`.
compile_glue() {
  flags=$1
  shift
  rm -rf "$work/glue"
  mkdir -p "$work/glue"
  compilers=''
  for source in "$@"; do
    "$clang" $flags -c "$source" -o "$work/glue/$(basename "$(dirname "$source")")-$(basename "$source" .c).o" &
    compilers="$compilers $!"
  done
  for compiler in $compilers; do
    wait "$compiler" || die "the glue does not compile"
  done
}
glue_warnings='-Wall -Wextra -Wshadow -Wconversion -Wno-unused-parameter -Werror'

# `publish MADE FILE`: another process may be reading FILE, so it is replaced in one step, and only when it differs.
publish() {
  if ! cmp -s "$1" "$2"; then
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.new"
    mv "$2.new" "$2"
    say "wrote $2 ($(wc -c < "$2") bytes)"
  fi
}
