# What the guests' build scripts share; sourced, not run. The script sets `title` (what its messages begin with) and `root` (the
# checkout), and calls take_options before it uses a step.

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

# take_options FOLDER EXTRA "$@" reads the script's options into deps, out, native and minimal, where EXTRA has those of "--native" and
# "--minimal" that it takes. $work becomes FOLDER below that of --deps.
take_options() {
  folder=$1 options="--deps --out $2"
  shift 2
  deps='' out='' native='' minimal=''
  while [ $# -gt 0 ]; do
    case " $options " in *" $1 "*) ;; *) die "unknown option $1" ;; esac
    if [ "$1" = --minimal ]; then
      minimal=-minimal
      shift
      continue
    fi
    [ $# -ge 2 ] || die "$1 needs a value"
    case $1 in
      --deps) deps=$2 ;;
      --out) out=$2 ;;
      --native) native=$2 ;;
    esac
    shift 2
  done
  [ -n "$deps" ] || die "--deps DIR is missing"
  [ -n "$out$native" ] || die "nothing to build: --out FILE is missing"
  mkdir -p "$deps/$folder"
  deps=$(cd "$deps" && pwd)
  work=$deps/$folder
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

# The C sources that come inside Rust crates, in $deps/crates, once for all guests. cargo checks the crates against guest/crates/Cargo.lock.
crates_hash() { contents_hash "$root/guest/crates/Cargo.toml" "$root/guest/crates/Cargo.lock"; }
unpack_crates() {
  stamp=$deps/crates/unpacked
  if [ "$(cat "$stamp" 2>/dev/null || true)" != "$(crates_hash)" ]; then
    require_tools cargo
    say "fetching the sources in crates"
    rm -rf "$deps/crates"
    quietly "$work/crates.log" cargo vendor --locked --manifest-path "$root/guest/crates/Cargo.toml" "$deps/crates"
    crates_hash > "$stamp"
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

# Compiles sources to the folder $work/FOLDER, several at a time: `compile_to FOLDER "FLAGS" SOURCE...`.
compile_to() {
  objects=$work/$1
  compile_flags=$2
  shift 2
  rm -rf "$objects"
  mkdir -p "$objects"
  compilers=''
  for source in "$@"; do
    "$clang" $compile_flags -c "$source" -o "$objects/$(basename "$(dirname "$source")")-$(basename "$source" .c).o" &
    compilers="$compilers $!"
  done
  for compiler in $compilers; do
    wait "$compiler" || die "$(basename "$objects") does not compile"
  done
}
compile_glue() { compile_to glue "$@"; }
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
