// Runs a script's block for a Service that yields to it.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/error.h>
#include <mruby/proc.h>
#include <mruby/string.h>

static void reply_failure(const struct ruby_failure *failure) {
  struct hako_writer *reply = hako_begin_reply(HAKO_REPLY_ERROR);
  hako_write_map(reply, 3);
  hako_write_literal(reply, "class");
  ruby_write_text(reply, failure->class_name);
  hako_write_literal(reply, "message");
  ruby_write_text(reply, failure->message);
  hako_write_literal(reply, "backtrace");
  ruby_write_lines(reply, failure->backtrace);
}

static void reply_value(mrb_state *mrb, enum hako_reply tag, mrb_value value) {
  if (ruby_write(hako_begin_reply(tag), mrb, value, HAKO_MAX_DEPTH)) return;
  const char *const what = tag == HAKO_REPLY_BREAK ? "break value" : "block return value";
  const struct ruby_failure failure = {
      .class_name = mrb_str_new_lit(mrb, "TypeError"),
      .message = ruby_refusal(mrb, what, value),
      .backtrace = mrb_nil_value(),
  };
  reply_failure(&failure);
}

struct yield {
  const struct ruby_block *block;
  const uint8_t *data;
  size_t length;
  bool undecodable, not_an_array;
};

const int language_most_yields = 128;

static mrb_value run_block(mrb_state *mrb, void *data) {
  struct yield *yield = data;
  struct hako_reader reader = hako_reader_of(yield->data, yield->length);
  mrb_value arguments;
  yield->undecodable = !ruby_read(mrb, &reader, HAKO_MAX_DEPTH, &arguments);
  if (yield->undecodable) return mrb_nil_value();
  yield->not_an_array = !mrb_array_p(arguments);
  if (yield->not_an_array) return mrb_nil_value();
  if (hako_too_many_yields()) mrb_exc_raise(mrb, mrb_obj_value(mrb->stack_err));
  return mrb_yield_argv(mrb, yield->block->proc, RARRAY_LEN(arguments), RARRAY_PTR(arguments));
}

static mrb_value answer_yield(mrb_state *mrb, void *data) {
  struct yield *yield = data;
  mrb_bool failed;
  const mrb_value result = mrb_protect_error(mrb, run_block, yield, &failed);
  if (!failed) {
    if (yield->undecodable) {
      hako_reply_undecodable();
    } else if (yield->not_an_array) {
      hako_reply_not_an_array();
    } else {
      reply_value(mrb, HAKO_REPLY_VALUE, result);
    }
  } else if (mrb_break_p(result)) {
    // An unwind on its way to some frame. To the frame that made the Service call, or one inside: that's `break`. Further out it is
    // `return`, which would have to pass through the host.
    const struct RBreak *unwind = (const struct RBreak *)mrb_obj_ptr(result);
    if ((ptrdiff_t)unwind->ci_break_index >= yield->block->frame) {
      reply_value(mrb, HAKO_REPLY_BREAK, mrb_break_value_get(unwind));
    } else {
      hako_reply_error("LocalJumpError", "cannot return from a block passed into the Sandbox");
    }
  } else {
    const struct ruby_failure failure = ruby_describe_failure(mrb, result);
    reply_failure(&failure);
  }
  return mrb_nil_value();
}

void language_yield(struct hako_block *block, const uint8_t *request, size_t length) {
  mrb_state *mrb = guest.mrb;
  const int arena = mrb_gc_arena_save(mrb);
  struct yield yield = {.block = (const struct ruby_block *)block, .data = request, .length = length};
  mrb_bool failed;
  mrb_protect_error(mrb, answer_yield, &yield, &failed);
  mrb_gc_arena_restore(mrb, arena);
  if (failed) hako_begin_reply(HAKO_REPLY_ERROR)->failed = true;
}
