// One run of native quickjs-ng.
#include "native_quickjs.hpp"

#include <memory>
#include <stdexcept>

#include <quickjs.h>

#include "measure.hpp"

namespace hako::bench {

QuickjsRun run_on_quickjs(const std::string& code) {
    const std::unique_ptr<JSRuntime, decltype(&JS_FreeRuntime)> runtime(JS_NewRuntime(), JS_FreeRuntime);
    if (!runtime) throw std::runtime_error("native quickjs does not start");
    const std::unique_ptr<JSContext, decltype(&JS_FreeContext)> context(JS_NewContext(runtime.get()), JS_FreeContext);
    if (!context) throw std::runtime_error("native quickjs does not start");
    JSValue value{};
    const double processor_seconds =
        processor_seconds_of([&] { value = JS_Eval(context.get(), code.data(), code.size(), "(eval)", JS_EVAL_TYPE_GLOBAL); });
    double number = 0;
    const bool is_number = JS_IsNumber(value) && JS_ToFloat64(context.get(), &number, value) == 0;
    JS_FreeValue(context.get(), value);
    if (!is_number) throw std::runtime_error("the script failed on native quickjs, or its value is no number");
    return {number, processor_seconds};
}

}  // namespace hako::bench
