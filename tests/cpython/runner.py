"""Runs modules of CPython's regression tests inside the guest, and tells how they went."""

import builtins
import fnmatch
import importlib
import importlib.resources
import io
import os
import random
import re
import stat
import sys
import tempfile
import tokenize
import traceback
import types
import unittest

import test
from test import support
from test.support import os_helper

# --- Files: the suite's own, which it reads as if they were on a disk, and those without a name ---

_files = importlib.resources.files("test")
_place = os.path.abspath(test.__path__[0])
_sandbox_open, _sandbox_stat, _sandbox_listdir = builtins.open, os.stat, os.listdir


def _find(path):
    """What the archive has at a path, or None."""
    path = os.path.abspath(os.fsdecode(path)) if isinstance(path, (str, bytes, os.PathLike)) else ""
    if not path.startswith(_place + "/"):
        return None
    found = _files.joinpath(path.removeprefix(_place + "/"))
    return found if found.exists() else None


class _File(io.BytesIO):
    name = None


def _open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    found = _find(file)
    if found is None or mode not in ("r", "rt", "rb"):
        return _sandbox_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
    content = _File(found.read_bytes())
    content.name = file
    return content if mode == "rb" else io.TextIOWrapper(content, encoding, errors, newline)


def _stat(path, *, dir_fd=None, follow_symlinks=True):
    found = _find(path)
    if found is None:
        return _sandbox_stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    size = len(found.read_bytes()) if found.is_file() else 0
    return os.stat_result((stat.S_IFREG if found.is_file() else stat.S_IFDIR, 0, 0, 1, 0, 0, size, 0, 0, 0))


def _listdir(path="."):
    found = _find(path)
    return [entry.name for entry in found.iterdir()] if found is not None and found.is_dir() else _sandbox_listdir(path)


def _temporary_file(mode="w+b", buffering=-1, encoding=None, newline=None, *args, **options):
    content = io.BytesIO()
    return content if "b" in mode else io.TextIOWrapper(content, encoding, newline=newline)


builtins.open = io.open = tokenize._builtin_open = staticmethod(_open)
os.stat, os.listdir = _stat, _listdir
tempfile.TemporaryFile = _temporary_file
# Else it is tried with a file.
os_helper._can_chmod = False
# A folder in which nothing can be, but some tests only want one to exist.
tempfile.mkdtemp = lambda *args, **options: "/nowhere"


def modules(package="test"):
    """The names of the modules of tests in a package, subpackages among them."""
    names = (entry.name.removesuffix(".py") for entry in importlib.resources.files(package).iterdir())
    return sorted(name for name in names if re.fullmatch(r"test_\w+", name))


def _load_package_tests(folder, loader, tests, pattern):
    package = "test." + os.path.relpath(os.path.abspath(folder), _place).replace("/", ".")
    for name in modules(package):
        tests.addTests(loader.loadTestsFromModule(importlib.import_module(f"{package}.{name}"), pattern=pattern))
    return tests


support.load_package_tests = _load_package_tests

# --- What else it finds ---

# The guest has what the suite denies to a Python in WebAssembly: a stack for deep recursion, and an event loop.
support.is_wasi = False
support.has_socket_support = True
# The guest's ctypes has sizes only, and the suite can do without.
sys.modules["ctypes"] = None
# Tests of command lines import what asks for processes, which most of them don't start.
with support.swap_attr(support, "has_subprocess_support", True):
    import test.support.i18n_helper
# Nothing that needs a network, a screen or minutes: what CPython's own runner does by default.
support.use_resources = ()


class _Internals(types.ModuleType):
    """Stands for a module of CPython's own development: a test that calls a function of it is skipped."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: unittest.TestCase().skipTest(f"needs {self.__name__}.{name}")

    def get_config(self):
        return {"code_debug_ranges": 1}


# What imports such modules without asking whether they are there.
_NEEDED = {
    "test_bytes": ["_testcapi", "_testlimitedcapi"],
    "test_class": ["_testinternalcapi"],
    "test_compile": ["_testinternalcapi"],
    "test_traceback": ["_testcapi", "_testinternalcapi"],
}

# --- Exclusions ---


class _Exclusion:
    """A line of exclusions.txt: the id of a test, a class or a module, with * for any part of it, and why; after "!" it isn't even tried."""

    def __init__(self, line):
        self.pattern = line.split()[0]
        self.untried = self.pattern.startswith("!")
        self.stale = True

    def covers(self, test_id):
        pattern = self.pattern.removeprefix("!")
        return fnmatch.fnmatchcase(test_id, pattern) or fnmatch.fnmatchcase(test_id, pattern + ".*")


def _read_exclusions(text, module):
    lines = (line for line in text.splitlines() if line and not line.startswith("#"))
    return [exclusion for exclusion in map(_Exclusion, lines) if f"{exclusion.pattern.removeprefix('!')}.".startswith(f"{module}.")]


# --- Running ---


class _Result(unittest.TestResult):
    def __init__(self, module, exclusions):
        super().__init__()
        self._module = module
        self._exclusions = exclusions
        self.passed = 0
        self.failed = []

    def _id(self, case):
        """What exclusions.txt calls a test. "setUpClass (test.test_x.Class)" is the class; what another module defines has both modules' names."""
        name = case.id()
        place = re.fullmatch(r"\w+ \((.*)\)", name)
        name = (place[1] if place else name).removeprefix("test.")
        return name if f"{name}.".startswith(f"{self._module}.") else f"{self._module}.{name}"

    def covering(self, case):
        """The exclusions that cover a test."""
        return [exclusion for exclusion in self._exclusions if exclusion.covers(self._id(case))]

    def _add_failure(self, case, report):
        covering = self.covering(case)
        for exclusion in covering:
            exclusion.stale = False
        if not covering:
            self.failed.append([self._id(case), report])

    def startTest(self, case):
        super().startTest(case)
        # The last of these tells in which test the guest was stopped.
        print(self._id(case), file=sys.__stderr__)

    def addSuccess(self, case):
        self.passed += 1

    def addExpectedFailure(self, case, error):
        self.passed += 1

    def addUnexpectedSuccess(self, case):
        self._add_failure(case, "unexpected success")

    def addError(self, case, error):
        self._add_failure(case, "".join(traceback.format_exception(*error)))

    def addFailure(self, case, error):
        self.addError(case, error)

    def addSubTest(self, case, subtest, error):
        if error is not None:
            self.addError(case, error)


def _cases(suite):
    if not isinstance(suite, unittest.BaseTestSuite):
        yield suite
        return
    for part in suite:
        yield from _cases(part)


def run(module, exclusions=""):
    """Runs a module, such as "test_json.test_decode"; `exclusions` is the text of exclusions.txt."""
    random.seed(0)
    for name in _NEEDED.get(module, ()):
        sys.modules[name] = _Internals(name)
    exclusions = _read_exclusions(exclusions, module)
    result = _Result(module, exclusions)
    try:
        found = unittest.defaultTestLoader.loadTestsFromModule(importlib.import_module(f"test.{module}"))
    except unittest.SkipTest as reason:
        result.skipped.append((None, str(reason)))
        found = unittest.TestSuite()
    included, excluded = unittest.TestSuite(), unittest.TestSuite()
    untried = 0
    for case in _cases(found):
        covering = result.covering(case)
        if any(exclusion.untried for exclusion in covering):
            untried += 1
            for exclusion in covering:
                exclusion.stale = False
        else:
            (excluded if covering else included).addTest(case)
    included.run(result)
    # Those that fail may leave something behind, so they come last. They run to tell whether they still fail.
    excluded.run(result)
    return {
        "passed": result.passed,
        "failed": result.failed,
        "skipped": [reason for case, reason in result.skipped],
        "excluded": excluded.countTestCases() + untried,
        "stale": [exclusion.pattern for exclusion in exclusions if exclusion.stale],
    }
