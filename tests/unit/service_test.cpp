// Services: what C++ signatures accept from scripts, and how a mismatch is told.
#include "hako/service.hpp"

#include <gtest/gtest.h>

#include <map>

#include "dispatch/reachability.hpp"
#include "support.hpp"

namespace shop {

class Order {
   public:
    explicit Order(std::int64_t id) : id_(id) {}
    std::int64_t id() const { return id_; }
    void rename(std::string name) { name_ = std::move(name); }
    const std::string& name() const noexcept { return name_; }

   private:
    std::int64_t id_;
    std::string name_ = "none";
};

struct Base {
    int inherited(int n) { return n + 1; }
};
struct Derived : Base {};

template <class T>
struct Box {};

}  // namespace shop

template <>
struct hako::Describe<shop::Order> {
    static constexpr const char* name = "Order";
    static void methods(hako::Methods<shop::Order>& m) {
        m.method("id", &shop::Order::id).method("rename", &shop::Order::rename).method("name", &shop::Order::name);
    }
};

namespace hako {
namespace {

using test::call;
using test::error_of;
using test::FakeBlock;

/// The ArgumentError of a call of a bare callable.
template <class F>
std::string mismatch(F function, test::Request request) {
    return error_of<ArgumentError>([&] { call(callable(function), "call", std::move(request)); });
}

// --- arguments and results ------------------------------------------------------------------------------------------

TEST(Service, ArgumentsAndResultsAreConverted) {
    const auto price = [](std::string sku, int count) { return static_cast<double>(sku.size()) * count; };
    EXPECT_EQ(call(callable(price), "call", {.arguments = {"abc", 2}}), Value(6.0));
}

int twice(int n) { return 2 * n; }

TEST(Service, AnyKindOfCallableWill) {
    const std::function<std::string(std::string)> same = [](std::string text) { return text; };
    int calls = 0;
    EXPECT_EQ(call(callable(twice), "call", {.arguments = {4}}), Value(8));
    EXPECT_EQ(call(callable(&twice), "call", {.arguments = {4}}), Value(8));
    EXPECT_EQ(call(callable(same), "call", {.arguments = {"x"}}), Value("x"));
    EXPECT_TRUE(call(callable([&calls] { ++calls; }), "call").is_nil());
    EXPECT_EQ(call(callable([&calls]() mutable noexcept { return ++calls; }), "call"), Value(2));
}

TEST(Service, ParametersMayBeReferencesToConst) {
    const auto sizes = [](const std::string& text, const std::vector<int>& list, std::string_view view, const Value& any) {
        return std::vector<std::size_t>{text.size(), list.size(), view.size(), any.size()};
    };
    EXPECT_EQ(call(callable(sizes), "call", {.arguments = {"a", Array{1, 2}, "abc", Array{1, 2, 3, 4}}}), Value(1, 2, 3, 4));
}

TEST(Service, E15_WrongNumberOfArgumentsIsTold) {
    const auto one = [](int) {};
    const auto optional = [](int, std::optional<int>) {};
    const auto open = [](int, Arguments) {};
    EXPECT_EQ(mismatch(one, {}), "wrong number of arguments (given 0, expected 1)");
    EXPECT_EQ(mismatch(one, {.arguments = {1, 2}}), "wrong number of arguments (given 2, expected 1)");
    EXPECT_EQ(mismatch(optional, {}), "wrong number of arguments (given 0, expected 1..2)");
    EXPECT_EQ(mismatch(optional, {.arguments = {1, 2, 3}}), "wrong number of arguments (given 3, expected 1..2)");
    EXPECT_EQ(mismatch(open, {}), "wrong number of arguments (given 0, expected 1+)");
}

TEST(Service, E15_AMismatchNamesWhatWasCalledTheParameterAndBothTypes) {
    const auto pick = [](std::string, int, Named<"currency", std::string>) {};
    EXPECT_EQ(mismatch(pick, {.arguments = {"a", "b"}, .keywords = {{"currency", "EUR"}}}),
              "Store::Stock: argument 2: expected Integer, got \"b\"");
    EXPECT_EQ(mismatch(pick, {.arguments = {"a", 1}, .keywords = {{"currency", 5}}}),
              "Store::Stock: keyword :currency: expected String, got 5");
    const auto list = [](std::vector<std::uint8_t>) {};
    EXPECT_EQ(mismatch(list, {.arguments = {Array{1, 300}}}),
              "Store::Stock: argument 1: at 1: expected Integer in 0..255, got 300");
    const Object orders = functions().method("find", [](int) {});
    EXPECT_EQ(error_of<ArgumentError>([&] { call(orders, "find", {.arguments = {nullptr}}); }),
              "Store::Stock#find: argument 1: expected Integer, got nil");
}

TEST(Service, AnOptionalParameterMayBeLeftOutOrNil) {
    const auto service = callable([](int n, std::optional<int> more) { return n + more.value_or(100); });
    EXPECT_EQ(call(service, "call", {.arguments = {1}}), Value(101));
    EXPECT_EQ(call(service, "call", {.arguments = {1, nullptr}}), Value(101));
    EXPECT_EQ(call(service, "call", {.arguments = {1, 2}}), Value(3));
}

TEST(Service, AnOptionalParameterInFrontOfARequiredOneTakesNil) {
    const auto service = callable([](std::optional<int> n, int m) { return n.value_or(10) + m; });
    EXPECT_EQ(call(service, "call", {.arguments = {nullptr, 1}}), Value(11));
    EXPECT_EQ(error_of<ArgumentError>([&] { call(service, "call", {.arguments = {1}}); }),
              "wrong number of arguments (given 1, expected 2)");
}

// --- keywords -------------------------------------------------------------------------------------------------------

TEST(Service, KeywordsMayBeRequiredOptionalOrDefaulted) {
    const auto service =
        callable([](Named<"a", int> a, Named<"b", std::optional<int>> b, Named<"c", int, 5> c, Named<"d", std::string, "text"> d,
                    const Named<"e", double, 0.5>& e) { return Array{*a, b->value_or(-1), *c, *d, *e}; });
    EXPECT_EQ(call(service, "call", {.keywords = {{"a", 1}}}), Value(1, -1, 5, "text", 0.5));
    EXPECT_EQ(call(service, "call", {.keywords = {{"e", 2.5}, {"d", "x"}, {"c", 3}, {"b", 2}, {"a", 1}}}),
              Value(1, 2, 3, "x", 2.5));
}

TEST(Service, E15_MissingKeywordsAreToldBeforeUnknownOnes) {
    const auto service = [](Named<"a", int>, Named<"b", int>, Named<"c", int, 1>) {};
    EXPECT_EQ(mismatch(service, {.keywords = {{"a", 1}}}), "missing keyword: :b");
    EXPECT_EQ(mismatch(service, {.keywords = {{"x", 1}}}), "missing keywords: :a, :b");
    EXPECT_EQ(mismatch(service, {.keywords = {{"a", 1}, {"b", 1}, {"x", 1}}}), "unknown keyword: :x");
    EXPECT_EQ(mismatch(service, {.keywords = {{"a", 1}, {"x y", 1}, {"b", 1}, {"z?", 1}}}), "unknown keywords: :\"x y\", :z?");
    EXPECT_EQ(mismatch([](int, Named<"a", int>) {}, {.keywords = {{"x", 1}}}), "wrong number of arguments (given 0, expected 1)");
}

TEST(Service, AComplaintAboutKeywordsStaysShort) {
    KeywordArguments many;
    for (int i = 0; i < 10'000; ++i) many.emplace_back("keyword" + std::to_string(i), i);
    const auto text = mismatch([](Named<"a", int, 1>) {}, {.keywords = many});
    EXPECT_TRUE(text.starts_with("unknown keywords: :keyword0, :keyword1, ")) << text;
    EXPECT_TRUE(text.ends_with(", …")) << text;
    EXPECT_LT(text.size(), 1200U);
    EXPECT_EQ(mismatch([](Named<"a", int, 1>) {}, {.keywords = {{std::string(1'000'000, 'x'), 1}}}), "unknown keyword: …");
}

TEST(Service, D21_KeywordsOfAMethodThatDeclaresNoneBecomeATrailingMap) {
    const auto service = callable([](std::string name, Map options) { return Value{name, options}; });
    EXPECT_EQ(call(service, "call", {.arguments = {"n"}, .keywords = {{"b", 1}, {"a", 2}}}),
              Value("n", Map{{sym("b"), 1}, {sym("a"), 2}}));
    const auto optional = callable([](std::optional<Map> options) { return options ? options->size() : 0; });
    EXPECT_EQ(call(optional, "call", {.keywords = {{"a", 2}}}), Value(1));
    EXPECT_EQ(call(optional, "call"), Value(0));
    const auto open = callable([](Arguments all) { return all.back(); });
    EXPECT_EQ(call(open, "call", {.arguments = {1, 2}, .keywords = {{"a", 2}}}), Value(Map{{sym("a"), 2}}));
    EXPECT_EQ(mismatch([](int) {}, {.arguments = {1}, .keywords = {{"a", 2}}}),
              "wrong number of arguments (given 2, expected 1)");
    EXPECT_EQ(mismatch([] {}, {.keywords = {{"a", 2}}}), "wrong number of arguments (given 1, expected 0)");
}

TEST(Service, KeywordsTakesWhatNoNamedParameterTook) {
    const auto service = callable([](Named<"a", int> a, Keywords rest) {
        Map map{{"a", *a}};
        for (const auto& [name, value] : rest) map.set(name, value);
        return map;
    });
    EXPECT_EQ(call(service, "call", {.keywords = {{"x", 1}, {"a", 2}, {"y", 3}}}), Value(Map{{"a", 2}, {"x", 1}, {"y", 3}}));
    EXPECT_EQ(error_of<ArgumentError>([&] { call(service, "call", {.keywords = {{"x", 1}}}); }), "missing keyword: :a");
}

// --- blocks and the call --------------------------------------------------------------------------------------------

TEST(Service, B23_ABlockParameterIsTheScriptsBlock) {
    Block block = FakeBlock::make([](const Array& arguments) { return arguments[0].as<int>() * 10; });
    const auto map = callable([](std::vector<int> list, Block& each) {
        std::vector<int> result;
        for (const int n : list) result.push_back(each.call<int>(n));
        return result;
    });
    EXPECT_EQ(call(map, "call", {.arguments = {Array{1, 2}}, .block = &block}), Value(10, 20));
    EXPECT_EQ(error_of<ArgumentError>([&] { call(map, "call", {.arguments = {Array{1}}}); }), "no block given");
}

TEST(Service, B23_ABlockPointerIsNullWithoutABlock) {
    Block block = FakeBlock::make([](const Array& arguments) { return arguments.size(); });
    const auto service = callable([](Block* given) { return given ? (*given)(1, "a", nullptr) : Value("none"); });
    EXPECT_EQ(call(service, "call"), Value("none"));
    EXPECT_EQ(call(service, "call", {.block = &block}), Value(3));
}

TEST(Service, ACallParameterTellsAboutTheCall) {
    std::string user = "ada";
    const auto service = callable([](int, Call& call) {
        EXPECT_EQ(call.context_if<int>(), nullptr);
        EXPECT_EQ(error_of<std::logic_error>([&] { (void)call.context<int>(); }),
                  "this invocation carries no context of the type that the service asks for");
        return Value{call.target(), call.method(), call.arguments().size(), call.context<std::string>(), call.block() == nullptr};
    });
    EXPECT_EQ(call(service, "call", {.arguments = {1}, .context = {&user, typeid(std::string)}}),
              Value("Store::Stock", "call", 1, "ada", true));
}

// --- objects --------------------------------------------------------------------------------------------------------

TEST(Service, MethodsOfAnObjectAreMembersOrFunctions) {
    const auto order = std::make_shared<shop::Order>(7);
    const Object object = service(order).method("double_id", [](shop::Order& o, int factor) { return o.id() * factor; });
    call(object, "rename", {.arguments = {"seven"}});
    EXPECT_EQ(call(object, "name"), Value("seven"));
    EXPECT_EQ(call(object, "double_id", {.arguments = {2}}), Value(14));
    EXPECT_EQ(object.type().find("zork"), nullptr);
    EXPECT_EQ(object.type().name(), "Order");
}

TEST(Service, AddingAMethodToOneObjectLeavesTheDescriptionAlone) {
    const Object extended = service(std::make_shared<shop::Order>(1)).method("extra", [](shop::Order&) {}).named("Special");
    const Object plain = std::make_shared<shop::Order>(2);
    EXPECT_NE(extended.type().find("extra"), nullptr);
    EXPECT_EQ(plain.type().find("extra"), nullptr);
    EXPECT_EQ(extended.type().name(), "Special");
    EXPECT_EQ(plain.type().name(), "Order");
}

TEST(Service, ABoundObjectMayBelongToSomebodyElse) {
    shop::Order order(3);
    const Object object = service(std::ref(order));
    EXPECT_EQ(call(object, "id"), Value(3));
}

TEST(Service, InheritedMethodsCanBeNamed) {
    const Object object = service(std::make_shared<shop::Derived>()).method("next", &shop::Derived::inherited);
    EXPECT_EQ(call(object, "next", {.arguments = {1}}), Value(2));
}

TEST(Service, B14_ADescribedObjectCrossesAsItself) {
    const auto order = std::make_shared<shop::Order>(5);
    const auto same = callable([](std::shared_ptr<shop::Order> o) { return o; });
    const Value result = call(same, "call", {.arguments = {order}});
    EXPECT_EQ(result.as<std::shared_ptr<shop::Order>>(), order);
    EXPECT_TRUE(call(same, "call", {.arguments = {nullptr}}).is_nil());
    EXPECT_EQ(mismatch([](std::shared_ptr<shop::Order>) {}, {.arguments = {5}}),
              "Store::Stock: argument 1: expected Order, got 5");
    const Object other = service(std::make_shared<shop::Derived>());
    EXPECT_EQ(mismatch([](std::shared_ptr<shop::Order>) {}, {.arguments = {other}}),
              "Store::Stock: argument 1: expected Order, got #<Derived>");
}

TEST(Service, ADynamicHandlerAnswersOtherNames) {
    const Object object = service(std::make_shared<shop::Derived>())
                              .dynamic([](shop::Derived&, std::string_view name) { return name.starts_with("get_"); },
                                       [](shop::Derived&, Call& request) { return std::string(request.method().substr(4)); });
    EXPECT_TRUE(object.type().claims(object.instance(), "get_x"));
    EXPECT_FALSE(object.type().claims(object.instance(), "set_x"));
    EXPECT_FALSE(callable([] {}).type().claims(nullptr, "x"));
}

TEST(Service, B42_NamesOfTheHardListCannotBeRegistered) {
    for (const auto* name : {"send",
                             "__send__",
                             "public_send",
                             "eval",
                             "instance_eval",
                             "instance_exec",
                             "class_eval",
                             "module_eval",
                             "binding",
                             "method",
                             "public_method",
                             "instance_method",
                             "define_method",
                             "define_singleton_method",
                             "const_get",
                             "const_set",
                             "instance_variable_get",
                             "instance_variable_set",
                             "singleton_class",
                             "curry",
                             "to_proc",
                             "receiver",
                             "unbind"}) {
        EXPECT_TRUE(dispatch::hard_refused(name)) << name;
        EXPECT_EQ(error_of<ArgumentError>([&] { functions().method(name, [] {}); }),
                  "method :" + std::string(name) + " cannot be registered on a Service");
    }
    EXPECT_FALSE(dispatch::hard_refused("find"));
    EXPECT_FALSE(dispatch::hard_refused(""));
}

TEST(Service, B42_NamesOfTheAmbientListAreRefusedUnlessRegistered) {
    for (const auto* name : {"!",
                             "!=",
                             "!~",
                             "<=>",
                             "==",
                             "===",
                             "__id__",
                             "class",
                             "clone",
                             "display",
                             "dup",
                             "enum_for",
                             "eql?",
                             "equal?",
                             "extend",
                             "freeze",
                             "frozen?",
                             "hash",
                             "inspect",
                             "instance_of?",
                             "instance_variable_defined?",
                             "instance_variables",
                             "is_a?",
                             "itself",
                             "kind_of?",
                             "methods",
                             "nil?",
                             "object_id",
                             "private_methods",
                             "protected_methods",
                             "public_methods",
                             "remove_instance_variable",
                             "respond_to?",
                             "singleton_method",
                             "singleton_methods",
                             "tap",
                             "then",
                             "to_enum",
                             "to_s",
                             "yield_self"}) {
        EXPECT_TRUE(dispatch::ambient_refused(name)) << name;
        EXPECT_FALSE(dispatch::hard_refused(name)) << name;
        const Object object = functions().method(name, [] {});
        EXPECT_NE(object.type().find(name), nullptr);
    }
    for (const auto* name : {"<<", ">>", "==", "===", "clone", "dup", "eql?", "hash", "inspect", "parameters", "ruby2_keywords",
                             "source_location", "to_s"}) {
        EXPECT_TRUE(dispatch::proc_refused(name)) << name;
    }
    EXPECT_FALSE(dispatch::ambient_refused("name"));
    EXPECT_FALSE(dispatch::proc_refused("call"));
}

TEST(Service, NamesPrintAsRubySymbols) {
    EXPECT_EQ(dispatch::ruby_symbol("zork"), ":zork");
    EXPECT_EQ(dispatch::ruby_symbol("[]"), ":[]");
    EXPECT_EQ(dispatch::ruby_symbol("foo="), ":foo=");
    EXPECT_EQ(dispatch::ruby_symbol("+"), ":+");
    EXPECT_EQ(dispatch::ruby_symbol("a b"), ":\"a b\"");
    EXPECT_EQ(dispatch::ruby_symbol(""), ":\"\"");
}

TEST(Service, ClassNamesAreReadable) {
    struct Local {};
    EXPECT_EQ(detail::readable_type_name(typeid(shop::Order)), "Order");
    EXPECT_EQ(detail::readable_type_name(typeid(shop::Box<shop::Order>)), "Box<shop::Order>");
    EXPECT_EQ(detail::readable_type_name(typeid(Local)), "Local");
    EXPECT_EQ(detail::readable_type_name(typeid(int)), "int");
}

TEST(Service, SignaturesFollowTheParameters) {
    const auto method = detail::make_method([](int, std::optional<int>, Named<"a", int>, Named<"b", int, 2>, Block&, Call&) {});
    EXPECT_EQ(method.signature.required, 1U);
    EXPECT_EQ(method.signature.optional, 1U);
    EXPECT_FALSE(method.signature.any_arguments);
    EXPECT_FALSE(method.signature.any_keywords);
    EXPECT_TRUE(method.signature.needs_block);
    ASSERT_EQ(method.signature.keywords.size(), 2U);
    EXPECT_TRUE(method.signature.keywords[0].required);
    EXPECT_FALSE(method.signature.keywords[1].required);
}

}  // namespace
}  // namespace hako
