#include "utf8.h"

#include <string.h>

bool hako_is_utf8(const uint8_t *p, size_t length) {
  const uint8_t *const end = p + length;
  while (p < end) {
    // Most text is ASCII: eight bytes at a time while none has its top bit set.
    while (end - p >= 8) {
      uint64_t word;
      memcpy(&word, p, sizeof word);
      if (word & UINT64_C(0x8080808080808080)) break;
      p += 8;
    }
    if (p == end) break;
    const uint8_t lead = *p++;
    if (lead < 0x80) continue;
    // The second byte's range is what excludes overlong forms, surrogates and code points that are too large.
    uint8_t low = 0x80, high = 0xbf;
    int more;
    if (lead >= 0xc2 && lead <= 0xdf) {
      more = 1;
    } else if ((lead & 0xf0) == 0xe0) {
      more = 2;
      if (lead == 0xe0) low = 0xa0;
      if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      more = 3;
      if (lead == 0xf0) low = 0x90;
      if (lead == 0xf4) high = 0x8f;
    } else {
      return false;
    }
    if (end - p < more || *p < low || *p > high) return false;
    p++;
    while (--more > 0) {
      if ((*p++ & 0xc0) != 0x80) return false;
    }
  }
  return true;
}

size_t hako_put_character(char *out, uint32_t code) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xc0 | code >> 6);
    out[1] = (char)(0x80 | (code & 63));
    return 2;
  }
  if (code < 0x10000) {
    out[0] = (char)(0xe0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 63));
    out[2] = (char)(0x80 | (code & 63));
    return 3;
  }
  out[0] = (char)(0xf0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 63));
  out[2] = (char)(0x80 | (code >> 6 & 63));
  out[3] = (char)(0x80 | (code & 63));
  return 4;
}
