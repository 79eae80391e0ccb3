// Service calls: which names reach which methods, and what a script sees of failures.
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::fault;
using test::Item;
using test::message;
using test::script_error;
using test::thrown;

TEST(Dispatch, B12_AMethodIsCalledOncePerRequestAndSynchronously) {
    std::vector<std::string> calls;
    Sandbox box;
    box.define("Log").bind(
        "Book", functions().method("add", [&](std::string line) { calls.push_back(std::move(line)); }).method("size", [&] {
            return calls.size();
        }));
    EXPECT_EQ(box.eval("Log::Book.add('a'); n = Log::Book.size; Log::Book.add('b'); n").value, Value(1));
    EXPECT_EQ(calls, (std::vector<std::string>{"a", "b"}));
}

TEST(Dispatch, B12_MethodsOfAnObjectAreBoundByPointerAndByLambda) {
    const auto item = std::make_shared<Item>("cup");
    Sandbox box;
    box.define("Shop").bind("Item", service(item).method("shout", [](Item& i, std::string mark) { return i.name() + mark; }));
    EXPECT_EQ(box.eval("Shop::Item.rename('jug'); Shop::Item.shout('!')").value, Value("jug!"));
    EXPECT_EQ(item->name(), "jug");
}

TEST(Dispatch, B12_OperatorsAssignmentsAndIndexingAreMethodNames) {
    Map data;
    Sandbox box;
    box.define("N").bind("Kv", functions()
                                   .method("[]", [&](std::string key) { return data.contains(key) ? *data.find(key) : Value(); })
                                   .method("[]=", [&](std::string key, Value value) { data.set(key, value); })
                                   .method("+", [](int n) { return n + 1; })
                                   .method("color=", [&](std::string c) { data.set("color", c); })
                                   .method("name", [] { return "kv"; }));
    EXPECT_EQ(box.eval("N::Kv['a'] = 5; N::Kv.color = 'red'; [N::Kv['a'], N::Kv['color'], N::Kv + 4, N::Kv.name]").value,
              Value(5, "red", 5, "kv"));
}

TEST(Dispatch, B13_WireValuesTakeNoHandle) {
    Sandbox box({.handle_limit = 1});
    box.define("N").bind("F", [](Value v) { return array(v, Map{{"k", v}}); });
    EXPECT_EQ(box.eval("5.times { N::F.([1, :a, 'x', nil, 1.5]) }; 'fine'").value, Value("fine"));
}

TEST(Dispatch, B13_IntegersOfAllSizesCross) {
    Sandbox box;
    box.define("N")
        .bind("F", [](std::int64_t n) { return n; })
        .bind("Max", [] { return std::numeric_limits<std::int64_t>::max(); })
        .bind("Min", [] { return std::numeric_limits<std::int64_t>::min(); })
        .bind("Huge", [] { return std::numeric_limits<std::uint64_t>::max(); });
    for (const std::int64_t n : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{2'147'483'647}, std::int64_t{-2'147'483'648},
                                 std::int64_t{1} << 53, -(std::int64_t{1} << 61)}) {
        EXPECT_EQ(box.eval("N::F.(" + std::to_string(n) + ")").value, Value(n));
    }
    EXPECT_EQ(box.eval("N::Max.() > 2_147_483_646 && N::Min.() < -2_147_483_646").value, Value(true));
    EXPECT_EQ(box.eval("N::Huge.() == 2 * N::Max.() + 1").value, Value(true));
}

TEST(Dispatch, E12_AnUnknownPathIsToldPartByPart) {
    Sandbox box;
    box.define("A").bind("B", [] {});
    EXPECT_EQ(fault(box, "module Z; class X < Kobako::Member; end; end; Z::X.call"), "no namespace named \"Z\"");
    EXPECT_EQ(fault(box, "class A::Z < Kobako::Member; end; A::Z.call"), "no member named \"Z\" in namespace \"A\"");
    EXPECT_EQ(fault(box, "module A; module Y; end; end; class A::Y::Z < Kobako::Member; end; A::Y::Z.call"),
              "no member named \"Y::Z\" in namespace \"A\"");
    EXPECT_EQ(fault(box, "class Top < Kobako::Member; end; Top.call"), "no member in target \"Top\"");
}

TEST(Dispatch, B42_OnlyRegisteredMethodsAreReachable) {
    Sandbox box;
    box.define("N").bind("A", functions().method("hello", [] { return 1; }));
    EXPECT_EQ(box.eval("N::A.hello").value, Value(1));
    EXPECT_EQ(fault(box, "N::A.zork"), "no public method :zork on target");
    EXPECT_EQ(fault(box, "N::A.foo = 1"), "no public method :foo= on target");
    EXPECT_EQ(fault(box, "N::A[1]"), "no public method :[] on target");
    EXPECT_EQ(fault(box, "N::A + 1"), "no public method :+ on target");
    EXPECT_EQ(fault(box, "N::A.send(:'a b')"), "no public method :\"a b\" on target");
    EXPECT_EQ(fault(box, "N::A.send(:'')"), "no public method :\"\" on target");
    EXPECT_EQ(fault(box, "N::A.()"), "no public method :call on target");
}

TEST(Dispatch, B42_E43_NamesOfTheReflectionSurfaceAreRefusedByTheHost) {
    Sandbox box;
    box.define("N").bind("A", functions().method("hello", [] { return 1; }));
    // Names that the proxy doesn't have itself, so that the host has to refuse them.
    for (const std::string name : {"display", "enum_for"}) {
        EXPECT_EQ(fault(box, "N::A." + name), "method :" + name + " is not a Service method");
    }
    // However the script gets the request out: by removing the guest's own answer.
    const std::string bare = "class Kobako::Member; def self.method_missing_for(name, *a); method_missing(name, *a); end; end; ";
    for (const std::string name : {"tap", "class", "object_id", "respond_to?", "to_s", "==", "instance_variables", "dup"}) {
        EXPECT_EQ(fault(box, bare + "N::A.method_missing_for(:" + name + ")"), "method :" + name + " is not a Service method")
            << name;
    }
}

TEST(Dispatch, B42_AServicesOwnMethodOfAnAmbientNameIsReachable) {
    Sandbox box;
    box.define("N").bind("A", functions().method("display", [] { return "mine"; }));
    EXPECT_EQ(box.eval("N::A.display").value, Value("mine"));
}

TEST(Dispatch, B42_ABareCallableHasFiveNames) {
    Sandbox box;
    box.define("N")
        .bind("Two", [](int a, int b) { return a * b; })
        .bind("Optional", [](int a, std::optional<int>) { return a; })
        .bind("Any", [](Arguments) {})
        .bind("None", [] {});
    EXPECT_EQ(box.eval("[N::Two.(2, 3), N::Two.call(2, 3), N::Two[2, 3], N::Two.yield(2, 3)]").value, Value(6, 6, 6, 6));
    EXPECT_EQ(box.eval("[N::Two.arity, N::Optional.arity, N::Any.arity, N::None.arity, N::Two.lambda?]").value,
              Value(2, -2, -1, 0, true));
    EXPECT_EQ(fault(box, "N::Two.zork"), "no public method :zork on target");
    for (const std::string name : {"parameters", "<<", ">>", "source_location", "ruby2_keywords"}) {
        EXPECT_EQ(fault(box, "N::Two.send(:" + name + ")"), "method :" + name + " is not a Service method");
    }
}

TEST(Dispatch, B42_RegisteringARefusedNameIsAnErrorAtSetUp) {
    for (const char* name :
         {"send", "__send__", "eval", "instance_eval", "define_method", "const_get", "curry", "to_proc", "binding", "unbind"}) {
        EXPECT_THROW(functions().method(name, [] {}), ArgumentError) << name;
    }
}

TEST(Dispatch, B42_ADynamicServiceAnswersTheNamesThatItClaims) {
    Sandbox box;
    box.define("N").bind("Any", service(std::make_shared<Item>("x"))
                                    .dynamic([](Item&, std::string_view name) { return name.starts_with("get_"); },
                                             [](Item& self, Call& call) {
                                                 return Value(std::string(call.method()) + ":" + self.name(),
                                                              call.arguments().size(), call.keywords().size());
                                             }));
    EXPECT_EQ(box.eval("N::Any.get_a(1, 2, k: 3)").value, Value("get_a:x", 2, 1));
    EXPECT_EQ(box.eval("N::Any.name").value, Value("x"));
    EXPECT_EQ(fault(box, "N::Any.set_a"), "no public method :set_a on target");
}

TEST(Dispatch, B42_ADynamicServiceIsNotAskedForRefusedNames) {
    bool asked = false;
    Sandbox box;
    box.define("N").bind(
        "Any", service(std::make_shared<Item>("x"))
                   .dynamic([&](Item&, std::string_view) { return asked = true; }, [](Item&, Call&) { return Value(); }));
    EXPECT_EQ(fault(box, "N::Any.display"), "method :display is not a Service method");
    EXPECT_FALSE(asked);
}

TEST(Dispatch, E11_AStandardExceptionIsARuntimeFaultWithItsText) {
    Sandbox box;
    box.define("N").bind("A", []() -> int { throw std::runtime_error("database is down"); });
    const auto error = thrown<ServiceError>([&] { box.eval("N::A.()"); });
    EXPECT_STREQ(error.what(), "RuntimeError: database is down");
    EXPECT_EQ(error.kind(), ErrorKind::service);
    EXPECT_EQ(error.klass(), "Kobako::ServiceError");
    EXPECT_EQ(error.origin(), "service");
    EXPECT_FALSE(error.details());
    ASSERT_FALSE(error.backtrace().empty());
    EXPECT_TRUE(error.backtrace().front().ends_with(":in method_missing")) << error.backtrace().front();
}

TEST(Dispatch, E11_ClassNamesOfExceptions) {
    Sandbox box;
    box.define("N")
        .bind("Named", [] { throw ServiceFailure("IOError", "gone"); })
        .bind("Argument", [] { throw ArgumentError("too big"); })
        .bind("Invalid", [] { throw std::invalid_argument("not a date"); })
        .bind("Tree",
              [] {
                  Failure failure;
                  failure.kind = ErrorKind::sandbox;
                  failure.message = "inner";
                  failure.raise();
              })
        .bind("Time",
              [] {
                  Failure failure;
                  failure.kind = ErrorKind::timeout;
                  failure.message = "inner";
                  failure.raise();
              })
        .bind("Range", [] { throw std::out_of_range("far"); });
    EXPECT_EQ(fault(box, "N::Named.()"), "IOError: gone");
    EXPECT_EQ(fault(box, "N::Argument.()"), "too big");
    EXPECT_EQ(fault(box, "N::Invalid.()"), "not a date");
    EXPECT_EQ(fault(box, "N::Tree.()"), "Kobako::SandboxError: inner");
    EXPECT_EQ(fault(box, "N::Time.()"), "Kobako::TimeoutError: inner");
    EXPECT_EQ(fault(box, "N::Range.()"), "RuntimeError: far");
}

TEST(Dispatch, E11_D07_AnythingElseThrownIsAFaultToo) {
    Sandbox box;
    box.define("N").bind("A", [] { throw 42; });
    EXPECT_EQ(fault(box, "N::A.()"), "RuntimeError: unknown host exception");
}

TEST(Dispatch, E11_ATextOfBytesThatAreNotUtf8StillArrives) {
    Sandbox box;
    box.define("N").bind("A", [] { throw std::runtime_error("bad \xff byte"); });
    const auto text = fault(box, "N::A.()");
    EXPECT_TRUE(text.starts_with("RuntimeError: bad ")) << text;
}

TEST(Dispatch, FaultsAreRescuableAndTheScriptGoesOn) {
    Sandbox box;
    box.define("N").bind("A", [] { throw std::runtime_error("x"); }).bind("B", [] { return 5; });
    EXPECT_EQ(box.eval("begin; N::A.(); rescue => e; [e.class == Kobako::ServiceError, e.message, N::B.()]; end").value,
              Value(true, "RuntimeError: x", 5));
    EXPECT_EQ(box.eval("begin; N::A.(); rescue RuntimeError; 1; end").value, Value(1));
    EXPECT_EQ(box.eval("begin; begin; N::A.(); ensure; $x = 1; end; rescue => e; $x; end").value, Value(1));
    EXPECT_EQ(box.eval("n = 0; begin; n += 1; N::A.() if n < 3; n; rescue; retry; end").value, Value(3));
}

TEST(Dispatch, D12_WhatTheScriptRaisesItselfIsAttributedByItsClass) {
    Sandbox box;
    box.define("N").bind("A", [] { throw std::runtime_error("x"); });
    EXPECT_EQ(thrown<ServiceError>([&] { box.eval("raise Kobako::ServiceError, 'mine'"); }).klass(), "Kobako::ServiceError");
    EXPECT_EQ(thrown<ServiceError>([&] { box.eval("class Mine < Kobako::ServiceError; end; raise Mine, 'm'"); }).klass(), "Mine");
    EXPECT_EQ(script_error(box, "begin; N::A.(); rescue => e; raise ArgumentError, 'wrapped'; end"), "ArgumentError: wrapped");
    EXPECT_EQ(script_error(box, "class MyServiceErrorLike < StandardError; end; raise MyServiceErrorLike, 'no'"),
              "MyServiceErrorLike: no");
}

TEST(Dispatch, D11_ATransportErrorOfTheGuestIsATransportError) {
    const Sandbox box;
    const auto error = thrown<TransportError>([&] { box.eval("raise Kobako::Transport::Error, 'mine'"); });
    EXPECT_STREQ(error.what(), "mine");
    EXPECT_EQ(error.klass(), "Kobako::Transport::Error");
    EXPECT_EQ(error.origin(), "sandbox");
}

TEST(Dispatch, AResponseOfMoreThan16MebibytesEndsTheInvocation) {
    Sandbox box({.memory_limit = std::nullopt});
    box.define("N").bind("A", [] { return std::string((std::size_t{16} << 20) + 1, 'x'); });
    const auto error = thrown<TrapError>([&] { box.eval("begin; N::A.(); rescue Exception; 1; end"); });
    EXPECT_TRUE(std::string(error.what()).starts_with("Sandbox#eval failed: ")) << error.what();
    EXPECT_EQ(thrown<TrapError>([&] { box.eval("N::A.()"); }).kind(), ErrorKind::trap);
}

TEST(Dispatch, MegabytesCrossBothWays) {
    using namespace hako::literals;
    Sandbox box({.memory_limit = 64_MiB});
    std::size_t got = 0;
    box.define("N").bind("Get", [] { return std::string(4 << 20, 'x'); }).bind("Put", [&](std::string text) {
        got = text.size();
    });
    EXPECT_EQ(box.eval("t = N::Get.(); N::Put.(t); t.size").value, Value(4 << 20));
    EXPECT_EQ(got, std::size_t{4} << 20);
}

TEST(Dispatch, ManyCallsInOneInvocation) {
    std::int64_t sum = 0;
    Sandbox box;
    box.define("N").bind("Add", [&](std::int64_t n) { return sum += n; });
    EXPECT_EQ(box.eval("i = 0; while i < 10_000; N::Add.(i); i += 1; end; N::Add.(0)").value, Value(49'995'000));
}

}  // namespace
}  // namespace hako
