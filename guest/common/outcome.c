#include "outcome.h"

#include <string.h>

#include "abi.h"

static uint8_t buffer[2048];
static struct hako_writer outcome;

struct hako_writer *hako_begin_outcome(enum hako_outcome tag) {
  hako_writer_dispose(&outcome);
  hako_writer_init(&outcome, buffer, sizeof buffer);
  hako_write_byte(&outcome, (uint8_t)tag);
  return &outcome;
}

void hako_write_bare_panic(const char *class_name, const char *message) {
  struct hako_writer *writer = hako_begin_outcome(HAKO_PANIC);
  hako_write_map(writer, 3);
  hako_write_literal(writer, "origin");
  hako_write_literal(writer, "sandbox");
  hako_write_literal(writer, "class");
  hako_write_str(writer, class_name, strlen(class_name));
  hako_write_literal(writer, "message");
  hako_write_str(writer, message, strlen(message));
}

HAKO_EXPORT("__kobako_take_outcome")
uint64_t take_outcome(void) { return hako_pack(outcome.data, outcome.length); }
