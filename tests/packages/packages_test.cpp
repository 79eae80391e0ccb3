// Packages of the registry in the Python guest: preloaded archives.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/cases.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using namespace hako::literals;
using test::array;
using test::expect_errors;
using test::expect_values;
using test::thrown;

/// The wheel of a package, by the beginning of its file's name.
std::string wheel(const std::string& package) {
    for (const auto& entry : std::filesystem::directory_iterator(HAKO_WHEELS)) {
        if (!entry.path().filename().string().starts_with(package + "-")) continue;
        std::ifstream file(entry.path(), std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    throw std::runtime_error("no wheel of " + package);
}

/// A sandbox with packages, and a snippet that imports what scripts will use of them.
Sandbox sandbox_with(std::initializer_list<const char*> packages, const std::string& imports, Bytes memory = 128_MiB) {
    Sandbox box(python(), {.memory_limit = memory});
    for (const auto* package : packages) box.preload_archive(wheel(package));
    if (!imports.empty()) box.preload("imports", imports);
    return box;
}

TEST(Packages, Attrs) {
    expect_values(sandbox_with({"attrs"}, "import attrs"), {{"import attrs\n"
                                                             "@attrs.define\n"
                                                             "class Point:\n"
                                                             "    x: int = attrs.field(converter=int)\n"
                                                             "    y: int = 2\n"
                                                             "[repr(Point('1')), attrs.asdict(Point(3)), Point(1) == Point(1)]",
                                                             Value("Point(x=1, y=2)", Map{{"x", 3}, {"y", 2}}, true)}});
}

TEST(Packages, JinjaWithMarkupsafesPythonFallback) {
    expect_values(sandbox_with({"jinja2", "markupsafe"}, "import jinja2"),
                  {{"import jinja2\n"
                    "jinja2.Environment(autoescape=True).from_string("
                    "'{% for i in items if i > 1 %}{{ i }},{% endfor %}{{ name|upper }}').render(items=[1, 2, 3], name='<b>')",
                    "2,3,&lt;B&gt;"},
                   {"import importlib.metadata as m\n[m.version('Jinja2'), m.version('markupsafe')]", Value("3.1.6", "3.0.3")}});
}

TEST(Packages, YamlsPythonPart) {
    expect_values(sandbox_with({"pyyaml"}, "import yaml"), {{"import yaml\nyaml.safe_load('a: [1, 2.5, {b: c}]\\nd: null')",
                                                             Value(Map{{"a", Value(1, 2.5, Map{{"b", "c"}})}, {"d", nullptr}})},
                                                            {"import yaml\nyaml.safe_dump({'x': [1, 'y']})", "x:\n- 1\n- y\n"},
                                                            {"import yaml\nyaml.__with_libyaml__", false}});
}

TEST(Packages, SympyWithMpmath) {
    const auto box = sandbox_with({"sympy", "mpmath"}, "import sympy", 512_MiB);
    expect_values(box,
                  {{"import sympy\nx = sympy.symbols('x')\nstr(sympy.integrate(sympy.sin(x) ** 2, x))", "x/2 - sin(x)*cos(x)/2"},
                   {"import sympy\nx = sympy.symbols('x')\nstr(sympy.solve(x ** 2 - 2, x))", "[-sqrt(2), sqrt(2)]"},
                   {"import mpmath\nmpmath.mp.dps = 30\nstr(mpmath.pi)", "3.14159265358979323846264338328"}});
}

TEST(Packages, DateutilWithSix) {
    expect_values(sandbox_with({"python_dateutil", "six"}, "import dateutil.parser, dateutil.rrule"),
                  {{"import dateutil.parser\nstr(dateutil.parser.parse('3 Jan 2021 5pm'))", "2021-01-03 17:00:00"},
                   {"from dateutil.rrule import rrule, DAILY\nfrom datetime import datetime\n"
                    "[d.day for d in rrule(DAILY, count=3, dtstart=datetime(2021, 2, 27))]",
                    Value(27, 28, 1)}});
}

TEST(Packages, Tabulate) {
    expect_values(sandbox_with({"tabulate"}, "import tabulate"),
                  {{"import tabulate\ntabulate.tabulate([[1, 'x']], headers=['a', 'b'], tablefmt='plain')", "  a  b\n  1  x"}});
}

TEST(Packages, TzdataIsFoundAsResources) {
    expect_values(sandbox_with({"tzdata"}, ""), {{"from zoneinfo import ZoneInfo\nfrom datetime import datetime\n"
                                                  "str(datetime(2026, 7, 1, 12, tzinfo=ZoneInfo('Europe/Berlin')))",
                                                  "2026-07-01 12:00:00+02:00"}});
}

TEST(Archives, WhatIsNoneIsRefused) {
    EXPECT_STREQ(thrown<ArgumentError>([] { Sandbox(python()).preload_archive("not a zip"); }).what(),
                 "an archive must be a zip file or a wheel");
    EXPECT_STREQ(thrown<ArgumentError>([] { Sandbox(ruby()).preload_archive(wheel("six")); }).what(),
                 "the Ruby guest takes no archives");
    Sandbox sealed(python());
    sealed.eval("1");
    EXPECT_THROW(sealed.preload_archive(wheel("six")), ArgumentError);
}

TEST(Archives, ADamagedOneFailsEveryInvocation) {
    const auto whole = wheel("six");
    for (const auto& content : {whole.substr(0, whole.size() / 2), std::string("PK"), whole + std::string(100'000, 'x')}) {
        Sandbox box(python());
        box.preload_archive(content);
        for (int i = 0; i < 2; ++i) {
            const auto error = thrown<SandboxError>([&] { box.eval("1"); });
            EXPECT_EQ(error.klass(), "Kobako::BootError");
            EXPECT_EQ(error.failure().message.substr(0, 33), "a preloaded archive can't be read") << error.what();
        }
    }
    // Where the list of its files is whole, what is damaged is found when it is used.
    auto flipped = whole;
    for (std::size_t at = 1000; at < 3000; ++at) flipped[at] = static_cast<char>(flipped[at] ^ 0x55);
    Sandbox box(python());
    box.preload_archive(flipped);
    EXPECT_EQ(box.eval("1").value, Value(1));
    EXPECT_THROW(box.eval("import six"), SandboxError);
}

TEST(Archives, TracebacksShowTheirLines) {
    const auto box = sandbox_with({"tabulate"}, "import tabulate");
    const auto error = thrown<SandboxError>([&] { box.eval("import tabulate\ntabulate.tabulate([1], headers='firstrow')"); });
    ASSERT_GT(error.frames().size(), 1U);
    EXPECT_EQ(error.frames().front().file, "(archive:1)/tabulate/__init__.py");
    EXPECT_NE(error.frames().front().source, "");
}

TEST(Archives, AreKeptInImages) {
    const auto box = sandbox_with({"six"}, "import six");
    const Sandbox again(python(), box.image(), {.memory_limit = 128_MiB});
    EXPECT_EQ(again.eval("import six\nsix.__version__").value, Value("1.17.0"));
}

TEST(Archives, AnUnknownModuleIsAnImportError) {
    const auto box = sandbox_with({"six", "tabulate"}, "");
    expect_errors(box, {{"import nothing", "ModuleNotFoundError: No module named 'nothing'"},
                        {"import tabulate.nothing", "ModuleNotFoundError: No module named 'tabulate.nothing'"}});
}

}  // namespace
}  // namespace hako
