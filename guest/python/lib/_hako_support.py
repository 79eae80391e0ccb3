"""The part of the guest that is written in Python: what happens seldom, or is easier said here than in C."""

import _hako
import _sitebuiltins
import _socket
import asyncio
import builtins
import errno
import functools
import importlib
import io
import linecache
import random
import socket
import sys
import traceback
from importlib._bootstrap_external import _LoaderBasics
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType

import hako

# --- Random numbers ---


def _seed_first(name, method):
    def seeding(*args, **kwargs):
        if getattr(random, name) is seeding:
            for other, (wrapper, direct) in _seeding.items():
                if getattr(random, other) is wrapper:
                    setattr(random, other, direct)
            random._inst.seed()
        return method(*args, **kwargs)

    seeding.__name__ = seeding.__qualname__ = name
    return seeding


# The generator behind the functions of `random` was seeded when the image was made. It is seeded again by whoever uses it first in an
# invocation, where entropy may be real. Nothing is spent on it by those who don't use it.
_seeding = {}
for _name in random.__all__:
    _method = getattr(random, _name)
    if getattr(_method, "__self__", None) is random._inst:
        _seeding[_name] = (_seed_first(_name, _method), _method)
        setattr(random, _name, _seeding[_name][0])


# --- What is imported before any script runs ---

# An import takes milliseconds, but costs nothing when the module is in the image that every invocation starts from. These are what ordinary
# scripts import, and what those modules import only when they are used.
_IMPORTED = """
    abc argparse array ast asyncio base64 binascii bisect calendar cmath collections collections.abc colorsys concurrent.futures configparser
    contextlib contextvars copy csv dataclasses datetime decimal difflib enum fractions functools graphlib hashlib heapq hmac html
    html.parser inspect io ipaddress itertools json keyword linecache locale logging math numbers operator os os.path pathlib pickle
    pprint queue random re secrets shlex sqlite3 statistics string struct textwrap threading time token tokenize tomllib traceback types typing
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


def _look_up(*args, **kwargs):
    raise OSError(errno.ENETUNREACH, "there is no network in the sandbox")


for _name in ("getaddrinfo", "getnameinfo", "gethostbyaddr", "gethostbyname", "gethostbyname_ex", "gethostname"):
    setattr(_socket, _name, _look_up)
    if not hasattr(socket, _name):
        setattr(socket, _name, _look_up)

builtins.exit = _sitebuiltins.Quitter("exit", "")
builtins.quit = _sitebuiltins.Quitter("quit", "")


# --- Sources, so that tracebacks can show them ---


class _ScriptLoader:
    """The loader of __main__."""

    known = True

    def get_source(self, name):
        return _hako.script() if self.known else ""


class _SnippetLoader(_LoaderBasics):
    """Finds and runs the modules that the host has preloaded. An import of one leaves no frames of its own in tracebacks."""

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
_script = sys.modules["__main__"].__loader__ = _ScriptLoader()


def new_script(known=True):
    """The next look at the script's lines, also by those who know nothing of loaders, finds those of the present one; none unless known."""
    _script.known = known
    linecache.cache["(eval)"] = (functools.partial(_script.get_source, "__main__"),)


def know_snippets(pairs):
    for name, content in pairs:
        if name is None:
            from _hako_archives import add_archive

            add_archive(content)
        else:
            _snippets.sources[name] = content
            linecache.cache[file_of(name)] = (functools.partial(_snippets.get_source, name),)


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


def _codes(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _is_of_script(error):
    """Whether the running script is the only one in the tracebacks. A session keeps no sources of others, whose files have its name."""
    script = _hako.script_code()
    if script is None:
        return True
    own = {id(code) for code in _codes(script)}
    seen = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_filename == "(eval)" and id(frame.f_code) not in own:
                return False
        error = error.__cause__ if error.__cause__ is not None else error.__context__
    return True


# A traceback can be longer than what an outcome holds; the innermost frames tell most.
_MOST_FRAMES = 10_000
_LONGEST_REPORT = 1 << 20

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


def _position(number):
    return number if isinstance(number, int) else 0


def _frames(error):
    frames = [
        [frame.filename, frame.lineno or 0, (frame.colno or 0) + 1, frame.name, frame.line or ""]
        for frame in traceback.extract_tb(error.__traceback__, limit=-_MOST_FRAMES)
    ]
    if isinstance(error, SyntaxError) and error.filename is not None:
        text = error.text.strip() if isinstance(error.text, str) else ""
        frames.append([str(error.filename), _position(error.lineno), _position(error.offset), "<module>", text])
    frames.reverse()
    return frames


def _report(error):
    report = "".join(traceback.format_exception(error, limit=-_MOST_FRAMES))
    if len(report) > _LONGEST_REPORT:
        half = _LONGEST_REPORT // 2
        report = f"{report[:half]}\n[...]\n{report[-half:]}"
    return report


def _line(frame):
    file, line, column, function, text = frame
    return f"{file}:{line}" if function == "<module>" else f"{file}:{line}:in {function}"


def describe(error):
    """What the host is told of an exception: see python_failure in guest.h."""
    new_script(_is_of_script(error))
    name = _class_name(type(error))
    error.__traceback__ = _without_own_frames(error.__traceback__)
    frames = _frames(error)
    details = getattr(error, "details", None) if isinstance(error, hako.ServiceError) else None
    return name, _message(error, name), [_line(frame) for frame in frames], frames, _report(error), details


def _describe_once():
    """What is imported, compiled and specialised the first time is so in the image."""
    try:
        exec(compile("def fail(x):\n    return 1 / x + [][0]\nfail(0)", "(eval)", "exec"), {"__name__": "__main__", "__loader__": _ScriptLoader()})
    except ZeroDivisionError as error:
        describe(error)
    new_script()


for _ in range(3):
    _describe_once()
