// That nothing a script does is there for the next one, on the same instance. [B-03, B-18, B-45, B-49, § 10]
#include <random>
#include <span>
#include <thread>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace std::chrono_literals;
using namespace hako::literals;

struct Attempt {
    std::string_view what;
    std::string_view leave;  // may fail
    std::string_view look;
};

// Each leaves something behind; what `look` gives must not tell.
constexpr Attempt ruby_attempts[] = {
    {"a global", "$left = 1", "$left.inspect"},
    {"a constant", "LEFT = 1", "Object.const_defined?(:LEFT)"},
    {"a method", "def left; 1; end", "respond_to?(:left, true)"},
    {"a replaced core method", "class Integer; def +(o); 99; end; end; 1 + 1", "1 + 2"},
    {"a removed method", "class Array; undef_method :each; end", "n = 0; [1, 2].each { |x| n += x }; n"},
    {"an object id", "100.times { Object.new }; Object.new.object_id", "[Object.new.object_id, [].object_id, ''.object_id]"},
    {"frozen state", "String.freeze; Object.freeze; Kernel.freeze", "[String.frozen?, Object.frozen?, Kernel.frozen?]"},
    {"the collector's state", "GC.disable; a = []; 20_000.times { |i| a << i.to_s }",
     "[GC.generational_mode, GC.interval_ratio]"},
    {"$stdout", "$stdout = $stderr; puts 'x'", "$stdout.fileno"},
    {"a deep stack", "def f(n) = f(n + 1)\nf(0)", "def g(n) = n == 0 ? 0 : 1 + g(n - 1)\ng(500)"},
    {"singleton methods", "def nil.left = 1", "nil.respond_to?(:left)"},
    {"a full heap", "a = []; loop { a << 'x' * 1000 }", "a = []; 50.times { a << 'x' * 1000 }; a.size"},
    {"a timeout", "loop { a = []; 3000.times { a << Object.new } }", "GC.start; 1"},
    {"a timeout in a block", "Host::Each.call(3) { loop { } }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"an aborted block", "Host::Each.call(3) { |i| raise 'left' if i == 1 }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"a broken-off block", "Host::Each.call(3) { |i| break i if i == 1 }", "n = 0; Host::Each.call(3) { |i| n += i }; n"},
    {"a handle", "$kept = Host::Thing.call; $kept.name", "Host::Thing.call.name"},
    {"what a snippet made", "BASE['list'] << 4; BASE['more'] = 1", "[BASE['list'], BASE.size]"},
};

constexpr Attempt python_attempts[] = {
    {"a global", "left = 1", "'left' in globals()"},
    {"a builtin", "import builtins\nbuiltins.left = 1", "'left' in dir(__builtins__)"},
    {"a replaced builtin", "import builtins\nbuiltins.len = lambda x: 99", "len([1])"},
    {"deleted builtins", "import builtins\nvars(builtins).clear()", "len(dir(__builtins__))"},
    {"a patched module", "import json\njson.dumps = lambda x: 'left'", "import json\njson.dumps([1])"},
    {"an imported module", "import this, wsgiref.util, turtledemo",
     "import sys\n[n for n in ('this', 'wsgiref') if n in sys.modules]"},
    {"a module of its own", "import sys, types\nsys.modules['left'] = types.ModuleType('left')",
     "import sys\n'left' in sys.modules"},
    {"a removed module", "import sys\ndel sys.modules['json'], sys.modules['re']",
     "import sys, json\n['re' in sys.modules, json.dumps([1])]"},
    {"a patched type", "import gc\ngc.get_referents(str.__dict__)[0]['upper'] = lambda s: 'left'\n'a'.upper()", "'a'.upper()"},
    {"a patched class",
     "import decimal, collections\ncollections.OrderedDict.left = 1\nimport fractions\nfractions.Fraction.left = 2",
     "import collections, fractions\n[hasattr(collections.OrderedDict, 'left'), hasattr(fractions.Fraction, 'left')]"},
    {"an import hook", "import sys\nclass H:\n  def find_spec(self, *a): raise ValueError('left')\nsys.meta_path.insert(0, H())",
     "import sys, wave\nlen(sys.meta_path)"},
    {"a codec", "import codecs\ncodecs.register(lambda n: codecs.lookup('utf-8') if n == 'left' else None)",
     "try: r = 'a'.encode('left')\nexcept LookupError: r = 'none'\nr"},
    {"the decimal context", "import decimal\ndecimal.getcontext().prec = 3\ndecimal.DefaultContext.prec = 4",
     "import decimal\nstr(decimal.Decimal(1) / 3)"},
    {"a random state", "import random\nrandom.seed(7); [random.random() for i in range(10)]", "import random\nrandom.random()"},
    {"a clock", "import time\ntime.sleep(1000)", "import time\n[time.time(), time.monotonic()]"},
    {"a warning filter", "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('x')",
     "import warnings\nlen(warnings.filters)"},
    {"a logger", "import logging\nlogging.basicConfig(level=0)\nlogging.getLogger('left').info('x')",
     "import logging\n[len(logging.root.handlers), 'left' in logging.root.manager.loggerDict]"},
    {"the environment", "import os\nos.environ['LEFT'] = '1'\nos.putenv('LEFT2', '1')",
     "import os\n[os.environ.get('LEFT'), os.getenv('LEFT2')]"},
    {"an abstract class's cache", "import collections.abc\ncollections.abc.Sized.register(int)",
     "import collections.abc\nisinstance(1, collections.abc.Sized)"},
    {"a recursion limit", "import sys\nsys.setrecursionlimit(50)", "import sys\nsys.getrecursionlimit()"},
    {"a switch interval", "import sys\nsys.setswitchinterval(5); sys.set_int_max_str_digits(0)",
     "import sys\n[sys.getswitchinterval(), sys.get_int_max_str_digits()]"},
    {"a trace function", "import sys\nsys.settrace(lambda *a: print('left'))\nsys.setprofile(lambda *a: print('left'))",
     "import sys\ndef f(): pass\nf(); [sys.gettrace(), sys.getprofile()]"},
    {"hooks", "import sys\nsys.excepthook = sys.unraisablehook = sys.displayhook = None",
     "import sys\n[sys.excepthook is None, sys.displayhook is None]"},
    {"stdout", "import sys\nsys.stdout = sys.stderr; print('x')", "import sys\nsys.stdout.fileno()"},
    {"closed output", "import sys, os\nsys.stdout.close(); os.close(2)", "import sys\nprint('x'); sys.stderr.write('y')"},
    {"half a line", "import sys\nsys.stdout.write('half'); sys.stdout.buffer.raw", "print('whole')"},
    {"the collector's state", "import gc\ngc.disable(); gc.set_threshold(1, 1, 1); gc.callbacks.append(print); gc.freeze()",
     "import gc\n[gc.isenabled(), gc.get_threshold(), len(gc.callbacks)]"},
    {"an object id", "x = [object() for i in range(1000)]\nid(object())", "[id(object()), id([]), id('' + str(1000))]"},
    {"an interned string", "import sys\nsys.intern('some_left_string')", "id(object())"},
    {"a small integer", "import gc\ntype('x', (), {})\n(5).__class__", "5 + 0"},
    {"an exit handler", "import atexit\natexit.register(print, 'left')", "import atexit\natexit._ncallbacks()"},
    {"a weak reference", "import weakref, json\nweakref.finalize(json, print, 'left')", "1"},
    {"a context variable", "import contextvars\nv = contextvars.ContextVar('left'); v.set(1)",
     "import contextvars\nlen(contextvars.copy_context())"},
    {"an event loop", "import asyncio\nasyncio.set_event_loop(asyncio.new_event_loop())",
     "import asyncio\nasyncio._get_running_loop() is None"},
    {"a thread local", "import threading\nthreading.current_thread().name = 'left'",
     "import threading\nthreading.current_thread().name"},
    {"a database",
     "import sqlite3\nc = sqlite3.connect('file:left?mode=memory&cache=shared', uri=True)\nc.execute('create table t(x)')",
     "import sqlite3\nsqlite3.connect('file:left?mode=memory&cache=shared', uri=True).execute('select * from "
     "sqlite_master').fetchall()"},
    {"a cached function", "import functools, re\nre.compile('left+'); re._cache.clear()", "import re\nlen(re._cache)"},
    {"an exception", "try: 1 / 0\nexcept Exception as e: kept = e\nraise kept", "import sys\nsys.exc_info()[0] is None"},
    {"a deep stack", "def f(n): f(n + 1)\nf(0)", "def g(n): return 0 if n == 0 else 1 + g(n - 1)\ng(500)"},
    {"a full heap", "a = []\nwhile True: a.append('x' * 1000 + str(len(a)))", "a = ['x' * 1000 for i in range(50)]\nlen(a)"},
    {"a timeout in a collection", "import gc\nwhile True: x = []; x.append(x); gc.collect()", "import gc\ngc.collect()"},
    {"a crash", "import os\nos.abort()", "1"},
    {"an exit", "import os\nos._exit(0)", "1"},
    {"a fault", "import faulthandler\nfaulthandler._sigsegv()", "1"},
    {"a signal handler", "import signal\nsignal.signal(signal.SIGINT, print)",
     "import signal\nsignal.getsignal(signal.SIGINT) is print"},
    {"the guest's own glue",
     "import _hako_support, hako\n_hako_support.describe = None\nhako.ServiceError = int\nhako.Symbol = str",
     "import hako, _hako_support\n[hako.ServiceError.__name__, hako.Symbol.__name__, _hako_support.describe is None]"},
    {"a namespace", "Host.Each = 5\nHost.left = 1\ndel Host.Thing",
     "[callable(Host.Each), hasattr(Host, 'left'), Host.Thing().name()]"},
    {"an aborted block", "def f(i):\n  if i == 1: raise ValueError('left')\nHost.Each(3, f)",
     "n = []\nHost.Each(3, n.append); n"},
    {"a broken-off block", "import hako\ndef f(i): raise hako.Break(i)\nHost.Each(3, f)", "n = []\nHost.Each(3, n.append); n"},
    {"a timeout in a block", "def f(i):\n  while True: pass\nHost.Each(3, f)", "n = []\nHost.Each(3, n.append); n"},
    {"a nested call that never returns", "def f(n):\n  while n == 0: pass\n  Host.Each(1, lambda i: f(n - 1))\nf(3)",
     "n = []\nHost.Each(1, n.append); n"},
    {"a crash in a block", "import os\nHost.Each(1, lambda i: os.abort())", "n = []\nHost.Each(1, n.append); n"},
    {"a handle", "import sys\nsys.kept = Host.Thing(); sys.kept.name()",
     "import sys\n[hasattr(sys, 'kept'), Host.Thing().name(), hash(Host.Thing())]"},
    {"what a snippet made", "from Base import BASE\nBASE['list'].append(4); BASE['more'] = 1",
     "from Base import BASE\n[BASE['list'], len(BASE)]"},
};

constexpr Attempt javascript_attempts[] = {
    {"a global", "globalThis.left = 1", "typeof left"},
    {"a variable", "let left = 1; const left2 = 2; function left3() {}", "[typeof left, typeof left2, typeof left3]"},
    {"a replaced method", "Array.prototype.join = () => 'left'", "[1, 2].join()"},
    {"a removed method", "delete Array.prototype.map", "[1, 2].map((x) => x)"},
    {"a polluted prototype", "Object.prototype.left = 1; Array.prototype[5] = 2", "[({}).left ?? null, [][5] ?? null]"},
    {"a frozen prototype", "Object.freeze(Object.prototype); Object.freeze(globalThis)", "Object.isFrozen(Object.prototype)"},
    {"a replaced global", "Map = Promise = JSON = null", "[typeof Map, typeof Promise, typeof JSON]"},
    {"a symbol", "Symbol.for('left'); Symbol.prototype.left = 1", "Symbol.for('left').left ?? null"},
    {"a random state", "for (let i = 0; i < 10; i++) Math.random()", "Math.random()"},
    {"entropy", "crypto.randomUUID()", "crypto.randomUUID()"},
    {"a clock", "await new Promise((r) => setTimeout(r, 1000000))", "[Date.now(), performance.now()]"},
    {"a timer", "setTimeout(() => console.log('left'), 1); throw new Error('x')", "1"},
    {"an interval", "setInterval(() => console.log('left'), 1); throw new Error('x')", "1"},
    {"a job", "Promise.resolve().then(() => console.log('left')); throw new Error('x')", "1"},
    {"a rejection", "Promise.reject(1); Promise.reject(2); throw new Error('x')", "1"},
    {"a trace limit", "Error.stackTraceLimit = 0; Error.prepareStackTrace = () => 'left'", "new Error('x').stack"},
    {"a console", "console.log = () => {}; console.group(); console.count()", "console.log('x'); console.count(); 1"},
    {"an indentation", "console.group('left')", "console.log('x')"},
    {"a replaced service", "Host.Each = 5; delete Host.Thing; Host.left = 1",
     "[typeof Host.Each, typeof Host.Thing, 'left' in Host]"},
    {"the guest's own errors", "ServiceError.prototype.left = 1; hako.Break = null",
     "[typeof hako.Break, 'left' in ServiceError.prototype]"},
    {"a weak reference", "globalThis.left = new WeakRef({})", "typeof left"},
    {"a finalizer", "new FinalizationRegistry(() => console.log('left')).register({}, 1)", "1"},
    {"a regular expression's state", "RegExp.prototype.exec = () => null", "/a/.test('a')"},
    {"a full heap", "const a = []; for (;;) a.push('x'.repeat(1000) + a.length)",
     "Array.from({length: 50}, (_, i) => 'x'.repeat(1000) + i).length"},
    {"a deep stack", "function f() { f() }\nf()", "function g(n) { return n == 0 ? 0 : 1 + g(n - 1) }\ng(500)"},
    {"a timeout", "for (;;) [{}]", "1"},
    {"a timeout in a sort", "for (;;) [3, 1, 2].sort(() => { for (;;); })", "[3, 1, 2].sort()"},
    {"a timeout in a block", "Host.Each(3, () => { for (;;); })", "let n = 0; Host.Each(3, (i) => { n += i }); n"},
    {"an aborted block", "Host.Each(3, (i) => { if (i == 1) throw new Error('left') })",
     "let n = 0; Host.Each(3, (i) => { n += i }); n"},
    {"a broken-off block", "Host.Each(3, (i) => { throw new hako.Break(i) })", "let n = 0; Host.Each(3, (i) => { n += i }); n"},
    {"a handle", "globalThis.kept = Host.Thing(); kept.name()", "[typeof kept, Host.Thing().name()]"},
    {"what a snippet made", "BASE.list.push(4); BASE.more = 1", "[BASE.list, Object.keys(BASE).length]"},
};

class Isolating : public InEveryLanguage {
   protected:
    static std::span<const Attempt> attempts() {
        if (is("ruby")) return ruby_attempts;
        if (is("python")) return python_attempts;
        return javascript_attempts;
    }
    static Sandbox make_box() {
        auto box = sandbox({.timeout = 20s, .memory_limit = 8_MiB});
        box.define("Host")
            .bind("Each",
                  [](int n, Block& block) {
                      for (int i = 0; i < n; ++i) block(i);
                      return n;
                  })
            .bind("Thing", [] { return std::make_shared<Item>("thing"); });
        box.preload("Base", in({.ruby = "BASE = { 'list' => [1, 2, 3] }",
                                .python = "BASE = {'list': [1, 2, 3]}",
                                .javascript = "const BASE = {list: [1, 2, 3]}"}));
        return box;
    }
    /// Everything about an invocation but how long it took.
    static std::string told(const Result& result) {
        const auto& execution = result.execution();
        const auto text = execution.stdout_text() + "|" + execution.stderr_text() + "|" +
                          std::to_string(execution.usage.memory_peak.count()) + "|";
        return result ? text + result.value().inspect()
                      : text + std::string(class_name(result.failure().kind)) + ": " + result.failure().message;
    }
};
HAKO_IN_EVERY_LANGUAGE(Isolating);

TEST_P(Isolating, B03_B18_NothingIsCarriedOver) {
    for (const auto& [what, leave, look] : attempts()) {
        const auto clean = told(make_box().try_eval(look));
        ASSERT_NE(clean.find('|'), std::string::npos);
        const auto box = make_box();
        for (int round = 0; round < 2; ++round) {
            static_cast<void>(box.try_eval(leave, With().timeout(150ms)));
            EXPECT_EQ(told(box.try_eval(look)), clean) << what;
        }
    }
}

TEST_P(Isolating, B03_TheLooksWouldTell) {
    // In one session, where everything is meant to stay, most of what was left is there: the attempts above are real ones.
    int seen = 0, total = 0;
    for (const auto& [what, leave, look] : attempts()) {
        const auto clean = told(make_box().try_eval(look));
        const auto box = make_box();
        auto session = box.session();
        static_cast<void>(session.try_eval(leave, With().timeout(150ms)));
        seen += told(session.try_eval(look)) != clean;
        ++total;
    }
    EXPECT_GE(seen * 2, total) << seen << " of " << total;
}

TEST_P(Isolating, B09_TenantsOnOneInstanceSeeNothingOfEachOther) {
    std::vector<Sandbox> tenants;
    for (int i = 0; i < 8; ++i) {
        const auto n = std::to_string(i);
        tenants.push_back(sandbox({.timeout = 5s}));
        tenants.back().define("N" + n).bind("Id", [i] { return i; });
        tenants.back().preload(
            "Own", in({.ruby = "OWN = [", .python = "OWN = [", .javascript = "const OWN = []; OWN.length = 0 * "}) + n +
                       in({.ruby = "] * ", .python = "] * ", .javascript = " || "}) + std::to_string(i * 50));
    }
    std::mt19937 random(7);
    for (int k = 0; k < 200; ++k) {
        const auto i = random() % tenants.size();
        const auto n = std::to_string(i);
        const auto value = tenants[i].eval(
            in({.ruby = "$seen = $seen.to_i + 1; OWN << 1; [OWN.size, N",
                .python = "import sys, Own\nsys.seen = getattr(sys, 'seen', 0) + 1; Own.OWN.append(1); [len(Own.OWN), N",
                .javascript = "globalThis.seen = (globalThis.seen ?? 0) + 1; OWN.push(1); [OWN.length, N"}) +
            n +
            in({
                .ruby = "::Id.call, $seen, Object.constants.select { |c| c.to_s[0] == 'N' && c.to_s.size == 2 }.size]",
                .python = ".Id(), sys.seen, len([n for n in sys.modules if n[0] == 'N' and len(n) == 2])]",
                .javascript = ".Id(), seen, Object.getOwnPropertyNames(globalThis).filter((n) => /^N\\d$/.test(n)).length]",
            }));
        ASSERT_EQ(value.value, Value(static_cast<int>(i) * 50 + 1, static_cast<int>(i), 1, 1)) << k;
    }
}

TEST_P(Isolating, B03_B22_MixedInvocationsOnManyThreadsGiveWhatTheyGiveAlone) {
    std::vector<Sandbox> boxes;
    for (int i = 0; i < 3; ++i) boxes.push_back(make_box());
    std::vector<std::string> alone;
    for (const auto& attempt : attempts()) alone.push_back(told(make_box().try_eval(attempt.look)));
    std::vector<std::jthread> threads;
    for (unsigned t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            std::mt19937 random(t);
            for (int k = 0; k < 25; ++k) {
                const auto i = random() % attempts().size();
                const auto& box = boxes[random() % boxes.size()];
                static_cast<void>(box.try_eval(attempts()[random() % attempts().size()].leave, With().timeout(20ms)));
                EXPECT_EQ(told(box.try_eval(attempts()[i].look, With().timeout(20s))), alone[i]) << attempts()[i].what;
            }
        });
    }
}

}  // namespace
}  // namespace hako::test
