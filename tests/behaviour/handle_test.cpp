// Host objects in scripts: handles, their life, and their way back.
#include "support/shop.hpp"
#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::array;
using test::fault;
using test::Item;
using test::message;
using test::Scalpel;
using test::script_error;
using test::thrown;

/// A shop with one cup, and a shelf for what scripts put away.
class Handles : public testing::Test {
   protected:
    Handles() {
        box.define("Shop")
            .bind("Cup", [this] { return cup; })
            .bind("New", [](std::string name) { return std::make_shared<Item>(std::move(name)); })
            .bind("Keep", [this](Value v) { kept = v; })
            .bind("Same", [](std::shared_ptr<Item> a, std::shared_ptr<Item> b) { return a == b; });
    }
    std::shared_ptr<Item> cup = std::make_shared<Item>("cup");
    Value kept;
    Sandbox box;
};

TEST_F(Handles, B14_AnObjectBecomesAHandleWithMethods) {
    EXPECT_EQ(box.eval("c = Shop::Cup.(); [c.class == Kobako::Handle, c.name]").value, Value(true, "cup"));
}

TEST_F(Handles, B14_ANullObjectIsNil) {
    Sandbox other;
    other.define("N").bind("None", [] { return std::shared_ptr<Item>(); }).bind("Nothing", [] { return Object(); });
    EXPECT_EQ(other.eval("[N::None.(), N::Nothing.()]").value, Value(nullptr, nullptr));
}

TEST_F(Handles, B14_AContainerWithOneObjectIsWrappedWhole) {
    Sandbox other;
    other.define("N")
        .bind("List", [this] { return Array{1, cup, "x"}; })
        .bind("Table", [this] { return Map{{"cup", cup}, {sym("n"), 1}}; })
        .bind("Deep", [this] { return array(array(1, cup), array(2)); });
    EXPECT_EQ(other
                  .eval("l = N::List.(); [l.class == Kobako::Handle, l.size, l.length, l.empty?, l[0], l.first, l.last, "
                        "l[1].name, l[-1], l[9]]")
                  .value,
              Value(true, 3, 3, false, 1, 1, "x", "cup", "x", nullptr));
    EXPECT_EQ(other.eval("N::List.().each { |e| break e + 1 }").value, Value(2));
    EXPECT_EQ(other
                  .eval("t = N::Table.(); [t['cup'].name, t[:n], t['no'], t.fetch(:n), t.key?('cup'), t.key?(:x), t.size, "
                        "t.length, t.empty?, t.keys]")
                  .value,
              Value("cup", 1, nullptr, 1, true, false, 2, 2, false, Value("cup", sym("n"))));
    EXPECT_EQ(other.eval("v = N::Table.().values; [v.size, v[1], v[0].name]").value, Value(2, 1, "cup"));
    EXPECT_EQ(other.eval("d = N::Deep.(); [d[0].class == Kobako::Handle, d[1], d[0][1].name]").value,
              Value(true, array(2), "cup"));
    EXPECT_EQ(fault(other, "N::Table.().fetch('no')"), "KeyError: key not found: \"no\"");
    EXPECT_EQ(fault(other, "N::List.().push(1)"), "no public method :push on target");
}

TEST_F(Handles, B15_EveryReturnIsANewHandle) {
    EXPECT_EQ(box.eval("a = Shop::Cup.(); b = Shop::Cup.(); [a == b, a.equal?(b), a == a, a.same(b)]").value,
              Value(false, false, true, true));
}

TEST_F(Handles, B16_D03_AHandleAsAnArgumentIsItsObject) {
    EXPECT_EQ(box.eval("c = Shop::Cup.(); [Shop::Same.(c, Shop::Cup.()), Shop::Same.(c, Shop::New.('jug'))]").value,
              Value(true, false));
}

TEST_F(Handles, B16_D03_D26_HandlesAreResolvedAtAnyDepthAndInKeywords) {
    Sandbox other;
    Value list, keyword;
    other.define("N").bind("Cup", [this] { return cup; }).bind("F", [&](Value a, Named<"k", Value> k) {
        list = a;
        keyword = *k;
    });
    other.eval("c = N::Cup.(); N::F.([1, {c => [c]}], k: {'a' => c})");
    EXPECT_EQ(list, Value(1, Map{{Object(cup), array(Object(cup))}}));
    EXPECT_EQ(keyword, Value(Map{{"a", Object(cup)}}));
}

TEST_F(Handles, B16_ADescribedParameterTakesOnlyItsOwnClass) {
    EXPECT_EQ(fault(box, "Shop::Same.(1, nil)"), "Shop::Same: argument 1: expected Item, got 1");
    Sandbox other;
    other.define("N").bind("Box", [] { return callable([] {}); }).bind("F", [](std::shared_ptr<Item>) {});
    EXPECT_TRUE(fault(other, "N::F.(N::Box.())").starts_with("N::F: argument 1: expected Item, got "));
}

TEST_F(Handles, B17_CallsOnHandlesChain) {
    EXPECT_EQ(box.eval("Shop::Cup.().part('ear').part('tip').self.name").value, Value("cup/ear/tip"));
    EXPECT_EQ(box.eval("c = Shop::Cup.(); c.rename('mug'); Shop::Cup.().name").value, Value("mug"));
    EXPECT_EQ(cup->name(), "mug");
}

TEST_F(Handles, B17_FaultsOnHandles) {
    EXPECT_EQ(fault(box, "Shop::Cup.().zork"), "no public method :zork on target");
    EXPECT_EQ(fault(box, "Shop::Cup.().display"), "method :display is not a Service method");
    EXPECT_EQ(fault(box, "Shop::Cup.().rename"), "wrong number of arguments (given 0, expected 1)");
    EXPECT_EQ(fault(box, "Shop::Cup.().rename(5)"), "Item#rename: argument 1: expected String, got 5");
}

TEST_F(Handles, B18_AnObjectThatAServiceKeptGetsANewHandleLater) {
    box.eval("Shop::Keep.(Shop::Cup.())");
    ASSERT_TRUE(kept.is_object());
    Sandbox other;
    other.define("N").bind("Back", [this] { return kept; });
    EXPECT_EQ(other.eval("N::Back.().name").value, Value("cup"));
}

TEST_F(Handles, B18_B19_E13_AStaleIdIsUndefinedAndOtherCallsGoOn) {
    // A handle token, as it stands in the details of an error, nested in an argument: passed through, unknown when used.
    const Value token = Handle(Handle::FromWire{12});
    box.preload("Use", "Use = ->(list) { h = list[0]; begin; h.name; rescue => e; [e.message, Shop::Cup.().name]; end }");
    EXPECT_EQ(box.run("Use", {array(token)}).value, Value("unknown Handle id: 12", "cup"));
    box = Sandbox();
    box.define("Shop").bind("Keep", [](Value) {});
    box.preload("Give", "Give = ->(list) { Shop::Keep.(list[0]) }").preload("Call", "Call = ->(list) { list[0].name }");
    for (const char* entry : {"Give", "Call"}) {
        EXPECT_EQ(message<ServiceError>([&] { box.run(entry, {array(token)}); }), "unknown Handle id: 12") << entry;
    }
}

TEST_F(Handles, B15_B18_IdsStartAgainInEveryInvocation) {
    box.preload("Pick", "Pick = ->(list) { Shop::New.('first'); Shop::New.('second'); list[0].name }");
    const Value second = Handle(Handle::FromWire{2}), third = Handle(Handle::FromWire{3});
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(box.run("Pick", {array(second)}).value, Value("second"));
        EXPECT_EQ(message<ServiceError>([&] { box.run("Pick", {array(third)}); }), "unknown Handle id: 3");
    }
}

TEST_F(Handles, B19_HandlesDieWithTheInvocation) {
    std::weak_ptr<Item> watch;
    Sandbox other;
    other.define("N").bind("New", [&] {
        const auto item = std::make_shared<Item>("x");
        watch = item;
        return item;
    });
    other.eval("N::New.().name");
    EXPECT_TRUE(watch.expired());
}

TEST_F(Handles, B20_D04_AHandleCannotBeMadeOrReadOrChanged) {
    EXPECT_EQ(script_error(box, "Kobako::Handle.new(1)"),
              "NoMethodError: Kobako::Handle is a host-issued capability reference, not a constructible class");
    EXPECT_EQ(box.eval("Shop::Cup.().instance_variables").value, array());
    EXPECT_EQ(
        box.eval("h = Shop::Cup.(); i = h.inspect; i.start_with?('#<Kobako::Handle:0x') && !i.include?('@') && !i.include?(' ')")
            .value,
        Value(true));
    EXPECT_EQ(box.eval("a = Shop::New.('a'); b = Shop::New.('b'); begin; a.instance_variable_set(:@__kobako_id__, 2); rescue => "
                       "e; end; a.name")
                  .value,
              Value("a"));
    EXPECT_EQ(
        box.eval("a = Shop::New.('a'); b = Shop::New.('b'); begin; a.send(:initialize_copy, b); rescue => e; end; a.name").value,
        Value("a"));
}

TEST_F(Handles, B20_AnIntegerIsNoHandle) {
    EXPECT_EQ(fault(box, "Shop::Cup.(); Shop::Same.(1, 1)"), "Shop::Same: argument 1: expected Item, got 1");
}

TEST_F(Handles, B20_ObjectsMadeByAllocationTricksReachNothing) {
    for (const char* source : {"Kobako::Handle.allocate.name", "class H < Kobako::Handle; end; H.new.name",
                               "class H < Kobako::Handle; end; H.allocate.name", "Class.new(Kobako::Handle).new.name"}) {
        EXPECT_THROW(box.eval(source), Error) << source;
    }
}

TEST_F(Handles, B21_E07_TheTableHasALimit) {
    Sandbox small({.handle_limit = 3});
    small.define("N").bind("New", [](std::string name) { return std::make_shared<Item>(name); });
    EXPECT_EQ(small.eval("a = N::New.('a'); b = N::New.('b'); c = N::New.('c'); [a.name, b.name, c.name]").value,
              Value("a", "b", "c"));
    EXPECT_EQ(fault(small, "4.times { N::New.('x') }"),
              "Kobako::HandlerExhaustedError: Out of handle allocations: too many host objects were referenced in a single "
              "invocation (limit 3)");
}

TEST_F(Handles, B21_D25_AFullTableIsRescuableAndStaysAsItWas) {
    Sandbox small({.handle_limit = 2});
    small.define("N").bind("New", [](std::string name) { return std::make_shared<Item>(name); }).bind("Plain", [] { return 5; });
    EXPECT_EQ(small
                  .eval("a = N::New.('a'); b = N::New.('b'); m = (begin; N::New.('c'); rescue => e; e.class == "
                        "Kobako::ServiceError; end); "
                        "[m, a.name, b.name, N::Plain.()]")
                  .value,
              Value(true, "a", "b", 5));
    EXPECT_EQ(small.eval("N::New.('next').name").value, Value("next"));
}

TEST_F(Handles, E07_TooManyObjectsAmongRunArgumentsAreThrownDirectly) {
    Sandbox small({.handle_limit = 1});
    small.preload("Take", "Take = ->(*all) { all.size }");
    const auto error = thrown<HandlerExhaustedError>([&] { small.run("Take", {cup, cup}); });
    EXPECT_STREQ(error.what(),
                 "Out of handle allocations: too many host objects were referenced in a single invocation (limit 1)");
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_FALSE(error.failure().backtrace);
    EXPECT_FALSE(error.details());
    EXPECT_EQ(small.run("Take", {cup}).value, Value(1));
}

TEST_F(Handles, B37_HandlesInResultsAreTheObjectsAgain) {
    EXPECT_EQ(box.eval("Shop::Cup.()").value, Value(Object(cup)));
    EXPECT_EQ(box.eval("Shop::Cup.()").value.as<std::shared_ptr<Item>>(), cup);
    EXPECT_EQ(box.eval("c = Shop::Cup.(); [c, {c => [c, 1]}]").value,
              Value(Object(cup), Map{{Object(cup), Value(Object(cup), 1)}}));
}

TEST_F(Handles, B37_AnUnknownIdInAResultIsASandboxError) {
    box.preload("Same", "Same = ->(list) { list }");
    const auto error = thrown<SandboxError>([&] { box.run("Same", {array(Value(Handle(Handle::FromWire{9})))}); });
    EXPECT_STREQ(error.what(), "unknown Handle id: 9");
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_FALSE(error.failure().backtrace);
    EXPECT_FALSE(error.details());
}

TEST_F(Handles, B37_AnObjectOutlivesItsHandleThroughTheExecution) {
    Value value;
    {
        Sandbox other;
        other.define("N").bind("New", [] { return std::make_shared<Item>("lasting"); });
        value = other.eval("N::New.()").value;
    }
    EXPECT_EQ(value.as<std::shared_ptr<Item>>()->name(), "lasting");
}

TEST_F(Handles, B43_E44_AnUnwrappableResultIsAFault) {
    Sandbox other;
    other.define("N").bind("Knife", [] { return std::make_shared<Scalpel>(); }).bind("Case", [] {
        return array(1, Object(std::make_shared<Scalpel>()));
    });
    EXPECT_EQ(fault(other, "N::Knife.()"), "Kobako::SandboxError: a Scalpel cannot cross as a Capability Handle");
    EXPECT_EQ(other.eval("begin; N::Knife.(); rescue => e; 5; end").value, Value(5));
    EXPECT_EQ(fault(other, "N::Case.()[1]"), "Kobako::SandboxError: a Scalpel cannot cross as a Capability Handle");
}

TEST_F(Handles, B43_E44_AnUnwrappableRunArgumentIsThrownBeforeTheCall) {
    box.preload("Take", "puts 'ran'; Take = ->(x) { x }");
    const auto error = thrown<SandboxError>([&] { box.run("Take", {std::make_shared<Scalpel>()}); });
    EXPECT_STREQ(error.what(), "a Scalpel cannot cross as a Capability Handle");
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_F(Handles, B43_AReturnedCallableIsWrappable) {
    Sandbox other;
    other.define("N").bind("Adder", [](int n) { return callable([n](int m) { return n + m; }); });
    EXPECT_EQ(other.eval("add = N::Adder.(5); [add.(1), add[2], add.call(3), add.yield(4), add.arity, add.lambda?]").value,
              Value(6, 7, 8, 9, 1, true));
    EXPECT_EQ(fault(other, "N::Adder.(1).parameters"), "method :parameters is not a Service method");
}

TEST_F(Handles, B42_ABoundServiceAndAHandleToTheSameObjectAgree) {
    Sandbox other;
    other.define("N").bind("Item", service(cup)).bind("Get", [this] { return cup; });
    EXPECT_EQ(other.eval("N::Item.rename('both'); N::Get.().name").value, Value("both"));
}

TEST_F(Handles, AnObjectOfAnotherSandboxIsJustAnObjectHere) {
    Sandbox other;
    other.preload("Name", "Name = ->(h) { h.name }");
    const auto from_here = box.eval("Shop::New.('traveller')").value;
    EXPECT_EQ(other.run("Name", {from_here}).value, Value("traveller"));
}

TEST_F(Handles, ThousandsOfHandlesInOneInvocation) {
    EXPECT_EQ(box.eval("last = nil; i = 0; while i < 5000; last = Shop::New.(i.to_s); i += 1; end; last.name").value,
              Value("4999"));
}

}  // namespace
}  // namespace hako
