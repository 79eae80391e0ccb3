#!/usr/bin/env python3
"""Checks that every relative link of the Markdown documents leads to a file, and to a heading of it."""

import pathlib
import re
import sys


def prose_of(document: pathlib.Path) -> str:
    """The text without code, in which brackets are no links."""
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors_of(document: pathlib.Path) -> set[str]:
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    headings = re.findall(r"^#+ +(.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def main() -> int:
    root = pathlib.Path(sys.argv[1])
    documents = [root / "README.md", root / "CHANGELOG.md", *sorted((root / "docs").glob("*.md"))]
    broken = 0
    links = 0
    for document in documents:
        for target in re.findall(r"\]\(([^)\s]+)\)", prose_of(document)):
            if re.match(r"[a-z]+:", target):
                continue
            links += 1
            path, _, anchor = target.partition("#")
            file = (document.parent / path) if path else document
            if not file.exists() or (anchor and anchor not in anchors_of(file)):
                print(f"{document.relative_to(root)}: {target} leads nowhere")
                broken += 1
    print(f"{links} links, {broken} broken")
    return broken > 0


if __name__ == "__main__":
    sys.exit(main())
