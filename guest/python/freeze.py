"""Compiles the standard library, and the guest's own modules, to bytecode that is part of the guest.

usage: freeze.py LIBRARY OUT EXTRA

LIBRARY is CPython's Lib folder; EXTRA is the folder of the other modules, which may replace some of LIBRARY. Writes OUT.bin, the code of all modules
one after another, and OUT.c, the table through which the interpreter finds them. Runs on the same version of CPython as it is for.
"""

import itertools
import marshal
import os
import sys

# What has no use without files, processes, threads, a terminal, or a screen; and what only serves to work on Python itself.
LEFT_OUT = {
    "__phello__", "_aix_support", "_android_support", "_apple_support", "_ios_support", "_osx_support", "_pyrepl", "antigravity",
    "ctypes", "curses", "dbm", "ensurepip", "idlelib", "lib2to3", "multiprocessing", "pydoc", "pydoc_data", "site-packages", "test",
    "tkinter", "turtle", "turtledemo", "venv", "webbrowser",
}


def modules(folder, left_out=frozenset()):
    """The modules below a folder as (name, file, is a package), in an order that depends on the names alone."""
    for place, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in left_out and name not in ("tests", "__pycache__"))
        for file in sorted(files):
            words = os.path.relpath(os.path.join(place, file), folder).split(os.sep)
            words[-1], extension = os.path.splitext(words[-1])
            package = words[-1] == "__init__"
            name = ".".join(words[:-1] if package else words)
            if extension == ".py" and words[0] not in left_out:
                yield name, os.path.join(place, file), package


def main(library, out, extra):
    # EXTRA's module goes where LIBRARY's of the same name would.
    every = itertools.chain(modules(library, LEFT_OUT), modules(extra))
    found = {name: (file, package) for name, file, package in every}
    table = []
    code_bytes = bytearray()
    for name, (file, package) in found.items():
        with open(file, "rb") as source:
            code = compile(source.read(), f"<frozen {name}>", "exec", dont_inherit=True, optimize=0)
        marshalled = marshal.dumps(code)
        table.append((name, len(code_bytes), len(marshalled), package))
        code_bytes += marshalled
        code_bytes += bytes(-len(code_bytes) % 16)
    with open(out + ".bin", "wb") as file:
        file.write(code_bytes)
    with open(out + ".c", "w") as file:
        file.write("#include <Python.h>\n"
                   "extern const unsigned char python_frozen_code[];\n"
                   "const struct _frozen python_frozen_modules[] = {\n")
        for name, offset, size, package in table:
            file.write(f'  {{"{name}", python_frozen_code + {offset}, {size}, {int(package)}}},\n')
        file.write("  {0}};\n")
    print(len(table), "modules,", len(code_bytes), "bytes")


main(*sys.argv[1:])
