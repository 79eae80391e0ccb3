#!/usr/bin/env python3
"""Checks that every entry of the specification is named by at least one test."""

import pathlib
import re
import sys

# B-41 is about regular expressions, which the bundled guest does not have. E-14 is retired.
# D-16, D-17, D-18 and D-23 concern guests that misbehave and the wire: their tests stand with those.
EXPECTED = (
    {f"B{n:02}" for n in range(1, 50)} - {"B41"}
    | {f"E{n:02}" for n in range(1, 48)} - {"E14"}
    | {f"D{n:02}" for n in range(1, 32)} - {"D16", "D17", "D18", "D23"}
)


def named_ids(folder: pathlib.Path) -> set[str]:
    ids: set[str] = set()
    for source in folder.rglob("*_test.cpp"):
        for name in re.findall(r"^TEST(?:_F|_P)?\(\w+,\s*(\w+)\)", source.read_text(encoding="utf-8"), re.MULTILINE):
            ids.update(re.findall(r"(?:^|_)([BED]\d\d)(?=_)", name))
    return ids


def main() -> int:
    missing = EXPECTED - named_ids(pathlib.Path(__file__).parent)
    if missing:
        print("no test names:", ", ".join(sorted(missing)))
    else:
        print(f"all {len(EXPECTED)} entries are named by a test")
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
