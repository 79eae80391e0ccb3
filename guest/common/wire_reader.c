// Bytes to tokens. The bytes come from the host, but nothing here trusts them.
#include <string.h>

#include "utf8.h"
#include "wire.h"

static size_t rest(const struct hako_reader *reader) { return (size_t)(reader->end - reader->at); }

static bool take_number(struct hako_reader *reader, int width, uint64_t *number) {
  if (rest(reader) < (size_t)width) return false;
  uint64_t value = 0;
  for (int i = 0; i < width; i++) value = value << 8 | reader->at[i];
  reader->at += width;
  *number = value;
  return true;
}

static bool take_bytes(struct hako_reader *reader, struct hako_token *token, uint64_t length) {
  if (length > rest(reader)) return false;
  token->bytes.data = reader->at;
  token->bytes.length = (uint32_t)length;
  reader->at += length;
  return true;
}

static bool take_text(struct hako_reader *reader, struct hako_token *token, uint64_t length) {
  return take_bytes(reader, token, length) && hako_is_utf8(token->bytes.data, token->bytes.length);
}

static bool take_str(struct hako_reader *reader, struct hako_token *token, uint64_t length) {
  token->kind = HAKO_STR;
  return take_text(reader, token, length);
}

// Each element takes at least one byte, each pair two.
static bool take_count(struct hako_reader *reader, struct hako_token *token, enum hako_kind kind, uint64_t count) {
  token->kind = kind;
  token->count = (uint32_t)count;
  return count * (kind == HAKO_MAP ? 2 : 1) <= rest(reader);
}

static bool take_natural(struct hako_reader *reader, struct hako_token *token, int width) {
  uint64_t number;
  if (!take_number(reader, width, &number)) return false;
  if (number > INT64_MAX) {
    token->kind = HAKO_UINT;
    token->natural = number;
  } else {
    token->kind = HAKO_INT;
    token->integer = (int64_t)number;
  }
  return true;
}

static bool take_integer(struct hako_reader *reader, struct hako_token *token, int width) {
  uint64_t number;
  if (!take_number(reader, width, &number)) return false;
  const int unused = 64 - 8 * width;
  token->kind = HAKO_INT;
  token->integer = (int64_t)(number << unused) >> unused;
  return true;
}

static bool take_float(struct hako_reader *reader, struct hako_token *token, int width) {
  uint64_t bits;
  if (!take_number(reader, width, &bits)) return false;
  token->kind = HAKO_FLOAT;
  if (width == 4) {
    const uint32_t half = (uint32_t)bits;
    float number;
    memcpy(&number, &half, sizeof number);
    token->number = (double)number;
  } else {
    memcpy(&token->number, &bits, sizeof token->number);
  }
  return true;
}

static bool take_ext(struct hako_reader *reader, struct hako_token *token, uint64_t length) {
  uint64_t type, id;
  if (!take_number(reader, 1, &type) || length > rest(reader)) return false;
  switch (type) {
    case 0x00:
      token->kind = HAKO_SYMBOL;
      return take_text(reader, token, length);
    case 0x01:
      token->kind = HAKO_HANDLE;
      if (length != 4 || !take_number(reader, 4, &id)) return false;
      token->handle = (uint32_t)id;
      return id >= 1 && id <= HAKO_MAX_HANDLE;
    case 0x02:
      token->kind = HAKO_FAULT;
      return take_bytes(reader, token, length);
    default:
      return false;
  }
}

bool hako_read(struct hako_reader *reader, struct hako_token *token) {
  uint64_t marker, n;
  if (!take_number(reader, 1, &marker)) return false;
  if (marker <= 0x7f || marker >= 0xe0) {
    token->kind = HAKO_INT;
    token->integer = (int8_t)marker;
    return true;
  }
  if (marker <= 0x8f) return take_count(reader, token, HAKO_MAP, marker & 0x0f);
  if (marker <= 0x9f) return take_count(reader, token, HAKO_ARRAY, marker & 0x0f);
  if (marker <= 0xbf) return take_str(reader, token, marker & 0x1f);
  switch (marker) {
    case 0xc0:
      token->kind = HAKO_NIL;
      return true;
    case 0xc2:
    case 0xc3:
      token->kind = HAKO_BOOL;
      token->boolean = marker == 0xc3;
      return true;
    case 0xc4:
    case 0xc5:
    case 0xc6:
      token->kind = HAKO_BIN;
      return take_number(reader, 1 << (marker - 0xc4), &n) && take_bytes(reader, token, n);
    case 0xc7:
    case 0xc8:
    case 0xc9:
      return take_number(reader, 1 << (marker - 0xc7), &n) && take_ext(reader, token, n);
    case 0xca:
      return take_float(reader, token, 4);
    case 0xcb:
      return take_float(reader, token, 8);
    case 0xcc:
    case 0xcd:
    case 0xce:
    case 0xcf:
      return take_natural(reader, token, 1 << (marker - 0xcc));
    case 0xd0:
    case 0xd1:
    case 0xd2:
    case 0xd3:
      return take_integer(reader, token, 1 << (marker - 0xd0));
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
      return take_ext(reader, token, UINT64_C(1) << (marker - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
      return take_number(reader, 1 << (marker - 0xd9), &n) && take_str(reader, token, n);
    case 0xdc:
    case 0xdd:
      return take_number(reader, 2 << (marker - 0xdc), &n) && take_count(reader, token, HAKO_ARRAY, n);
    case 0xde:
    case 0xdf:
      return take_number(reader, 2 << (marker - 0xde), &n) && take_count(reader, token, HAKO_MAP, n);
    default:
      return false;
  }
}

bool hako_skip(struct hako_reader *reader, int depth) {
  struct hako_token token;
  if (!hako_read(reader, &token)) return false;
  if (token.kind != HAKO_ARRAY && token.kind != HAKO_MAP) return true;
  if (depth == 0) return false;
  uint64_t inner = token.kind == HAKO_MAP ? (uint64_t)token.count * 2 : token.count;
  while (inner-- > 0) {
    if (!hako_skip(reader, depth - 1)) return false;
  }
  return true;
}

bool hako_token_is(const struct hako_token *token, const char *text) {
  return token->kind == HAKO_STR && token->bytes.length == strlen(text) && memcmp(token->bytes.data, text, token->bytes.length) == 0;
}
