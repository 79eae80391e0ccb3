// Service calls: which names reach which methods, how arguments bind, and what a script sees of failures.
#include <map>

#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;

class Dispatching : public InEveryLanguage {
   protected:
    /// A sandbox with one service, N::F.
    template <class F>
    static Sandbox with(F function, const Options& options = {}) {
        auto box = sandbox(options);
        box.define("N").bind("F", std::move(function));
        return box;
    }
};
HAKO_IN_EVERY_LANGUAGE(Dispatching);

TEST_P(Dispatching, B12_AMethodIsCalledOncePerRequestAndSynchronously) {
    std::vector<std::string> calls;
    auto box = sandbox();
    box.define("Log").bind(
        "Book", functions().method("add", [&](std::string line) { calls.push_back(std::move(line)); }).method("size", [&] {
            return calls.size();
        }));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "Log::Book.add('a'); n = Log::Book.size; Log::Book.add('b'); n",
                       .python = "from Log import Book\nBook.add('a'); n = Book.size(); Log.Book.add('b'); n",
                       .javascript = "const {Book} = Log; Book.add('a'); const n = Book.size(); Log.Book.add('b'); n",
                   }),
              Value(1));
    EXPECT_EQ(calls, (std::vector<std::string>{"a", "b"}));
}

TEST_P(Dispatching, B12_NamingAMethodCallsNothing) {
    int calls = 0;
    auto box = sandbox();
    box.define("N").bind("A", functions().method("hello", [&] { return ++calls; }));
    eval(box, {.ruby = "N::A; N::A.respond_to?(:hello); nil",
               .python = "m = N.A.hello; repr(m); m == m; hash(m); callable(m); None",
               .javascript = "const m = N.A.hello; m === N.A.hello; 'hello' in N.A; typeof m; String(m); null"});
    EXPECT_EQ(calls, 0);
    EXPECT_EQ(eval(box, {.ruby = "m = N::A.method(:hello) rescue nil; N::A.hello",
                         .python = "m = N.A.hello; m()",
                         .javascript = "const m = N.A.hello; m()"}),
              Value(1));
}

TEST_P(Dispatching, B12_IndexingAndAssignmentAreMethods) {
    Map data;
    auto box = sandbox();
    box.define("N").bind("Kv", functions()
                                   .method("[]", [&](Value key) { return data.contains(key) ? *data.find(key) : Value(); })
                                   .method("[]=", [&](Value key, Value value) { data.set(key, value); })
                                   .method("delete", [&](Value key) { return data.erase(key); }));
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "N::Kv['a'] = 5; N::Kv[1] = [2]; N::Kv['b'] = 3; N::Kv.delete('b'); [N::Kv['a'], N::Kv[1], N::Kv['b']]",
                 .python = "N.Kv['a'] = 5; N.Kv[1] = [2]; N.Kv['b'] = 3; del N.Kv['b']; [N.Kv['a'], N.Kv[1], N.Kv['b']]",
                 .javascript = "N.Kv['[]=']('a', 5); N.Kv[1] = [2]; N.Kv['[]=']('b', 3); N.Kv.delete('b'); [N.Kv['[]']('a'), "
                               "N.Kv[1], N.Kv['[]']('b')]",
             }),
        Value(5, array(2), nullptr));
}

TEST_P(Dispatching, B12_OrdinaryParametersAndResults) {
    const auto box = with([](std::string sku, int count, double factor, bool gift, std::optional<std::string> note) {
        return sku + "*" + std::to_string(count) + (gift ? "!" : "?") + std::to_string(static_cast<int>(factor * 10)) +
               note.value_or("-");
    });
    EXPECT_EQ(
        eval(box,
             {.ruby = "N::F.('a', 3, 1.5, true)", .python = "N.F('a', 3, 1.5, True)", .javascript = "N.F('a', 3, 1.5, true)"}),
        Value("a*3!15-"));
    EXPECT_EQ(eval(box, {.ruby = "N::F.('a', 3, 2, false, nil)",
                         .python = "N.F('a', 3, 2, False, None)",
                         .javascript = "N.F('a', 3, 2, false, null)"}),
              Value("a*3?20-"));
    EXPECT_EQ(eval(box, {.ruby = "N::F.('a', 3, 2, false, 'n')",
                         .python = "N.F(*['a', 3], *(2, False, 'n'))",
                         .javascript = "N.F(...['a', 3], ...[2, false, 'n'])"}),
              Value("a*3?20n"));
}

TEST_P(Dispatching, B12_ContainersConvert) {
    const auto box = with([](std::vector<int> numbers, std::map<std::string, double> prices, std::optional<std::string> name) {
        double total = 0;
        for (const int n : numbers) total += n;
        for (const auto& [key, price] : prices) total += price;
        return std::make_pair(total, name);
    });
    EXPECT_EQ(eval(box, {.ruby = "N::F.([1, 2], {'a' => 0.5}, nil)",
                         .python = "N.F([1, 2], {'a': 0.5}, None)",
                         .javascript = "N.F([1, 2], {a: 0.5}, null)"}),
              Value(3.5, nullptr));
    EXPECT_EQ(eval(box, {.ruby = "N::F.([], {'b' => 1.0, 'a' => 2}, 'x')",
                         .python = "N.F((), {'b': 1.0, 'a': 2}, 'x')",
                         .javascript = "N.F([], {b: 1.0, a: 2}, 'x')"}),
              is("javascript") ? Value(3, "x") : Value(3.0, "x"));
}

TEST_P(Dispatching, B12_KeywordsAreNamesWithValues) {
    const auto box = with([](Arguments positional, Keywords keywords) {
        Map map;
        for (const auto& [name, value] : keywords) map.set(Symbol(name), value);
        return Value(Array(positional), map);
    });
    EXPECT_EQ(eval(box, {.ruby = "N::F.(1, nil, x: 1, y: [2])",
                         .python = "N.F(1, None, x=1, y=[2])",
                         .javascript = "N.F(1, null, {x: 1, y: [2]})"}),
              Value(Value(1, nullptr), Map{{sym("x"), 1}, {sym("y"), array(2)}}));
    EXPECT_EQ(eval(box, {.ruby = "N::F.(:'a b' => 1)", .python = "N.F(**{'a b': 1})", .javascript = "N.F({'a b': 1})"}),
              Value(array(), Map{{sym("a b"), 1}}));
    EXPECT_EQ(eval(box, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}), Value(array(), Map()));
}

TEST_P(Dispatching, B12_KeywordsMayBeOptionalOrDefaulted) {
    const auto box = with([](Named<"a", std::optional<int>> a, Named<"b", int, 5> b, Named<"c", std::string, "text"> c) {
        return Value(a->value_or(-1), *b, *c);
    });
    EXPECT_EQ(eval(box, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}), Value(-1, 5, "text"));
    EXPECT_EQ(eval(box, {.ruby = "N::F.(c: 'x', a: 1)", .python = "N.F(c='x', a=1)", .javascript = "N.F({c: 'x', a: 1})"}),
              Value(1, 5, "x"));
}

TEST_P(Dispatching, B12_D21_KeywordsOfAMethodThatDeclaresNoneBecomeItsLastArgument) {
    const auto box = with([](int n, std::optional<Map> options) { return Value(n, options); });
    EXPECT_EQ(eval(box, {.ruby = "N::F.(1, a: 2)", .python = "N.F(1, a=2)", .javascript = "N.F(1, {a: 2})"}),
              Value(1, Map{{sym("a"), 2}}));
    const auto full = with([](int) {});
    EXPECT_EQ(fault(full, {.ruby = "N::F.(1, a: 2)", .python = "N.F(1, a=2)", .javascript = "N.F(1, {a: 2})"}),
              "wrong number of arguments (given 2, expected 1)");
}

TEST_P(Dispatching, B12_AMapKeepsItsKeys) {
    const auto box = with([](Map map, int) { return map; });
    EXPECT_EQ(eval(box, {.ruby = "N::F.({1 => 2, 'a' => nil, 1.5 => []}, 0)",
                         .python = "N.F({1: 2, 'a': None, 1.5: []}, 0)",
                         .javascript = "N.F(new Map([[1, 2], ['a', null], [1.5, []]]), 0)"}),
              Value(Map{{1, 2}, {"a", nullptr}, {1.5, array()}}));
}

TEST_P(Dispatching, B13_WireValuesTakeNoHandle) {
    auto box = sandbox({.handle_limit = 1});
    box.define("N").bind("F", [](Value v) { return array(v, Map{{"k", v}}); });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "5.times { N::F.([1, :a, 'x', nil, 1.5]) }; 'fine'",
                       .python = "import hako\nfor i in range(5): N.F([1, hako.Symbol('a'), 'x', None, 1.5])\n'fine'",
                       .javascript = "for (let i = 0; i < 5; i++) N.F([1, Symbol.for('a'), 'x', null, 1.5])\n"
                                     "'fine'",
                   }),
              Value("fine"));
}

TEST_P(Dispatching, B13_IntegersOfAllSizesCross) {
    auto box = with([](std::int64_t n) { return n; });
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{2'147'483'647}, std::int64_t{-2'147'483'648},
                                 std::int64_t{1} << 53, -(std::int64_t{1} << 61)}) {
        EXPECT_EQ(box.eval(in({.ruby = "N::F.(", .python = "N.F(", .javascript = "N.F("}) + std::to_string(n) +
                           (is("javascript") ? "n)" : ")"))
                      .value,
                  Value(n));
    }
    const auto huge = with([] { return std::numeric_limits<std::uint64_t>::max(); });
    EXPECT_EQ(
        eval(huge, {.ruby = "N::F.() > (1 << 62) - 1 + (1 << 61)", .python = "N.F() > 2**62", .javascript = "N.F() > 2n ** 62n"}),
        Value(true));
}

TEST_P(Dispatching, B13_D14_TextAndBytesStayApart) {
    const auto box = with([](Value v) { return Value(v.is_binary(), v); });
    EXPECT_EQ(
        eval(box,
             {.ruby = "N::F.(\"\\xff\\x00\")", .python = "N.F(b'\\xff\\x00')", .javascript = "N.F(new Uint8Array([255, 0]))"}),
        Value(true, Binary(std::string("\xff\0", 2))));
    EXPECT_EQ(eval(box, {.ruby = "N::F.('text')", .python = "N.F('text')", .javascript = "N.F('text')"}), Value(false, "text"));
    EXPECT_EQ(eval(box, {.ruby = "N::F.(:name)",
                         .python = "import hako\nN.F(hako.Symbol('name'))",
                         .javascript = "N.F(Symbol.for('name'))"}),
              Value(false, sym("name")));
}

TEST_P(Dispatching, D15_HostTextThatIsNotUtf8CrossesAsBytes) {
    const auto box = with([] { return std::string("a\xff"); });
    EXPECT_EQ(eval(box, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}), Value(Binary("a\xff")));
}

TEST_P(Dispatching, D19_D24_AResultThatIsTooDeepIsAFault) {
    const auto box = with([](int levels) { return nested(levels); });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "a = N::F.(127); n = 0; while a; a = a[0]; n += 1; end; n",
                       .python = "a = N.F(127)\nn = 0\nwhile a is not None: a = a[0]; n += 1\nn",
                       .javascript = "let a = N.F(127), n = 0\nwhile (a !== null) { a = a[0]; n++ }\nn",
                   }),
              Value(127));
    EXPECT_TRUE(fault(box, {.ruby = "N::F.(128)", .python = "N.F(128)", .javascript = "N.F(128)"}).starts_with("RuntimeError: "));
}

TEST_P(Dispatching, E10_ArgumentsNestedTooDeeplyOrCyclicDoNotReachTheService) {
    int calls = 0;
    const auto box = with([&](Value v) { return ++calls, v.size(); });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "a = nil; 126.times { a = [a] }; N::F.(a)",
                       .python = "a = None\nfor i in range(126): a = [a]\nN.F(a)",
                       .javascript = "let a = null\nfor (let i = 0; i < 126; i++) a = [a]\nN.F(a)",
                   }),
              Value(1));
    for (const Scripts& source : {
             Scripts{.ruby = "a = nil; 127.times { a = [a] }; N::F.(a)",
                     .python = "a = None\nfor i in range(127): a = [a]\nN.F(a)",
                     .javascript = "let a = null\nfor (let i = 0; i < 127; i++) a = [a]\nN.F(a)"},
             Scripts{.ruby = "a = []; a << a; N::F.(a)",
                     .python = "a = []; a.append(a); N.F(a)",
                     .javascript = "let a = []; a.push(a); N.F(a)"},
             Scripts{.ruby = "a = []; 2000.times { a = [a] }; N::F.(a)",
                     .python = "a = []\nfor i in range(100_000): a = [a]\nN.F(a)",
                     .javascript = "let a = []\nfor (let i = 0; i < 5000; i++) a = [a]\nN.F(a)"},
         }) {
        const auto result = box.try_eval(in(source));
        ASSERT_FALSE(result) << in(source);
        EXPECT_EQ(result.failure().klass, in({.ruby = "Kobako::ServiceError", .python = "TypeError", .javascript = "TypeError"}))
            << result.failure().message;
    }
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "a = []; a << a; begin; N::F.(a); rescue Kobako::ServiceError; 5; end",
                       .python = "a = []; a.append(a)\ntry: N.F(a)\nexcept TypeError: r = 5\nr",
                       .javascript = "let a = [], r; a.push(a)\ntry { N.F(a) } catch (e) { if (e instanceof TypeError) r = 5 }\n"
                                     "r",
                   }),
              Value(5));
}

TEST_P(Dispatching, B42_OnlyRegisteredMethodsAreReachable) {
    auto box = sandbox();
    box.define("N").bind("A", functions().method("hello", [] { return 1; }));
    EXPECT_EQ(eval(box, {.ruby = "N::A.hello", .python = "N.A.hello()", .javascript = "N.A.hello()"}), Value(1));
    EXPECT_EQ(fault(box, {.ruby = "N::A.zork", .python = "N.A.zork()", .javascript = "N.A.zork()"}),
              "no public method :zork on target");
    EXPECT_EQ(fault(box, {.ruby = "N::A[1]", .python = "N.A[1]", .javascript = "N.A[1]"}), "no public method :[] on target");
    EXPECT_EQ(fault(box, {.ruby = "N::A[1] = 2", .python = "N.A[1] = 2", .javascript = "N.A[1] = 2"}),
              "no public method :[]= on target");
    EXPECT_EQ(fault(box, {.ruby = "N::A.send(:'a b')", .python = "getattr(N.A, 'a b')()", .javascript = "N.A['a b']()"}),
              "no public method :\"a b\" on target");
    EXPECT_EQ(fault(box, {.ruby = "N::A.send(:'')", .python = "getattr(N.A, '')()", .javascript = "N.A['']()"}),
              "no public method :\"\" on target");
    EXPECT_EQ(fault(box, {.ruby = "N::A.()", .python = "N.A()", .javascript = "N.A()"}), "no public method :call on target");
}

TEST_P(Dispatching, B42_E43_NamesOfTheReflectionSurfaceAreRefused) {
    auto box = sandbox();
    box.define("N").bind("A", functions().method("hello", [] { return 1; }));
    for (const std::string name : {"display", "enum_for"}) {
        const auto call = in({.ruby = "N::A.", .python = "N.A.", .javascript = "N.A."}) + name +
                          in({.ruby = "", .python = "()", .javascript = "()"});
        EXPECT_EQ(fault(box, {.ruby = call, .python = call, .javascript = call}), "method :" + name + " is not a Service method");
    }
}

TEST_P(Dispatching, B42_ABareCallableHasFiveNames) {
    auto box = sandbox();
    box.define("N").bind("Two", [](int a, int b) { return a * b; }).bind("Some", [](int a, std::optional<int>) { return a; });
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "[N::Two.(2, 3), N::Two.call(2, 3), N::Two.yield(2, 3), N::Two.arity, N::Some.arity, N::Two.lambda?]",
                 .python = "[N.Two(2, 3), N.Two.call(2, 3), getattr(N.Two, 'yield')(2, 3), N.Two.arity(), N.Some.arity(), "
                           "getattr(N.Two, 'lambda?')()]",
                 .javascript =
                     "[N.Two(2, 3), N.Two.call(2, 3), N.Two.yield(2, 3), N.Two.arity(), N.Some.arity(), N.Two['lambda?']()]",
             }),
        Value(6, 6, 6, 2, -2, true));
    EXPECT_EQ(fault(box, {.ruby = "N::Two.zork", .python = "N.Two.zork()", .javascript = "N.Two.zork()"}),
              "no public method :zork on target");
    EXPECT_EQ(
        fault(box, {.ruby = "N::Two.send(:parameters)", .python = "N.Two.parameters()", .javascript = "N.Two.parameters()"}),
        "method :parameters is not a Service method");
}

TEST_P(Dispatching, B42_ADynamicServiceAnswersTheNamesThatItClaims) {
    auto box = sandbox();
    box.define("N").bind("Any", service(std::make_shared<Item>("x"))
                                    .dynamic([](Item&, std::string_view name) { return name.starts_with("get_"); },
                                             [](Item& self, Call& call) {
                                                 return Value(std::string(call.method()) + ":" + self.name(),
                                                              call.arguments().size(), call.keywords().size());
                                             }));
    EXPECT_EQ(
        eval(box,
             {.ruby = "N::Any.get_a(1, 2, k: 3)", .python = "N.Any.get_a(1, 2, k=3)", .javascript = "N.Any.get_a(1, 2, {k: 3})"}),
        Value("get_a:x", 2, 1));
    EXPECT_EQ(eval(box, {.ruby = "N::Any.name", .python = "N.Any.name()", .javascript = "N.Any.name()"}), Value("x"));
    EXPECT_EQ(fault(box, {.ruby = "N::Any.set_a", .python = "N.Any.set_a()", .javascript = "N.Any.set_a()"}),
              "no public method :set_a on target");
}

TEST_P(Dispatching, B36_B44_WhatTheGuestAnswersItselfSendsNoRequest) {
    int asked = 0;
    auto box = sandbox();
    box.define("N").bind(
        "Any", service(std::make_shared<Item>("x"))
                   .dynamic([&](Item&, std::string_view) { return ++asked > 0; }, [](Item&, Call&) { return Value(); }));
    eval(box,
         {
             .ruby = "N::Any.respond_to?(:anything); N::Any.inspect; N::Any == N::Any; N::Any.nil?; N::Any.class; N::Any.hash",
             .python = "import copy, pickle, json\n"
                       "a = N.Any\nrepr(a), str(a), a == a, hash(a), bool(a), callable(a), hasattr(a, 'x'), dir(a), type(a), "
                       "a.__class__\n"
                       "for f in (len, iter, int, float, abs, copy.copy, copy.deepcopy, pickle.dumps, json.dumps, sorted, next, "
                       "bytes, lambda a: a + 1, lambda a: a < 1, lambda a: 1 in [a], lambda a: a.__iter__, lambda a: setattr(a, "
                       "'x', 1)):\n"
                       "  try: f(a)\n"
                       "  except Exception: pass\n"
                       "None",
             .javascript = "const a = N.Any\nString(a); `${a}`; typeof a; a == a; a === 1; !a; 'x' in a; Object.keys(a); "
                           "Object.getOwnPropertyNames(a); Reflect.ownKeys(a)\n"
                           "Object.getPrototypeOf(a); a.constructor; a.then; a.toJSON; a instanceof Object; "
                           "Object.prototype.hasOwnProperty.call(a, 'x')\n"
                           "for (const f of [() => +a, () => a + 1, () => a < 1, () => [...a], () => JSON.stringify([a]), () => "
                           "structuredClone(a), () => { for (const k in a); },\n"
                           "  () => Object.assign({}, a), () => ({...a}), () => new Map(a), () => Symbol.iterator in a, () => "
                           "hako.inspect(a), () => console.log(a),\n"
                           "  () => Object.freeze(a), () => Object.defineProperty(a, 'x', {value: 1}), () => { a.x = 1 }, () => "
                           "delete a.x, () => new a(), () => { 'use strict'; a.y = 2 },\n"
                           "  () => Promise.resolve(a), () => Object.setPrototypeOf(a, {})]) {\n  try { f() } catch (e) { if (e "
                           "instanceof ServiceError) throw e }\n"
                           "}\nnull",
         });
    EXPECT_EQ(asked, 0);
}

TEST_P(Dispatching, B38_B39_ProxiesCannotBeMade) {
    auto box = sandbox();
    box.define("N").bind("A", [] { return 1; }).bind("Cup", [] { return std::make_shared<Item>("cup"); });
    for (const Scripts& source : {
             Scripts{.ruby = "N::A.new", .python = "type(N.A)('N::A')", .javascript = "new N.A('N::A')"},
             Scripts{.ruby = "N::A.allocate", .python = "object.__new__(type(N.A))", .javascript = "Reflect.construct(N.A, [])"},
             Scripts{
                 .ruby = "Kobako::Handle.new(1)", .python = "import hako\nhako.Handle(1)", .javascript = "new hako.Handle(1)"},
             Scripts{.ruby = "Kobako::Handle.allocate",
                     .python = "import hako\nhako.Handle.__new__(hako.Handle)",
                     .javascript = "new (Object.getPrototypeOf(N.A).constructor)(1).name()"},
             Scripts{.ruby = "Kobako::Handle.new",
                     .python = "import hako\nclass H(hako.Handle): pass\nH()",
                     .javascript = "class H extends N.A {}\nnew H()"},
             Scripts{.ruby = "Kobako::Handle.new",
                     .python = "import copyreg, hako\ncopyreg.__newobj__(hako.Handle)",
                     .javascript = "Object.create(N.A)()"},
             Scripts{.ruby = "Kobako::Handle.new", .python = "type(N.A.method)()", .javascript = "new N.A.method()"},
         }) {
        const auto error = thrown<SandboxError>([&] { eval(box, source); });
        EXPECT_EQ(error.klass(), in({.ruby = "NoMethodError", .python = "TypeError", .javascript = "TypeError"})) << in(source);
    }
}

TEST_P(Dispatching, E11_D07_WhatAServiceThrowsIsAFaultWithItsText) {
    auto box = sandbox();
    box.define("N")
        .bind("Plain", []() -> int { throw std::runtime_error("database is down"); })
        .bind("Named", [] { throw ServiceFailure("IOError", "gone"); })
        .bind("Argument", [] { throw ArgumentError("too big"); })
        .bind("Invalid", [] { throw std::invalid_argument("not a date"); })
        .bind("Range", [] { throw std::out_of_range("far"); })
        .bind("Odd", [] { throw 42; })
        .bind("Tree", [] {
            Failure failure;
            failure.kind = ErrorKind::timeout;
            failure.message = "inner";
            failure.raise();
        });
    EXPECT_EQ(fault(box, {.ruby = "N::Plain.()", .python = "N.Plain()", .javascript = "N.Plain()"}),
              "RuntimeError: database is down");
    EXPECT_EQ(fault(box, {.ruby = "N::Named.()", .python = "N.Named()", .javascript = "N.Named()"}), "IOError: gone");
    EXPECT_EQ(fault(box, {.ruby = "N::Argument.()", .python = "N.Argument()", .javascript = "N.Argument()"}), "too big");
    EXPECT_EQ(fault(box, {.ruby = "N::Invalid.()", .python = "N.Invalid()", .javascript = "N.Invalid()"}), "not a date");
    EXPECT_EQ(fault(box, {.ruby = "N::Range.()", .python = "N.Range()", .javascript = "N.Range()"}), "RuntimeError: far");
    EXPECT_EQ(fault(box, {.ruby = "N::Odd.()", .python = "N.Odd()", .javascript = "N.Odd()"}),
              "RuntimeError: unknown host exception");
    EXPECT_EQ(fault(box, {.ruby = "N::Tree.()", .python = "N.Tree()", .javascript = "N.Tree()"}), "Kobako::TimeoutError: inner");
}

TEST_P(Dispatching, E11_ATextOfBytesThatAreNotUtf8StillArrives) {
    const auto box = with([] { throw std::runtime_error("bad \xff byte"); });
    EXPECT_TRUE(fault(box, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}).starts_with("RuntimeError: bad "));
}

TEST_P(Dispatching, E11_E15_E12_FaultsHaveTypesThatScriptsCanTellApart) {
    auto box = sandbox();
    box.define("N").bind("Down", [] { throw std::runtime_error("x"); }).bind("One", [](int) {});
    if (is("python")) {
        EXPECT_EQ(box.eval("import hako\n"
                           "def kind(f, *a):\n"
                           "  try: f(*a)\n"
                           "  except hako.ServiceError as e: return [e.type, str(e), e.details]\n"
                           "[kind(N.Down), kind(N.One), kind(N.One.zork)]")
                      .value,
                  Value(Value("runtime", "RuntimeError: x", nullptr),
                        Value("argument", "wrong number of arguments (given 0, expected 1)", nullptr),
                        Value("undefined", "no public method :zork on target", nullptr)));
    } else if (is("javascript")) {
        EXPECT_EQ(box.eval("[() => N.Down(), () => N.One(), () => N.One.zork()].map((f) => {\n"
                           "  try { f() } catch (e) { return [e.type, e.message, e.details] } })")
                      .value,
                  Value(Value("runtime", "RuntimeError: x", nullptr),
                        Value("argument", "wrong number of arguments (given 0, expected 1)", nullptr),
                        Value("undefined", "no public method :zork on target", nullptr)));
    } else {
        EXPECT_EQ(
            box.eval("[-> { N::Down.() }, -> { N::One.() }, -> { N::One.zork }].map { |f| begin; f.call; rescue => e; e.message; "
                     "end }")
                .value,
            Value("RuntimeError: x", "wrong number of arguments (given 0, expected 1)", "no public method :zork on target"));
    }
}

TEST_P(Dispatching, E11_FaultsAreRescuableAndTheScriptGoesOn) {
    auto box = sandbox();
    box.define("N").bind("A", [] { throw std::runtime_error("x"); }).bind("B", [] { return 5; });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "begin; N::A.(); rescue Kobako::ServiceError => e; [e.message, N::B.()]; end",
                       .python = "import hako\ntry: N.A()\nexcept hako.ServiceError as e: r = [str(e), N.B()]\nr",
                       .javascript = "let r\ntry { N.A() } catch (e) { if (e instanceof ServiceError) r = [e.message, N.B()] }\n"
                                     "r",
                   }),
              Value("RuntimeError: x", 5));
    EXPECT_EQ(
        eval(box,
             {
                 .ruby = "n = 0; begin; n += 1; N::A.() if n < 3; n; rescue; retry; end",
                 .python = "n = 0\nwhile True:\n  try:\n    n += 1\n    if n < 3: N.A()\n    break\n  except Exception: pass\nn",
                 .javascript = "let n = 0\nfor (;;) {\n  try {\n    n++\n    if (n < 3) N.A()\n    break\n"
                               "  } catch {}\n}\nn",
             }),
        Value(3));
}

TEST_P(Dispatching, E15_D13_AWrongNumberOfArguments) {
    const auto one = with([](int) {});
    EXPECT_EQ(fault(one, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}),
              "wrong number of arguments (given 0, expected 1)");
    EXPECT_EQ(fault(one, {.ruby = "N::F.(1, 2)", .python = "N.F(1, 2)", .javascript = "N.F(1, 2)"}),
              "wrong number of arguments (given 2, expected 1)");
    const auto range = with([](int, std::optional<int>) {});
    EXPECT_EQ(fault(range, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}),
              "wrong number of arguments (given 0, expected 1..2)");
    const auto open = with([](int, Arguments) {});
    EXPECT_EQ(fault(open, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}),
              "wrong number of arguments (given 0, expected 1+)");
}

TEST_P(Dispatching, E15_MissingAndUnknownKeywords) {
    const auto two = with([](Named<"a", int>, Named<"b", int>) {});
    EXPECT_EQ(fault(two, {.ruby = "N::F.()", .python = "N.F()", .javascript = "N.F()"}), "missing keywords: :a, :b");
    EXPECT_EQ(fault(two, {.ruby = "N::F.(a: 1, c: 2)", .python = "N.F(a=1, c=2)", .javascript = "N.F({a: 1, c: 2})"}),
              "missing keyword: :b");
    EXPECT_EQ(fault(two, {.ruby = "N::F.(a: 1, b: 2, c: 3, d: 4)",
                          .python = "N.F(a=1, b=2, c=3, d=4)",
                          .javascript = "N.F({a: 1, b: 2, c: 3, d: 4})"}),
              "unknown keywords: :c, :d");
}

TEST_P(Dispatching, E15_NothingIsCoerced) {
    const auto text = with([](std::string) {});
    EXPECT_EQ(fault(text, {.ruby = "N::F.(1)", .python = "N.F(1)", .javascript = "N.F(1)"}),
              "N::F: argument 1: expected String, got 1");
    EXPECT_EQ(
        fault(text, {.ruby = "N::F.(:a)", .python = "import hako\nN.F(hako.Symbol('a'))", .javascript = "N.F(Symbol.for('a'))"}),
        "N::F: argument 1: expected String, got :a");
    EXPECT_EQ(fault(text, {.ruby = "N::F.(\"\\xff\")", .python = "N.F(b'\\xff')", .javascript = "N.F(new Uint8Array([255]))"})
                  .substr(0, 36),
              "N::F: argument 1: expected String, g");
    const auto flag = with([](bool) {});
    for (const Scripts& source : {Scripts{.ruby = "N::F.(1)", .python = "N.F(1)", .javascript = "N.F(1)"},
                                  Scripts{.ruby = "N::F.(nil)", .python = "N.F(None)", .javascript = "N.F(null)"}}) {
        EXPECT_THROW(eval(flag, source), ServiceError) << in(source);
    }
    const auto number = with([](std::uint8_t) {});
    EXPECT_EQ(fault(number, {.ruby = "N::F.(256)", .python = "N.F(256)", .javascript = "N.F(256)"}),
              "N::F: argument 1: expected Integer in 0..255, got 256");
    EXPECT_EQ(fault(number, {.ruby = "N::F.(true)", .python = "N.F(True)", .javascript = "N.F(true)"}),
              "N::F: argument 1: expected Integer, got true");
}

TEST_P(Dispatching, D12_WhatTheScriptRaisesItselfIsAttributedByItsClass) {
    auto box = with([] { throw std::runtime_error("x"); });
    EXPECT_EQ(fault(box, {.ruby = "raise Kobako::ServiceError, 'mine'",
                          .python = "import hako\nraise hako.ServiceError('mine')",
                          .javascript = "throw new ServiceError('mine')"}),
              "mine");
    const auto mine = thrown<ServiceError>([&] {
        eval(box, {
                      .ruby = "class Mine < Kobako::ServiceError; end; raise Mine, 'm'",
                      .python = "import hako\nclass Mine(hako.ServiceError): pass\nraise Mine('m')",
                      .javascript = "class Mine extends ServiceError {}\nthrow new Mine('m')",
                  });
    });
    EXPECT_EQ(mine.klass(), "Mine");
    EXPECT_EQ(
        script_error(
            box,
            {
                .ruby = "begin; N::F.(); rescue => e; raise IndexError, 'wrapped'; end",
                .python = "try: N.F()\nexcept Exception as e: raise IndexError('wrapped') from e",
                .javascript = "try { N.F() } catch (e) { throw new class IndexError extends Error {}('wrapped', {cause: e}) }",
            }),
        "IndexError: wrapped");
    EXPECT_EQ(script_error(box,
                           {
                               .ruby = "class ServiceError < StandardError; end; raise ServiceError, 'no'",
                               .python = "class ServiceError(Exception): pass\nraise ServiceError('no')",
                               .javascript = "{ class ServiceError extends Error {}\n  throw new ServiceError('no') }",
                           }),
              "ServiceError: no");
}

TEST_P(Dispatching, MegabytesCrossBothWays) {
    auto box = sandbox({.memory_limit = 64_MiB});
    std::size_t got = 0;
    box.define("N").bind("Get", [] { return std::string(4 << 20, 'x'); }).bind("Put", [&](std::string text) {
        got = text.size();
    });
    EXPECT_EQ(eval(box, {.ruby = "t = N::Get.(); N::Put.(t); t.size",
                         .python = "t = N.Get(); N.Put(t); len(t)",
                         .javascript = "const t = N.Get(); N.Put(t); t.length"}),
              Value(4 << 20));
    EXPECT_EQ(got, std::size_t{4} << 20);
}

TEST_P(Dispatching, AResponseOfMoreThan16MebibytesEndsTheInvocation) {
    auto box = with([] { return std::string((std::size_t{16} << 20) + 1, 'x'); }, {.memory_limit = std::nullopt});
    const auto error = thrown<TrapError>([&] {
        eval(box, {.ruby = "begin; N::F.(); rescue Exception; 1; end",
                   .python = "try: N.F()\nexcept BaseException: r = 1\nr",
                   .javascript = "let r\ntry { N.F() } catch { r = 1 }\nr"});
    });
    EXPECT_TRUE(std::string(error.what()).starts_with("Sandbox#eval failed: ")) << error.what();
    EXPECT_EQ(box.eval("1").value, Value(1));
}

TEST_P(Dispatching, ManyCallsInOneInvocation) {
    std::int64_t sum = 0;
    const auto box = with([&](std::int64_t n) { return sum += n; });
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "i = 0; while i < 10_000; N::F.(i); i += 1; end; N::F.(0)",
                       .python = "for i in range(10_000): N.F(i)\nN.F(0)",
                       .javascript = "for (let i = 0; i < 10000; i++) N.F(i)\nN.F(0)",
                   }),
              Value(49'995'000));
}

}  // namespace
}  // namespace hako::test
