// What a Python script finds in place of files, input and other threads, where CPython's suite doesn't look.
#include <gtest/gtest.h>

#include "hako/hako.hpp"

namespace hako::test {
namespace {

using namespace hako::literals;

Value eval(std::string_view code) {
    static const Sandbox box(python(), {.memory_limit = 64_MiB});
    return box.eval(code).value;
}

TEST(PythonSurroundings, AWaitWithALimitIsOverAtOnceAndTheClockGoesOn) {
    EXPECT_EQ(eval(R"(
import queue, threading, time
before = time.monotonic()
lock = threading.Lock()
lock.acquire()
waited = [threading.Event().wait(3600), lock.acquire(timeout=3600)]
try:
    queue.Queue().get(timeout=3600)
except queue.Empty:
    waited.append(None)
[waited, round(time.monotonic() - before)]
)"),
              Value(Array{Array{false, false, Value()}, 10800}));
}

TEST(PythonSurroundings, AWaitWithoutALimitIsAnErrorBecauseNobodyElseRuns) {
    EXPECT_EQ(eval(R"(
import queue, threading
def wait(function):
    try:
        return function()
    except RuntimeError as error:
        return str(error)
lock = threading.Lock()
lock.acquire()
{wait(lock.acquire), wait(queue.Queue().get), wait(queue.SimpleQueue().get), wait(threading.Event().wait)} == {
    "waiting for a lock that nobody can release: there are no other threads"
}
)"),
              Value(true));
}

TEST(PythonSurroundings, ThereIsNothingToReadAndNowhereToWrite) {
    EXPECT_EQ(
        eval(R"(
import errno
def fails(mode):
    try:
        open("settings.ini", mode)
    except OSError as error:
        return [type(error).__name__, errno.errorcode[error.errno], error.filename]
[fails("r"), fails("rb"), fails("w"), fails("a"), fails("r+")]
)"),
        Value(Array{Array{"FileNotFoundError", "ENOENT", "settings.ini"}, Array{"FileNotFoundError", "ENOENT", "settings.ini"},
                    Array{"PermissionError", "EACCES", "settings.ini"}, Array{"PermissionError", "EACCES", "settings.ini"},
                    Array{"PermissionError", "EACCES", "settings.ini"}}));
}

TEST(PythonSurroundings, OpenDoesNotBecomeAMethod) {
    EXPECT_EQ(eval(R"(
class Store:
    open = open
try:
    Store().open("a")
except FileNotFoundError as error:
    name = error.filename
name
)"),
              Value("a"));
}

TEST(PythonSurroundings, InputReadsWhatAScriptPutsInPlaceOfStandardInput) {
    EXPECT_EQ(eval(R"(
import io, sys
try:
    input()
except EOFError:
    sys.stdin = io.StringIO("one\ntwo\n")
[input(), input("> ")]
)"),
              Value(Array{"one", "two"}));
}

}  // namespace
}  // namespace hako::test
