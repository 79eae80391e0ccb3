// JavaScript values to wire values and back.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "utf8.h"

// Numbers beyond it don't tell two neighbouring integers apart.
#define MOST_SAFE_INTEGER INT64_C(9007199254740991)

// --- Writing ---

void javascript_describe_type(JSValueConst value, char *into, size_t capacity) {
  const char *name = NULL;
  switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_INT:
    case JS_TAG_FLOAT64:
      name = "number";
      break;
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
      name = "string";
      break;
    case JS_TAG_BOOL:
      name = "boolean";
      break;
    case JS_TAG_NULL:
      name = "null";
      break;
    case JS_TAG_SYMBOL:
      name = "symbol";
      break;
    case JS_TAG_BIG_INT:
    case JS_TAG_SHORT_BIG_INT:
      name = "bigint";
      break;
    case JS_TAG_OBJECT:
      break;
    default:
      name = "undefined";
  }
  if (name == NULL && JS_IsFunction(guest.context, value)) name = "function";
  if (name != NULL) {
    snprintf(into, capacity, "%s", name);
    return;
  }
  JSValue class_name = inside_class_name(guest.context, value);
  const char *text = JS_ToCString(guest.context, class_name);
  size_t length = text != NULL ? strlen(text) : 0;
  if (length >= capacity) length = capacity - 1;
  // A script chooses the name: not half a character.
  while (length > 0 && text[length] != 0 && ((uint8_t)text[length] & 0xc0) == 0x80) length--;
  if (length > 0 && hako_is_utf8((const uint8_t *)text, length)) {
    memcpy(into, text, length);
    into[length] = 0;
  } else {
    snprintf(into, capacity, "Object");
  }
  JS_FreeCString(guest.context, text);
  JS_FreeValue(guest.context, class_name);
}

static bool refuse(struct javascript_refusal *refusal, JSValueConst value, const char *advice) {
  *refusal = (struct javascript_refusal){.advice = advice};
  javascript_describe_type(value, refusal->type, sizeof refusal->type);
  return false;
}

static bool refuse_depth(struct javascript_refusal *refusal) {
  *refusal = (struct javascript_refusal){.type = "Object", .too_deep = true};
  return false;
}

static bool refuse_exception(struct javascript_refusal *refusal) {
  *refusal = (struct javascript_refusal){0};
  return false;
}

static bool is_high(uint16_t unit) { return (unit & 0xfc00) == 0xd800; }
static bool is_low(uint16_t unit) { return (unit & 0xfc00) == 0xdc00; }

// How many bytes the text takes as UTF-8. Counts lone surrogates, as three bytes each.
static size_t utf8_length(const struct inside_text *text, size_t *lone) {
  size_t length = text->length;
  *lone = 0;
  if (text->narrow != NULL) {
    for (uint32_t i = 0; i < text->length; i++) length += text->narrow[i] >> 7;
    return length;
  }
  for (uint32_t i = 0; i < text->length; i++) {
    const uint16_t unit = text->wide[i];
    if (unit < 0x80) continue;
    length += unit < 0x800 ? 1 : 2;
    if (is_high(unit) && i + 1 < text->length && is_low(text->wide[i + 1])) {
      i++;  // together four bytes, of which two units and two more are counted
    } else if ((unit & 0xf800) == 0xd800) {
      ++*lone;
    }
  }
  return length;
}

static void put_utf8(uint8_t *into, const struct inside_text *text) {
  if (text->narrow != NULL) {
    for (uint32_t i = 0; i < text->length; i++) {
      const uint8_t c = text->narrow[i];
      if (c >= 0x80) {
        *into++ = (uint8_t)(0xc0 | c >> 6);
        *into++ = (uint8_t)(0x80 | (c & 0x3f));
      } else {
        *into++ = c;
      }
    }
    return;
  }
  for (uint32_t i = 0; i < text->length; i++) {
    uint32_t c = text->wide[i];
    if (is_high((uint16_t)c) && i + 1 < text->length && is_low(text->wide[i + 1])) {
      c = 0x10000 + ((c & 0x3ff) << 10 | (text->wide[++i] & 0x3ff));
    } else if ((c & 0xf800) == 0xd800) {
      c = 0xfffd;
    }
    if (c < 0x80) {
      *into++ = (uint8_t)c;
      continue;
    }
    if (c < 0x800) {
      *into++ = (uint8_t)(0xc0 | c >> 6);
    } else {
      if (c < 0x10000) {
        *into++ = (uint8_t)(0xe0 | c >> 12);
      } else {
        *into++ = (uint8_t)(0xf0 | c >> 18);
        *into++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
      }
      *into++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
    }
    *into++ = (uint8_t)(0x80 | (c & 0x3f));
  }
}

// False for a lone surrogate, unless those are replaced, and for want of memory, with an exception.
static bool write_characters(struct hako_writer *writer, JSValueConst value, bool replace, bool *lone) {
  struct inside_text text;
  JSValue held;
  *lone = false;
  if (!inside_text_of(guest.context, value, &text, &held)) return false;
  size_t lone_count;
  const size_t length = utf8_length(&text, &lone_count);
  *lone = lone_count > 0;
  const bool good = lone_count == 0 || replace;
  if (good) {
    uint8_t *room = JS_IsSymbol(value) ? hako_write_symbol_room(writer, length) : hako_write_str_room(writer, length);
    if (room != NULL) put_utf8(room, &text);
  }
  JS_FreeValue(guest.context, held);
  return good;
}

void javascript_write_text(struct hako_writer *writer, JSValueConst string) {
  bool lone;
  if (!JS_IsString(string) || !write_characters(writer, string, true, &lone)) {
    JS_FreeValue(guest.context, JS_GetException(guest.context));
    hako_write_literal(writer, "?");
  }
}

static bool write_string(struct hako_writer *writer, JSValueConst value, struct javascript_refusal *refusal) {
  bool lone;
  if (write_characters(writer, value, false, &lone)) return true;
  return lone ? refuse(refusal, value, "it holds a lone surrogate; send x.toWellFormed()") : refuse_exception(refusal);
}

static bool write_symbol(struct hako_writer *writer, JSValueConst value, struct javascript_refusal *refusal) {
  if (!inside_is_registered(value)) return refuse(refusal, value, "only those of Symbol.for(name) have one");
  return write_string(writer, value, refusal);
}

static void write_number(struct hako_writer *writer, double number) {
  if (number == trunc(number) && fabs(number) <= (double)MOST_SAFE_INTEGER && !(number == 0 && signbit(number))) {
    hako_write_int(writer, (int64_t)number);
  } else {
    hako_write_float(writer, number);
  }
}

// JS_ToBigInt64 takes the lowest 64 bits, so whether they are the number is a question of going back.
static bool write_big_int(struct hako_writer *writer, JSValueConst value, struct javascript_refusal *refusal) {
  int64_t number;
  uint64_t natural;
  if (JS_ToBigInt64(guest.context, &number, value) < 0 || JS_ToBigUint64(guest.context, &natural, value) < 0)
    return refuse_exception(refusal);
  JSValue back = JS_NewBigInt64(guest.context, number);
  const bool is_integer = JS_IsStrictEqual(guest.context, back, value);
  JS_FreeValue(guest.context, back);
  if (is_integer) {
    hako_write_int(writer, number);
    return true;
  }
  back = JS_NewBigUint64(guest.context, natural);
  const bool is_natural = JS_IsStrictEqual(guest.context, back, value);
  JS_FreeValue(guest.context, back);
  if (!is_natural) return refuse(refusal, value, "it is beyond 64 bits; send String(x)");
  hako_write_uint(writer, natural);
  return true;
}

static bool write_inner(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  if (javascript_write(writer, value, depth, refusal)) return true;
  refusal->inner = true;
  return false;
}

// The same for a value that code of a script's could take away meanwhile; takes it over.
static bool write_taken(struct hako_writer *writer, JSValue value, int depth, struct javascript_refusal *refusal) {
  const bool good = !JS_IsException(value) ? write_inner(writer, value, depth, refusal) : refuse_exception(refusal);
  JS_FreeValue(guest.context, value);
  return good;
}

// What runs an accessor may shorten the array meanwhile: what is gone is undefined then, and refused.
static bool write_array(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal);
  int64_t length;
  if (JS_GetLength(guest.context, value, &length) < 0) return refuse_exception(refusal);
  if (length > UINT32_MAX) return refuse(refusal, value, "it is too long");
  hako_write_array(writer, (size_t)length);
  for (uint32_t i = 0; i < (uint32_t)length; i++) {
    uint32_t count;
    const JSValue *elements = inside_elements(value, &count);
    if (elements == NULL || i >= count) {
      if (!write_taken(writer, JS_GetPropertyUint32(guest.context, value, i), depth - 1, refusal)) return false;
    } else if (JS_IsObject(elements[i])) {
      if (!write_taken(writer, JS_DupValue(guest.context, elements[i]), depth - 1, refusal)) return false;
    } else if (!write_inner(writer, elements[i], depth - 1, refusal)) {
      return false;
    }
    if (writer->failed) break;
  }
  return true;
}

static bool write_key(struct hako_writer *writer, JSAtom name, struct javascript_refusal *refusal) {
  JSValue key = JS_AtomToValue(guest.context, name);
  const bool good = !JS_IsException(key) && (JS_IsSymbol(key) ? write_symbol(writer, key, refusal) : write_string(writer, key, refusal));
  if (JS_IsException(key)) refuse_exception(refusal);
  JS_FreeValue(guest.context, key);
  return good;
}

static bool write_simple_object(struct hako_writer *writer, JSValueConst value, struct inside_properties *properties, int depth,
                                struct javascript_refusal *refusal) {
  JSAtom name;
  JSValue element;
  hako_write_map(writer, properties->enumerable);
  while (inside_next(guest.context, value, properties, &name, &element)) {
    if (!write_key(writer, name, refusal)) return false;
    if (JS_IsUninitialized(element)) element = JS_GetProperty(guest.context, value, name);
    else element = JS_DupValue(guest.context, element);
    if (!write_taken(writer, element, depth - 1, refusal)) return false;
  }
  return true;
}

// A symbol that is no wire value is no key either, as JSON has it.
static bool is_key(JSAtom name) { return !inside_is_symbol_atom(guest.context, name) || inside_is_registered_atom(guest.context, name); }

static bool write_any_object(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  JSPropertyEnum *names;
  uint32_t count;
  if (JS_GetOwnPropertyNames(guest.context, &names, &count, value, JS_GPN_STRING_MASK | JS_GPN_SYMBOL_MASK | JS_GPN_ENUM_ONLY) < 0) {
    return refuse_exception(refusal);
  }
  uint32_t written = 0;
  for (uint32_t i = 0; i < count; i++) written += is_key(names[i].atom);
  hako_write_map(writer, written);
  bool good = true;
  for (uint32_t i = 0; i < count && good; i++) {
    if (!is_key(names[i].atom)) continue;
    good = write_key(writer, names[i].atom, refusal) &&
           write_taken(writer, JS_GetProperty(guest.context, value, names[i].atom), depth - 1, refusal);
  }
  JS_FreePropertyEnum(guest.context, names, count);
  return good;
}

static bool write_object(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal);
  struct inside_properties properties = inside_open(guest.context, value);
  if (properties.shape == NULL) return write_any_object(writer, value, depth, refusal);
  const bool good = write_simple_object(writer, value, &properties, depth, refusal);
  inside_close(guest.context, &properties);
  return good;
}

static bool write_map(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal);
  JSValue *pairs;
  uint32_t count;
  if (!inside_pairs(guest.context, value, &pairs, &count)) return refuse_exception(refusal);
  hako_write_map(writer, count);
  bool good = true;
  for (uint32_t i = 0; i < count * 2; i++) {
    good = good && write_inner(writer, pairs[i], depth - 1, refusal);
    JS_FreeValue(guest.context, pairs[i]);
  }
  js_free(guest.context, pairs);
  return good;
}

static bool write_bytes(struct hako_writer *writer, JSValueConst value, struct javascript_refusal *refusal) {
  const uint8_t *bytes;
  size_t length;
  if (!inside_bytes(value, &bytes, &length)) return refuse(refusal, value, "its buffer is detached");
  hako_write_bin(writer, bytes, length);
  return true;
}

// What a proxy stands for is asked through the proxy.
static bool write_proxy(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal);
  JSValue target = JS_GetProxyTarget(guest.context, value);
  while (JS_IsObject(target) && JS_IsProxy(target)) {
    JSValue inner = JS_GetProxyTarget(guest.context, target);
    JS_FreeValue(guest.context, target);
    target = inner;
  }
  bool good;
  if (JS_IsException(target)) {
    good = refuse_exception(refusal);
  } else {
    const enum inside_kind kind = JS_IsObject(target) ? inside_kind_of(guest.context, target) : INSIDE_OTHER;
    if (kind == INSIDE_ARRAY) good = write_array(writer, value, depth, refusal);
    else if (kind == INSIDE_PLAIN) good = write_any_object(writer, value, depth, refusal);
    else good = refuse(refusal, value, "send a copy of what is behind the proxy");
  }
  JS_FreeValue(guest.context, target);
  return good;
}

// What people would try to send, and what they can do instead.
static const char *advice_for(JSValueConst value) {
  JSContext *context = guest.context;
  if (JS_IsFunction(context, value)) return NULL;
  if (JS_IsDate(value)) return "send x.toISOString() or x.getTime()";
  if (JS_IsSet(value)) return "send [...x]";
  if (JS_IsRegExp(value)) return "send x.source";
  if (JS_IsError(value)) return "send x.message";
  if (JS_IsPromise(value)) return "await it";
  if (JS_IsArrayBuffer(value)) return "send new Uint8Array(x)";
  if (JS_GetTypedArrayType(value) >= 0) return "send Array.from(x), or its bytes as a Uint8Array";
  if (JS_IsWeakMap(value) || JS_IsWeakSet(value) || JS_IsWeakRef(value)) return NULL;
  return "send a plain object, as {...x}";
}

bool javascript_write(struct hako_writer *writer, JSValueConst value, int depth, struct javascript_refusal *refusal) {
  switch (JS_VALUE_GET_NORM_TAG(value)) {
    case JS_TAG_INT:
      hako_write_int(writer, JS_VALUE_GET_INT(value));
      return true;
    case JS_TAG_FLOAT64:
      write_number(writer, JS_VALUE_GET_FLOAT64(value));
      return true;
    case JS_TAG_NULL:
      hako_write_nil(writer);
      return true;
    case JS_TAG_BOOL:
      hako_write_bool(writer, JS_VALUE_GET_BOOL(value) != 0);
      return true;
    case JS_TAG_STRING:
    case JS_TAG_STRING_ROPE:
      return write_string(writer, value, refusal);
    case JS_TAG_SYMBOL:
      return write_symbol(writer, value, refusal);
    case JS_TAG_BIG_INT:
    case JS_TAG_SHORT_BIG_INT:
      return write_big_int(writer, value, refusal);
    case JS_TAG_OBJECT:
      break;
    default:
      return refuse(refusal, value, "null stands for nothing");
  }
  const uint32_t id = javascript_handle_id(value);
  if (id != 0) {
    hako_write_handle(writer, id);
    return true;
  }
  switch (inside_kind_of(guest.context, value)) {
    case INSIDE_PLAIN:
      return write_object(writer, value, depth, refusal);
    case INSIDE_ARRAY:
      return write_array(writer, value, depth, refusal);
    case INSIDE_MAP:
      return write_map(writer, value, depth, refusal);
    case INSIDE_BYTES:
      return write_bytes(writer, value, refusal);
    case INSIDE_PROXY:
      return write_proxy(writer, value, depth, refusal);
    case INSIDE_FUNCTION:
    case INSIDE_OTHER:
      break;
  }
  return refuse(refusal, value, advice_for(value));
}

// --- Reading ---

JSValue javascript_text(const struct hako_token *token) {
  return JS_NewStringLen(guest.context, (const char *)token->bytes.data, token->bytes.length);
}

static JSValue read_integer(int64_t number) {
  if (number >= -MOST_SAFE_INTEGER && number <= MOST_SAFE_INTEGER) return JS_NewInt64(guest.context, number);
  return JS_NewBigInt64(guest.context, number);
}

static JSValue read_symbol(const struct hako_token *token) {
  JSValue name = javascript_text(token);
  if (JS_IsException(name)) return name;
  // By the length: a name may have a zero in it, which the engine's own function for this ends at.
  JSAtom atom = JS_ValueToAtom(guest.context, name);
  JS_FreeValue(guest.context, name);
  if (atom == JS_ATOM_NULL) return JS_EXCEPTION;
  JSValue symbol = inside_symbol_for(guest.context, atom);
  JS_FreeAtom(guest.context, atom);
  return symbol;
}

static JSValue drop(JSValue container) {
  JS_FreeValue(guest.context, container);
  return JS_EXCEPTION;
}

// Grows as its elements arrive: a message of a few bytes may claim millions.
static JSValue read_array(struct hako_reader *reader, uint32_t count, int depth) {
  JSValue array = JS_NewArray(guest.context);
  if (JS_IsException(array)) return array;
  for (uint32_t i = 0; i < count; i++) {
    JSValue element = javascript_read(reader, depth);
    if (JS_IsException(element) || JS_DefinePropertyValueUint32(guest.context, array, i, element, JS_PROP_C_W_E) < 0) return drop(array);
  }
  return array;
}

// Whether all keys of the map, which follow, are text. Looks ahead.
static bool has_text_keys(struct hako_reader ahead, uint32_t count, int depth) {
  struct hako_token key;
  while (count-- > 0) {
    if (!hako_read(&ahead, &key) || key.kind != HAKO_STR || !hako_skip(&ahead, depth)) return false;
  }
  return true;
}

static JSValue read_object(struct hako_reader *reader, uint32_t count, int depth) {
  JSValue object = JS_NewObject(guest.context);
  if (JS_IsException(object)) return object;
  while (count-- > 0) {
    struct hako_token key;
    if (!hako_read(reader, &key)) return drop(object);
    JSAtom name = JS_NewAtomLen(guest.context, (const char *)key.bytes.data, key.bytes.length);
    JSValue element = name != JS_ATOM_NULL ? javascript_read(reader, depth) : JS_EXCEPTION;
    // Defined, not set: "__proto__" is a key like any other.
    const bool good = !JS_IsException(element) && JS_DefinePropertyValue(guest.context, object, name, element, JS_PROP_C_W_E) >= 0;
    JS_FreeAtom(guest.context, name);
    if (!good) return drop(object);
  }
  return object;
}

static JSValue read_map(struct hako_reader *reader, uint32_t count, int depth) {
  JSValue map = inside_new_map(guest.context);
  if (JS_IsException(map)) return map;
  while (count-- > 0) {
    JSValue key = javascript_read(reader, depth);
    if (JS_IsException(key)) return drop(map);
    JSValue element = javascript_read(reader, depth);
    if (JS_IsException(element)) {
      JS_FreeValue(guest.context, key);
      return drop(map);
    }
    if (!inside_map_set(guest.context, map, key, element)) return drop(map);
  }
  return map;
}

JSValue javascript_read(struct hako_reader *reader, int depth) {
  struct hako_token token;
  if (!hako_read(reader, &token)) return JS_EXCEPTION;
  switch (token.kind) {
    case HAKO_NIL:
      return JS_NULL;
    case HAKO_BOOL:
      return JS_NewBool(guest.context, token.boolean);
    case HAKO_INT:
      return read_integer(token.integer);
    case HAKO_UINT:
      return JS_NewBigUint64(guest.context, token.natural);
    case HAKO_FLOAT:
      return JS_NewNumber(guest.context, token.number);
    case HAKO_STR:
      return javascript_text(&token);
    case HAKO_BIN:
      return JS_NewUint8ArrayCopy(guest.context, token.bytes.data, token.bytes.length);
    case HAKO_SYMBOL:
      return read_symbol(&token);
    case HAKO_HANDLE:
      return javascript_handle_new(token.handle);
    case HAKO_ARRAY:
      return depth > 0 ? read_array(reader, token.count, depth - 1) : JS_EXCEPTION;
    case HAKO_MAP:
      if (depth == 0) return JS_EXCEPTION;
      return has_text_keys(*reader, token.count, depth - 1) ? read_object(reader, token.count, depth - 1)
                                                            : read_map(reader, token.count, depth - 1);
    case HAKO_FAULT:
      return JS_EXCEPTION;
  }
  return JS_EXCEPTION;
}
