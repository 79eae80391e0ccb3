#!/bin/sh
# Builds the Python guest: CPython with its standard library inside.
#
#   guest/python/build.sh --deps DIR --out FILE.wasm
#
# DIR is a folder for everything that is fetched or made on the way:
#
#   downloads/             what scripts/fetch_debian.sh fetched
#   wasi-libc/             the C library of the guests, unpacked
#   python/source/         CPython as released, with our patches
#   python/native/         its build for this machine, which compiles the standard library to bytecode
#   python/libraries/      zlib, bzip2, liblzma and SQLite: their sources, and what was built of them in include/ and lib/
#   python/guest/          CPython's build for WebAssembly
#   python/glue/           the objects of guest/common and guest/python
#
# Each step is skipped while the hash of its inputs is unchanged. The module depends on the inputs alone: the same sources and tools
# give the same bytes wherever the folders are.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
title='python guest'
. "$root/guest/steps.sh"

take_options python '' "$@"
sysroot=$deps/wasi-libc/usr
libraries=$work/libraries
# Binutils know nothing of WebAssembly.
version=${clang##*-}
ar=llvm-ar-$version
ranlib=llvm-ranlib-$version

# What CPython says of when it was built: the day of its release, since the module must not depend on ours.
SOURCE_DATE_EPOCH=1749600000
export SOURCE_DATE_EPOCH

require_tools "$clang" "$ar" "$ranlib" cc make patch tclsh dpkg-deb sha256sum

unpack_sources() {
  unpack_wasi_libc
  sources='python3.13 zlib bzip2 xz-utils sqlite3'
  hashes=$(for one in $sources; do locked_hash "$one"; done)
  if ! fresh unpacked "$hashes" "$(cat "$here"/patches/*.patch 2>/dev/null | sha256sum)"; then
    "$root/scripts/fetch_debian.sh" "$deps/downloads" $sources
    say "unpacking"
    unpack python3.13 "$work/source"
    for patch in "$here"/patches/*.patch; do
      [ ! -e "$patch" ] || patch -s -p1 -F0 -d "$work/source" < "$patch" || die "$(basename "$patch") does not apply"
    done
    unpack zlib "$libraries/zlib"
    unpack bzip2 "$libraries/bzip2"
    unpack xz-utils "$libraries/xz"
    unpack sqlite3 "$libraries/sqlite"
    done_with unpacked
  fi
  unpacked="$key $(locked_hash wasi-libc)"
}

build_native() {
  if ! fresh native "$unpacked" "$(compiler_version cc)"; then
    say "building CPython for this machine (two to three minutes)"
    rm -rf "$work/native"
    mkdir -p "$work/native"
    cd "$work/native"
    quietly "$work/native-configure.log" ../source/configure --without-ensurepip --disable-test-modules OPT='-DNDEBUG -O3 -Wall'
    quietly "$work/native-make.log" make -j "$jobs"
    done_with native
  fi
  native_key=$key
}

target="--target=wasm32-wasip1 --sysroot=$sysroot -mcpu=generic"
# Integers wrap, as CPython wants it; pointers needn't, and then the compiler folds the offsets of fields into loads and stores.
# The maps keep the folders' names out of the module, and with them everything that differs between two machines.
guest_flags() {
  echo "$target -O3 -g0 -fwrapv -fno-wrapv-pointer -DNDEBUG -ffile-prefix-map=$deps=. -ffile-prefix-map=$root=."
}

build_libraries() {
  if ! fresh libraries "$unpacked" "$(guest_flags)" "$(compiler_version "$clang")"; then
    say "building zlib, bzip2, liblzma and SQLite"
    rm -rf "$libraries/include" "$libraries/lib" "$libraries/objects"
    mkdir -p "$libraries/include" "$libraries/lib" "$libraries/objects"
    quietly "$work/zlib.log" build_archive libz.a zlib "-DHAVE_UNISTD_H" \
      adler32 crc32 deflate infback inffast inflate inftrees trees zutil compress uncompr gzclose gzlib gzread gzwrite
    cp "$libraries/zlib/zlib.h" "$libraries/zlib/zconf.h" "$libraries/include"
    quietly "$work/bzip2.log" build_archive libbz2.a bzip2 "" blocksort huffman crctable randtable compress decompress bzlib
    cp "$libraries/bzip2/bzlib.h" "$libraries/include"
    quietly "$work/xz.log" build_xz
    quietly "$work/sqlite.log" build_sqlite
    done_with libraries
  fi
  libraries_key=$key
}

# build_archive ARCHIVE FOLDER FLAGS SOURCE...
build_archive() {
  archive=$1 folder=$2 flags=$3
  shift 3
  for source in "$@"; do
    "$clang" $(guest_flags) $flags -c "$libraries/$folder/$source.c" -o "$libraries/objects/$folder-$source.o"
  done
  "$ar" rcs "$libraries/lib/$archive" "$libraries/objects/$folder"-*.o
}

build_xz() {
  mkdir -p "$libraries/xz/build"
  cd "$libraries/xz/build"
  CC="$clang $(guest_flags)" AR=$ar RANLIB=$ranlib ../configure --host=wasm32-wasi --build="$(cc -dumpmachine)" --disable-shared --enable-static \
    --enable-threads=no --disable-xz --disable-xzdec --disable-lzmadec --disable-lzmainfo --disable-lzma-links --disable-scripts \
    --disable-doc --disable-nls --disable-sandbox ac_cv_func_mmap=no
  make -j "$jobs" -C src/liblzma
  cp src/liblzma/.libs/liblzma.a "$libraries/lib"
  cp -r ../src/liblzma/api/lzma ../src/liblzma/api/lzma.h "$libraries/include"
}

# In memory only: there are no files, so no locks, no maps, no shared libraries.
build_sqlite() {
  mkdir -p "$libraries/sqlite/build"
  cd "$libraries/sqlite/build"
  ../configure --disable-shared
  make sqlite3.c
  cp sqlite3.h sqlite3ext.h "$libraries/include"
  "$clang" $(guest_flags) -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL -DSQLITE_MAX_MMAP_SIZE=0 \
    -DSQLITE_TEMP_STORE=3 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_COLUMN_METADATA -DSQLITE_DQS=0 \
    -DSQLITE_DEFAULT_MEMSTATUS=0 -DSQLITE_OMIT_SHARED_CACHE -Wno-ignored-attributes -c sqlite3.c -o "$libraries/objects/sqlite3.o"
  "$ar" rcs "$libraries/lib/libsqlite3.a" "$libraries/objects/sqlite3.o"
}

build_guest() {
  if ! fresh guest "$native_key" "$libraries_key" "$(contents_hash "$here/config.site")" "$(guest_flags)" "$SOURCE_DATE_EPOCH" "$(compiler_version "$clang")"; then
    say "building CPython for WebAssembly (three minutes)"
    rm -rf "$work/guest"
    mkdir -p "$work/guest"
    cd "$work/guest"
    PYTHON_SOURCE=$work/source CONFIG_SITE=$here/config.site quietly "$work/guest-configure.log" ../source/configure \
      --host=wasm32-wasip1 --build="$(cc -dumpmachine)" --with-build-python="$work/native/python" --prefix=/usr \
      --without-ensurepip --disable-test-modules --with-pymalloc \
      CC="$clang $target" AR="$ar" RANLIB="$ranlib" READELF=true HOSTRUNNER=false PKG_CONFIG=false \
      OPT="$(guest_flags)" \
      ZLIB_CFLAGS="-I$libraries/include" ZLIB_LIBS="-L$libraries/lib -lz" \
      BZIP2_CFLAGS="-I$libraries/include" BZIP2_LIBS="-L$libraries/lib -lbz2" \
      LIBLZMA_CFLAGS="-I$libraries/include" LIBLZMA_LIBS="-L$libraries/lib -llzma" \
      LIBSQLITE3_CFLAGS="-I$libraries/include" LIBSQLITE3_LIBS="-L$libraries/lib -lsqlite3"
    quietly "$work/guest-make.log" make -j "$jobs" libpython3.13.a
    done_with guest
  fi
  guest_key=$key
}

freeze() {
  if ! fresh frozen "$native_key" "$(contents_hash "$here/freeze.py" $(find "$here/lib" -name "*.py" | sort))"; then
    say "freezing the standard library"
    mkdir -p "$work/frozen"
    quietly "$work/freeze.log" "$work/native/python" -I "$here/freeze.py" "$work/source/Lib" "$work/frozen/modules" "$here/lib"
    done_with frozen
  fi
  frozen_key=$key
}

# Stack first: an overflow of the shadow stack then runs below address zero and traps, instead of into the data. No entry: the
# exports are the interface. The initial memory holds the interpreter, its modules, and room for a script's work without growth.
link_flags() {
  echo -nostartfiles --no-wasm-opt -Wl,--no-entry -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--initial-memory=50331648 \
    -Wl,--export=__hako_memory_in_use -Wl,--export=__hako_scratch -Wl,--gc-sections -Wl,--strip-debug -Wl,--fatal-warnings
}

archives() {
  for archive in libpython3.13.a Modules/expat/libexpat.a Modules/_decimal/libmpdec/libmpdec.a Modules/_hacl/libHacl_Hash_SHA2.a; do
    echo "$work/guest/$archive"
  done
  for archive in libz.a libbz2.a liblzma.a libsqlite3.a; do echo "$libraries/lib/$archive"; done
  echo -lwasi-emulated-signal -lwasi-emulated-getpid -lwasi-emulated-process-clocks -lm
}

build_module() {
  if ! fresh glue "$guest_key" "$frozen_key" "$(contents_hash "$root"/guest/common/*.[ch] "$here"/*.[chS])" "$(link_flags)" "$(guest_flags)"; then
    say "compiling the glue"
    compile_glue "$(guest_flags) -std=gnu17 $glue_warnings -DPy_BUILD_CORE -I $root/guest/common -isystem $work/source/Include \
      -isystem $work/source/Include/internal -isystem $work/guest" "$root"/guest/common/*.c "$here"/*.c "$work/frozen/modules.c"
    "$clang" $(guest_flags) -DPYTHON_FROZEN_CODE="\"$work/frozen/modules.bin\"" -c "$here/frozen_code.S" -o "$work/glue/frozen_code.o"
    "$clang" $target "$work"/glue/*.o $(archives) $(link_flags) -o "$work/python.wasm" || die "the guest does not link"
    done_with glue
  fi
  publish "$work/python.wasm" "$out"
}

unpack_sources
build_native
build_libraries
build_guest
freeze
build_module
