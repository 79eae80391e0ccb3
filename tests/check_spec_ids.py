#!/usr/bin/env python3
"""Checks that every entry of the specification is named by at least one test."""

import pathlib
import re
import sys

# E-14 is retired. There is no RX-07.
# D-16, D-17, D-18 and D-23 concern guests that misbehave and the wire: their tests stand with those.
EXPECTED = (
    {f"B{n:02}" for n in range(1, 50)}
    | {f"E{n:02}" for n in range(1, 48)} - {"E14"}
    | {f"D{n:02}" for n in range(1, 32)} - {"D16", "D17", "D18", "D23"}
    | {f"RX{n:02}" for n in range(1, 9)} - {"RX07"}
)

# Entries that are about the host alone, about guests that misbehave, or about what only Ruby has. All others are stated for every
# language as well, in tests/languages.
NOT_OF_LANGUAGES = (
    {"B27", "B40", "B41", "B48"}
    | {f"RX{n:02}" for n in range(1, 9)}
    | {"D10", "D20", "D22", "D27", "D30"}
    | {"E02", "E03", "E08", "E09", "E21", "E24", "E26", "E30", "E31", "E37", "E40", "E41", "E42", "E46", "E47"}
)


def named_ids(folder: pathlib.Path) -> set[str]:
    ids: set[str] = set()
    for source in folder.rglob("*_test.cpp"):
        for name in re.findall(r"^TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", source.read_text(encoding="utf-8"), re.MULTILINE):
            ids.update(re.findall(r"(?:^|_)([BED]\d\d|RX\d\d)(?=_)", name))
    return ids


def main() -> int:
    tests = pathlib.Path(__file__).parent
    missing = EXPECTED - named_ids(tests)
    if missing:
        print("no test names:", ", ".join(sorted(missing)))
    untold = EXPECTED - NOT_OF_LANGUAGES - named_ids(tests / "languages")
    if untold:
        print("no test in tests/languages names:", ", ".join(sorted(untold)))
    if not missing and not untold:
        print(f"all {len(EXPECTED)} entries are named by a test")
    return bool(missing or untold)


if __name__ == "__main__":
    sys.exit(main())
