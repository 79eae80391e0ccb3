// No clock, no entropy, no files: the same input gives the same execution.
#include <cstdlib>

#include "language.hpp"
#include "support/shop.hpp"

namespace hako::test {
namespace {

/// Everything about an invocation but how long it took.
std::string told(const Result& result) {
    const auto& execution = result.execution();
    auto text = "out " + execution.stdout_text() + " err " + execution.stderr_text() + " peak " +
                std::to_string(execution.usage.memory_peak.count()) + " ";
    if (result) return text + result.value().inspect();
    return text + result.failure().klass.value_or("-") + result.failure().message + result.failure().report;
}

class Hermetic : public InEveryLanguage {
   protected:
    static constexpr Scripts everything{
        .ruby =
            "a = Object.new; h = {b: 2, a: 1}; s = :some_symbol_that_is_long\n"
            "[a.object_id, a.inspect, a.hash, 'text'.hash, 1.5.hash, s.object_id, h.inspect, [1, 2].hash, Class.new.inspect]",
        .python =
            "import time, datetime, random, uuid, secrets, os, tempfile, hashlib, threading, platform, sys, string\n"
            "print(object(), {'b', 'a', 'c'}, lambda: 1)\n"
            "[str(x) for x in (time.time(), time.monotonic(), time.perf_counter_ns(), time.process_time(), time.localtime(),\n"
            "  datetime.datetime.now(), datetime.date.today(), random.random(), random.sample(range(100), 5), uuid.uuid4(),\n"
            "  uuid.uuid1(), secrets.token_hex(), os.urandom(16), random.SystemRandom().random(), id(object()), hash('text'),\n"
            "  object(), {'x', 'y', 'z', 'w'}, os.getpid(), os.environ, threading.get_ident(), time.time(), sys.version,\n"
            "  sys.hash_info, os.getcwd(), platform.node())]",
        .javascript =
            "console.log({}, new Set(['b', 'a']), () => 1, Symbol('s'));\n"
            "[Date.now(), new Date(), performance.now(), performance.timeOrigin, Math.random(), crypto.randomUUID(),\n"
            "  crypto.getRandomValues(new Uint8Array(16)), Symbol('x'), new Date().getTimezoneOffset(), "
            "Object.keys(globalThis),\n"
            "  Object.getOwnPropertyNames(globalThis)].map(String)",
    };
};
HAKO_IN_EVERY_LANGUAGE(Hermetic);

TEST_P(Hermetic, B45_TheSameInputGivesTheSameExecution) {
    const auto first = sandbox(), second = sandbox();
    const auto expected = told(first.try_eval(in(everything)));
    EXPECT_NE(expected.find('['), std::string::npos) << expected;
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(told(first.try_eval(in(everything))), expected);
        EXPECT_EQ(told(second.try_eval(in(everything))), expected);
        static_cast<void>(first.try_eval(in({
            .ruby = "1000.times { Object.new }; $x = 'y' * 100_000",
            .python = "import random, time\nrandom.seed(5); time.sleep(3); x = [object() for i in range(1000)]; random.random()",
            .javascript = "setTimeout(() => Math.random(), 3000); const x = Array.from({length: 1000}, () => ({})); "
                          "crypto.randomUUID(); Math.random()",
        })));
    }
}

TEST_P(Hermetic, B45_TheSameHoldsWithSnippetsAndServices) {
    const auto make = [] {
        auto box = sandbox();
        box.define("N").bind("F", [](int n) { return n * 2; }).bind("Obj", [] { return std::make_shared<Item>("x"); });
        box.preload("A", in({
                             .ruby = "X = Object.new; def twice(n); N::F.(n); end",
                             .python = "import random\nX = object(); Y = random.random()\ndef twice(n): return N.F(n)",
                             .javascript = "export const X = {}, Y = Math.random()\nexport function twice(n) { return N.F(n) }",
                         }));
        return box;
    };
    const auto a = make(), b = make();
    const auto source = in({
        .ruby = "[X.object_id, twice(4), N::Obj.().object_id, N::Obj.().inspect, Object.new.object_id]",
        .python = "import A, random\n[id(A.X), A.Y, A.twice(4), id(N.Obj()), repr(N.Obj()), hash(N.Obj()), id(object()), "
                  "random.random()]",
        .javascript = "import * as A from 'A'\n[A.Y, A.twice(4), hako.inspect(N.Obj()), Math.random(), crypto.randomUUID()]",
    });
    EXPECT_EQ(a.eval(source).value, b.eval(source).value);
    EXPECT_EQ(a.eval(source).value, a.eval(source).value);
}

TEST_P(Hermetic, B49_EveryInvocationBeginsFromOneState) {
    const auto first = sandbox(), second = sandbox();
    const Scripts id{.ruby = "Object.new.object_id",
                     .python = "id(object())",
                     .javascript = "[Math.random(), crypto.randomUUID(), Symbol().toString()]"};
    const auto witness = eval(first, id);
    eval(first, {.ruby = "$a = 'x' * 200_000; class Foo; end; 5000.times { [1] }",
                 .python = "import sys\nsys.a = [[1] for i in range(5000)]\nclass Foo: pass",
                 .javascript = "globalThis.a = Array.from({length: 5000}, () => [1]); Math.random(); class Foo {}"});
    EXPECT_EQ(eval(first, id), witness);
    EXPECT_THROW(eval(first, {.ruby = "raise 'x'", .python = "raise ValueError", .javascript = "throw new Error"}), SandboxError);
    EXPECT_EQ(eval(first, id), witness);
    EXPECT_EQ(eval(second, id), witness);
    EXPECT_THROW(
        eval(first, {.ruby = "'x' * 500_000_000", .python = "'x' * 500_000_000", .javascript = "'x'.repeat(500000000) + 'x'"}),
        MemoryLimitError);
    EXPECT_EQ(eval(first, id), witness);
    auto snippets = sandbox();
    snippets.preload("A", in({.ruby = "Id = ->(*) { Object.new.object_id }",
                              .python = "def Id(): return id(object())",
                              .javascript = "function Id() { return [Math.random(), crypto.randomUUID()] }"}));
    EXPECT_EQ(snippets.run("Id").value, snippets.run("Id").value);
}

TEST_P(Hermetic, B45_ClocksStandStill) {
    if (is("ruby")) {
        EXPECT_EQ(sandbox().eval("t = Time.now; 100_000.times { }; [t == Time.now, t.to_f]").value, Value(true, 0.0));
    } else if (is("javascript")) {
        const auto value = sandbox().eval(
            "const t = [Date.now(), performance.now()]\n"
            "for (let i = 0; i < 100000; i++);\n"
            "[t[0] === Date.now() && t[1] === performance.now(), new Date().getUTCFullYear()]");
        EXPECT_EQ(value.value, Value(true, 1970));
    } else {
        const auto value = sandbox().eval(
            "import time, datetime\n"
            "t = time.time(), time.monotonic()\n"
            "for i in range(100_000): pass\n"
            "[t == (time.time(), time.monotonic()), datetime.datetime.now(datetime.UTC).year]");
        EXPECT_EQ(value.value, Value(true, 1970));
    }
}

TEST_P(Hermetic, B45_ThePermissiveProfileHasTheMachinesClocksAndEntropy) {
    auto box = sandbox({.profile = Profile::permissive});
    if (is("ruby")) {
        EXPECT_EQ(box.eval("6 * 7").value, Value(42));
        return;
    }
    if (is("javascript")) {
        const char* source =
            "[String(crypto.getRandomValues(new Uint8Array(16))), Math.random(), crypto.randomUUID(), Date.now()]";
        const auto first = box.eval(source).value, second = box.eval(source).value;
        for (std::size_t i = 0; i < 3; ++i) EXPECT_NE(first[i], second[i]) << i;
        EXPECT_GE(box.eval("new Date().getFullYear()").value.as<int>(), 2024);
        return;
    }
    const auto first =
        box.eval("import os, random, time, secrets\n[os.urandom(16), random.random(), secrets.token_hex(), time.time_ns()]")
            .value;
    const auto second =
        box.eval("import os, random, time, secrets\n[os.urandom(16), random.random(), secrets.token_hex(), time.time_ns()]")
            .value;
    for (std::size_t i = 0; i < 4; ++i) EXPECT_NE(first[i], second[i]) << i;
    EXPECT_GT(second[3].as<std::int64_t>(), first[3].as<std::int64_t>());
    EXPECT_GE(box.eval("import datetime\ndatetime.datetime.now().year").value.as<int>(), 2024);
}

TEST_P(Hermetic, B45_ThereIsNoWayToTheMachine) {
    setenv("HAKO_TEST_SECRET", "leaked", 1);
    auto box = sandbox();
    for (const Scripts& source : {
             Scripts{.ruby = "File.read('/etc/passwd')", .python = "open('/etc/passwd').read()", .javascript = "require('fs')"},
             Scripts{.ruby = "open('/etc/passwd')",
                     .python = "import _io\n_io.open('/etc/passwd')",
                     .javascript = "await import('fs')"},
             Scripts{
                 .ruby = "Dir.entries('/')", .python = "import os\nos.listdir('/')", .javascript = "import std from 'std'\nstd"},
             Scripts{
                 .ruby = "`ls`", .python = "import os\nos.open('/etc/passwd', 0)", .javascript = "import * as os from 'os'\nos"},
             Scripts{.ruby = "system('ls')", .python = "import os\nos.system('ls')", .javascript = "process.env"},
             Scripts{.ruby = "fork", .python = "import os\nos.fork()", .javascript = "os.exec(['ls'])"},
             Scripts{.ruby = "exec('ls')",
                     .python = "import subprocess\nsubprocess.run(['ls'])",
                     .javascript = "fetch('http://127.0.0.1')"},
             Scripts{.ruby = "Socket",
                     .python = "import socket\nsocket.create_connection(('127.0.0.1', 80))",
                     .javascript = "new WebSocket('ws://127.0.0.1')"},
             Scripts{
                 .ruby = "require 'socket'", .python = "import _socket\n_socket.socket()", .javascript = "new XMLHttpRequest()"},
             Scripts{.ruby = "load '/etc/passwd'",
                     .python = "import sqlite3\nsqlite3.connect('/tmp/hako-leak').execute('create table t(x)')",
                     .javascript = "std.open('/etc/passwd', 'r')"},
             Scripts{.ruby = "IO.sysopen('/etc/passwd')",
                     .python = "import pathlib\npathlib.Path('/tmp/hako-leak').write_text('x')",
                     .javascript = "Deno.readTextFileSync('/etc/passwd')"},
             Scripts{.ruby = "Thread.new { }",
                     .python = "import threading\nthreading.Thread(target=print).start()",
                     .javascript = "new Worker('x')"},
             Scripts{.ruby = "gets.upcase", .python = "input()", .javascript = "prompt()"},
             Scripts{.ruby = "ENV['HAKO_TEST_SECRET']",
                     .python = "import os\nos.environ['HAKO_TEST_SECRET']",
                     .javascript = "process.exit()"},
             Scripts{.ruby = "ENV", .python = "import os\nos.read(0, 10)[0]", .javascript = "scriptArgs"},
             Scripts{.ruby = "ARGV",
                     .python = "import mmap\nmmap.mmap(-1, 10)",
                     .javascript = "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"},
             Scripts{.ruby = "$stdin.read", .python = "import sys\nsys.stdin.read()[0]", .javascript = "readline()"},
         }) {
        EXPECT_THROW(eval(box, source), SandboxError) << in(source);
    }
    unsetenv("HAKO_TEST_SECRET");
}

TEST_P(Hermetic, B45_GuardsHoldAgainstScriptsThatRedefineThem) {
    auto box = sandbox();
    int calls = 0;
    box.define("N").bind("F", [&](Value) { return ++calls; });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "class Kobako::Member; def self.method_missing(*a); 'mine'; end; end; N::F.(1)",
                       .python = "N.F = lambda x: 'mine'\nN.F(1)",
                       .javascript = "N.F = () => 'mine'; N.F(1)",
                   }),
              Value("mine"));
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(eval(box, {.ruby = "N::F.(1)", .python = "N.F(1)", .javascript = "N.F(1)"}), Value(1));
}

}  // namespace
}  // namespace hako::test
