// What a script finds inside the JavaScript guest. One section of docs/javascript.md each.
#include <cmath>
#include <limits>

#include "support/cases.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::Item;
using test::script_error;
using test::thrown;

Sandbox sandbox(Options options = {}) { return Sandbox(javascript(), options); }

/// A sandbox whose service T.Is tells what it was given, and T.Echo gives it back.
Sandbox telling_sandbox() {
    Sandbox box = sandbox();
    box.define("T")
        .bind("Echo", [](Value value) { return value; })
        .bind("Is", [](const Value& value) { return std::string(value.type_name()); })
        .bind("Item", [] { return std::make_shared<Item>("cup"); });
    return box;
}

std::string printed(std::string_view script) { return sandbox().eval(script).stdout_text(); }

// --- scripts, snippets, entrypoints -----------------------------------------------------------------------------------

TEST(JavascriptScripts, TheLastStatementIsTheValue) {
    expect_values(sandbox(), {
                                 {"", nullptr},
                                 {"// nothing", nullptr},
                                 {"1 + 1", 2},
                                 {"let x = 20\nconst y = 22\nx + y", 42},
                                 {"let x = 1", nullptr},
                                 {"undefined", nullptr},
                                 {"if (true) 5", 5},
                                 {"for (let i = 0; i < 3; i++) i", 2},
                                 {"function f() { return 5 }\nf()", 5},
                                 {"({a: 1})", Map{{"a", 1}}},
                                 {"#!/usr/bin/env node\n7", 7},
                                 {"'use strict'; this === globalThis", true},
                             });
}

TEST(JavascriptScripts, AwaitWorksAtTopLevel) {
    expect_values(sandbox(), {
                                 {"await 5", 5},
                                 {"const x = await Promise.resolve(20)\nx + 1", 21},
                                 {"async function f() { await null; return 7 }\nf()", 7},
                                 {"Promise.resolve(Promise.resolve([1]))", array(1)},
                                 {"const all = []\nfor await (const x of [1, Promise.resolve(2)]) all.push(x)\nall", Value(1, 2)},
                                 {"await Promise.all([1, 2].map(async (x) => x * 2))", Value(2, 4)},
                                 {"const await1 = 'await'; await1", "await"},
                                 {"let x = 0; Promise.resolve().then(() => { x = 5 }); await null; await null; x", 5},
                                 {"const list = []; setTimeout(() => list.push(2), 10); queueMicrotask(() => list.push(1)); list",
                                  Value(1, 2)},
                             });
    expect_errors(sandbox(), {
                                 {"new Promise(() => {})",
                                  "TypeError: the promise is never settled: nothing that could settle it is left to do"},
                                 {"await new Promise(() => {}); 1",
                                  "TypeError: the promise is never settled: nothing that could settle it is left to do"},
                                 {"Promise.reject(new RangeError('x'))", "RangeError: x"},
                                 {"Promise.reject(new RangeError('x')); 1", "RangeError: x"},
                                 {"(async () => { throw new RangeError('x') })(); 1", "RangeError: x"},
                             });
    EXPECT_EQ(
        sandbox().eval("const p = Promise.reject(1); setTimeout(() => p.catch(() => {})); await 0; p.catch(() => {}); 3").value,
        Value(3));
}

TEST(JavascriptScripts, SnippetsAreScriptsOrModules) {
    auto box = sandbox();
    box.preload("pricing",
                "import {rate} from './rates.js'\nexport default 'prices'\nexport const total = (n) => n * rate\n"
                "export async function later(n) { await null; return total(n) }\nexport const name = import.meta !== undefined");
    box.preload("rates", "export let rate = 3\nexport function raise() { rate++ }");
    box.preload("helpers", "const double = (n) => n * 2\nfunction triple(n) { return n * 3 }\nvar four = 4");
    box.preload("waiting", "export const ready = await new Promise((r) => setTimeout(() => r('yes'), 5000))");
    expect_values(
        box, {
                 {"import {total} from 'pricing'\ntotal(2)", 6},
                 {"import prices, {total as t} from 'pricing'\nimport * as rates from 'rates'\nrates.raise();\n[prices, t(2)]",
                  Value("prices", 8)},
                 {"import 'pricing'; 5", 5},
                 {"const {total} = await import('pricing')\ntotal(1)", 3},
                 {"[double(2), triple(2), four]", Value(4, 6, 4)},
                 {"import {ready} from 'waiting'\nready", "yes"},
             });
    expect_errors(box, {
                           {"import {zork} from 'pricing'", "SyntaxError: the module has no export named 'zork'"},
                           {"await import('zork')", "ReferenceError: there is no module 'zork'; snippets are the only ones"},
                           {"await import('helpers')",
                            "SyntaxError: the snippet helpers is a script, which exports nothing; its variables are global"},
                           {"import {total} from 'pricing'\ntotal = 5", "TypeError: 'total' is read-only"},
                       });
    EXPECT_EQ(box.run("total", {2}).value, Value(6));
    EXPECT_EQ(box.run("pricing.later", {2}).value, Value(6));
    EXPECT_EQ(box.run("double", {2}).value, Value(4));
    EXPECT_EQ(box.run("triple", {2}).value, Value(6));
}

TEST(JavascriptScripts, SessionsKeepVariablesAndDeclareThemAgain) {
    const auto box = sandbox();
    auto session = box.session();
    session.eval("let x = 1; const y = 2; var z = 3; class A {}; function f() { return x }");
    EXPECT_EQ(session.eval("x += 10; [x, y, z, typeof A, f()]").value, Value(11, 2, 3, "function", 11));
    EXPECT_EQ(session.eval("let x = 'new'; const y = 'too'; class A {}; [x, y, f()]").value, Value("new", "too", "new"));
    EXPECT_EQ(session.eval("const w = await Promise.resolve(5)\nw").value, Value(5));
    EXPECT_EQ(session.eval("w + 1").value, Value(6));
    EXPECT_EQ(script_error(box, "let x = 1; let x = 2").substr(0, 11), "SyntaxError");
}

// --- services ---------------------------------------------------------------------------------------------------------

TEST(JavascriptServices, ArgumentsKeywordsAndFunctions) {
    auto box = sandbox();
    box.define("N").bind("F", [](Arguments positional, Keywords keywords, Block* block) {
        Map map;
        for (const auto& [name, value] : keywords) map.set(Symbol(name), value);
        return Value(Array(positional), map, block != nullptr);
    });
    expect_values(box, {
                           {"N.F(1, {x: 2})", Value(array(1), Map{{sym("x"), 2}}, false)},
                           {"N.F({x: 2}, 1)", Value(Value(Map{{"x", 2}}, 1), Map(), false)},
                           {"N.F({x: 2}, () => 1)", Value(Value(Array()), Map{{sym("x"), 2}}, true)},
                           {"N.F(() => 1, {x: 2})", Value(Value(Array()), Map{{sym("x"), 2}}, true)},
                           {"N.F(new Map([['x', 2]]))", Value(array(Map{{"x", 2}}), Map(), false)},
                           {"N.F({})", Value(Value(Array()), Map(), false)},
                           {"N.F([{x: 2}])", Value(array(array(Map{{"x", 2}})), Map(), false)},
                           {"N.F.call(1)", Value(array(1), Map(), false)},
                           {"hako.call(N.F, 'call', 1)", Value(array(1), Map(), false)},
                           {"[1, 2].map((n) => N.F(n)[0][0])", Value(1, 2)},
                           {"const f = N.F; f(1)[0]", array(1)},
                       });
    expect_errors(
        box,
        {
            {"N.F(undefined)",
             "TypeError: an argument of N::F.call is of type undefined, which has no wire form; null stands for nothing"},
            {"N.F(new Set())", "TypeError: an argument of N::F.call is of type Set, which has no wire form; send [...x]"},
            {"N.F({k: new Date()})",
             "TypeError: argument 'k' of N::F.call is of type Date, which has no wire form; send x.toISOString() or x.getTime()"},
            {"N.F([Symbol('x')])",
             "TypeError: an argument of N::F.call holds a value of type symbol, which has no wire form; only those of "
             "Symbol.for(name) have one"},
        });
}

TEST(JavascriptServices, HandlesAreObjectsOfTheHosts) {
    const auto box = telling_sandbox();
    expect_values(box, {
                           {"T.Item().name()", "cup"},
                           {"const i = T.Item(); i.rename('mug'); i.name()", "mug"},
                           {"String(T.Item())", "[object Handle]"},
                           {"hako.inspect([T.Item(), T.Item])", "[ [Handle], [Service T::Item] ]"},
                           {"const i = T.Item(); i === i && i !== T.Item()", true},
                           {"await T.Item().self().name()", "cup"},
                           {"hako.isHandle(T.Item())", true},
                           {"Object.keys(T)", Value("Echo", "Is", "Item")},
                       });
    expect_errors(box, {
                           {"const {name} = T.Item(); name()", "TypeError: a method of the host's must be called on its object"},
                           {"T.Item().x = 1", "TypeError: properties of a host's object can't be set"},
                           {"T.Nope()", "TypeError: not a function"},
                       });
}

TEST(JavascriptServices, AFailureIsAServiceError) {
    auto box = sandbox();
    box.define("N").bind("Fail", [] { throw std::runtime_error("no"); });
    expect_values(
        box,
        {{"try { N.Fail() } catch (e) { [e instanceof ServiceError, e instanceof Error, e.name, e.message, e.type, e.details] }",
          Value(true, true, "ServiceError", "RuntimeError: no", "runtime", nullptr)},
         {"try { N.Fail.zork() } catch (e) { e.type }", "undefined"},
         {"try { N.Fail(1) } catch (e) { e.type }", "argument"}});
    const auto error = thrown<ServiceError>([&] { box.eval("\nN.Fail()"); });
    EXPECT_EQ(error.klass(), "ServiceError");
    EXPECT_EQ(error.backtrace(), std::vector<std::string>{"(eval):2"});
}

// --- values -----------------------------------------------------------------------------------------------------------

TEST(JavascriptValues, EachKindCrossesBothWays) {
    const auto box = telling_sandbox();
    expect_values(
        box,
        {
            {"[null, true, false]", Value(nullptr, true, false)},
            {"[1, -1, 1.5, 2.0, 9007199254740991, -9007199254740991]", Value(1, -1, 1.5, 2, 9007199254740991, -9007199254740991)},
            {"[9007199254740992, 1e300]", Value(9007199254740992.0, 1e300)},
            {"[1n, 2n ** 53n, -(2n ** 63n), 2n ** 64n - 1n]",
             Value(1, 9007199254740992, std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::uint64_t>::max())},
            {"'text é 😀'", "text é 😀"},
            {"'a' + 'b'.repeat(3)", "abbb"},
            {"Symbol.for('name')", sym("name")},
            {"new Uint8Array([1, 255])", Binary("\x01\xff")},
            {"new Uint8Array(0)", Binary("")},
            {"({a: 1, b: [2, {c: null}]})", Map{{"a", 1}, {"b", Value(2, Map{{"c", nullptr}})}}},
            {"({2: 'x', 1: 'y'})", Map{{"1", "y"}, {"2", "x"}}},
            {"Object.assign(Object.create(null), {a: 1})", Map{{"a", 1}}},
            {"new Map([[1, 2], ['a', 3], [[1], 4]])", Map{{1, 2}, {"a", 3}, {array(1), 4}}},
            {"({get a() { return 5 }, [Symbol('x')]: 1})", Map{{"a", 5}}},
            {"new Proxy({a: 1}, {})", Map{{"a", 1}}},
            {"class L extends Array {}; L.of(1, 2)", Value(1, 2)},
        });
    expect_errors(
        box,
        {
            {"[undefined]",
             "Kobako::SandboxError: return value of type Array is not a supported sandbox value type: there is a value of type "
             "undefined in it; null stands for nothing"},
            {"(() => 1)", "Kobako::SandboxError: return value of type function is not a supported sandbox value type"},
            {"new Date(0)",
             "Kobako::SandboxError: return value of type Date is not a supported sandbox value type; send x.toISOString() or "
             "x.getTime()"},
            {"new Set([1])", "Kobako::SandboxError: return value of type Set is not a supported sandbox value type; send [...x]"},
            {"/x/", "Kobako::SandboxError: return value of type RegExp is not a supported sandbox value type; send x.source"},
            {"new Error('x')",
             "Kobako::SandboxError: return value of type Error is not a supported sandbox value type; send x.message"},
            {"new ArrayBuffer(1)",
             "Kobako::SandboxError: return value of type ArrayBuffer is not a supported sandbox value type; send new "
             "Uint8Array(x)"},
            {"new Int16Array(1)",
             "Kobako::SandboxError: return value of type Int16Array is not a supported sandbox value type; send Array.from(x), "
             "or its bytes as a Uint8Array"},
            {"class P {}; new P()",
             "Kobako::SandboxError: return value of type P is not a supported sandbox value type; send a plain object, as "
             "{...x}"},
            {"2n ** 64n",
             "Kobako::SandboxError: return value of type bigint is not a supported sandbox value type; it is beyond 64 bits; "
             "send String(x)"},
            {"'\\ud800'",
             "Kobako::SandboxError: return value of type string is not a supported sandbox value type; it holds a lone "
             "surrogate; send x.toWellFormed()"},
            {"Symbol('x')",
             "Kobako::SandboxError: return value of type symbol is not a supported sandbox value type; only those of "
             "Symbol.for(name) have one"},
        });
}

TEST(JavascriptValues, WhatComesFromTheHost) {
    auto box = sandbox();
    Value given;
    box.define("N").bind("Get", [&] { return given; });
    const auto shown = [&](Value value) {
        given = std::move(value);
        return box.eval("const x = N.Get(); `${typeof x} ${hako.inspect(x)}`").value.as<std::string>();
    };
    EXPECT_EQ(shown(nullptr), "object null");
    EXPECT_EQ(shown(true), "boolean true");
    EXPECT_EQ(shown(5), "number 5");
    EXPECT_EQ(shown(5.0), "number 5");
    EXPECT_EQ(shown(-0.0), "number -0");
    EXPECT_EQ(shown(9007199254740991), "number 9007199254740991");
    EXPECT_EQ(shown(9007199254740992), "bigint 9007199254740992n");
    EXPECT_EQ(shown(std::numeric_limits<std::uint64_t>::max()), "bigint 18446744073709551615n");
    EXPECT_EQ(shown("é"), "string 'é'");
    EXPECT_EQ(shown(Binary("\xff")), "object Uint8Array(1) [ 255 ]");
    EXPECT_EQ(shown(sym("s")), "symbol Symbol(s)");
    EXPECT_EQ(shown(Value(1, Value(Array()))), "object [ 1, [] ]");
    EXPECT_EQ(shown(Map{{"a", 1}, {"__proto__", 2}}), "object { a: 1, __proto__: 2 }");
    EXPECT_EQ(shown(Map{{1, 2}, {"a", 3}}), "object Map(2) { 1 => 2, 'a' => 3 }");
    EXPECT_EQ(shown(Map{{sym("a"), 1}}), "object Map(1) { Symbol(a) => 1 }");
    EXPECT_EQ(shown(Map{}), "object {}");
}

// --- what is there ----------------------------------------------------------------------------------------------------

TEST(JavascriptConsole, ShowsNestedValues) {
    const std::pair<const char*, const char*> cases[] = {
        {"'a', 1, -0, true, null, undefined, 5n, Symbol('s')", "a 1 -0 true null undefined 5n Symbol(s)\n"},
        {"[1, 'a', [2]], {a: {b: {c: {d: 1}}}}", "[ 1, 'a', [ 2 ] ] { a: { b: { c: [Object] } } }\n"},
        {"new Map([[1, {a: 2}]]), new Set(['x'])", "Map(1) { 1 => { a: 2 } } Set(1) { 'x' }\n"},
        {"{}, [], new Map(), new Set()", "{} [] Map(0) {} Set(0) {}\n"},
        {"function f() {}, () => 1, class A {}, class B extends Map {}",
         "[Function: f] [Function (anonymous)] [class A] [class B extends Map]\n"},
        {"new (class P { x = 1 }), Object.create(null)", "P { x: 1 } [Object: null prototype] {}\n"},
        {"new Date(0), /x/g, new Uint8Array(2)", "1970-01-01T00:00:00.000Z /x/g Uint8Array(2) [ 0, 0 ]\n"},
        {"[, 1, , ,]", "[ <1 empty item>, 1, <2 empty items> ]\n"},
        {"{get a() { throw 1 }, set a(v) {}, get b() { throw 1 }, 'c d': 1}", "{ a: [Getter/Setter], b: [Getter], 'c d': 1 }\n"},
        {"Promise.resolve(1), new Promise(() => {})", "Promise { 1 } Promise { <pending> }\n"},
        {"new Proxy({a: 1}, {get() { throw 1 }})", "{ a: 1 }\n"},
        {"'%s is %d%% of %j %o', 'a', 5, {x: 1}, [1], 'more'", "a is 5% of {\"x\":1} [ 1 ] more\n"},
        {"\"it's\", [\"it's\", 'a\\nb']", "it's [ \"it's\", 'a\\nb' ]\n"},
        {"Object(1), Object('a')", "[Number: 1] [String: 'a']\n"},
    };
    for (const auto& [arguments, expected] : cases)
        EXPECT_EQ(printed("console.log(" + std::string(arguments) + ")"), expected) << arguments;
    EXPECT_EQ(printed("const a = {x: [1]}; a.self = a; console.log(a)"), "<ref *1> { x: [ 1 ], self: [Circular *1] }\n");
    EXPECT_EQ(printed("console.log('a\\ud800')"), "a\xef\xbf\xbd\n");
    EXPECT_EQ(printed("console.log(Array.from({length: 200}, (_, i) => i)); ").substr(0, 11), "[\n  0, 1, 2");
    EXPECT_EQ(printed("console.group('g'); console.log('a\\nb'); console.groupEnd(); console.log('c')"), "g\n  a\n  b\nc\n");
    EXPECT_EQ(
        printed("console.table([{a: 1, b: 'x'}])"),
        "┌─────────┬───┬─────┐\n│ (index) │ a │ b   │\n├─────────┼───┼─────┤\n│ 0       │ 1 │ 'x' │\n└─────────┴───┴─────┘\n");
    EXPECT_EQ(printed("console.count(); console.count('x'); console.count()"), "default: 1\nx: 1\ndefault: 2\n");
    const auto both = sandbox().eval(
        "console.info('i'); console.debug('d'); console.warn('w'); console.error('e'); console.assert(false, 'no')");
    EXPECT_EQ(both.stdout_text(), "i\nd\n");
    EXPECT_EQ(both.stderr_text(), "w\ne\nAssertion failed: no\n");
    EXPECT_EQ(sandbox().eval("console.log(new TypeError('bad'))").stdout_text(), "TypeError: bad\n    at <eval> ((eval):1:17)\n");
}

TEST(JavascriptSurroundings, TimersRunInVirtualTime) {
    expect_values(sandbox(),
                  {
                      {"const l = []; setTimeout(() => l.push('b'), 2); setTimeout(() => l.push('a'), 1); setTimeout((x) => "
                       "l.push(x), 3, 'c'); l",
                       Value("a", "b", "c")},
                      {"const t = Date.now(); await new Promise((r) => setTimeout(r, 86400000)); Date.now() - t", 86400000},
                      {"let n = 0; const i = setInterval(() => { if (++n == 5) clearInterval(i) }, 10); await new Promise((r) => "
                       "setTimeout(r, 1000)); n",
                       5},
                      {"let n = 0; clearTimeout(setTimeout(() => n++, 1)); await new Promise((r) => setTimeout(r, 5)); n", 0},
                      {"const a = performance.now(); await new Promise((r) => setTimeout(r, 250)); performance.now() - a", 250},
                  });
    EXPECT_EQ(script_error(sandbox(), "setTimeout(() => { throw new RangeError('late') }, 5); 1"), "RangeError: late");
    EXPECT_EQ(script_error(sandbox(), "setTimeout('code')"), "TypeError: a timer needs a function");
}

TEST(JavascriptSurroundings, TextAndBytes) {
    expect_values(
        sandbox(),
        {
            {"new TextEncoder().encode('é😀')", Binary("\xc3\xa9\xf0\x9f\x98\x80")},
            {"new TextDecoder().decode(new Uint8Array([0xc3, 0xa9]))", "é"},
            {"new TextDecoder().decode(new Uint8Array([0x61, 0xff, 0xe2, 0x82]))", "a\xef\xbf\xbd\xef\xbf\xbd"},
            {"new TextDecoder().decode(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]))", "a"},
            {"new TextDecoder('utf-16le').decode(new Uint8Array([0x61, 0, 0xe9, 0]))", "aé"},
            {"new TextDecoder('latin1').decode(new Uint8Array([0xe9, 0x80]))", "é€"},
            {"const d = new TextDecoder(); d.decode(new Uint8Array([0xc3]), {stream: true}) + d.decode(new Uint8Array([0xa9]))",
             "é"},
            {"new TextEncoder().encodeInto('aé', new Uint8Array(2))", Map{{"read", 1}, {"written", 1}}},
            {"[btoa('hi'), atob('aGk=')]", Value("aGk=", "hi")},
            {"Uint8Array.fromBase64('aGk=').toHex()", "6869"},
        });
    expect_errors(sandbox(), {{"new TextDecoder('utf-8', {fatal: true}).decode(new Uint8Array([0xff]))",
                               "TypeError: the bytes are not text in this encoding"},
                              {"new TextDecoder('zork')", "RangeError: the encoding 'zork' is not known"}});
}

TEST(JavascriptSurroundings, Urls) {
    const std::pair<const char*, const char*> cases[] = {
        {"'https://user:pa ss@EXAMPLE.com:443/a/../b%20c?q=ü#f g'", "https://user:pa%20ss@example.com/b%20c?q=%C3%BC#f%20g"},
        {"'../x?y', 'http://h/a/b/c'", "http://h/a/x?y"},
        {"'//other/p', 'https://h/a'", "https://other/p"},
        {"'?q', 'http://h/a?b#c'", "http://h/a?q"},
        {"'#f', 'http://h/a?b#c'", "http://h/a?b#f"},
        {"'', 'http://h/a?b#c'", "http://h/a?b"},
        {"'http://0x7f.1/'", "http://127.0.0.1/"},
        {"'http://[2001:DB8:0:0::1]:80/'", "http://[2001:db8::1]/"},
        {"'http://münchen.de/'", "http://xn--mnchen-3ya.de/"},
        {"'file:///C|/a/../..'", "file:///C:/"},
        {"'mailto:a@b.c'", "mailto:a@b.c"},
        {"'data:text/plain,a b'", "data:text/plain,a b"},
        {"'  http:\\\\\\\\h\\\\a\\tb  '", "http://h/ab"},
        {"'javascript:alert(1)'", "javascript:alert(1)"},
        {"'http://h:8080/%7Ea/./b/%2e%2e/c'", "http://h:8080/%7Ea/c"},
    };
    for (const auto& [arguments, expected] : cases) {
        EXPECT_EQ(sandbox().eval("new URL(" + std::string(arguments) + ").href").value, Value(expected)) << arguments;
    }
    for (const char* bad : {"''", "'a'", "'http://'", "'http://a b/'", "'http://h:99999/'", "'http://1.2.3.256/'",
                            "'http://[::1/'", "'http://%00/'"}) {
        EXPECT_EQ(sandbox().eval("URL.canParse(" + std::string(bad) + ")").value, Value(false)) << bad;
    }
    expect_values(
        sandbox(),
        {
            {"const u = new URL('http://h/p?a=1&b=2'); u.searchParams.append('c', 'x y'); u.searchParams.delete('a'); u.href",
             "http://h/p?b=2&c=x+y"},
            {"const u = new URL('http://h/p'); u.port = '8080'; u.pathname = '/a b'; u.hash = 'x'; u.search = '?q=1'; [u.href, "
             "u.host, u.origin]",
             Value("http://h:8080/a%20b?q=1#x", "h:8080", "http://h:8080")},
            {"[...new URLSearchParams('a=1&a=%20&b=+')]", Value(Value("a", "1"), Value("a", " "), Value("b", " "))},
            {"new URLSearchParams({x: 'é&=', y: 1}).toString()", "x=%C3%A9%26%3D&y=1"},
            {"JSON.stringify({u: new URL('http://h')})", R"({"u":"http://h/"})"},
        });
    EXPECT_EQ(script_error(sandbox(), "new URL('zork')"), "TypeError: Invalid URL: zork");
}

TEST(JavascriptSurroundings, StructuredClone) {
    expect_values(sandbox(),
                  {
                      {"structuredClone({a: [1, {b: 2}]})", Map{{"a", Value(1, Map{{"b", 2}})}}},
                      {"const o = {}; o.self = o; const c = structuredClone(o); c.self === c && c !== o", true},
                      {"const c = structuredClone(new Map([[{a: 1}, new Set([1])]])); hako.inspect(c)",
                       "Map(1) { { a: 1 } => Set(1) { 1 } }"},
                      {"structuredClone(new Date(5)).getTime()", 5},
                      {"const e = structuredClone(new RangeError('x')); [e instanceof RangeError, e.message]", Value(true, "x")},
                      {"const u = new Uint8Array([1, 2]); const c = structuredClone(u); u[0] = 9; [...c]", Value(1, 2)},
                      {"const b = new ArrayBuffer(4); structuredClone(b, {transfer: [b]}); b.detached", true},
                  });
    for (const char* bad : {"() => 1", "Symbol('x')", "{a() {}}", "new WeakMap()"}) {
        EXPECT_EQ(sandbox().eval("try { structuredClone(" + std::string(bad) + ") } catch (e) { e.name }").value,
                  Value("DataCloneError"))
            << bad;
    }
}

TEST(JavascriptSurroundings, RandomNumbersAreTheSameInEveryInvocation) {
    const auto box = sandbox();
    const char* script =
        "[Math.random(), Math.random(), crypto.randomUUID(), crypto.randomUUID(), ...crypto.getRandomValues(new Uint8Array(4))]";
    const auto first = box.eval(script).value;
    EXPECT_EQ(box.eval(script).value, first);
    EXPECT_NE(first[0], first[1]);
    EXPECT_NE(first[2], first[3]);
    expect_values(box,
                  {{"/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())", true},
                   {"try { crypto.getRandomValues(new Float64Array(1)) } catch (e) { e.name }", "TypeMismatchError"},
                   {"try { crypto.getRandomValues(new Uint8Array(65537)) } catch (e) { e.name }", "QuotaExceededError"}});
}

TEST(JavascriptSurroundings, TheLanguageIsThere) {
    expect_values(
        sandbox(),
        {
            {"[3, 1, 2].toSorted().with(0, 9).findLast((x) => x > 2)", 3},
            {"Object.groupBy([1, 2, 3], (x) => x % 2 ? 'odd' : 'even')", Map{{"odd", Value(1, 3)}, {"even", array(2)}}},
            {"'a-b-c'.replaceAll('-', '+') + 'x'.at(-1)", "a+b+cx"},
            {"/(?<y>\\d{4})-(?<m>\\d\\d)/.exec('2026-07').groups.m", "07"},
            {"'aBc'.match(/\\p{Lu}/u)[0]", "B"},
            {"class A { #x = 5; static { A.y = 1 } get x() { return this.#x } }; new A().x + A.y", 6},
            {"const {a, ...rest} = {a: 1, b: 2, c: 3}; rest", Map{{"b", 2}, {"c", 3}}},
            {"null ?? (undefined?.x ?? 'd')", "d"},
            {"2n ** 100n % 1000007n === 2n ** 100n % 1000007n && typeof 5n", "bigint"},
            {"const o = {}; new WeakRef(o).deref() === o", true},
            {"new Date(Date.UTC(2026, 6, 1)).toISOString()", "2026-07-01T00:00:00.000Z"},
            {"new Date(2026, 6, 1).getTimezoneOffset()", 0},
            {"JSON.stringify({a: [1, 'x', null]}, null, 1)", "{\n \"a\": [\n  1,\n  \"x\",\n  null\n ]\n}"},
            {"JSON.parse('[1, {\"a\": 1e3}]')", Value(1, Map{{"a", 1000}})},
            {"eval('1 + 1') + new Function('return 3')()", 5},
            {"async function* g() { yield 1; yield 2 }\nconst l = []; for await (const x of g()) l.push(x); l", Value(1, 2)},
            {"new Set([1, 2]).union(new Set([3])).size", 3},
            {"Array.fromAsync([Promise.resolve(1)])", array(1)},
            {"Promise.withResolvers !== undefined && Iterator.from([1, 2]).map((x) => x * 2).toArray()", Value(2, 4)},
            {"'\\ud800a'.isWellFormed()", false},
            {"const t = new Int32Array(new SharedArrayBuffer(8)); [Atomics.add(t, 1, 5), Atomics.load(t, 1), Atomics.notify(t, "
             "1)]",
             Value(0, 5, 0)},
            {"const b = new SharedArrayBuffer(1, {maxByteLength: 4}); b.grow(3); [b.byteLength, b.growable]", Value(3, true)},
            {"try { Atomics.wait(new Int32Array(new SharedArrayBuffer(8)), 0, 0) } catch (e) { e.name }", "TypeError"},
        });
}

TEST(JavascriptSurroundings, NothingReachesOutside) {
    for (const char* name : {"std", "os", "require", "process", "fetch", "XMLHttpRequest", "WebSocket", "Deno", "Bun",
                             "scriptArgs", "print", "load", "Intl", "Worker", "navigator", "bjson", "Buffer"}) {
        EXPECT_EQ(sandbox().eval("typeof " + std::string(name)).value, Value("undefined")) << name;
    }
    for (const char* module : {"std", "os", "fs", "node:fs", "qjs:std", "bjson", "/etc/passwd", "file:///etc/passwd", "./x.so"}) {
        EXPECT_EQ(script_error(sandbox(), "await import('" + std::string(module) + "')"),
                  "ReferenceError: there is no module '" + std::string(module[0] == '.' ? module + 2 : module) +
                      "'; snippets are the only ones");
    }
}

// --- failures ---------------------------------------------------------------------------------------------------------

TEST(JavascriptFailures, NameSnippetAndLine) {
    auto box = sandbox();
    box.preload("Shares", "export function share(n) {\n  return n.x.y\n}");
    const auto error = thrown<SandboxError>([&] { box.eval("import {share} from 'Shares'\n\nshare({})"); });
    EXPECT_EQ(error.klass(), "TypeError");
    EXPECT_STREQ(error.what(), "cannot read property 'y' of undefined");
    EXPECT_EQ(error.backtrace(), (std::vector<std::string>{"(snippet:Shares):2:in share", "(eval):3"}));
    EXPECT_EQ(error.report(),
              "(snippet:Shares):2\n  return n.x.y\n         ^\n\nTypeError: cannot read property 'y' of undefined\n"
              "    at share ((snippet:Shares):2:10)\n    at (eval):3:1\n");
}

TEST(JavascriptFailures, AreToldWhateverWasThrown) {
    expect_errors(sandbox(), {
                                 {"throw new RangeError('x')", "RangeError: x"},
                                 {"class Own extends Error {}; throw new Own('x')", "Own: x"},
                                 {"const e = new Error('x'); e.name = 'Mine'; throw e", "Mine: x"},
                                 {"throw new DOMException('x', 'AbortError')", "DOMException: x"},
                                 {"throw 'text'", "string: what was thrown is no Error: text"},
                                 {"throw {code: 5}", "Object: what was thrown is no Error: { code: 5 }"},
                                 {"throw undefined", "undefined: what was thrown is no Error: undefined"},
                                 {"let x = ;", "SyntaxError: unexpected token in expression: ';' ((eval), line 1)"},
                                 {"function f() { f() }; f()", "RangeError: Maximum call stack size exceeded"},
                             });
    const auto error = thrown<SandboxError>([] { sandbox().eval("throw {code: 5}"); });
    EXPECT_EQ(error.details(), Value(Map{{"code", 5}}));
    const auto caused =
        thrown<SandboxError>([] { sandbox().eval("throw new Error('outer', {cause: new RangeError('inner')})"); });
    EXPECT_NE(caused.report().find("[cause] RangeError: inner\n"), std::string::npos);
}

TEST(JavascriptFailures, MemoryEndsCleanly) {
    const auto box = sandbox({.memory_limit = 4_MiB});
    EXPECT_THROW(box.eval("const a = []; for (;;) a.push([a.length])"), MemoryLimitError);
    EXPECT_EQ(box.eval("1").value, Value(1));
    // Garbage in rings doesn't add up.
    EXPECT_EQ(box.eval("for (let i = 0; i < 100000; i++) { const a = {}, b = {a}; a.b = b } 5").value, Value(5));
}

}  // namespace
}  // namespace hako
