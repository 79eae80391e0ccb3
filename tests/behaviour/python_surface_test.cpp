// What a script finds inside the Python guest. One section of docs/python.md each.
#include <limits>

#include "support/cases.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako {

/// Answers every call with the method's name, and remembers that it was closed.
struct Closing {
    bool closed = false;
};

template <>
struct Describe<Closing> {
    static constexpr const char* name = "Closing";
    static void methods(Methods<Closing>& m) {
        m.method("close", [](Closing& self) { self.closed = true; });
        m.dynamic([](Closing&, std::string_view) { return true; },
                  [](Closing&, Call& call) { return std::string(call.method()); });
    }
};

namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::Item;
using test::script_error;
using test::thrown;

Sandbox sandbox(Options options = {}) { return Sandbox(python(), options); }

/// A sandbox whose service T.Is tells what it was given, and T.Echo gives it back.
Sandbox telling_sandbox() {
    Sandbox box = sandbox();
    box.define("T").bind("Echo", [](Value value) { return value; }).bind("Is", [](const Value& value) {
        return std::string(value.type_name());
    });
    return box;
}

// --- scripts, modules, entrypoints ------------------------------------------------------------------------------------

TEST(PythonScripts, TheLastExpressionIsTheValue) {
    expect_values(sandbox(), {
                                 {"", nullptr},
                                 {"# nothing", nullptr},
                                 {"1 + 1", 2},
                                 {"x = 20\ny = 22\nx + y", 42},
                                 {"x = 1", nullptr},
                                 {"'text'", "text"},
                                 {"def f(): return 5\nf()", 5},
                                 {"if True: 5", nullptr},
                                 {"x = 1; x", 1},
                                 {"(1,\n 2)", Value(1, 2)},
                                 {"__name__", "__main__"},
                                 {"'(result)' in globals()", false},
                                 {"1\n'(result)' in globals()", false},
                                 {"import asyncio\nawait asyncio.sleep(1)\n5", 5},
                                 {"from __future__ import annotations\n3", 3},
                             });
}

TEST(PythonScripts, SyntaxErrorsSayWhere) {
    const auto box = sandbox();
    expect_errors(box, {
                           {"x =", "SyntaxError: invalid syntax ((eval), line 1)"},
                           {"a\n  b", "IndentationError: unexpected indent ((eval), line 2)"},
                           {"return 5", "SyntaxError: 'return' outside function ((eval), line 1)"},
                       });
    const auto error = thrown<SandboxError>([&] { box.eval("ok = 1\nx = (1,,2)"); });
    ASSERT_EQ(error.frames().size(), 1U);
    EXPECT_EQ(error.frames()[0],
              (Frame{.file = "(eval)", .line = 2, .column = 8, .function = "<module>", .source = "x = (1,,2)"}));
    EXPECT_EQ(error.report(), "  File \"(eval)\", line 2\n    x = (1,,2)\n           ^\nSyntaxError: invalid syntax\n");
    EXPECT_EQ(script_error(box, std::string_view("a\0b", 3)), "SyntaxError: source code cannot contain null bytes");
}

TEST(PythonScripts, SnippetsAreModules) {
    auto box = sandbox();
    box.preload("later", "import earlier_needs_me\nvalue = earlier_needs_me.value + 1");
    box.preload("earlier_needs_me", "value = 41");
    expect_values(box, {
                           {"import later\nlater.value", 42},
                           {"from later import value\nvalue", 42},
                           {"import later\nlater.__file__", "(snippet:later)"},
                       });
    expect_errors(box, {{"later", "NameError: name 'later' is not defined"}});
}

TEST(PythonScripts, RunFindsFunctionsOfSnippets) {
    auto box = sandbox();
    box.preload("a", "def first(x, *, y=1): return ('a', x, y)\ndef both(): return 'a'\nnumber = 5");
    box.preload(
        "b",
        "import asyncio\nasync def waits(n):\n    await asyncio.sleep(n)\n    return n\ndef both(): return 'b'\nclass Made:\n"
        "    def __new__(cls, n): return n * 2");
    EXPECT_EQ(box.run("first", {1}, {{"y", 2}}).value, Value("a", 1, 2));
    EXPECT_EQ(box.run("a.first", {1}).value, Value("a", 1, 1));
    EXPECT_EQ(box.run("both").value, Value("b"));
    EXPECT_EQ(box.run("a.both").value, Value("a"));
    EXPECT_EQ(box.run("waits", {3}).value, Value(3));
    EXPECT_EQ(box.run("Made", {4}).value, Value(8));
    const auto undefined = thrown<SandboxError>([&] { box.run("nothing"); });
    EXPECT_EQ(undefined.klass(), "Kobako::SandboxError");
    EXPECT_STREQ(undefined.what(), "undefined entrypoint: nothing");
    EXPECT_EQ(undefined.details(), Value(Map{{"available", array(sym("Made"), sym("both"), sym("first"), sym("waits"))}}));
    EXPECT_STREQ(thrown<SandboxError>([&] { box.run("number"); }).what(), "entrypoint number can't be called");
    EXPECT_STREQ(thrown<SandboxError>([&] { box.run("os.abort"); }).what(), "undefined entrypoint: os.abort");
}

TEST(PythonScripts, NamesAreIdentifiers) {
    auto box = sandbox();
    box.define("lower_case").bind("member_1", [] { return 1; });
    EXPECT_EQ(box.eval("lower_case.member_1()").value, Value(1));
    EXPECT_THROW(sandbox().define("1st"), ArgumentError);
    EXPECT_THROW(sandbox().define("a-b"), ArgumentError);
    EXPECT_THROW(sandbox().preload("a.b", ""), ArgumentError);
    EXPECT_THROW(sandbox().eval("", With().bind("", "x", [] {})), ArgumentError);
    for (const char* name : {"", ".", "a.", ".a", "a..b", "a b", "1a"}) EXPECT_THROW(box.run(name), ArgumentError) << name;
}

TEST(PythonScripts, ANamespaceHidesNothingOfPython) {
    for (const char* name : {"json", "list", "hako", "_hako", "sys"}) {
        auto box = sandbox();
        box.define(name);
        const auto error = thrown<SandboxError>([&] { box.eval("1"); });
        EXPECT_EQ(error.klass(), "Kobako::BootError");
        EXPECT_EQ(error.what(), "namespace registration rejected: Python has something named " + std::string(name));
    }
}

TEST(PythonScripts, ExitingEndsTheInvocation) {
    const auto box = sandbox();
    expect_values(
        box,
        {{"import sys\nsys.exit()", nullptr}, {"exit(0)", nullptr}, {"quit()\n1/0", nullptr}, {"raise SystemExit", nullptr}});
    expect_errors(box, {
                           {"import sys\nsys.exit(3)", "SystemExit: exit status 3"},
                           {"exit('because')", "SystemExit: because"},
                           {"raise SystemExit(True)", "SystemExit: exit status True"},
                       });
    EXPECT_EQ(box.eval("print('before')\nexit()").stdout_text(), "before\n");
}

// --- services -----------------------------------------------------------------------------------------------------------

TEST(PythonServices, AreModulesAndNames) {
    const auto box = telling_sandbox();
    expect_values(box, {
                           {"T.Echo(5)", 5},
                           {"import T\nT.Echo(5)", 5},
                           {"from T import Echo\nEcho(5)", 5},
                           {"import T as t\nt.Echo.call(5)", 5},
                           {"repr(T), repr(T.Echo), repr(T.Echo.find)",
                            Value("<namespace 'T'>", "<service T::Echo>", "<method find of <service T::Echo>>")},
                       });
    expect_errors(box, {
                           {"T.Nothing", "AttributeError: module 'T' has no attribute 'Nothing'"},
                           {"T.Echo.__wrapped__", "AttributeError: 'hako.Service' object has no attribute '__wrapped__'"},
                           {"T.Echo.x = 1", "AttributeError: attributes of a 'hako.Service' object can't be set"},
                           {"type(T.Echo)()", "TypeError: cannot create 'hako.Service' instances"},
                       });
}

TEST(PythonServices, HandlesAreObjects) {
    auto box = sandbox();
    auto made = std::make_shared<Item>("cup");
    const auto closing = std::make_shared<Closing>();
    box.define("S").bind("Item", [&] { return made; }).bind("Closing", [&] { return closing; });
    expect_values(box, {
                           {"S.Item().name()", "cup"},
                           {"i = S.Item()\ni.rename('mug')\ni.name()", "mug"},
                           {"S.Item().same(S.Item())", true},
                           {"i = S.Item()\ni == i, i == S.Item(), i in {i}", Value(true, false, true)},
                           {"with S.Closing() as c: x = c.anything()\nx", "anything"},
                           {"S.Closing()[5]", "[]"},
                           {"S.Closing()()", "call"},
                           {"getattr(S.Closing(), 'odd?')()", "odd?"},
                           {"c = S.Closing()\nc['a'] = 1\nrepr(c)", "<hako.Handle>"},
                       });
    EXPECT_TRUE(closing->closed);
    expect_errors(box,
                  {
                      {"type(S.Item())()", "TypeError: cannot create 'hako.Handle' instances"},
                      {"import hako\nclass H(hako.Handle): pass", "TypeError: type 'hako.Handle' is not an acceptable base type"},
                      {"S.Item().id = 7", "AttributeError: attributes of a 'hako.Handle' object can't be set"},
                      {"import copy\ncopy.copy(S.Item())", "TypeError: cannot pickle 'hako.Handle' object"},
                  });
}

TEST(PythonServices, AFunctionIsTheBlock) {
    auto box = sandbox();
    box.define("N")
        .bind("Each",
              [](int n, Block& block) {
                  int sum = 0;
                  for (int i = 0; i < n; ++i) sum += block(i).as<int>();
                  return sum;
              })
        .bind("Given", [](Block* block) { return block != nullptr; })
        .bind("Pair", [](Block& block) { return block(1, "two"); });
    expect_values(box,
                  {
                      {"N.Each(4, lambda n: n * 10)", 60},
                      {"def f(n): return n\nN.Each(3, f)", 3},
                      {"N.Each(2, abs)", 1},
                      {"N.Given(), N.Given(print), N.Given(int)", Value(false, true, true)},
                      {"N.Pair(lambda a, b: [b, a])", Value("two", 1)},
                      {"import hako\ndef f(n):\n    if n == 2: raise hako.Break('early')\n    return n\nN.Each(9, f)", "early"},
                      {"N.Each(3, lambda n: N.Each(n, lambda m: m))", 1},
                  });
    expect_errors(box, {
                           {"N.Each(1, print, print)", "TypeError: a service takes one function at most"},
                           {"N.Given(key=print)",
                            "TypeError: argument 'key' of <service N::Given>.call is of type "
                            "'builtin_function_or_method', which has no wire form"},
                       });
}

TEST(PythonServices, FailuresAreExceptions) {
    auto box = sandbox();
    box.define("F").bind("Fails", []() -> int { throw std::runtime_error("broken"); }).bind("Int", [](int n) { return n; });
    expect_values(box, {
                           {"import hako\ntry: F.Fails()\nexcept hako.ServiceError as e: x = [e.type, e.details, str(e)]\nx",
                            Value("runtime", nullptr, "RuntimeError: broken")},
                           {"import hako\ntry: F.Int('x')\nexcept hako.ServiceError as e: x = e.type\nx", "argument"},
                           {"import hako\ntry: F.Int.nothing()\nexcept Exception as e: x = [type(e).__name__, e.type]\nx",
                            Value("ServiceError", "undefined")},
                       });
    const auto error = thrown<ServiceError>([&] { box.eval("def f():\n    F.Fails()\nf()"); });
    EXPECT_EQ(error.klass(), "hako.ServiceError");
    EXPECT_EQ(error.origin(), "service");
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(eval):2:in f", "(eval):3"}));
}

// --- values -------------------------------------------------------------------------------------------------------------

TEST(PythonValues, CrossInBothDirections) {
    const auto box = telling_sandbox();
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    constexpr auto least = std::numeric_limits<std::int64_t>::min();
    expect_values(box,
                  {
                      {"[T.Echo(x) for x in (None, True, False, 0, -1, 1.5, 'é', b'\\xff')]",
                       Value(nullptr, true, false, 0, -1, 1.5, "é", Binary("\xff"))},
                      {"[type(T.Echo(x)).__name__ for x in (None, True, 1, 1.5, '', b'', [], {}, ())]",
                       Value("NoneType", "bool", "int", "float", "str", "bytes", "list", "dict", "list")},
                      {"[T.Is(x) for x in (None, True, 1, 1.5, '', b'', [], {}, ())]",
                       Value("NilClass", "TrueClass", "Integer", "Float", "String", "String", "Array", "Hash", "Array")},
                      {"[T.Echo(2**63-1), T.Echo(-2**63)]", Value(most, least)},
                      {"T.Echo(2**64-1) == 2**64-1", true},
                      {"T.Echo(float('inf')), T.Echo(-0.0), str(T.Echo(float('nan')))",
                       Value(std::numeric_limits<double>::infinity(), -0.0, "nan")},
                      {"import hako\ns = T.Echo(hako.Symbol('a'))\n[s, repr(s), s == 'a', T.Is(s)]",
                       Value(sym("a"), "hako.Symbol('a')", true, "Symbol")},
                      {"import enum\nclass E(enum.IntEnum):\n    A = 5\nclass S(enum.StrEnum):\n    B = 'b'\nT.Echo([E.A, S.B])",
                       Value(5, "b")},
                      {"import collections\nP = collections.namedtuple('P', 'x y')\nT.Echo(P(1, 2))", Value(1, 2)},
                      {"import collections\nT.Echo([collections.OrderedDict(a=1), collections.Counter('aab'), "
                       "collections.defaultdict(list, a=[1])])",
                       Value(Map{{"a", 1}}, Map{{"a", 2}, {"b", 1}}, Map{{"a", array(1)}})},
                      {"T.Echo({1: 'a', None: 'b', (1, 2): 'c', 1.5: 'd'}) == {1: 'a', None: 'b', (1, 2): 'c', 1.5: 'd'}", true},
                      {"class Text(str): pass\nclass Items(list): pass\n[Text('t'), Items([1])]", Value("t", array(1))},
                      {"list(T.Echo({'b': 1, 'a': 2}))", Value("b", "a")},
                  });
}

TEST(PythonValues, WhatCannotCrossSaysWhatCan) {
    const auto box = telling_sandbox();
    const std::initializer_list<std::pair<const char*, const char*>> cases = {
        {"2**64", "int|; it is beyond 64 bits; send str(x)"},
        {"-2**63-1", "int|; it is beyond 64 bits; send str(x)"},
        {"'\\ud800'", "str|; it holds a lone surrogate, or memory is exhausted"},
        {"bytearray(b'x')", "bytearray|; send bytes(x)"},
        {"memoryview(b'x')", "memoryview|; send bytes(x)"},
        {"{1}", "set|; send list(x) or sorted(x)"},
        {"frozenset()", "frozenset|; send list(x) or sorted(x)"},
        {"(x for x in [])", "generator|; send list(x)"},
        {"iter([])", "list_iterator|; send list(x)"},
        {"1j", "complex|; send [x.real, x.imag]"},
        {"__import__('datetime').datetime(2020, 1, 1)", "datetime.datetime|; send x.isoformat() or x.timestamp()"},
        {"__import__('datetime').date(2020, 1, 1)", "datetime.date|; send x.isoformat()"},
        {"__import__('datetime').time(1)", "datetime.time|; send x.isoformat()"},
        {"__import__('datetime').timedelta(1)", "datetime.timedelta|; send x.total_seconds()"},
        {"__import__('decimal').Decimal(1)", "decimal.Decimal|; send str(x)"},
        {"__import__('fractions').Fraction(1)", "Fraction|; send [x.numerator, x.denominator]"},
        {"__import__('uuid').UUID(int=1)", "UUID|; send str(x)"},
        {"__import__('dataclasses').make_dataclass('D', ['x'])(1)", "D|; send dataclasses.asdict(x)"},
        {"__import__('enum').Enum('E', 'A').A", "E|; send x.value"},
        {"object()", "object|"},
        {"__import__('sys')", "module|"},
    };
    for (const auto& [source, expected] : cases) {
        const std::string_view text = expected;
        const auto bar = text.find('|');
        const std::string type(text.substr(0, bar)), advice(text.substr(bar + 1));
        EXPECT_EQ(script_error(box, source),
                  "Kobako::SandboxError: return value of type " + type + " is not a supported sandbox value type" + advice);
        EXPECT_EQ(script_error(box, std::string("[") + source + "]"),
                  "Kobako::SandboxError: return value of type list is not a supported sandbox value type: there is a " + type +
                      " in it" + advice);
        EXPECT_EQ(script_error(box, std::string("T.Echo(") + source + ")"),
                  "TypeError: an argument of <service T::Echo>.call is of type '" + type + "', which has no wire form" + advice);
    }
    expect_errors(
        box,
        {
            {"lambda: 1", "Kobako::SandboxError: return value of type function is not a supported sandbox value type"},
            {"x = []\nx.append(x)\nx", "Kobako::SandboxError: return value of type list is nested too deeply, or holds itself"},
            {"x = []\nfor i in range(100_000): x = [x]\nT.Echo(x)",
             "TypeError: an argument of <service T::Echo>.call is nested too deeply, or holds itself"},
        });
}

TEST(PythonValues, ArgumentsOfRunAreValues) {
    auto box = sandbox();
    box.preload("m", "def what(*args, **kw): return [[type(a).__name__ for a in args], kw]");
    EXPECT_EQ(box.run("what", {nullptr, true, 1, 1.5, "a", Binary("\xff"), sym("s"), array(), Value(Map{})}, {{"k", 1}}).value,
              Value(array("NoneType", "bool", "int", "float", "str", "bytes", "Symbol", "list", "dict"), Map{{"k", 1}}));
    box = sandbox();
    box.preload("m", "def keys(d): return list(d)");
    EXPECT_EQ(box.run("keys", {Value(Map{{array(1, 2), 1}, {Value(Map{{"a", 1}}), 2}})}).value,
              array(array(1, 2), array(array("a", 1))));
}

TEST(PythonValues, WritingThemRunsNoCodeOfTheScript) {
    const auto box = telling_sandbox();
    expect_values(
        box, {
                 {"class Bad(str):\n    def __str__(self): 1/0\n    def encode(self, *a): 1/0\n    def __len__(self): 1/0\n"
                  "[Bad('x'), T.Echo(Bad('y'))]",
                  Value("x", "y")},
                 {"class Bad(list):\n    def __iter__(self): 1/0\n    def __len__(self): 1/0\n    def __getitem__(self, i): "
                  "1/0\nBad([1])",
                  array(1)},
                 {"class Bad(dict):\n    def items(self): 1/0\n    def keys(self): 1/0\n    def __iter__(self): 1/0\nBad(a=1)",
                  Value(Map{{"a", 1}})},
                 {"class Bad(int):\n    def __int__(self): 1/0\n    def __index__(self): 1/0\nBad(3)", 3},
                 {"class Bad(float):\n    def __float__(self): 1/0\nBad(1.5)", 1.5},
             });
}

// --- what is there --------------------------------------------------------------------------------------------------------

TEST(PythonWorld, OutputIsCaptured) {
    const auto done = sandbox().eval(
        "import sys, warnings, logging\n"
        "print('out', 1, sep='-')\nprint('part', end='')\nprint('err', file=sys.stderr)\nsys.stdout.write('w\\n')\n"
        "warnings.warn('careful')\nlogging.warning('logged')\nlogging.info('not shown')");
    EXPECT_EQ(done.stdout_text(), "out-1\npartw\n");
    EXPECT_EQ(done.stderr_text(), "err\n(eval):6: UserWarning: careful\n  warnings.warn('careful')\nWARNING:root:logged\n");
}

TEST(PythonWorld, OutputBeforeAStopIsKept) {
    const auto result = sandbox({.timeout = std::chrono::milliseconds(100)}).try_eval("print('half', end='')\nwhile True: pass");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.failure().kind, ErrorKind::timeout);
    EXPECT_EQ(result.execution().stdout_text(), "half");
}

TEST(PythonWorld, ThereAreNoFilesInputOrThreads) {
    const auto box = sandbox();
    expect_errors(box,
                  {
                      {"open('x')", "FileNotFoundError: [Errno 44] there are no files in the sandbox: 'x'"},
                      {"open('x', 'w')", "PermissionError: [Errno 2] there are no files in the sandbox: 'x'"},
                      {"import pathlib\npathlib.Path('/etc/passwd').read_text()",
                       "FileNotFoundError: [Errno 44] there are no files in the sandbox: PosixPath('/etc/passwd')"},
                      {"input('name? ')", "EOFError: EOF when reading a line"},
                      {"import threading\nthreading.Thread(target=print).start()", "RuntimeError: can't start new thread"},
                      {"import multiprocessing", "ModuleNotFoundError: No module named 'multiprocessing'"},
                      {"import ctypes\nctypes.CDLL('libc.so.6')", "OSError: no C code can be loaded in the sandbox: 'libc.so.6'"},
                  });
    expect_values(box, {
                           {"import sys\nsys.stdin.read()", ""},
                           {"import os\ndict(os.environ)", Value(Map{})},
                           {"import sys\nsys.argv", array("")},
                       });
    for (const char* script :
         {"import os\nos.listdir('/')", "import os\nos.open('/etc/passwd', 0)", "import io\nio.FileIO('/etc/passwd')",
          "import _io\n_io.open('/etc/passwd')", "import sqlite3\nsqlite3.connect('/tmp/x').execute('create table t(a)')",
          "import socket\nsocket.socket()", "import subprocess\nsubprocess.run(['ls'])", "import os\nos.mkdir('x')"}) {
        EXPECT_THROW(box.eval(script), SandboxError) << script;
    }
}

TEST(PythonWorld, TimeStandsStillAndSleepingMovesIt) {
    const auto box = sandbox();
    expect_values(box, {
                           {"import time\n[time.time(), time.monotonic(), time.time_ns()]", Value(0.0, 0.0, 0)},
                           {"import time\ntime.sleep(2.5)\n[time.time(), time.monotonic()]", Value(2.5, 2.5)},
                           {"import time\ntime.time()", 0.0},
                           {"import datetime\nstr(datetime.datetime.now())", "1970-01-01 00:00:00"},
                           {"import time\ntime.localtime().tm_year", 1970},
                       });
    expect_errors(box, {{"import time\ntime.sleep(-1)", "ValueError: sleep length must be non-negative"}});
}

TEST(PythonWorld, ChanceIsTheProfiles) {
    const char* script =
        "import random, uuid, secrets, os, time\n"
        "[random.random(), random.randint(0, 10**9), uuid.uuid4().hex, secrets.token_hex(8), os.urandom(8), time.time(), "
        "hash('x'), id({})]";
    const auto hermetic = sandbox();
    const auto first = hermetic.eval(script).value;
    EXPECT_EQ(hermetic.eval(script).value, first);
    EXPECT_EQ(sandbox().eval(script).value, first);

    const auto permissive = sandbox({.profile = Profile::permissive});
    const auto real = permissive.eval(script).value, again = permissive.eval(script).value;
    for (std::size_t i = 0; i < 5; ++i) EXPECT_NE(real[i], again[i]) << i;
    EXPECT_GT(real[5].as<double>(), 1.7e9);
    EXPECT_EQ(real[6], again[6]);
}

TEST(PythonWorld, AsyncioRunsWithoutWaiting) {
    const auto box = sandbox({.timeout = std::chrono::seconds(20)});
    expect_values(
        box,
        {
            {"import asyncio, time\nasync def f(n):\n    await asyncio.sleep(n)\n    return n\n"
             "r = asyncio.run(asyncio.wait_for(f(3600), 7200))\n[r, time.monotonic()]",
             Value(3600, 3600.0)},
            {"import asyncio\nasync def f(n):\n    await asyncio.sleep(10 - n)\n    order.append(n)\n    return n\norder = []\n"
             "[await asyncio.gather(f(1), f(2), f(3)), order]",
             Value(array(1, 2, 3), array(3, 2, 1))},
            {"import asyncio\ntry:\n    async with asyncio.timeout(1): await asyncio.sleep(2)\nexcept TimeoutError: x = "
             "'late'\nx",
             "late"},
            {"import asyncio\nawait asyncio.to_thread(lambda: 5)", 5},
            {"import asyncio\nq = asyncio.Queue()\nasync def put():\n    for i in range(3): await q.put(i)\n"
             "async with asyncio.TaskGroup() as g: g.create_task(put())\n[q.get_nowait() for _ in range(3)]",
             Value(0, 1, 2)},
        });
    expect_errors(box, {{"import asyncio\nawait asyncio.Event().wait()",
                         "RuntimeError: all tasks wait for something that can't happen in the sandbox"}});
}

TEST(PythonWorld, TheLibraryIsThere) {
    expect_values(
        sandbox({.memory_limit = 256_MiB}),
        {
            {"import json\njson.loads('{\"a\": [1, 2.5, null]}')", Value(Map{{"a", Value(1, 2.5, nullptr)}})},
            {"import re\nre.findall(r'\\b\\w', 'ab cd')", Value("a", "c")},
            {"import sqlite3\nd = sqlite3.connect(':memory:')\nd.execute('create table t(a, b)')\n"
             "d.executemany('insert into t values (?, ?)', [(1, 'x'), (2, 'y')])\nd.execute('select sum(a), max(b) from "
             "t').fetchall()",
             array(Value(3, "y"))},
            {"import zlib, bz2, lzma\n[m.decompress(m.compress(b'x' * 1000)) == b'x' * 1000 for m in (zlib, bz2, lzma)]",
             Value(true, true, true)},
            {"import hashlib\nhashlib.sha256(b'abc').hexdigest()[:8]", "ba7816bf"},
            {"import decimal\nstr(decimal.Decimal(1) / 3)", "0.3333333333333333333333333333"},
            {"import csv, io\nlist(csv.reader(io.StringIO('a,\"b,c\"')))", array(Value("a", "b,c"))},
            {"import xml.etree.ElementTree as x\nx.fromstring('<a><b>t</b></a>').find('b').text", "t"},
            {"import email.message, html, textwrap, string, unittest, argparse, tempfile, zipfile, http.client, "
             "logging.handlers\n1",
             1},
            {"import statistics\nstatistics.median([3, 1, 2])", 2},
            {"f'{3.14159:.2f} {1_000_000:,} {255:#x}'", "3.14 1,000,000 0xff"},
            {"str(2**200)", "1606938044258990275541962092341162602522202993782792835301376"},
        });
}

TEST(PythonWorld, RecursionIsAnError) {
    const auto box = sandbox({.memory_limit = 256_MiB});
    for (const char* script : {
             "def f(): return f()\nf()",
             "class A:\n    def __getattr__(self, name): return getattr(self, name + 'x')\nA().a",
             "class A:\n    def __repr__(self): return repr(self)\nrepr(A())",
             "class A:\n    def __eq__(self, other): return self == other\nA() == A()",
             "x = []\nfor i in range(10**5): x = [x]\nrepr(x)",
             "x = []\nfor i in range(10**5): x = [x]\nx == [x]",
             "import json\nx = []\nfor i in range(10**5): x = [x]\njson.dumps(x)",
             "import json\njson.loads('[' * 10**5)",
             "import copy\nx = []\nfor i in range(10**4): x = [x]\ncopy.deepcopy(x)",
             "import pickle\nx = []\nfor i in range(10**5): x = [x]\npickle.dumps(x)",
             "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __getattr__(self, name): return getattr(self, "
             "name)\nA().a",
             "import sys\nsys.setrecursionlimit(10**9)\nclass A:\n    def __add__(self, o): return self + o\nA() + A()",
         }) {
        const auto result = box.try_eval(script);
        ASSERT_FALSE(result) << script;
        EXPECT_EQ(result.failure().klass, "RecursionError") << script << ": " << result.failure().message;
    }
    for (const char* script :
         {"eval('(' * 10**5 + ')' * 10**5)", "eval('-' * 10**5 + '1')", "compile('x' + '.x' * 10**5, '', 'exec')",
          "import ast\nast.literal_eval('[' * 10**4)", "import re\nre.compile('(' * 10**4 + ')' * 10**4)",
          "eval('lambda: ' * 10**4 + '1')", "exec('if 1:\\n' + ''.join(' ' * i + 'if 1:\\n' for i in range(1, 2000)))"}) {
        const auto result = box.try_eval(script);
        ASSERT_FALSE(result) << script;
        EXPECT_EQ(result.failure().kind, ErrorKind::sandbox) << script << ": " << result.failure().message;
    }
}

TEST(PythonWorld, BombsEndAtTheDeadline) {
    const auto box = sandbox({.timeout = std::chrono::milliseconds(200), .memory_limit = 64_MiB});
    for (const char* script : {"import re\nre.match(r'(a+)+$', 'a' * 40 + 'b')", "10**10**8", "pow(3, 10**8) % 7",
                               "str(7**3_000_000)", "sum(range(10**12))", "'x' in (str(i) for i in range(10**12))"}) {
        const auto result = box.try_eval(script);
        ASSERT_FALSE(result) << script;
        const auto kind = result.failure().kind;
        EXPECT_TRUE(kind == ErrorKind::timeout || result.failure().klass == "ValueError")
            << script << ": " << result.failure().message;
    }
}

TEST(PythonWorld, MemoryEnds) {
    const auto box = sandbox({.memory_limit = 8_MiB});
    EXPECT_THROW(box.eval("x = []\nwhile True: x.append('x' * 10**6 + str(len(x)))"), MemoryLimitError);
    expect_errors(box, {{"x = bytearray(2**31 - 1) + bytearray(2**31 - 1)", "MemoryError: MemoryError"}});
    EXPECT_EQ(box.eval("len('x' * 10**6)").value, Value(1'000'000));
}

// --- failures -------------------------------------------------------------------------------------------------------------

TEST(PythonFailures, AreReportedAsPythonPrintsThem) {
    const auto error = thrown<SandboxError>([] { sandbox().eval("def share(n):\n    return 100 / n\n\nshare(0)"); });
    EXPECT_EQ(error.klass(), "ZeroDivisionError");
    EXPECT_STREQ(error.what(), "division by zero");
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(eval):2:in share", "(eval):4"}));
    EXPECT_EQ(error.frames(),
              (std::vector<Frame>{{.file = "(eval)", .line = 2, .column = 12, .function = "share", .source = "return 100 / n"},
                                  {.file = "(eval)", .line = 4, .column = 1, .function = "<module>", .source = "share(0)"}}));
    EXPECT_EQ(error.report(),
              "Traceback (most recent call last):\n"
              "  File \"(eval)\", line 4, in <module>\n    share(0)\n    ~~~~~^^^\n"
              "  File \"(eval)\", line 2, in share\n    return 100 / n\n           ~~~~^~~\n"
              "ZeroDivisionError: division by zero\n");
}

TEST(PythonFailures, ClassesAndMessages) {
    auto box = sandbox();
    box.preload("shop", "class Sold(Exception): pass\ndef sell(): raise Sold('out')");
    expect_errors(
        box, {
                 {"raise ValueError('bad')", "ValueError: bad"},
                 {"raise ValueError", "ValueError: ValueError"},
                 {"class Mine(Exception): pass\nraise Mine('m')", "Mine: m"},
                 {"import shop\nshop.sell()", "shop.Sold: out"},
                 {"import json\njson.loads('{')",
                  "json.decoder.JSONDecodeError: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
                 {"nothing", "NameError: name 'nothing' is not defined"},
                 {"class Bad(Exception):\n    def __str__(self): 1/0\nraise Bad()", "Bad: Bad"},
                 {"raise KeyboardInterrupt", "KeyboardInterrupt: KeyboardInterrupt"},
                 {"raise ExceptionGroup('many', [ValueError(1), TypeError(2)])", "ExceptionGroup: many (2 sub-exceptions)"},
                 {"raise ValueError('\\ud800')", "ValueError: ?"},
             });
    const auto chained =
        thrown<SandboxError>([&] { box.eval("try: 1/0\nexcept ZeroDivisionError as e: raise KeyError('k') from e"); });
    EXPECT_NE(chained.report().find("The above exception was the direct cause of the following exception:"), std::string::npos);
    const auto in_snippet = thrown<SandboxError>([&] { box.eval("import shop\nshop.sell()"); });
    EXPECT_EQ(in_snippet.frames().front().file, "(snippet:shop)");
    EXPECT_EQ(in_snippet.frames().front().source, "def sell(): raise Sold('out')");
}

TEST(PythonFailures, AScriptCanSpoilOnlyItsOwnReport) {
    const auto box = sandbox();
    for (const char* script : {
             "import traceback\ntraceback.format_exception = None\n1/0",
             "import sys\nsys.modules.clear()\n1/0",
             "import _hako_support\n_hako_support.describe = lambda e: 5\n1/0",
             "import _hako_support\n_hako_support.describe = lambda e: ('a', 'b', [{1}], [5], 'c', {2}, True)\n1/0",
             "import _hako\nraise _hako.Panic(1, 2, 3)",
             "import _hako\nraise _hako.Panic",
             "import builtins\nfor n in list(vars(builtins)): delattr(builtins, n)\n1/0",
             "class E(Exception):\n    __class__ = int\n    __module__ = 5\n    __qualname__ = 'q'\nE.__module__ = 7\nraise E",
             "import linecache\nlinecache.getlines = lambda *a: 1/0\n1/0",
         }) {
        const auto result = box.try_eval(script);
        EXPECT_FALSE(result) << script;
        EXPECT_NE(result.failure().kind, ErrorKind::trap) << script << ": " << result.failure().message;
        EXPECT_EQ(script_error(box, "1/0"), "ZeroDivisionError: division by zero") << script;
    }
}

// --- sessions ---------------------------------------------------------------------------------------------------------------

TEST(PythonSessions, KeepWhatTheScriptsDefine) {
    const auto box = sandbox();
    auto session = box.session();
    session.eval("import math\nx = 40\ndef area(r): return math.floor(math.pi * r * r)");
    EXPECT_EQ(session.eval("x + 2").value, Value(42));
    EXPECT_EQ(session.run("area", {10}).value, Value(314));
    auto other = session.fork();
    other.eval("x = 0");
    EXPECT_EQ(other.eval("x").value, Value(0));
    EXPECT_EQ(session.eval("x").value, Value(40));
    EXPECT_EQ(box.try_eval("x").failure().klass, "NameError");
}

TEST(PythonSessions, ReportsShowTheLinesOfTheScriptThatFailed) {
    const auto box = sandbox();
    auto session = box.session();
    EXPECT_EQ(thrown<SandboxError>([&] { session.eval("1/0  # first"); }).frames().front().source, "1/0  # first");
    EXPECT_EQ(thrown<SandboxError>([&] { session.eval("1/0  # second"); }).frames().front().source, "1/0  # second");
    session.eval("import warnings\nwarnings.warn('a')");
    EXPECT_EQ(session.eval("import warnings; warnings.warn('b')").stderr_text(),
              "(eval):1: UserWarning: b\n  import warnings; warnings.warn('b')\n");
}

}  // namespace
}  // namespace hako
