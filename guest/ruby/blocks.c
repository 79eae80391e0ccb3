// Runs a script's block for a Service that yields to it (spec/guest-abi.md, section 7.4).
#include "guest.h"

#include <mruby/array.h>
#include <mruby/error.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

#include "abi.h"
#include "inbox.h"

static struct ruby_block *innermost;

void ruby_push_block(struct ruby_block *block) {
  block->outer = innermost;
  innermost = block;
}

void ruby_pop_block(void) { innermost = innermost->outer; }

enum { kOk = 1, kBreak = 2, kError = 4 };

// The host copies the answer before it does anything else, so one writer serves all yields.
static uint8_t reply_buffer[1024];
static struct hako_writer reply;

static void begin_reply(uint8_t tag) {
  hako_writer_dispose(&reply);
  hako_writer_init(&reply, reply_buffer, sizeof reply_buffer);
  hako_write_byte(&reply, tag);
}

// Fixed texts, which need no interpreter.
static void reply_error_text(const char *class_name, const char *message) {
  begin_reply(kError);
  hako_write_map(&reply, 3);
  hako_write_literal(&reply, "class");
  hako_write_str(&reply, class_name, strlen(class_name));
  hako_write_literal(&reply, "message");
  hako_write_str(&reply, message, strlen(message));
  hako_write_literal(&reply, "backtrace");
  hako_write_array(&reply, 0);
}

static void reply_failure(const struct ruby_failure *failure) {
  begin_reply(kError);
  hako_write_map(&reply, 3);
  hako_write_literal(&reply, "class");
  ruby_write_text(&reply, failure->class_name);
  hako_write_literal(&reply, "message");
  ruby_write_text(&reply, failure->message);
  hako_write_literal(&reply, "backtrace");
  ruby_write_lines(&reply, failure->backtrace);
}

static void reply_value(mrb_state *mrb, uint8_t tag, mrb_value value) {
  begin_reply(tag);
  if (ruby_write(&reply, mrb, value, HAKO_MAX_DEPTH)) return;
  const char *const what = tag == kBreak ? "break value" : "block return value";
  const struct ruby_failure failure = {
      .class_name = mrb_str_new_lit(mrb, "TypeError"),
      .message = ruby_refusal(mrb, what, value),
      .backtrace = mrb_nil_value(),
  };
  reply_failure(&failure);
}

struct yield {
  struct ruby_block *block;
  const uint8_t *data;
  size_t length;
  bool undecodable, not_an_array;
};

// How many yields may be in progress. Each takes stack in the guest and in the host, whose frames the guest can't measure, and past
// its end there is only a trap.
enum { kMaxYields = 128 };
static int yields_running;

static mrb_value run_block(mrb_state *mrb, void *data) {
  struct yield *yield = data;
  struct hako_reader reader = hako_reader_of(yield->data, yield->length);
  mrb_value arguments;
  yield->undecodable = !ruby_read(mrb, &reader, HAKO_MAX_DEPTH, &arguments);
  if (yield->undecodable) return mrb_nil_value();
  yield->not_an_array = !mrb_array_p(arguments);
  if (yield->not_an_array) return mrb_nil_value();
  if (yields_running > kMaxYields) mrb_exc_raise(mrb, mrb_obj_value(mrb->stack_err));
  return mrb_yield_argv(mrb, yield->block->proc, RARRAY_LEN(arguments), RARRAY_PTR(arguments));
}

static mrb_value answer_yield(mrb_state *mrb, void *data) {
  struct yield *yield = data;
  mrb_bool failed;
  const mrb_value result = mrb_protect_error(mrb, run_block, yield, &failed);
  if (!failed) {
    if (yield->undecodable) {
      reply_error_text("Kobako::Transport::Error", "failed to decode the block arguments: invalid wire value");
    } else if (yield->not_an_array) {
      reply_error_text("Kobako::Transport::Error", "block arguments must be an array");
    } else {
      reply_value(mrb, kOk, result);
    }
  } else if (mrb_break_p(result)) {
    // An unwind on its way to some frame. To the frame that made the Service call, or one inside: that's `break`. Further out it is
    // `return`, which would have to pass through the host.
    const struct RBreak *unwind = (const struct RBreak *)mrb_obj_ptr(result);
    if ((ptrdiff_t)unwind->ci_break_index >= yield->block->frame) {
      reply_value(mrb, kBreak, mrb_break_value_get(unwind));
    } else {
      reply_error_text("LocalJumpError", "cannot return from a block passed into the Sandbox");
    }
  } else {
    const struct ruby_failure failure = ruby_describe_failure(mrb, result);
    reply_failure(&failure);
  }
  return mrb_nil_value();
}

HAKO_EXPORT("__kobako_yield_to_block")
uint64_t yield_to_block(uint8_t *request, size_t length) {
  // The block may make Service calls with blocks of their own; they come and go above this one.
  struct ruby_block *const block = innermost;
  if (block == NULL) {
    reply_error_text("LocalJumpError", "no block given (yield)");
  } else {
    mrb_state *mrb = guest.mrb;
    const int arena = mrb_gc_arena_save(mrb);
    struct yield yield = {.block = block, .data = request, .length = length};
    mrb_bool failed;
    yields_running++;
    mrb_protect_error(mrb, answer_yield, &yield, &failed);
    yields_running--;
    innermost = block;
    mrb_gc_arena_restore(mrb, arena);
    // Not even the failure could be told: an empty answer.
    if (failed || reply.failed) hako_writer_dispose(&reply);
  }
  hako_inbox_release(request);
  return hako_pack(reply.data, reply.length);
}
