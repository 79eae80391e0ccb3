// What a step came to, as the Outcome.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/error.h>
#include <mruby/string.h>

#include "outcome.h"

// False when there isn't enough memory.
static bool write_panic(mrb_state *mrb, const struct ruby_failure *failure, bool complete) {
  const bool lines = complete && mrb_array_p(failure->backtrace) && RARRAY_LEN(failure->backtrace) > 0;
  const bool details = complete && !mrb_nil_p(failure->details);
  struct hako_writer *outcome = hako_begin_outcome(HAKO_PANIC);
  hako_write_map(outcome, 3 + (size_t)lines + (size_t)details);
  hako_write_literal(outcome, "origin");
  if (failure->service && !guest.replaying) hako_write_literal(outcome, "service");
  else hako_write_literal(outcome, "sandbox");
  hako_write_literal(outcome, "class");
  ruby_write_text(outcome, failure->class_name);
  hako_write_literal(outcome, "message");
  ruby_write_text(outcome, failure->message);
  if (lines) {
    hako_write_literal(outcome, "backtrace");
    ruby_write_lines(outcome, failure->backtrace);
  }
  if (details) {
    hako_write_literal(outcome, "details");
    ruby_write(outcome, mrb, failure->details, HAKO_MAX_DEPTH);
  }
  return !outcome->failed;
}

struct conclusion {
  bool (*step)(const void *data);
  const void *data;
};

static mrb_value conclude_value(mrb_state *mrb, void *data) {
  const struct conclusion *conclusion = data;
  guest.value = mrb_nil_value();
  conclusion->step(conclusion->data);
  const mrb_value value = guest.value;
  mrb_gc_protect(mrb, value);
  struct hako_writer *outcome = hako_begin_outcome(HAKO_RESULT);
  if (!ruby_write(outcome, mrb, value, HAKO_MAX_DEPTH)) {
    ruby_panic(mrb, "Kobako::SandboxError", ruby_refusal(mrb, "return value", value), mrb_nil_value());
  }
  if (outcome->failed) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  return mrb_true_value();
}

static mrb_value conclude_failure(mrb_state *mrb, void *data) {
  const mrb_value exception = *(const mrb_value *)data;
  const struct ruby_failure failure = ruby_describe_failure(mrb, exception);
  return mrb_bool_value(write_panic(mrb, &failure, true) || write_panic(mrb, &failure, false));
}

bool language_conclude(bool (*step)(const void *data), const void *data) {
  mrb_state *mrb = guest.mrb;
  const int arena = mrb_gc_arena_save(mrb);
  struct conclusion conclusion = {.step = step, .data = data};
  mrb_bool failed;
  mrb_value result = mrb_protect_error(mrb, conclude_value, &conclusion, &failed);
  const bool success = !failed;
  if (failed) {
    const mrb_value told = mrb_protect_error(mrb, conclude_failure, &result, &failed);
    if (failed || !mrb_test(told)) hako_write_bare_panic("NoMemoryError", "Out of memory");
  }
  mrb_gc_arena_restore(mrb, arena);
  return success;
}
