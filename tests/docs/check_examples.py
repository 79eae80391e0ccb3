#!/usr/bin/env python3
"""Compiles the C++ blocks of Markdown documents, without making code of them.

A block that begins with #include is a program. One that begins with `template`, `struct` or `class` stands at namespace
scope, and what it declares is there for the blocks after it in the same document. Any other block is the body of a
function; what it takes for granted is in the prelude.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

FLAGS = ["-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-unused", "-Wno-unused-parameter"]


class Block(NamedTuple):
    line: int  # of its first line of code
    code: str

    @property
    def is_program(self) -> bool:
        return self.code.startswith("#include")

    @property
    def is_declaration(self) -> bool:
        return re.match(r"(template|struct|class)\b", self.code) is not None


def blocks_of(document: pathlib.Path) -> list[Block]:
    blocks = []
    opened = None
    lines = document.read_text(encoding="utf-8").splitlines()
    for number, text in enumerate(lines, start=1):
        if opened is None and text == "```cpp":
            opened = number
        elif opened is not None and text == "```":
            blocks.append(Block(opened + 1, "\n".join(lines[opened : number - 1]) + "\n"))
            opened = None
    if opened is not None:
        raise SystemExit(f"{document}:{opened}: the block has no end")
    return blocks


def sources_of(document: pathlib.Path, prelude: pathlib.Path) -> list[str]:
    """One translation unit for each program, and one for everything else."""
    programs = []
    rest = [f'#include "{prelude}"\n']
    for number, block in enumerate(blocks_of(document)):
        placed = f'#line {block.line} "{document}"\n{block.code}'
        if block.is_program:
            programs.append(placed)
        elif block.is_declaration:
            rest.append(placed)
        else:
            rest.append(f"void example_{number}() {{\n{placed}}}\n")
    return programs + (["".join(rest)] if len(rest) > 1 else [])


def compile_all(arguments: argparse.Namespace) -> int:
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder) / "example.cpp"
        for document in arguments.documents:
            sources = sources_of(document, arguments.prelude)
            for text in sources:
                source.write_text(text, encoding="utf-8")
                command = [arguments.compiler, *FLAGS, f"-I{arguments.include}", str(source)]
                failures += subprocess.run(command, check=False).returncode != 0
            print(f"{document.name}: {len(blocks_of(document))} blocks in {len(sources)} translation units")
    return failures


def check_program(document: pathlib.Path, program: pathlib.Path) -> int:
    """The first block of the document has to be the program, but for the comment in the program's first line."""
    _, _, expected = program.read_text(encoding="utf-8").partition("\n")
    if blocks_of(document)[0].code == expected:
        return 0
    print(f"{document}: the first block differs from {program}")
    return 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", required=True)
    parser.add_argument("--include", required=True)
    parser.add_argument("--prelude", required=True, type=pathlib.Path)
    parser.add_argument("--program", nargs=2, type=pathlib.Path, metavar=("DOCUMENT", "PROGRAM"))
    parser.add_argument("documents", nargs="+", type=pathlib.Path)
    arguments = parser.parse_args()
    failures = compile_all(arguments)
    if arguments.program:
        failures += check_program(*arguments.program)
    return failures > 0


if __name__ == "__main__":
    sys.exit(main())
