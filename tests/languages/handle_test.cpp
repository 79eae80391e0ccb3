// Host objects in scripts: handles, their life, and their way back.
#include "language.hpp"
#include "support/shop.hpp"
#include "support/values.hpp"

namespace hako::test {
namespace {

/// A shop with one cup, and a shelf for what scripts put away.
class HoldingHandles : public InEveryLanguage {
   protected:
    HoldingHandles() {
        box.define("Shop")
            .bind("Cup", [this] { return cup; })
            .bind("New", [](std::string name) { return std::make_shared<Item>(std::move(name)); })
            .bind("Keep", [this](Value v) { kept = v; })
            .bind("Same", [](std::shared_ptr<Item> a, std::shared_ptr<Item> b) { return a == b; });
    }
    std::shared_ptr<Item> cup = std::make_shared<Item>("cup");
    Value kept;
    Sandbox box = sandbox();
};
HAKO_IN_EVERY_LANGUAGE(HoldingHandles);

TEST_P(HoldingHandles, B14_AnObjectBecomesAHandleWithMethods) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "c = Shop::Cup.(); [c.class == Kobako::Handle, c.name]",
                       .python = "import hako\nc = Shop.Cup(); [type(c) is hako.Handle, c.name()]",
                       .javascript = "const c = Shop.Cup(); [hako.isHandle(c), c.name()]",
                   }),
              Value(true, "cup"));
}

TEST_P(HoldingHandles, B14_ANullObjectIsNothing) {
    auto other = sandbox();
    other.define("N").bind("None", [] { return std::shared_ptr<Item>(); }).bind("Nothing", [] { return Object(); });
    EXPECT_EQ(eval(other, {.ruby = "[N::None.(), N::Nothing.()]",
                           .python = "[getattr(N, 'None')(), N.Nothing()]",
                           .javascript = "[N.None(), N.Nothing()]"}),
              Value(nullptr, nullptr));
}

TEST_P(HoldingHandles, B14_AContainerWithOneObjectIsWrappedWhole) {
    auto other = sandbox();
    other.define("N").bind("List", [this] { return Array{1, cup, "x"}; }).bind("Table", [this] {
        return Map{{"cup", cup}, {sym("n"), 1}};
    });
    EXPECT_EQ(
        eval(
            other,
            {
                .ruby = "l = N::List.(); [l.class == Kobako::Handle, l.size, l[0], l.first, l.last, l[1].name, l[-1], l[9]]",
                .python = "import hako\nl = N.List(); [type(l) is hako.Handle, l.size(), l[0], l.first(), l.last(), l[1].name(), "
                          "l[-1], l[9]]",
                .javascript =
                    "const l = N.List(); [hako.isHandle(l), l.size(), l[0], l.first(), l.last(), l[1].name(), l['[]'](-1), l[9]]",
            }),
        Value(true, 3, 1, 1, "x", "cup", "x", nullptr));
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "N::List.().each { |e| break e + 1 }",
                       .python = "import hako\ndef f(e): raise hako.Break(e + 1)\nN.List().each(f)",
                       .javascript = "N.List().each((e) => { throw new hako.Break(e + 1) })",
                   }),
              Value(2));
    EXPECT_EQ(
        eval(other,
             {
                 .ruby = "t = N::Table.(); [t['cup'].name, t[:n], t['no'], t.size, t.keys]",
                 .python = "import hako\nt = N.Table(); [t['cup'].name(), t[hako.Symbol('n')], t['no'], t.size(), t.keys()]",
                 .javascript = "const t = N.Table(), at = (k) => t['[]'](k); [at('cup').name(), at(Symbol.for('n')), at('no'), "
                               "t.size(), t.keys()]",
             }),
        Value("cup", 1, nullptr, 2, Value("cup", sym("n"))));
    EXPECT_EQ(fault(other, {.ruby = "N::List.().push(1)", .python = "N.List().push(1)", .javascript = "N.List().push(1)"}),
              "no public method :push on target");
}

TEST_P(HoldingHandles, B15_EveryReturnIsANewHandle) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "a = Shop::Cup.(); b = Shop::Cup.(); [a == b, a == a, a.same(b)]",
                       .python = "a = Shop.Cup(); b = Shop.Cup(); [a == b, a == a, a.same(b)]",
                       .javascript = "const a = Shop.Cup(), b = Shop.Cup(); [a == b, a == a, a.same(b)]",
                   }),
              Value(false, true, true));
}

TEST_P(HoldingHandles, B16_D03_D26_HandlesAreResolvedAtAnyDepthAndInKeywords) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "c = Shop::Cup.(); [Shop::Same.(c, Shop::Cup.()), Shop::Same.(c, Shop::New.('jug'))]",
                       .python = "c = Shop.Cup(); [Shop.Same(c, Shop.Cup()), Shop.Same(c, Shop.New('jug'))]",
                       .javascript = "const c = Shop.Cup(); [Shop.Same(c, Shop.Cup()), Shop.Same(c, Shop.New('jug'))]",
                   }),
              Value(true, false));
    auto other = sandbox();
    Value list, keyword;
    other.define("N").bind("Cup", [this] { return cup; }).bind("F", [&](Value a, Named<"k", Value> k) {
        list = a;
        keyword = *k;
    });
    eval(other, {.ruby = "c = N::Cup.(); N::F.([1, {c => [c]}], k: {'a' => c})",
                 .python = "c = N.Cup(); N.F([1, {c: [c]}], k={'a': c})",
                 .javascript = "const c = N.Cup(); N.F([1, new Map([[c, [c]]])], {k: {a: c}})"});
    EXPECT_EQ(list, Value(1, Map{{Object(cup), array(Object(cup))}}));
    EXPECT_EQ(keyword, Value(Map{{"a", Object(cup)}}));
}

TEST_P(HoldingHandles, B16_ADescribedParameterTakesOnlyItsOwnClass) {
    EXPECT_EQ(fault(box, {.ruby = "Shop::Same.(1, nil)", .python = "Shop.Same(1, None)", .javascript = "Shop.Same(1, null)"}),
              "Shop::Same: argument 1: expected Item, got 1");
}

TEST_P(HoldingHandles, B17_CallsOnHandlesChain) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "Shop::Cup.().part('ear').part('tip').self.name",
                       .python = "Shop.Cup().part('ear').part('tip').self().name()",
                       .javascript = "Shop.Cup().part('ear').part('tip').self().name()",
                   }),
              Value("cup/ear/tip"));
    EXPECT_EQ(eval(box, {.ruby = "c = Shop::Cup.(); c.rename('mug'); Shop::Cup.().name",
                         .python = "c = Shop.Cup(); c.rename('mug'); Shop.Cup().name()",
                         .javascript = "const c = Shop.Cup(); c.rename('mug'); Shop.Cup().name()"}),
              Value("mug"));
    EXPECT_EQ(cup->name(), "mug");
}

TEST_P(HoldingHandles, B17_FaultsOnHandles) {
    EXPECT_EQ(fault(box, {.ruby = "Shop::Cup.().zork", .python = "Shop.Cup().zork()", .javascript = "Shop.Cup().zork()"}),
              "no public method :zork on target");
    EXPECT_EQ(
        fault(box, {.ruby = "Shop::Cup.().display", .python = "Shop.Cup().display()", .javascript = "Shop.Cup().display()"}),
        "method :display is not a Service method");
    EXPECT_EQ(fault(box, {.ruby = "Shop::Cup.().rename", .python = "Shop.Cup().rename()", .javascript = "Shop.Cup().rename()"}),
              "wrong number of arguments (given 0, expected 1)");
    EXPECT_EQ(
        fault(box, {.ruby = "Shop::Cup.().rename(5)", .python = "Shop.Cup().rename(5)", .javascript = "Shop.Cup().rename(5)"}),
        "Item#rename: argument 1: expected String, got 5");
}

TEST_P(HoldingHandles, B18_AnObjectThatAServiceKeptGetsANewHandleLater) {
    eval(box, {.ruby = "Shop::Keep.(Shop::Cup.())", .python = "Shop.Keep(Shop.Cup())", .javascript = "Shop.Keep(Shop.Cup())"});
    ASSERT_TRUE(kept.is_object());
    auto other = sandbox();
    other.define("N").bind("Back", [this] { return kept; });
    EXPECT_EQ(eval(other, {.ruby = "N::Back.().name", .python = "N.Back().name()", .javascript = "N.Back().name()"}),
              Value("cup"));
}

TEST_P(HoldingHandles, B18_B19_E13_AStaleIdIsUndefinedAndOtherCallsGoOn) {
    // A handle token nested in an argument: passed through, unknown when used.
    const Value list = array(Value(Handle(Handle::FromWire{12})));
    box.preload(
        "Use",
        in({
            .ruby = "Use = ->(list) { begin; list[0].name; rescue => e; [e.message, Shop::Cup.().name]; end }\n"
                    "Give = ->(list) { Shop::Keep.(list[0]) }\nCall = ->(list) { list[0].name }",
            .python = "import hako\ndef Use(list):\n"
                      "  try: list[0].name()\n"
                      "  except hako.ServiceError as e: return [str(e), Shop.Cup().name()]\n"
                      "def Give(list): Shop.Keep(list[0])\ndef Call(list): return list[0].name()",
            .javascript = "function Use(list) {\n  try { list[0].name() } catch (e) { return [e.message, Shop.Cup().name()] }\n"
                          "}\nfunction Give(list) { Shop.Keep(list[0]) }\nfunction Call(list) { return list[0].name() }",
        }));
    EXPECT_EQ(box.run("Use", {list}).value, Value("unknown Handle id: 12", "cup"));
    for (const char* entry : {"Give", "Call"}) {
        EXPECT_EQ(message<ServiceError>([&] { box.run(entry, {list}); }), "unknown Handle id: 12") << entry;
    }
}

TEST_P(HoldingHandles, B15_B18_IdsStartAgainInEveryInvocation) {
    box.preload("Pick", in({
                            .ruby = "Pick = ->(list) { Shop::New.('first'); Shop::New.('second'); list[0].name }",
                            .python = "def Pick(list): Shop.New('first'); Shop.New('second'); return list[0].name()",
                            .javascript = "function Pick(list) { Shop.New('first'); Shop.New('second'); return list[0].name() }",
                        }));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(box.run("Pick", {array(Value(Handle(Handle::FromWire{2})))}).value, Value("second"));
        EXPECT_EQ(message<ServiceError>([&] { box.run("Pick", {array(Value(Handle(Handle::FromWire{3})))}); }),
                  "unknown Handle id: 3");
    }
}

TEST_P(HoldingHandles, B19_HandlesDieWithTheInvocation) {
    std::weak_ptr<Item> watch;
    auto other = sandbox();
    other.define("N").bind("New", [&] {
        const auto item = std::make_shared<Item>("x");
        watch = item;
        return item;
    });
    eval(other, {.ruby = "$h = N::New.(); $h.name",
                 .python = "import sys\nsys.h = N.New(); sys.h.name()",
                 .javascript = "globalThis.h = N.New(); h.name()"});
    EXPECT_TRUE(watch.expired());
}

TEST_P(HoldingHandles, B20_D04_AHandleCannotBeReadOrChanged) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "a = Shop::New.('a'); b = Shop::New.('b')\n"
                               "[-> { a.instance_variable_set(:@__kobako_id__, 2) }, -> { a.send(:initialize_copy, b) },\n"
                               " -> { a.instance_variable_set(:@id, 2) }].each { |f| begin; f.call; rescue StandardError; end }\n"
                               "[Shop::New.('c').instance_variables, a.name, b.name]",
                       .python = "a = Shop.New('a'); b = Shop.New('b')\n"
                                 "def attempt(f):\n"
                                 "  try: f()\n"
                                 "  except Exception: pass\n"
                                 "attempt(lambda: setattr(a, 'id', 2))\n"
                                 "attempt(lambda: object.__setattr__(a, 'id', 2))\n"
                                 "attempt(lambda: setattr(type(a), 'name', lambda self: 'mine'))\n"
                                 "attempt(lambda: setattr(a, '__class__', object))\n"
                                 "attempt(lambda: a.__setstate__(2))\n"
                                 "attempt(lambda: a.__init__(2))\n"
                                 "attempt(lambda: a.__dict__.update(id=2))\n"
                                 "attempt(lambda: memoryview(a))\n"
                                 "[[n for n in ('__dict__', '__slots__') if hasattr(a, n)], a.name(), b.name()]",
                       .javascript = "const a = Shop.New('a'), b = Shop.New('b')\nfor (const f of [() => { a.id = 2 }, () => "
                                     "Object.assign(a, {id: 2}), () => Object.defineProperty(a, 'id', {value: 2}), () => "
                                     "Object.setPrototypeOf(a, b), () => Reflect.set(a, 'id', 2)]) {\n"
                                     "  try { f() } catch {}\n}\n[[], a.name(), b.name()]",
                   }),
              Value(array(), "a", "b"));
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "i = Shop::Cup.().inspect; i.start_with?('#<Kobako::Handle:0x') && !i.include?('@')",
                       .python = "a = Shop.Cup(); b = Shop.Cup(); repr(a) == repr(b) == '<hako.Handle>'",
                       .javascript =
                           "const a = Shop.Cup(), b = Shop.Cup(); hako.inspect(a) === hako.inspect(b) && String(a) === String(b)",
                   }),
              Value(true));
}

TEST_P(HoldingHandles, B20_AnIntegerIsNoHandle) {
    EXPECT_EQ(fault(box, {.ruby = "Shop::Cup.(); Shop::Same.(1, 1)",
                          .python = "Shop.Cup(); Shop.Same(1, 1)",
                          .javascript = "Shop.Cup(); Shop.Same(1, 1)"}),
              "Shop::Same: argument 1: expected Item, got 1");
}

TEST_P(HoldingHandles, B20_WhatLooksLikeAHandleReachesNothing) {
    for (const Scripts& source : {
             Scripts{.ruby = "Kobako::Handle.allocate.name",
                     .python = "import hako\nclass H:\n  __class__ = hako.Handle\n  id = 1\n"
                               "Shop.Cup(); Shop.Same(H(), Shop.Cup())",
                     .javascript = "class H { id = 1; get [Symbol.toStringTag]() { return 'Handle' } }\nShop.Cup(); "
                                   "Shop.Same(new H, Shop.Cup())"},
             Scripts{.ruby = "class H < Kobako::Handle; end; H.new.name",
                     .python = "import hako\nclass H(hako.Handle): pass\nH().name()",
                     .javascript = "new (Shop.Cup().constructor)(1).name()"},
             Scripts{.ruby = "Class.new(Kobako::Handle).new.name",
                     .python = "import hako\nclass O: pass\no = O(); o.__class__ = hako.Handle; o.name()",
                     .javascript = "const o = Object.setPrototypeOf({}, Object.getPrototypeOf(Shop.Cup())); o.name()"},
             Scripts{.ruby = "class H < Kobako::Handle; end; H.allocate.name",
                     .python = "import hako, pickle\npickle.loads(b'chako\\nHandle\\n)\\x81.').name()",
                     .javascript = "Object.create(Shop.Cup()).name.call({})"},
             Scripts{.ruby = "Kobako::Handle.send(:new).name",
                     .python = "import copy\ncopy.deepcopy(Shop.Cup()).name()",
                     .javascript = "structuredClone(Shop.Cup()).name()"},
             Scripts{.ruby = "Shop::Cup.().clone.clone(freeze: 1).zork",
                     .python = "import ctypes; ctypes.cast(1, ctypes.c_void_p)",
                     .javascript = "Reflect.construct(Object, [], Shop.Cup())"},
         }) {
        EXPECT_THROW(eval(box, source), Error) << in(source);
    }
}

TEST_P(HoldingHandles, B21_E07_D25_TheTableHasALimit) {
    auto small = sandbox({.handle_limit = 3});
    small.define("N").bind("New", [](std::string name) { return std::make_shared<Item>(name); });
    const Scripts full{
        .ruby = "4.times { |i| N::New.(i.to_s) }",
        .python = "for i in range(4): N.New(str(i))",
        .javascript = "for (let i = 0; i < 4; i++) N.New(String(i))",
    };
    EXPECT_EQ(
        fault(small, full),
        "Kobako::HandlerExhaustedError: Out of handle allocations: too many host objects were referenced in a single invocation "
        "(limit 3)");
    EXPECT_EQ(
        eval(small,
             {
                 .ruby =
                     "a = N::New.('a'); 2.times { N::New.('x') }; begin; N::New.('y'); rescue Kobako::ServiceError; a.name; end",
                 .python = "import hako\na = N.New('a'); N.New('x'); N.New('x')\ntry: N.New('y')\n"
                           "except hako.ServiceError: r = a.name()\nr",
                 .javascript = "const a = N.New('a'); N.New('x'); N.New('x')\nlet r\ntry { N.New('y') } catch (e) { if (e "
                               "instanceof ServiceError) r = a.name() }\n"
                               "r",
             }),
        Value("a"));
}

TEST_P(HoldingHandles, E07_TooManyObjectsAmongRunArgumentsAreThrownDirectly) {
    auto small = sandbox({.handle_limit = 1});
    small.preload("Take", in({.ruby = "Take = ->(*all) { all.size }",
                              .python = "def Take(*all): return len(all)",
                              .javascript = "function Take(...all) { return all.length }"}));
    const auto error = thrown<HandlerExhaustedError>([&] { small.run("Take", {cup, cup}); });
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
    EXPECT_EQ(small.run("Take", {cup}).value, Value(1));
}

TEST_P(HoldingHandles, B37_HandlesInResultsAreTheObjectsAgain) {
    EXPECT_EQ(eval(box, {.ruby = "Shop::Cup.()", .python = "Shop.Cup()", .javascript = "Shop.Cup()"}).as<std::shared_ptr<Item>>(),
              cup);
    EXPECT_EQ(eval(box, {.ruby = "c = Shop::Cup.(); [c, {c => [c, 1]}]",
                         .python = "c = Shop.Cup(); [c, {c: (c, 1)}]",
                         .javascript = "const c = Shop.Cup(); [c, new Map([[c, [c, 1]]])]"}),
              Value(Object(cup), Map{{Object(cup), Value(Object(cup), 1)}}));
}

TEST_P(HoldingHandles, B37_AnUnknownIdInAResultIsASandboxError) {
    box.preload("Same", in({.ruby = "Same = ->(list) { list }",
                            .python = "def Same(list): return list",
                            .javascript = "function Same(list) { return list }"}));
    const auto error = thrown<SandboxError>([&] { box.run("Same", {array(Value(Handle(Handle::FromWire{9})))}); });
    EXPECT_STREQ(error.what(), "unknown Handle id: 9");
    EXPECT_FALSE(error.origin());
    EXPECT_FALSE(error.klass());
}

TEST_P(HoldingHandles, B37_AnObjectOutlivesItsHandleThroughTheExecution) {
    Value value;
    {
        auto other = sandbox();
        other.define("N").bind("New", [] { return std::make_shared<Item>("lasting"); });
        value = eval(other, {.ruby = "N::New.()", .python = "N.New()", .javascript = "N.New()"});
    }
    EXPECT_EQ(value.as<std::shared_ptr<Item>>()->name(), "lasting");
}

TEST_P(HoldingHandles, B43_E44_AnUnwrappableResultIsAFault) {
    auto other = sandbox();
    other.define("N").bind("Knife", [] { return std::make_shared<Scalpel>(); });
    EXPECT_EQ(fault(other, {.ruby = "N::Knife.()", .python = "N.Knife()", .javascript = "N.Knife()"}),
              "Kobako::SandboxError: a Scalpel cannot cross as a Capability Handle");
    other.eval("1");
}

TEST_P(HoldingHandles, B43_E44_AnUnwrappableRunArgumentIsThrownBeforeTheCall) {
    box.preload("Take", in({.ruby = "puts 'ran'; Take = ->(x) { x }",
                            .python = "print('ran')\ndef Take(x): return x",
                            .javascript = "console.log('ran')\nfunction Take(x) { return x }"}));
    const auto error = thrown<SandboxError>([&] { box.run("Take", {std::make_shared<Scalpel>()}); });
    EXPECT_STREQ(error.what(), "a Scalpel cannot cross as a Capability Handle");
    EXPECT_EQ(error.execution().stdout_text(), "");
}

TEST_P(HoldingHandles, B43_AReturnedCallableIsWrappable) {
    auto other = sandbox();
    other.define("N").bind("Adder", [](int n) { return callable([n](int m) { return n + m; }); });
    EXPECT_EQ(eval(other,
                   {
                       .ruby = "add = N::Adder.(5); [add.(1), add[2], add.call(3), add.arity]",
                       .python = "add = N.Adder(5); [add(1), add[2], add.call(3), add.arity()]",
                       .javascript = "const add = N.Adder(5); [add(1), add[2], add.call(3), add.arity()]",
                   }),
              Value(6, 7, 8, 1));
}

TEST_P(HoldingHandles, AHandleThatIsGivenBackIsAnArgumentAndNoBlock) {
    bool block_given = true;
    auto other = sandbox();
    other.define("N").bind("Make", [] { return callable([] { return 1; }); }).bind("Take", [&](Value value, Block* block) {
        block_given = block != nullptr;
        return value.is_object();
    });
    EXPECT_EQ(eval(other, {.ruby = "N::Take.(N::Make.())", .python = "N.Take(N.Make())", .javascript = "N.Take(N.Make())"}),
              Value(true));
    EXPECT_FALSE(block_given);
}

TEST_P(HoldingHandles, B42_ABoundServiceAndAHandleToTheSameObjectAgree) {
    auto other = sandbox();
    other.define("N").bind("Item", service(cup)).bind("Get", [this] { return cup; });
    EXPECT_EQ(eval(other, {.ruby = "N::Item.rename('both'); N::Get.().name",
                           .python = "N.Item.rename('both'); N.Get().name()",
                           .javascript = "N.Item.rename('both'); N.Get().name()"}),
              Value("both"));
}

TEST_P(HoldingHandles, ThousandsOfHandlesInOneInvocation) {
    EXPECT_EQ(eval(box,
                   {
                       .ruby = "last = nil; i = 0; while i < 5000; last = Shop::New.(i.to_s); i += 1; end; last.name",
                       .python = "for i in range(5000): last = Shop.New(str(i))\nlast.name()",
                       .javascript = "let last\nfor (let i = 0; i < 5000; i++) last = Shop.New(String(i))\nlast.name()",
                   }),
              Value("4999"));
}

}  // namespace
}  // namespace hako::test
