// The frames that the host puts on stdin (spec/guest-abi.md, section 5).
#ifndef HAKO_GUEST_FRAMES_H
#define HAKO_GUEST_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hako_frame {
  uint8_t *data;  // owned; NULL when the frame is empty
  size_t length;
};

// Reads the next frame. False at the end of input, on a short read, for a length beyond the limit of 16 MiB, and when memory is
// exhausted; the frame is then empty.
bool hako_read_frame(struct hako_frame *frame);

void hako_free_frame(struct hako_frame *frame);

#endif
