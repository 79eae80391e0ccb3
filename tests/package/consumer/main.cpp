// A program that uses the installed library.
#include <hako/hako.hpp>

int main() {
    hako::Sandbox box;
    box.define("Host").bind("Double", [](int n) { return 2 * n; });
    return box.eval("Host::Double.(21)").value == hako::Value(42) ? 0 : 1;
}
