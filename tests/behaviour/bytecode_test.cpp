// Snippets of RITE bytecode, compiled by the mrbc of the guest's own mruby.
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/thrown.hpp"
#include "support/values.hpp"

namespace hako {
namespace {

using test::message;
using test::script_error;
using test::thrown;

enum class Debug { with, without };

/// What mrbc makes of a file "helper.rb" with that source.
std::string compile(std::string_view source, Debug debug = Debug::with) {
    std::string folder = (std::filesystem::temp_directory_path() / "hako-test-XXXXXX").string();
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("no temporary folder");
    std::ofstream(folder + "/helper.rb") << source;
    const std::string command =
        "cd '" + folder + "' && '" HAKO_MRBC "' " + (debug == Debug::with ? "-g " : "") + "-o out.mrb helper.rb";
    const int status = std::system(command.c_str());
    std::ifstream file(folder + "/out.mrb", std::ios::binary);
    std::string bytes((std::istreambuf_iterator<char>(file)), {});
    std::filesystem::remove_all(folder);
    if (status != 0 || bytes.empty()) throw std::runtime_error("mrbc failed: " + command);
    return bytes;
}

TEST(Bytecode, B32_ABytecodeSnippetIsReplayedLikeSource) {
    Sandbox box;
    EXPECT_EQ(&box.preload_bytecode(compile("Base = 40\ndef add(n); Base + n; end")), &box);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(box.eval("add(2)").value, Value(42));
}

TEST(Bytecode, B32_SourceAndBytecodeMixInOrder) {
    Sandbox box;
    box.preload("A", "$log = ['a']")
        .preload_bytecode(compile("$log << 'b'"))
        .preload("C", "$log << 'c'")
        .preload_bytecode(compile("$log << 'd'"));
    EXPECT_EQ(box.eval("$log").value, Value("a", "b", "c", "d"));
}

TEST(Bytecode, B32_TheSameBytesMayBeRegisteredMoreThanOnce) {
    Sandbox box;
    const auto code = compile("$n = ($n || 0) + 1");
    box.preload_bytecode(code).preload_bytecode(code).preload_bytecode(code);
    EXPECT_EQ(box.eval("$n").value, Value(3));
}

TEST(Bytecode, B32_ItSeesServicesAndCanBeAnEntrypoint) {
    Sandbox box;
    box.define("N").bind("F", [](int n) { return n * 2; });
    box.preload_bytecode(compile("Entry = ->(n) { N::F.(n) + [1, 2, 3].map { |x| x * n }.sum }"));
    EXPECT_EQ(box.run("Entry", {10}).value, Value(80));
}

TEST(Bytecode, B32_DebugInformationNamesFileAndLine) {
    Sandbox box;
    box.preload_bytecode(compile("def f\n  raise 'x'\nend"));
    const auto error = thrown<SandboxError>([&] { box.eval("f"); });
    ASSERT_FALSE(error.backtrace().empty());
    EXPECT_EQ(error.backtrace().front(), "helper.rb:2:in f");
    EXPECT_EQ(error.backtrace().back(), "(eval):1");
}

TEST(Bytecode, B32_WithoutDebugInformationOnlyItsFramesAreMissing) {
    Sandbox box;
    box.preload_bytecode(compile("def f\n  raise ArgumentError, 'x'\nend", Debug::without));
    const auto error = thrown<SandboxError>([&] { box.eval("f"); });
    EXPECT_EQ(error.klass(), "ArgumentError");
    EXPECT_STREQ(error.what(), "x");
    EXPECT_EQ(error.origin(), "sandbox");
    for (const auto& line : error.backtrace()) EXPECT_TRUE(line.starts_with("(eval):1")) << line;
}

TEST(Bytecode, E36_BytecodeThatRaisesIsAnOrdinaryFailureOfTheSnippet) {
    Sandbox box;
    box.preload_bytecode(compile("\nraise IndexError, 'far'"));
    for (int i = 0; i < 2; ++i) {
        const auto error = thrown<SandboxError>([&] { box.eval("1"); });
        EXPECT_EQ(error.klass(), "IndexError");
        EXPECT_EQ(error.backtrace(), std::vector<std::string>{"helper.rb:2"});
    }
}

/// The failure of every invocation of a sandbox with this bytecode.
void expect_refused(std::string_view bytecode, const std::string& text) {
    Sandbox box;
    EXPECT_NO_THROW(box.preload_bytecode(bytecode));
    for (int i = 0; i < 2; ++i) {
        const auto error = thrown<BytecodeError>([&] { box.eval("1"); });
        EXPECT_EQ(error.what(), text);
        EXPECT_EQ(error.klass(), "Kobako::BytecodeError");
        EXPECT_EQ(error.origin(), "sandbox");
        EXPECT_TRUE(error.backtrace().empty());
    }
    EXPECT_EQ(message<BytecodeError>([&] { box.run("Any"); }), text);
}

TEST(Bytecode, E37_AnotherVersionIsRefused) {
    auto code = compile("X = 1");
    for (const char* version : {"0200", "0400", "9999", "abcd"}) {
        code.replace(4, 4, version);
        expect_refused(code, "bytecode RITE version mismatch");
    }
}

TEST(Bytecode, E38_WhatIsTooShortHasNoHeader) {
    const auto code = compile("X = 1");
    expect_refused("", "bytecode shorter than RITE binary header");
    expect_refused("RITE", "bytecode shorter than RITE binary header");
    expect_refused(code.substr(0, 19), "bytecode shorter than RITE binary header");
}

TEST(Bytecode, E38_AnotherMagicIsNotRite) {
    auto code = compile("X = 1");
    code.replace(0, 4, "ETIR");
    expect_refused(code, "bytecode header is not RITE format");
    expect_refused(std::string(100, 'x'), "bytecode header is not RITE format");
    code.replace(4, 4, "9999");  // the magic is looked at first
    expect_refused(code, "bytecode header is not RITE format");
}

TEST(Bytecode, E38_ABrokenBodyIsRefused) {
    const auto code = compile("def f(a); [a, 'text', :symbol, 1.5].each { |x| p x }; end\nX = {a: 1}");
    expect_refused(code.substr(0, 30), "bytecode body failed structural validation");
    expect_refused(code.substr(0, code.size() / 2), "bytecode body failed structural validation");
    auto empty_body = code.substr(0, 20) + std::string(code.size() - 20, '\0');
    expect_refused(empty_body, "bytecode body failed structural validation");
}

TEST(Bytecode, E38_DamagedBytesNeverEndInAnythingButAnError) {
    // Each byte of a program damaged in turn: whatever the guest makes of it, the host reports it and goes on.
    const auto code =
        compile("def f(a, b = 2); [a, 'text', :symbol, 1.5].map { |x| x.to_s + b.to_s }; end\nX = f(1)", Debug::without);
    for (std::size_t at = 0; at < code.size(); ++at) {
        for (const unsigned change : {0x01U, 0x80U, 0xffU}) {
            auto damaged = code;
            damaged[at] = static_cast<char>(static_cast<unsigned char>(damaged[at]) ^ change);
            Sandbox box({.timeout = std::chrono::seconds(2)});
            box.preload_bytecode(damaged);
            const auto result = box.try_eval("X.size");
            EXPECT_TRUE(result || !result.failure().message.empty()) << at;
        }
    }
    EXPECT_EQ(Sandbox().eval("1").value, Value(1));
}

TEST(Bytecode, ArbitraryBytesBehindAGoodHeaderNeverCrash) {
    const auto header = compile("X = 1").substr(0, 20);
    std::mt19937_64 random(7);
    for (int i = 0; i < 100; ++i) {
        std::string code = header;
        for (auto n = random() % 400; n > 0; --n) code += static_cast<char>(random());
        Sandbox box({.timeout = std::chrono::seconds(2)});
        box.preload_bytecode(code);
        EXPECT_FALSE(box.try_eval("1")) << i;
    }
}

TEST(Bytecode, AScriptMayNameTheErrorItself) {
    const Sandbox box;
    EXPECT_EQ(thrown<BytecodeError>([&] { box.eval("raise Kobako::BytecodeError, 'mine'"); }).klass(), "Kobako::BytecodeError");
    EXPECT_EQ(box.eval("begin; raise Kobako::BytecodeError, 'mine'; rescue RuntimeError => e; e.message; end").value,
              Value("mine"));
}

}  // namespace
}  // namespace hako
