// Values of hostile scripts on their way to the host, and values of the host's on their way into a world that scripts have
// spoilt. What is common to all languages is in tests/languages/hostile_test.cpp.
#include <cstdint>
#include <random>
#include <string>

#include "hako/json.hpp"
#include "support/cases.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::as_javascript;
using test::expect_errors;
using test::expect_values;
using test::random_value;
using test::script_error;

/// T.Echo gives back what it was given, T.Keys what came as keywords; T.Call calls its block with 1, T.Two with a map and an
/// array.
Sandbox telling_sandbox() {
    Sandbox box(javascript(), {.timeout = std::chrono::seconds(10), .memory_limit = 64_MiB});
    box.define("T")
        .bind("Echo", [](Value value) { return value; })
        .bind("Keys",
              [](Keywords keywords) {
                  Map map;
                  for (const auto& [name, value] : keywords) map.set(name, value);
                  return map;
              })
        .bind("Call", [](Block& block) { return block(1); })
        .bind("Two", [](Block& block) { return block(Map{{"a", 1}, {"__proto__", 2}}, Value(1, 2)); })
        .bind("Values", [] { return Value(Map{{1, "a"}, {Value(1, 2), 2}}, Binary("\xff"), Symbol("a"), 9007199254740993); })
        .bind("Fail", []() -> Value { throw std::runtime_error("no"); });
    return box;
}

const std::string refused = "Kobako::SandboxError: return value of type ";

void expect_refusals(const Sandbox& box, std::initializer_list<std::pair<const char*, const char*>> cases) {
    for (const auto& [source, type] : cases) {
        const std::string whole = refused + type + " is not a supported sandbox value type";
        EXPECT_EQ(script_error(box, source).substr(0, whole.size()), whole) << source;
    }
}

// --- proxies ----------------------------------------------------------------------------------------------------------

TEST(JavascriptCodec, ProxiesThatLie) {
    const auto box = telling_sandbox();
    expect_values(
        box,
        {
            {"new Proxy(new Proxy({a: 1}, {}), {})", Map{{"a", 1}}},
            {"new Proxy([], {get: (t, k) => k === 'length' ? 2 : k})", Value("0", "1")},
            {"new Proxy([1, 2], {get: (t, k) => k === 'length' ? -5 : 0})", array()},
            {"new Proxy([1], {get: (t, k) => k === 'length' ? NaN : 0})", array()},
            {"new Proxy({a: 1}, {getPrototypeOf() { throw 'asked' }})", Map{{"a", 1}}},
            {"new Proxy({a: 1}, {getPrototypeOf: () => Date.prototype})", Map{{"a", 1}}},
            {"new Proxy({a: 1, b: 2}, {ownKeys: () => ['b', 'zork', 'a']})", Map{{"b", 2}, {"a", 1}}},
            {"new Proxy({a: 1}, {getOwnPropertyDescriptor: () => ({value: 9, enumerable: true, configurable: true})})",
             Map{{"a", 1}}},
            {"new Proxy({a: 1}, {getOwnPropertyDescriptor: () => undefined})", Map{}},
            {"const seen = []; const p = new Proxy({a: 1, b: 2}, {get(t, k) { seen.push(k); return t[k] }}); [T.Echo([p])[0], "
             "seen.join()]",
             Value(Map{{"a", 1}, {"b", 2}}, "a,b")},
            // What grows while it is looked at is sent as it was counted.
            {"const t = {a: 1, b: 2}; new Proxy(t, {get(o, k) { t['x' + k] = 9; return o[k] }})", Map{{"a", 1}, {"b", 2}}},
            {"let n = 0; new Proxy([7, 8], {get(t, k) { if (k === '0') t.length = 0; return k === 'length' ? 1 : 5 }})",
             array(5)},
        });
    expect_errors(box, {
                           {"new Proxy({a: 1}, {ownKeys() { throw new RangeError('keys') }})", "RangeError: keys"},
                           {"new Proxy({a: 1}, {get() { throw new RangeError('get') }})", "RangeError: get"},
                           {"new Proxy([1], {get() { throw new RangeError('length') }})", "RangeError: length"},
                           {"new Proxy({a: 1}, {getOwnPropertyDescriptor() { throw new RangeError('own') }})", "RangeError: own"},
                           {"T.Echo([new Proxy({}, {ownKeys() { throw new RangeError('keys') }})])", "RangeError: keys"},
                           {"new Proxy({}, {ownKeys: () => [5]})", "TypeError: proxy: properties must be strings or symbols"},
                           {"new Proxy(Object.freeze({a: 1}), {ownKeys: () => []})",
                            "TypeError: proxy: target property must be present in proxy ownKeys"},
                       });
    expect_refusals(box, {
                             {"new Proxy(new Map(), {})", "Object"},
                             {"new Proxy(new Uint8Array(4), {})", "Object"},
                             {"new Proxy(new Date(), {})", "Object"},
                             {"new Proxy(new (class P {}), {})", "Object"},
                             {"new Proxy(T.Echo, {})", "function"},
                         });
    EXPECT_EQ(script_error(box, "let p = {}; for (let i = 0; i < 100000; i++) p = new Proxy(p, {}); p"),
              "RangeError: Maximum call stack size exceeded");
    expect_values(box, {{"const {proxy, revoke} = Proxy.revocable({}, {}); revoke();\n"
                         "try { T.Echo([proxy]) } catch (e) { e instanceof TypeError }",
                         true},
                        {"const r = Proxy.revocable({a: 1, b: 2}, {get(t, k) { r.revoke(); return 1 }});\n"
                         "try { T.Echo([r.proxy]) } catch (e) { e instanceof TypeError }",
                         true}});
}

// --- what changes while it is written -----------------------------------------------------------------------------------

TEST(JavascriptCodec, BuffersThatShrinkWhileTheyAreSent) {
    const auto box = telling_sandbox();
    const std::string make =
        "const b = new ArrayBuffer(1000, {maxByteLength: 2000}), u = new Uint8Array(b), v = new Uint8Array(b, 500, 500);\n";
    expect_values(
        box,
        {
            {(make + "const l = [{get x() { b.resize(3); return 1 }}, u]; T.Echo(l)").c_str(),
             Value(Map{{"x", 1}}, Binary(std::string(3, '\0')))},
            {(make + "const l = [{get x() { b.resize(2000); return 1 }}, u]; T.Echo(l)[1].length").c_str(), 2000},
            {(make + "const l = [u.fill(7), {get x() { b.resize(0); return 1 }}]; const e = T.Echo(l); [e[0].length, e[0][999]]")
                 .c_str(),
             Value(1000, 7)},
        });
    expect_refusals(box, {
                             {(make + "[{get x() { b.resize(600); return 1 }}, v]").c_str(), "Array"},
                             {(make + "({a: {get x() { b.transfer(); return 1 }}, b: u})").c_str(), "Object"},
                         });
}

TEST(JavascriptCodec, AccessorsThatGoRoundThroughTheHost) {
    expect_values(telling_sandbox(),
                  {
                      {"({get a() { return T.Call((n) => T.Call((m) => n + m)) }})", Map{{"a", 2}}},
                      {"T.Echo([{get a() { return T.Echo([{get b() { return T.Call(() => ({get c() { return 5 }})) }}]) }}])",
                       array(Map{{"a", array(Map{{"b", Map{{"c", 5}}}})}})},
                      {"T.Call(() => ({get a() { try { T.Fail() } catch (e) { return e.type } }}))", Map{{"a", "runtime"}}},
                      {"T.Keys({get a() { return T.Keys({get b() { return 1 }}) }})", Map{{"a", Map{{"b", 1}}}}},
                      {"const o = {get a() { delete this.a; this.b = 1; return 0 }}; [T.Echo([o])[0], o]",
                       Value(Map{{"a", 0}}, Map{{"b", 1}})},
                      {"let n = 0; const o = {get a() { return n++ }}; T.Echo([o]); T.Keys(o); n", 2},
                  });
}

TEST(JavascriptCodec, ArraysThatAreNoSimpleOnes) {
    const auto box = telling_sandbox();
    expect_values(
        box,
        {
            {"Object.freeze([1, Object.freeze({a: 2})])", Value(1, Map{{"a", 2}})},
            {"const a = [1, 2]; a.extra = 5; a[Symbol.iterator] = () => [].values(); a", Value(1, 2)},
            {"const a = [1]; Object.setPrototypeOf(a, null); a", array(1)},
            {"const a = [1]; Object.setPrototypeOf(a, {get 0() { throw 1 }}); a", array(1)},
            {"Array.prototype[1] = 'mine'; [0, , 2]", Value(0, "mine", 2)},
            {"(function () { return [...arguments] })(1, 2)", Value(1, 2)},
            {"const a = []; a[1] = 'b'; a[0] = 'a'; a", Value("a", "b")},
            {"let s = ''; for (let i = 0; i < 100000; i++) s += 'é'; s.length === T.Echo(s).length && T.Echo(s) === s", true},
        });
    expect_refusals(box, {
                             {"const a = []; a.length = 4294967295; a", "Array"},
                             {"(function () { return arguments })(1, 2)", "Object"},
                             {"Object.setPrototypeOf({length: 1, 0: 1}, Array.prototype)", "Array"},
                         });
}

TEST(JavascriptCodec, DepthIsBoundedBothWays) {
    const auto box = telling_sandbox();
    const std::string nest = "const nest = (n, wrap) => { let x = 1; while (n-- > 0) x = wrap(x); return x };\n";
    for (const char* wrap : {"(x) => [x]", "(x) => ({x})", "(x) => new Map([[1, x]])", "(x) => new Proxy([x], {})",
                             "(x) => ({get x() { return x }})"}) {
        EXPECT_TRUE(box.try_eval(nest + "nest(128, " + wrap + ")")) << wrap;
        EXPECT_EQ(script_error(box, nest + "nest(129, " + wrap + ")").substr(0, refused.size()), refused) << wrap;
        EXPECT_TRUE(box.try_eval(nest + "T.Call(() => nest(127, " + wrap + ")); null")) << wrap;
        EXPECT_TRUE(box.try_eval(nest + "try { T.Call(() => nest(129, " + wrap + ")) } catch (e) { e.type }")) << wrap;
        EXPECT_EQ(box.eval(nest + "try { T.Echo([nest(20000, " + wrap + ")]) } catch (e) { e.name }").value, Value("TypeError"))
            << wrap;
    }
}

// --- worlds that scripts have spoilt --------------------------------------------------------------------------------------

/// What a script might change that the guest could be built on, with the world still good enough for the script itself.
constexpr const char* spoilers[] = {
    "Object.defineProperty(Object.prototype, 'a', {set() { throw 'set' }, get() { throw 'get' }, configurable: true})",
    "Object.defineProperty(Object.prototype, '__proto__', {set() { throw 'set' }, get() { throw 'get' }})",
    "Object.defineProperty(Array.prototype, 0, {set() { throw 'set' }, get() { throw 'get' }, configurable: true})",
    "Object.defineProperty(Object.prototype, 'value', {set() { throw 'set' }, get() { throw 'get' }, configurable: true})",
    "Object.defineProperty(Object.prototype, 'then', {set() { throw 'set' }, get() { return undefined }, configurable: true})",
    "Object.defineProperty(Object.prototype, 'length', {set() { throw 'set' }, get() { throw 'get' }, configurable: true})",
    "Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype)",
    "Array.prototype.push = Array.prototype.join = Array.prototype.map = Array.prototype.slice = () => { throw 'array' }",
    "Array.prototype[Symbol.iterator] = () => { throw 'iterator' }",
    "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw 'function' }",
    "Promise.prototype.then = Promise.prototype.catch = Promise.prototype.finally = () => { throw 'promise' }",
    "Promise.resolve = Promise.reject = Promise.all = () => { throw 'promise' }",
    "Map.prototype.set = Map.prototype.get = Map.prototype.forEach = () => { throw 'map' }",
    "Object.defineProperty(Map.prototype, 'size', {get() { throw 'size' }})",
    "Object.defineProperty(Object.getPrototypeOf(Uint8Array.prototype), 'length', {get() { throw 'length' }})",
    "Reflect.apply = Reflect.ownKeys = Reflect.get = Object.keys = Object.defineProperty = () => { throw 'reflect' }",
    "String.prototype.split = String.prototype.replace = String.prototype.slice = RegExp.prototype.exec = () => { throw 'string' "
    "}",
    "JSON.stringify = JSON.parse = () => { throw 'json' }",
    "Symbol.for = () => { throw 'symbol' }",
    "Error.prepareStackTrace = () => { throw 'prepare' }",
    "Error.stackTraceLimit = {valueOf() { throw 'limit' }}",
    "Error.captureStackTrace = () => { throw 'capture' }",
    "globalThis.Object = globalThis.Array = globalThis.Map = globalThis.Uint8Array = globalThis.Error = globalThis.Promise = "
    "null",
    "globalThis.hako = globalThis.console = globalThis.ServiceError = null",
    "queueMicrotask = setTimeout = () => { throw 'later' }",
};

/// Scripts that use nothing of what the spoilers change, so that they come to the same in every world.
constexpr const char* checks[] = {
    "T.Echo([7, {a: 1, value: 2, length: 3}, 'text', null, true, -0, 5n])",
    "T.Call((n) => n + 1)",
    "T.Two((m, l) => [m, l])",
    "T.Keys({a: 1, b: [2]})",
    "T.Values()",
    "await 5",
    "(async () => { await null; return [5] })()",
    "try { T.Fail() } catch (e) { [e.type, e.message] }",
    "const {total} = await import('checks'); total(4)",
    "class P { #x = 1; get x() { return this.#x } }; [new P().x, ...[1, 2].at(1) ? 'ab' : '']",
};

Sandbox box_for_spoiling() {
    Sandbox box = telling_sandbox();
    box.preload("checks", "export const total = (n) => n * 2\nexport async function later(n) { await null; return {a: [n]} }");
    return box;
}

void expect_a_good_world(const Sandbox& box, const std::string& before, const Sandbox& fresh) {
    for (const std::string check : checks) {
        const auto result = box.try_eval(before + check);
        if (result) {
            EXPECT_EQ(result.value(), fresh.eval(check).value) << before << check;
        } else {
            ADD_FAILURE() << before << check << ": " << result.failure().klass.value_or("") << ": " << result.failure().message;
        }
    }
    EXPECT_EQ(script_error(box, before + "null.x"), "TypeError: cannot read property 'x' of null") << before;
    EXPECT_EQ(script_error(box, before + "throw {a: 1}").substr(0, 8), "Object: ") << before;
    EXPECT_EQ(script_error(box, before + "T.Echo(undefined)").substr(0, 38), "TypeError: an argument of T::Echo.call") << before;
    EXPECT_EQ(box.try_eval(before + "T.Fail()").failure().kind, ErrorKind::service) << before;
}

TEST(JavascriptCodec, AWorldThatAScriptSpoilsForItself) {
    const auto box = box_for_spoiling(), fresh = box_for_spoiling();
    for (const std::string spoiler : spoilers) {
        expect_a_good_world(box, spoiler + ";\n", fresh);
        // And only for itself.
        for (const std::string check : checks) EXPECT_EQ(box.eval(check).value, fresh.eval(check).value) << spoiler << check;
    }
}

TEST(JavascriptCodec, AWorldThatASnippetHasSpoilt) {
    const auto fresh = box_for_spoiling();
    for (const std::string spoiler : spoilers) {
        auto box = box_for_spoiling();
        box.preload("spoiler", spoiler);
        expect_a_good_world(box, "", fresh);
        EXPECT_EQ(box.run("total", {2}).value, Value(4)) << spoiler;
        EXPECT_EQ(box.run("checks.later", {Value(Map{{"a", 1}})}).value, Value(Map{{"a", array(Map{{"a", 1}})}})) << spoiler;
        auto session = box.session();
        session.eval("let kept = T.Echo([{a: 1}])");
        EXPECT_EQ(session.eval("kept").value, array(Map{{"a", 1}})) << spoiler;
    }
}

// --- chance -------------------------------------------------------------------------------------------------------------

/// make(seed) is a value of random shape, built in one of the many ways that there are, and its JSON.
constexpr const char* random_maker = R"js(
let state;
const below = (n) => (state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff) % n;
const text = () => {
  const parts = ['a', 'Zz', '_', 'é', '漢', '😀', '\n', '"', '\\', ' ', '\u0000', '__proto__'];
  let s = '';
  for (let i = below(12); i > 0; i--) s += parts[below(parts.length)];
  switch (below(4)) {
    case 0: return (s + s).slice(0, s.length);
    case 1: return s.repeat(below(60));
    case 2: return s.split('').join('') + s;
    default: return s;
  }
};
const number = () => [below(10) - 5, below(1 << 30) - (1 << 29), below(1000) + 0.5, 9007199254740991, -9007199254740991, 1e300, 5e-324][below(7)];
const list = (depth) => {
  const made = [];
  for (let i = below(8); i > 0; i--) made.push(value(depth));
  switch (below(6)) {
    case 0: return Object.freeze(made);
    case 1: return new Proxy(made, {});
    case 2: return (class extends Array {}).from(made);
    case 3: return made.map((element, i) => made[made.length - 1 - i]);
    case 4: {
      const other = new Array(made.length);
      for (let i = made.length; i-- > 0; ) other[i] = made[i];
      return other;
    }
    default: return made;
  }
};
const object = (depth) => {
  const made = below(3) ? {} : Object.create(null);
  const count = below(10) ? below(8) : 200;
  for (let i = 0; i < count; i++) {
    const key = below(4) ? text() : below(50);
    const held = value(count > 8 ? 0 : depth);
    Object.defineProperty(made, key, below(4) ? {value: held, writable: true, enumerable: true, configurable: true}
                                              : {get: () => held, enumerable: true, configurable: true});
    if (below(5) === 0) delete made[key];
    if (below(5) === 0) Object.defineProperty(made, 'hidden' + i, {value: () => 1, enumerable: false});
  }
  return [made, Object.freeze(made), new Proxy(made, {})][below(3)];
};
const value = (depth) => {
  switch (below(depth > 0 ? 8 : 5)) {
    case 0: return null;
    case 1: return below(2) === 0;
    case 2: return number();
    case 3:
    case 4: return text();
    case 5: return list(depth - 1);
    default: return object(depth - 1);
  }
};
export const make = (seed) => {
  state = seed;
  const made = value(4);
  return [made, JSON.stringify(made), T.Echo([made])[0]];
};
)js";

TEST(JavascriptCodec, RandomValuesOfScriptsAreWhatTheirJsonSays) {
    auto box = telling_sandbox();
    box.preload("maker", random_maker);
    for (int seed = 1; seed <= 1000; ++seed) {
        const Value made = box.run("make", {seed}).value;
        const Value expected = parse_json(made[1].as<std::string>());
        ASSERT_EQ(made[0], expected) << "seed " << seed << ": " << made[1].as<std::string>();
        ASSERT_EQ(made[2], expected) << "seed " << seed << ": " << made[1].as<std::string>();
    }
}

TEST(JavascriptCodec, RandomValuesOfTheHostsAreWhatTheScriptFinds) {
    auto box = telling_sandbox();
    Value given;
    box.define("N").bind("Get", [&] { return given; });
    // Rebuilt from its parts, so that what comes back is not only passed on.
    box.preload("rebuild", R"js(
export const rebuild = (x) => {
  if (Array.isArray(x)) return Array.from(x, rebuild);
  if (x instanceof Map) return new Map([...x].map(([key, value]) => [rebuild(key), rebuild(value)]));
  if (x instanceof Uint8Array) return Uint8Array.from([...x]);
  if (typeof x === 'string') return [...x].reverse().reverse().join('');
  if (typeof x === 'symbol') return Symbol.for(Symbol.keyFor(x));
  if (typeof x === 'bigint') return x + 1n - 1n;
  if (x === null || typeof x !== 'object') return x;
  const made = {};
  for (const key of Reflect.ownKeys(x)) Object.defineProperty(made, key, {value: rebuild(x[key]), enumerable: true});
  return made;
};
export const rebuild_given = () => rebuild(N.Get());
)js");
    std::mt19937_64 random(20'260'801);
    for (int i = 0; i < 500; ++i) {
        given = random_value(random, 4);
        EXPECT_EQ(box.run("rebuild", {given}).value, as_javascript(given)) << i;
        EXPECT_EQ(box.run("rebuild_given", {}).value, as_javascript(given)) << i;
    }
}

}  // namespace
}  // namespace hako
