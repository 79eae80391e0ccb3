#!/usr/bin/env bash
# Runs every script of the corpus with CRuby and compares what it prints with the committed output; with --write it is
# committed anew. For those who change the corpus: the tests themselves need no CRuby.
set -euo pipefail
cd "$(dirname "$0")/ruby"
write=false
[[ ${1:-} == --write ]] && write=true

# Both gems add lines of their own to the messages of exceptions.
interpreter=(ruby --disable=did_you_mean --disable=error_highlight)
export LC_ALL=C.UTF-8

count=0 failed=0
produced=$(mktemp)
trap 'rm -f "$produced"' EXIT
for script in */*.rb; do
    expected=${script%.rb}.out
    count=$((count + 1))
    if ! "${interpreter[@]}" "$script" >"$produced"; then
        echo "$script: failed"
        failed=$((failed + 1))
    elif $write; then
        cp "$produced" "$expected"
    elif ! diff -u --label "$expected" --label "of CRuby" "$expected" "$produced"; then
        failed=$((failed + 1))
    fi
done
for expected in */*.out; do
    script=${expected%.out}
    script=${script%.hako}.rb
    [[ -e $script ]] && continue
    echo "$expected: no such script"
    failed=$((failed + 1))
done
echo "$count scripts, $failed failed"
((failed == 0))
