"""Makes the archive of CPython's tests that the sandbox imports them from.

usage: make_archive.py LIBRARY OUT

LIBRARY is CPython's Lib folder. OUT depends on the files alone.
"""

import os
import sys
import zipfile

# Too large, and of no use without files.
LEFT_OUT = {"__pycache__", "audiodata", "wheeldata"}
# Not a part of the guest's library, but imported by tests of what is.
OTHERS = ["_pyrepl", "dbm", "multiprocessing", "pydoc.py", "pydoc_data"]


def files(place):
    if os.path.isfile(place):
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        yield from (os.path.join(folder, name) for name in sorted(names))


def main(library, out):
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ["test", *OTHERS]:
            for file in files(os.path.join(library, part)):
                with open(file, "rb") as content:
                    entry = zipfile.ZipInfo(os.path.relpath(file, library))
                    entry.compress_type = zipfile.ZIP_DEFLATED
                    archive.writestr(entry, content.read())


main(*sys.argv[1:])
