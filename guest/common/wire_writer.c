// Values to bytes, always in the narrowest form.
#include <stdlib.h>
#include <string.h>

#include "utf8.h"
#include "wire.h"

void hako_writer_init(struct hako_writer *writer, uint8_t *buffer, size_t capacity) {
  *writer = (struct hako_writer){.data = buffer, .capacity = capacity};
}

void hako_writer_dispose(struct hako_writer *writer) {
  if (writer->on_heap) free(writer->data);
  *writer = (struct hako_writer){0};
}

// Room for `more` bytes after the end, or NULL.
static uint8_t *reserve(struct hako_writer *writer, size_t more) {
  if (writer->failed) return NULL;
  if (more > writer->capacity - writer->length) {
    const size_t needed = writer->length + more;
    size_t capacity = writer->capacity * 2;
    if (capacity < needed) capacity = needed;
    uint8_t *data = needed < more ? NULL : realloc(writer->on_heap ? writer->data : NULL, capacity);
    if (data == NULL) {
      writer->failed = true;
      return NULL;
    }
    if (!writer->on_heap) memcpy(data, writer->data, writer->length);
    writer->data = data;
    writer->capacity = capacity;
    writer->on_heap = true;
  }
  uint8_t *room = writer->data + writer->length;
  writer->length += more;
  return room;
}

static void put_big_endian(uint8_t *into, uint64_t value, int width) {
  for (int i = width - 1; i >= 0; i--) {
    into[i] = (uint8_t)value;
    value >>= 8;
  }
}

// A marker and a big-endian number of `width` bytes.
static void write_marked(struct hako_writer *writer, uint8_t marker, uint64_t value, int width) {
  uint8_t *room = reserve(writer, 1 + (size_t)width);
  if (room == NULL) return;
  room[0] = marker;
  put_big_endian(room + 1, value, width);
}

static void write_raw(struct hako_writer *writer, const void *bytes, size_t length) {
  uint8_t *room = reserve(writer, length);
  if (room != NULL && length != 0) memcpy(room, bytes, length);
}

// A length with the markers of its three widths, narrowest first.
static void write_length(struct hako_writer *writer, size_t length, uint8_t marker8, uint8_t marker16, uint8_t marker32) {
  if (length <= UINT8_MAX && marker8 != 0) {
    write_marked(writer, marker8, length, 1);
  } else if (length <= UINT16_MAX) {
    write_marked(writer, marker16, length, 2);
  } else {
    write_marked(writer, marker32, length, 4);
  }
}

void hako_write_byte(struct hako_writer *writer, uint8_t byte) {
  uint8_t *room = reserve(writer, 1);
  if (room != NULL) *room = byte;
}

void hako_write_nil(struct hako_writer *writer) { hako_write_byte(writer, 0xc0); }

void hako_write_bool(struct hako_writer *writer, bool value) { hako_write_byte(writer, value ? 0xc3 : 0xc2); }

void hako_write_uint(struct hako_writer *writer, uint64_t value) {
  if (value <= 127) hako_write_byte(writer, (uint8_t)value);
  else if (value <= UINT8_MAX) write_marked(writer, 0xcc, value, 1);
  else if (value <= UINT16_MAX) write_marked(writer, 0xcd, value, 2);
  else if (value <= UINT32_MAX) write_marked(writer, 0xce, value, 4);
  else write_marked(writer, 0xcf, value, 8);
}

void hako_write_int(struct hako_writer *writer, int64_t value) {
  const uint64_t bits = (uint64_t)value;
  if (value >= 0) {
    hako_write_uint(writer, bits);
  } else if (value >= -32) {
    hako_write_byte(writer, (uint8_t)bits);
  } else {
    if (value >= INT8_MIN) write_marked(writer, 0xd0, bits, 1);
    else if (value >= INT16_MIN) write_marked(writer, 0xd1, bits, 2);
    else if (value >= INT32_MIN) write_marked(writer, 0xd2, bits, 4);
    else write_marked(writer, 0xd3, bits, 8);
  }
}

void hako_write_float(struct hako_writer *writer, double value) {
  uint64_t bits;
  memcpy(&bits, &value, sizeof bits);
  write_marked(writer, 0xcb, bits, 8);
}

void hako_write_array(struct hako_writer *writer, size_t count) {
  if (count <= 15) hako_write_byte(writer, (uint8_t)(0x90 | count));
  else write_length(writer, count, 0, 0xdc, 0xdd);
}

void hako_write_map(struct hako_writer *writer, size_t count) {
  if (count <= 15) hako_write_byte(writer, (uint8_t)(0x80 | count));
  else write_length(writer, count, 0, 0xde, 0xdf);
}

uint8_t *hako_write_str_room(struct hako_writer *writer, size_t length) {
  if (length <= 31) hako_write_byte(writer, (uint8_t)(0xa0 | length));
  else write_length(writer, length, 0xd9, 0xda, 0xdb);
  return reserve(writer, length);
}

void hako_write_str(struct hako_writer *writer, const char *text, size_t length) {
  uint8_t *room = hako_write_str_room(writer, length);
  if (room != NULL && length != 0) memcpy(room, text, length);
}

void hako_write_bin(struct hako_writer *writer, const void *bytes, size_t length) {
  write_length(writer, length, 0xc4, 0xc5, 0xc6);
  write_raw(writer, bytes, length);
}

void hako_write_bytes(struct hako_writer *writer, const char *bytes, size_t length) {
  if (hako_is_utf8((const uint8_t *)bytes, length)) hako_write_str(writer, bytes, length);
  else hako_write_bin(writer, bytes, length);
}

static void write_ext_header(struct hako_writer *writer, uint8_t type, size_t length) {
  switch (length) {
    case 1:
      hako_write_byte(writer, 0xd4);
      break;
    case 2:
      hako_write_byte(writer, 0xd5);
      break;
    case 4:
      hako_write_byte(writer, 0xd6);
      break;
    case 8:
      hako_write_byte(writer, 0xd7);
      break;
    case 16:
      hako_write_byte(writer, 0xd8);
      break;
    default:
      write_length(writer, length, 0xc7, 0xc8, 0xc9);
      break;
  }
  hako_write_byte(writer, type);
}

void hako_write_symbol(struct hako_writer *writer, const char *name, size_t length) {
  write_ext_header(writer, 0x00, length);
  write_raw(writer, name, length);
}

uint8_t *hako_write_symbol_room(struct hako_writer *writer, size_t length) {
  write_ext_header(writer, 0x00, length);
  return reserve(writer, length);
}

void hako_write_handle(struct hako_writer *writer, uint32_t id) {
  write_ext_header(writer, 0x01, 4);
  uint8_t *room = reserve(writer, 4);
  if (room != NULL) put_big_endian(room, id, 4);
}
