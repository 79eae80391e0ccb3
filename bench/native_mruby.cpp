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
    const auto free_context = [&](mrbc_context* context) { mrbc_context_free(mrb.get(), context); };
    const std::unique_ptr<mrbc_context, decltype(free_context)> context(mrbc_context_new(mrb.get()), free_context);
    // With a file name the code gets line numbers and its exceptions a backtrace, as in the guest.
    mrbc_filename(mrb.get(), context.get(), "(eval)");
    mrb_value value;
    const double processor_seconds =
        processor_seconds_of([&] { value = mrb_load_nstring_cxt(mrb.get(), code.data(), code.size(), context.get()); });
    if (mrb->exc != nullptr) {
        mrb_print_error(mrb.get());
        throw std::runtime_error("the script failed on native mruby");
    }
    if (!mrb_integer_p(value)) throw std::runtime_error("the script's value is no Integer on native mruby");
    return {mrb_integer(value), processor_seconds};
}

Median eval_nil_natively(const Effort& effort) {
    return measure(effort, [] {
        return seconds_of([] {
            mrb_state* mrb = mrb_open();
            mrb_load_string(mrb, "nil");
            mrb_close(mrb);
        });
    });
}

}  // namespace hako::bench
