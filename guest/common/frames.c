#include "frames.h"

#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

enum { kMaxPayload = 16 * 1024 * 1024 };

// What has been read ahead: a call to the host costs more than copying a few hundred bytes, and a short invocation's frames all fit.
static uint8_t ahead[1024];
static size_t ahead_begin, ahead_end;

// Reads at most `capacity` bytes; 0 at the end of input and on errors.
static size_t read_some(uint8_t *into, size_t capacity) {
  const __wasi_iovec_t vector = {.buf = into, .buf_len = capacity};
  size_t got = 0;
  return __wasi_fd_read(0, &vector, 1, &got) == __WASI_ERRNO_SUCCESS && got <= capacity ? got : 0;
}

static bool read_exactly(uint8_t *into, size_t length) {
  while (length > 0) {
    if (ahead_begin == ahead_end) {
      if (length >= sizeof ahead) {
        const size_t got = read_some(into, length);
        if (got == 0) return false;
        into += got;
        length -= got;
        continue;
      }
      ahead_begin = 0;
      ahead_end = read_some(ahead, sizeof ahead);
      if (ahead_end == 0) return false;
    }
    const size_t have = ahead_end - ahead_begin;
    const size_t take = have < length ? have : length;
    memcpy(into, ahead + ahead_begin, take);
    ahead_begin += take;
    into += take;
    length -= take;
  }
  return true;
}

static bool read_frame(struct hako_frame *frame) {
  uint8_t header[4];
  if (!read_exactly(header, sizeof header)) return false;
  const size_t length = (size_t)header[0] << 24 | (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
  if (length == 0) return true;
  if (length > kMaxPayload) return false;
  uint8_t *data = malloc(length);
  if (data == NULL) return false;
  if (!read_exactly(data, length)) {
    free(data);
    return false;
  }
  *frame = (struct hako_frame){.data = data, .length = length};
  return true;
}

bool hako_read_frame(struct hako_frame *frame) {
  *frame = (struct hako_frame){0};
  if (read_frame(frame)) return true;
  // What was read ahead belongs to input that is given up; there may be other input later.
  ahead_begin = ahead_end = 0;
  return false;
}

void hako_free_frame(struct hako_frame *frame) {
  free(frame->data);
  *frame = (struct hako_frame){0};
}
