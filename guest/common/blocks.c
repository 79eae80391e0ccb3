#include "blocks.h"

#include <string.h>

#include "abi.h"
#include "inbox.h"
#include "language.h"

static struct hako_block *innermost;

void hako_push_block(struct hako_block *block) {
  block->outer = innermost;
  innermost = block;
}

void hako_pop_block(void) { innermost = innermost->outer; }

// The host copies the answer before it does anything else, so one writer serves all yields.
static uint8_t buffer[1024];
static struct hako_writer reply;

struct hako_writer *hako_begin_reply(enum hako_reply tag) {
  hako_writer_dispose(&reply);
  hako_writer_init(&reply, buffer, sizeof buffer);
  hako_write_byte(&reply, (uint8_t)tag);
  return &reply;
}

void hako_reply_error(const char *class_name, const char *message) {
  struct hako_writer *writer = hako_begin_reply(HAKO_REPLY_ERROR);
  hako_write_map(writer, 3);
  hako_write_literal(writer, "class");
  hako_write_str(writer, class_name, strlen(class_name));
  hako_write_literal(writer, "message");
  hako_write_str(writer, message, strlen(message));
  hako_write_literal(writer, "backtrace");
  hako_write_array(writer, 0);
}

void hako_reply_undecodable(void) {
  hako_reply_error("Kobako::Transport::Error", "failed to decode the block arguments: invalid wire value");
}

void hako_reply_not_an_array(void) { hako_reply_error("Kobako::Transport::Error", "block arguments must be an array"); }

static int yields_running;

bool hako_too_many_yields(void) { return yields_running > language_most_yields; }

HAKO_EXPORT("__kobako_yield_to_block")
uint64_t yield_to_block(uint8_t *request, size_t length) {
  // The block may make Service calls with blocks of their own; they come and go above this one.
  struct hako_block *const block = innermost;
  if (block == NULL) {
    hako_reply_error("LocalJumpError", "no block given (yield)");
  } else {
    yields_running++;
    language_yield(block, request, length);
    yields_running--;
    innermost = block;
    // Not even the failure could be told: an empty answer.
    if (reply.failed) hako_writer_dispose(&reply);
  }
  hako_inbox_release(request);
  return hako_pack(reply.data, reply.length);
}
