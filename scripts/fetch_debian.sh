#!/bin/sh
# Fetches third-party sources from Debian's archive with apt's own client.
#
#   scripts/fetch_debian.sh FOLDER NAME...
#
# NAME is a line of debian.lock, which pins the version and the SHA-256 of the file. A file that is already in FOLDER with the
# right hash is left alone, and then nothing touches the network. No root is needed, and nothing of the machine's apt changes:
# the package lists live in FOLDER/.apt. They are authenticated with the Debian keyring.
#
# The archive is the one that the machine's apt already uses for Debian, whatever its release. HAKO_DEBIAN_MIRROR=<URI> overrides it.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
lock=$here/debian.lock
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf 'fetch_debian: %s\n' "$*"; }
die() { printf 'fetch_debian: %s\n' "$*" >&2; exit 1; }

[ $# -ge 2 ] || die "usage: fetch_debian.sh FOLDER NAME..."
mkdir -p "$1"
folder=$(cd "$1" && pwd)
shift

# The archives that the machine's apt is configured with, asked from apt itself, so that both formats of its sources are understood.
# Suites that only Debian has come first; other vendors' entries are weeded out by their signature anyway.
mirrors() {
  if [ -n "${HAKO_DEBIAN_MIRROR:-}" ]; then
    printf '%s\n' "$HAKO_DEBIAN_MIRROR"
    return
  fi
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk '$3 == "main" && $2 ~ /^(bullseye|bookworm|trixie|forky|sid|oldstable|stable|testing|unstable)$/ && !seen[$1]++ { print $1 }'
}

# apt with lists, cache and sources of its own. `Sandbox::User=root` means "don't switch to another user for the download", which
# that user couldn't write into our folder.
private_apt() {
  apt-get -q -q \
    -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$state/etc" \
    -o Dir::State::Lists="$state/lists" -o Dir::Cache="$state/cache" \
    -o APT::Sandbox::User=root -o Acquire::Languages=none -o Acquire::Retries=3 \
    "$@"
}

# Fills the package lists of a suite from the first mirror that has it.
update_lists() {
  suite=$1
  state=$folder/.apt/$suite
  [ ! -e "$state/updated" ] || return 0
  [ -r "$keyring" ] || die "no $keyring: install the package debian-archive-keyring"
  for mirror in $(mirrors); do
    mkdir -p "$state/etc" "$state/lists/partial" "$state/cache/archives/partial"
    cat > "$state/etc/hako.sources" <<SOURCES
Types: deb deb-src
URIs: $mirror
Suites: $suite
Components: main
Signed-By: $keyring
SOURCES
    say "reading the package lists of $suite"
    if private_apt -o APT::Update::Error-Mode=any update; then
      : > "$state/updated"
      return 0
    fi
    rm -rf "$state"
  done
  die "no configured Debian mirror has the suite $suite (set HAKO_DEBIAN_MIRROR to the URI of one)"
}

right_hash() { [ -f "$1" ] && [ "$(sha256sum < "$1" | cut -d' ' -f1)" = "$2" ]; }

fetch() {
  name=$1
  entry=$(awk -v name="$name" '$1 == name' "$lock")
  [ -n "$entry" ] || die "$name is not in $lock"
  set -- $entry
  [ $# -eq 6 ] || die "$lock: the line of $name should have 6 words"
  kind=$2 suite=$3 version=$4 file=$5 sha256=$6

  if right_hash "$folder/$file" "$sha256"; then
    say "$file is there"
    return 0
  fi
  update_lists "$suite"
  state=$folder/.apt/$suite
  work=$folder/.apt/work.$$
  rm -rf "$work"
  mkdir -p "$work"
  say "fetching $name $version from $suite"
  case $kind in
    source) set -- source --download-only --tar-only ;;
    deb)    set -- download ;;
    *)      die "$lock: $name has the unknown kind $kind" ;;
  esac
  # A stable release replaces a package by one with fixes, built from the same original sources: the hash decides.
  if ! (cd "$work" && { private_apt "$@" "$name=$version" || { [ "$kind" = source ] && private_apt "$@" "$name"; }; }); then
    # The lists may be older than the lock file; the next run reads them again.
    rm -f "$state/updated"
    die "$suite no longer has $name $version, or can't be reached; if it has moved on, update the line in $lock"
  fi
  # apt writes an epoch's colon as %3a; the lock says the name as the archive has it.
  fetched=$(find "$work" -type f | head -n 1)
  [ -n "$fetched" ] || die "apt fetched nothing for $name $version"
  [ -f "$work/$file" ] && fetched=$work/$file
  right_hash "$fetched" "$sha256" ||
    die "$(basename "$fetched") has the SHA-256 $(sha256sum < "$fetched" | cut -d' ' -f1), but $lock says $sha256"
  mv "$fetched" "$folder/$file"
  rm -rf "$work"
  say "$file has the pinned hash"
}

for name in "$@"; do
  fetch "$name"
done
