// One run of native mruby.
#include "native_mruby.hpp"

#include <mruby.h>
#include <mruby/compile.h>

#include <memory>
#include <stdexcept>

#include "measure.hpp"

namespace hako::bench {

NativeRun run_natively(const std::string& code) {
    const std::unique_ptr<mrb_state, decltype(&mrb_close)> mrb(mrb_open(), mrb_close);
    if (!mrb) throw std::runtime_error("native mruby does not start");
    mrb_value value;
    const double seconds = seconds_of([&] { value = mrb_load_nstring(mrb.get(), code.data(), code.size()); });
    if (mrb->exc != nullptr) {
        mrb_print_error(mrb.get());
        throw std::runtime_error("the script failed on native mruby");
    }
    if (!mrb_integer_p(value)) throw std::runtime_error("the script's value is no Integer on native mruby");
    return {mrb_integer(value), seconds};
}

}  // namespace hako::bench
