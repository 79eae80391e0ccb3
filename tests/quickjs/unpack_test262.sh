#!/bin/sh
# Fetches the sources of SpiderMonkey and takes test262 out of them: tests/quickjs/unpack_test262.sh DEPS makes DEPS/test262.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
title=test262
. "$root/guest/steps.sh"
mkdir -p "$1"
deps=$(cd "$1" && pwd)
work=$deps/test262
mkdir -p "$work"
"$root/scripts/fetch_debian.sh" "$deps/downloads" mozjs128
if ! fresh unpacked "$(locked_hash mozjs128)"; then
  say "unpacking"
  rm -rf "$work/suite"
  mkdir "$work/suite"
  # Five components: the folder of the release, js, src, tests, test262.
  tar -xf "$deps/downloads/$(locked_file mozjs128)" -C "$work/suite" --strip-components=5 --wildcards '*/js/src/tests/test262/*'
  done_with unpacked
fi
