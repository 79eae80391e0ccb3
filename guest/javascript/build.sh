#!/bin/sh
# Builds the JavaScript guest.
#
#   guest/javascript/build.sh --deps DIR --out FILE.wasm     the guest
#   guest/javascript/build.sh --deps DIR --native DIR       quickjs-ng for this machine, unpatched: include/, lib/libquickjs.a
#
# Both may be asked for at once. DIR of --deps is a folder for everything that is fetched or made on the way:
#
#   downloads/               what scripts/fetch_debian.sh fetched
#   wasi-libc/               the C library of the guests, unpacked
#   crates/                  the crates that guest/crates pins; rquickjs-sys holds quickjs-ng as released
#   quickjs/native/          its build for this machine
#   quickjs/guest-source/    quickjs-ng with our patches
#   quickjs/guest/           its objects for WebAssembly
#   quickjs/glue/            the objects of guest/common and guest/javascript
#
# Each step is skipped while the hash of its inputs is unchanged. The module depends on the inputs alone: the same sources and tools
# give the same bytes wherever the folders are.
#
# HAKO_WASM_CLANG names the compiler (default clang-22); it needs wasm-ld and the builtins of the same version.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
title='javascript guest'
. "$root/guest/steps.sh"

take_options quickjs '--native' "$@"
sysroot=$deps/wasi-libc/usr
released=$deps/crates/rquickjs-sys/quickjs

require_tools "$clang" cc ar cargo patch dpkg-deb sha256sum

fetch_and_unpack() {
  unpack_wasi_libc
  unpack_crates
  unpacked="$(crates_hash) $(locked_hash wasi-libc)"
}

engine_sources='quickjs libregexp libunicode dtoa'
# Numbers wrap and memory is looked at as different types, as quickjs wants it.
language_flags='-std=gnu11 -O3 -fwrapv -fno-strict-aliasing -funsigned-char -DNDEBUG -D_GNU_SOURCE'

# compile_engine COMPILER FLAGS FROM INTO
compile_engine() {
  rm -rf "$4"
  mkdir -p "$4"
  compilers=''
  for source in $engine_sources; do
    "$1" $2 $language_flags -c "$3/$source.c" -o "$4/$source.o" &
    compilers="$compilers $!"
  done
  for compiler in $compilers; do
    wait "$compiler"
  done
}

build_native() {
  if ! fresh native "$unpacked" "$language_flags" "$(compiler_version cc)"; then
    say "building quickjs-ng for this machine"
    quietly "$work/native.log" compile_engine cc '' "$released" "$work/native"
    rm -f "$work/native/libquickjs.a"
    ar rcs "$work/native/libquickjs.a" "$work"/native/*.o
    done_with native
  fi
  mkdir -p "$native/lib" "$native/include"
  cp -u "$work/native/libquickjs.a" "$native/lib/"
  cp -u "$released/quickjs.h" "$native/include/"
}

target="--target=wasm32-wasip1 --sysroot=$sysroot -mcpu=generic"
# The maps keep the folders' names out of the module, and with them everything that differs between two machines.
guest_flags() {
  echo "$target -g0 -ffile-prefix-map=$deps=. -ffile-prefix-map=$root=."
}

build_guest_engine() {
  if ! fresh guest "$unpacked" "$(contents_hash "$here"/patches/*.patch "$here"/inside.* "$root"/guest/common/*.h)" "$(guest_flags)" \
      "$language_flags" "$(compiler_version "$clang")"; then
    say "building quickjs-ng for WebAssembly"
    rm -rf "$work/guest-source"
    cp -a "$released" "$work/guest-source"
    for patch in "$here"/patches/*.patch; do
      patch -s -p1 -F0 -d "$work/guest-source" < "$patch" || die "$(basename "$patch") does not apply"
    done
    quietly "$work/guest.log" compile_engine "$clang" "$(guest_flags) -I $here -I $root/guest/common -I $work/guest-source" "$work/guest-source" "$work/guest"
    done_with guest
  fi
  guest_key=$key
}

# Stack first: an overflow of the shadow stack then runs below address zero and traps, instead of into the data. No entry: the
# exports are the interface. The initial memory holds the boot state and a short script's work without growth.
link_flags() {
  echo -nostartfiles -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=655360 -Wl,--initial-memory=8388608 \
    -Wl,--export=__hako_memory_in_use -Wl,--export=__hako_scratch -Wl,--gc-sections -Wl,--strip-debug -Wl,--fatal-warnings -lm
}

build_module() {
  if ! fresh glue "$guest_key" "$(contents_hash "$root"/guest/common/*.[ch] "$here"/*.[chS] "$here"/lib/*.js)" "$(link_flags)" "$(guest_flags)"; then
    say "compiling the glue"
    compile_glue "$(guest_flags) -std=gnu17 -O3 $glue_warnings -I $root/guest/common -isystem $work/guest-source" \
      "$root"/guest/common/*.c "$here"/*.c
    { echo '(function (native) {'; cat "$here"/lib/*.js; echo '})'; } > "$work/library.js"
    "$clang" $(guest_flags) -DJAVASCRIPT_LIBRARY="\"$work/library.js\"" -c "$here/library.S" -o "$work/glue/library.o"
    # In this order, because where the machine code of the interpreters' loops comes to lie decides whether small programs take 1.5 or 2.1
    # times as long as natively (javascript_xor100k_ms, javascript_regexp_ms): to be measured again when much has changed.
    objects=''
    for source in quickjs dtoa libregexp libunicode; do
      objects="$objects $work/guest/$source.o"
    done
    "$clang" $target "$work"/glue/*.o $objects $(link_flags) -o "$work/javascript.wasm" || die "the guest does not link"
    done_with glue
  fi
  publish "$work/javascript.wasm" "$out"
}

fetch_and_unpack
[ -z "$native" ] || build_native
if [ -n "$out" ]; then
  build_guest_engine
  build_module
fi
