// The wire: the MessagePack profile of spec/guest-abi.md, section 6. Knows bytes and tokens, no language's values.
#ifndef HAKO_GUEST_WIRE_H
#define HAKO_GUEST_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How many arrays and maps may enclose a value (section 6.4).
#define HAKO_MAX_DEPTH 128
#define HAKO_MAX_HANDLE UINT32_C(2147483647)

// --- Writing ---

// Collects one message. It starts in a buffer of its owner's and moves to the heap when that is full. Running out of memory marks it
// failed and drops everything after, so that only the end of a message needs a check.
struct hako_writer {
  uint8_t *data;
  size_t length;
  size_t capacity;
  bool on_heap;
  bool failed;
};

void hako_writer_init(struct hako_writer *writer, uint8_t *buffer, size_t capacity);
// Frees what the writer has on the heap.
void hako_writer_dispose(struct hako_writer *writer);

void hako_write_byte(struct hako_writer *writer, uint8_t byte);
void hako_write_nil(struct hako_writer *writer);
void hako_write_bool(struct hako_writer *writer, bool value);
void hako_write_int(struct hako_writer *writer, int64_t value);
void hako_write_uint(struct hako_writer *writer, uint64_t value);
void hako_write_float(struct hako_writer *writer, double value);
void hako_write_array(struct hako_writer *writer, size_t count);
void hako_write_map(struct hako_writer *writer, size_t count);
// `text` must be UTF-8.
void hako_write_str(struct hako_writer *writer, const char *text, size_t length);
// The same for who makes the text of that length in place: where it goes, or NULL.
uint8_t *hako_write_str_room(struct hako_writer *writer, size_t length);
uint8_t *hako_write_symbol_room(struct hako_writer *writer, size_t length);
// str when the bytes are UTF-8, else bin.
void hako_write_bytes(struct hako_writer *writer, const char *bytes, size_t length);
void hako_write_bin(struct hako_writer *writer, const void *bytes, size_t length);
// `name` must be UTF-8.
void hako_write_symbol(struct hako_writer *writer, const char *name, size_t length);
void hako_write_handle(struct hako_writer *writer, uint32_t id);

// A str given as a literal.
#define hako_write_literal(writer, literal) hako_write_str((writer), (literal), sizeof(literal) - 1)

// --- Reading ---

enum hako_kind {
  HAKO_NIL,
  HAKO_BOOL,
  HAKO_INT,   // fits int64_t
  HAKO_UINT,  // only beyond int64_t
  HAKO_FLOAT,
  HAKO_STR,
  HAKO_BIN,
  HAKO_ARRAY,  // count elements follow
  HAKO_MAP,    // count pairs follow
  HAKO_SYMBOL,
  HAKO_HANDLE,
  HAKO_FAULT,  // payload in bytes, not looked into
};

struct hako_token {
  enum hako_kind kind;
  union {
    bool boolean;
    int64_t integer;
    uint64_t natural;
    double number;
    uint32_t count;
    uint32_t handle;
    struct {
      const uint8_t *data;
      uint32_t length;
    } bytes;
  };
};

struct hako_reader {
  const uint8_t *at;
  const uint8_t *end;
};

static inline struct hako_reader hako_reader_of(const uint8_t *data, size_t length) {
  return (struct hako_reader){.at = data, .end = data + length};
}

// Takes one token. False for every violation: truncation, an unused marker, text that is not UTF-8, an unknown ext, a Handle id out
// of range. A count is never larger than the rest of the message could hold, so memory may be reserved by it.
bool hako_read(struct hako_reader *reader, struct hako_token *token);

// Takes one whole value with everything in it, at most `depth` containers deep.
bool hako_skip(struct hako_reader *reader, int depth);

// True for a STR token with exactly this text.
bool hako_token_is(const struct hako_token *token, const char *text);

#endif
