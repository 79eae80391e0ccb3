// The Outcome: one per invocation (spec/guest-abi.md, section 7.3).
#include "guest.h"

#include <mruby/array.h>
#include <mruby/error.h>
#include <mruby/string.h>

#include "abi.h"

enum { kResult = 1, kPanic = 2 };

static uint8_t outcome_buffer[2048];
static struct hako_writer outcome;

static void begin_outcome(uint8_t tag) {
  hako_writer_dispose(&outcome);
  hako_writer_init(&outcome, outcome_buffer, sizeof outcome_buffer);
  hako_write_byte(&outcome, tag);
}

static void write_panic(mrb_state *mrb, const struct ruby_failure *failure, bool complete) {
  const bool lines = complete && mrb_array_p(failure->backtrace) && RARRAY_LEN(failure->backtrace) > 0;
  const bool details = complete && !mrb_nil_p(failure->details);
  begin_outcome(kPanic);
  hako_write_map(&outcome, 3 + (size_t)lines + (size_t)details);
  hako_write_literal(&outcome, "origin");
  if (failure->service && !guest.replaying) hako_write_literal(&outcome, "service");
  else hako_write_literal(&outcome, "sandbox");
  hako_write_literal(&outcome, "class");
  ruby_write_text(&outcome, failure->class_name);
  hako_write_literal(&outcome, "message");
  ruby_write_text(&outcome, failure->message);
  if (lines) {
    hako_write_literal(&outcome, "backtrace");
    ruby_write_lines(&outcome, failure->backtrace);
  }
  if (details) {
    hako_write_literal(&outcome, "details");
    ruby_write(&outcome, mrb, failure->details, HAKO_MAX_DEPTH);
  }
}

// The Panic of a failure that there is no memory to describe.
static void write_bare_panic(const char *class_name, size_t class_length, const char *message, size_t message_length) {
  begin_outcome(kPanic);
  hako_write_map(&outcome, 3);
  hako_write_literal(&outcome, "origin");
  hako_write_literal(&outcome, "sandbox");
  hako_write_literal(&outcome, "class");
  hako_write_str(&outcome, class_name, class_length);
  hako_write_literal(&outcome, "message");
  hako_write_str(&outcome, message, message_length);
}
#define write_bare_panic_literal(class_name, message) write_bare_panic(class_name, sizeof(class_name) - 1, message, sizeof(message) - 1)

struct conclusion {
  ruby_step *body;
  void *data;
};

static mrb_value conclude_value(mrb_state *mrb, void *data) {
  const struct conclusion *conclusion = data;
  const mrb_value value = conclusion->body(mrb, conclusion->data);
  mrb_gc_protect(mrb, value);
  begin_outcome(kResult);
  if (!ruby_write(&outcome, mrb, value, HAKO_MAX_DEPTH)) {
    ruby_panic(mrb, "Kobako::SandboxError", ruby_refusal(mrb, "return value", value), mrb_nil_value());
  }
  if (outcome.failed) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  return mrb_true_value();
}

static mrb_value conclude_failure(mrb_state *mrb, void *data) {
  const mrb_value exception = *(const mrb_value *)data;
  const struct ruby_failure failure = ruby_describe_failure(mrb, exception);
  write_panic(mrb, &failure, true);
  if (outcome.failed) write_panic(mrb, &failure, false);
  return mrb_nil_value();
}

bool ruby_conclude(ruby_step *body, void *data) {
  mrb_state *mrb = guest.mrb;
  const int arena = mrb_gc_arena_save(mrb);
  struct conclusion conclusion = {.body = body, .data = data};
  mrb_bool failed;
  mrb_value result = mrb_protect_error(mrb, conclude_value, &conclusion, &failed);
  const bool success = !failed;
  if (failed) {
    mrb_protect_error(mrb, conclude_failure, &result, &failed);
    if (failed || outcome.failed) write_bare_panic_literal("NoMemoryError", "Out of memory");
  }
  mrb_gc_arena_restore(mrb, arena);
  return success;
}

void ruby_conclude_without_interpreter(void) { write_bare_panic_literal("Kobako::BootError", "failed to start the Sandbox interpreter"); }

uint64_t ruby_take_outcome(void) { return hako_pack(outcome.data, outcome.length); }
