#!/bin/sh
# Builds the Ruby guest.
#
#   guest/ruby/build.sh --deps DIR --out FILE.wasm      the guest
#   guest/ruby/build.sh --deps DIR --native DIR         mruby for this machine, unpatched: include/, bin/mrbc, lib/libmruby.a, and
#                                                       lib/libmruby.cflags with the macros that a program against it needs
#
# --minimal leaves JSON and Regexp out of the guest.
#
# Both may be asked for at once. DIR of --deps is a folder for everything that is fetched or made on the way:
#
#   downloads/            what scripts/fetch_debian.sh fetched
#   wasi-libc/            the C library of the guests, unpacked
#   mruby/source/         mruby as released
#   mruby/native/         its build for this machine; native/host/bin/mrbc compiles bytecode for the guest
#   mruby/guest-source/   mruby with our patches
#   mruby/guest/          its build for WebAssembly
#   crates/               Oniguruma's sources, as cargo fetched them
#   mruby/oniguruma-source/  the same with our patches
#   mruby/oniguruma/      its objects
#   mruby/glue/           the objects of guest/common and guest/ruby; glue-minimal/ those of the minimal guest
#
# Each step is skipped while the hash of its inputs is unchanged. The module depends on the inputs alone: the same sources and tools
# give the same bytes wherever the folders are.
#
# HAKO_WASM_CLANG names the compiler (default clang-22); it needs wasm-ld and the builtins of the same version.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
title='ruby guest'
. "$root/guest/steps.sh"

take_options mruby '--native --minimal' "$@"
sysroot=$deps/wasi-libc/usr

require_tools "$clang" cc ar rake patch dpkg-deb sha256sum

fetch_and_unpack() {
  unpack_wasi_libc
  if ! fresh unpacked "$(locked_hash mruby)"; then
    "$root/scripts/fetch_debian.sh" "$deps/downloads" mruby
    unpack mruby "$work/source"
    done_with unpacked
  fi
  unpacked="$key $(locked_hash wasi-libc)"
}

# What changes the language or the layout of objects, so that everything compiled against mruby needs it. Strings and arrays are bounded
# by memory; strings have a limit only because mruby computes their lengths with 64 bits, which a 32-bit memory would cut off.
HAKO_MRUBY_MACROS='MRB_WORD_BOXING MRB_INT64 MRB_UTF8_STRING MRB_STR_LENGTH_MAX=1073741824 MRB_ARY_LENGTH_MAX=0'
export HAKO_MRUBY_MACROS
# What gems add to those by themselves.
gem_macros='MRB_USE_BIGINT MRB_USE_RATIONAL MRB_USE_COMPLEX'
macro_flags() { printf -- '-D%s ' $HAKO_MRUBY_MACROS $gem_macros; }

# mruby's own rake. The mirrored output folder and the lack of a lock file keep it from writing into its source or into ours.
run_rake() {
  (cd "$1" && MRUBY_CONFIG="$here/mruby_config.rb" MRUBY_BUILD_DIR="$2" INSTALL_DIR="$2/bin" quietly "$work/$3.log" rake -m -j "$jobs")
}

library=$(find "$here/gems" -type f | LC_ALL=C sort)

build_native() {
  HAKO_NATIVE_CFLAGS='-std=gnu99 -O3 -Wall'
  if ! fresh native "$unpacked" "$(contents_hash "$here/mruby_config.rb" $library)" "$HAKO_NATIVE_CFLAGS" "$HAKO_MRUBY_MACROS" "$(compiler_version cc)"; then
    say "building mruby for this machine"
    rm -rf "$work/native"
    export HAKO_NATIVE_CFLAGS
    HAKO_MRUBY_TARGET=native run_rake "$work/source" "$work/native" native
    done_with native
  fi
  native_key=$key
}

target="--target=wasm32-wasip1 --sysroot=$sysroot -mcpu=generic -mexception-handling"

# The features are those that the engine has enabled; exceptions are what setjmp becomes. Small pages of the compiler's pools, because
# every page of memory that a script writes is put back afterwards. The maps keep the folders' names out of the module, and with them
# everything that differs between two machines.
guest_flags() {
  echo "$target -mllvm -wasm-enable-sjlj -mllvm -wasm-use-legacy-eh=false" \
    "-std=gnu17 -O3 -DPOOL_PAGE_SIZE=1000 -fno-strict-aliasing -ffile-prefix-map=$deps=. -ffile-prefix-map=$root=."
}

build_guest_mruby() {
  if ! fresh guest "$unpacked" "$native_key" "$(contents_hash "$here/mruby_config.rb" $library "$here"/patches/*.patch)" \
      "$(guest_flags)" "$(compiler_version "$clang")"; then
    say "building mruby for WebAssembly"
    rm -rf "$work/guest-source" "$work/guest"
    cp -a "$work/source" "$work/guest-source"
    for patch in "$here"/patches/*.patch; do
      patch -s -p1 -F0 -d "$work/guest-source" < "$patch" || die "$(basename "$patch") does not apply"
    done
    HAKO_GUEST_CC=$clang
    HAKO_GUEST_CFLAGS=$(guest_flags)
    HAKO_MRBC=$work/native/host/bin/mrbc
    export HAKO_GUEST_CC HAKO_GUEST_CFLAGS HAKO_MRBC
    HAKO_MRUBY_TARGET=guest run_rake "$work/guest-source" "$work/guest" guest
    done_with guest
  fi
  guest_key=$key
}

# Stack first: an overflow of the shadow stack then runs below address zero and traps, instead of into the data. No entry: the
# exports are the interface. The initial memory holds the boot state and a short script's work without growth.
link_flags() {
  echo -nostartfiles --no-wasm-opt -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=196608 -Wl,--initial-memory=4194304 \
    -Wl,--export=__hako_memory_in_use -Wl,--export=__hako_scratch -Wl,--gc-sections -Wl,--strip-debug -Wl,--fatal-warnings -lsetjmp -lm
}

# What the minimal guest lacks, beside JSON. Only the engine itself is worth its size at -O3; what compiles expressions is not.
onig=$work/oniguruma-source
oniguruma_flags() { echo "$(guest_flags) -w -DHAVE_CONFIG_H -I $here/oniguruma -I $onig"; }
build_oniguruma() {
  unpack_crates
  if ! fresh oniguruma "$(crates_hash)" "$unpacked" "$(contents_hash "$here"/oniguruma/config.h "$here"/oniguruma/patches/*.patch)" "$(oniguruma_flags)" "$(compiler_version "$clang")"; then
    say "compiling Oniguruma"
    rm -rf "$onig"
    cp -R "$deps/crates/onig_sys/oniguruma/src" "$onig"
    for patch in "$here"/oniguruma/patches/*.patch; do
      patch -s -p1 -F0 -d "$onig" < "$patch" || die "$(basename "$patch") does not apply"
    done
    onig_sources=''
    for name in ascii onig_init regcomp regenc regerror regext regparse regsyntax st unicode unicode_fold1_key unicode_fold2_key \
        unicode_fold3_key unicode_unfold_key utf8; do
      onig_sources="$onig_sources $onig/$name.c"
    done
    compile_to oniguruma "$(oniguruma_flags) -Oz" $onig_sources
    "$clang" $(oniguruma_flags) -c "$onig/regexec.c" -o "$work/oniguruma/regexec.o" || die "Oniguruma does not compile"
    done_with oniguruma
  fi
  oniguruma_key=$key
}

build_module() {
  sources="$root/guest/common/*.c $here/*.c"
  flags="$(guest_flags) $(macro_flags) -DMRB_NO_STDIO $glue_warnings -I $root/guest/common -I $here \
    -isystem $work/guest-source/include -isystem $work/guest/guest/include"
  libraries=$work/guest/guest/lib/libmruby.a
  if [ -n "$minimal" ]; then
    flags="$flags -DHAKO_RUBY_MINIMAL"
  else
    sources="$sources $here/json/*.c $here/regexp/*.c"
    flags="$flags -isystem $onig"
    libraries="$work/oniguruma/*.o $libraries"
  fi
  if ! fresh "glue$minimal" "$guest_key" "${oniguruma_key:-}" \
      "$(contents_hash "$root"/guest/common/*.[ch] "$here"/*.[ch] "$here"/json/*.[ch] "$here"/regexp/*.[ch])" "$(link_flags)" "$flags"; then
    say "compiling the glue"
    compile_to "glue$minimal" "$flags" $sources
    "$clang" $target "$work/glue$minimal"/*.o $libraries $(link_flags) -o "$work/ruby$minimal.wasm" || die "the guest does not link"
    done_with "glue$minimal"
  fi
  publish "$work/ruby$minimal.wasm" "$out"
}

publish_native() {
  mkdir -p "$native/lib" "$native/bin" "$native/include"
  cp -u "$work/native/host/lib/libmruby.a" "$native/lib/"
  macro_flags > "$native/lib/libmruby.cflags"
  cp -u "$work/native/host/bin/mrbc" "$native/bin/"
  cp -Ru "$work/native/host/include/." "$native/include/"
}

fetch_and_unpack
build_native
[ -z "$native" ] || publish_native
if [ -n "$out" ]; then
  build_guest_mruby
  [ -n "$minimal" ] || build_oniguruma
  build_module
fi
