"""The part of the guest that is written in Python: what happens seldom, or is easier said here than in C."""

import _hako
import _sitebuiltins
import asyncio
import builtins
import errno
import importlib
import importlib.abc
import io
import random
import sys
import traceback
from importlib.machinery import ModuleSpec
from types import ModuleType

import hako

# --- What is imported before any script runs ---

# An import takes milliseconds, but costs nothing when the module is in the image that every invocation starts from. These are what ordinary
# scripts import, and what those modules import only when they are used.
_IMPORTED = """
    abc argparse array ast asyncio base64 binascii bisect calendar cmath collections collections.abc colorsys concurrent.futures configparser
    contextlib contextvars copy csv dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq hmac html
    html.parser inspect io ipaddress itertools json keyword linecache locale logging math numbers operator os os.path pathlib pickle
    pprint queue random re secrets shlex sqlite3 statistics string struct textwrap threading time tomllib traceback types typing
    unicodedata urllib.parse uuid warnings weakref xml.etree.ElementTree zlib zoneinfo
    _colorize _strptime encodings.ascii encodings.idna encodings.latin_1 encodings.utf_16 encodings.utf_8_sig stringprep
"""
for _name in _IMPORTED.split():
    importlib.import_module(_name)

# --- A world without files ---


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    writes = any(letter in mode for letter in "wax+")
    raise OSError(errno.EACCES if writes else errno.ENOENT, "there are no files in the sandbox", file)


_open.__name__ = _open.__qualname__ = "open"
# A function of Python's would become a method where a class has it as an attribute; one that is written in C would not.
builtins.open = io.open = staticmethod(_open)
sys.stdin = sys.__stdin__ = io.StringIO()
builtins.exit = _sitebuiltins.Quitter("exit", "")
builtins.quit = _sitebuiltins.Quitter("quit", "")


def reseed():
    """Where entropy is real, each invocation has random numbers of its own."""
    random.seed()


# --- Sources, so that tracebacks can show them ---


class _ScriptLoader:
    """The loader of __main__."""

    def get_source(self, name):
        return _hako.script()


class _SnippetLoader(importlib.abc.InspectLoader):
    """Finds and runs the modules that the host has preloaded."""

    def __init__(self):
        self.sources = {}

    def find_spec(self, name, path=None, target=None):
        if name not in self.sources:
            return None
        spec = ModuleSpec(name, self, origin=file_of(name))
        spec.has_location = True
        return spec

    def get_code(self, name):
        return compile_snippet(self.sources[name], file_of(name))

    def get_source(self, name):
        return self.sources.get(name)


def file_of(name):
    return f"(snippet:{name})"


def compile_snippet(source, file):
    return compile(source, file, "exec", dont_inherit=True)


_snippets = _SnippetLoader()
sys.meta_path.insert(0, _snippets)
sys.modules["__main__"].__loader__ = _ScriptLoader()


def know_snippets(pairs):
    for name, content in pairs:
        if name is None:
            from _hako_archives import add_archive

            add_archive(content)
        else:
            _snippets.sources[name] = content


# --- Services ---


class Namespace(ModuleType):
    """The services of one namespace."""

    def __repr__(self):
        return f"<namespace {self.__name__!r}>"


def install_namespace(name):
    module = sys.modules.get(name)
    if not isinstance(module, Namespace):
        if name in sys.stdlib_module_names or name in sys.modules or hasattr(builtins, name):
            raise _hako.Panic("Kobako::BootError", f"namespace registration rejected: Python has something named {name}", None)
        module = Namespace(name)
        sys.modules[name] = module
        setattr(builtins, name, module)
    return module


# --- Entrypoints ---


def _places():
    """Where an entrypoint may be, the nearest first: what a session has defined, then the snippets, the last first."""
    yield vars(sys.modules["__main__"])
    for name in reversed(_snippets.sources):
        if name in sys.modules:
            yield vars(sys.modules[name])


def _available():
    names = set()
    for place in _places():
        names.update(name for name, value in place.items() if callable(value) and not name.startswith("_"))
    return sorted(names)


def find_entrypoint(name):
    module, dot, attribute = name.rpartition(".")
    if dot:
        places = [vars(sys.modules[module])] if module in _snippets.sources and module in sys.modules else []
    else:
        places, attribute = _places(), str(name)
    for place in places:
        if attribute in place:
            if callable(place[attribute]):
                return place[attribute]
            raise _hako.Panic("Kobako::SandboxError", f"entrypoint {name} can't be called", None)
    details = {"available": [hako.Symbol(name) for name in _available()]}
    raise _hako.Panic("Kobako::SandboxError", f"undefined entrypoint: {name}", details)


def run_coroutine(coroutine):
    return asyncio.run(coroutine)


# --- Failures ---

_OWN_FILES = {"<frozen _hako_support>", "<frozen _hako_archives>", "<frozen asyncio.runners>", "<frozen asyncio.base_events>"}


def _without_own_frames(trace):
    kept = []
    while trace is not None:
        if trace.tb_frame.f_code.co_filename not in _OWN_FILES:
            kept.append(trace)
        trace = trace.tb_next
    following = None
    for trace in reversed(kept):
        trace.tb_next = following
        following = trace
    return following


def _class_name(kind):
    return kind.__qualname__ if kind.__module__ in ("builtins", "__main__") else f"{kind.__module__}.{kind.__qualname__}"


def _message(error, name):
    if isinstance(error, SystemExit) and isinstance(error.code, int):
        return f"exit status {error.code}"
    try:
        return str(error) or name
    except Exception:
        return name


def _frames(error):
    frames = [
        [frame.filename, frame.lineno or 0, (frame.colno or 0) + 1, frame.name, frame.line or ""]
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    if isinstance(error, SyntaxError) and error.filename is not None:
        frames.append([str(error.filename), error.lineno or 0, error.offset or 0, "<module>", (error.text or "").strip()])
    frames.reverse()
    return frames


def _line(frame):
    file, line, column, function, text = frame
    return f"{file}:{line}" if function == "<module>" else f"{file}:{line}:in {function}"


def describe(error):
    """What the host is told of an exception: see python_failure in guest.h."""
    name = _class_name(type(error))
    error.__traceback__ = _without_own_frames(error.__traceback__)
    frames = _frames(error)
    report = "".join(traceback.format_exception(error))
    service = isinstance(error, hako.ServiceError)
    details = error.details if service else None
    return name, _message(error, name), [_line(frame) for frame in frames], frames, report, details, service
