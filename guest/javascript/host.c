// What the library in lib/ is built on, and the part of console that scripts use all the time.
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#include "guest.h"
#include "utf8.h"

// --- Output ---

static int indentation;

// What doesn't fit below the limit of the output is lost, as elsewhere.
static void write_vector(int fd, const __wasi_ciovec_t *vector, size_t count) {
  size_t written;
  __wasi_errno_t error = __wasi_fd_write((__wasi_fd_t)fd, vector, count, &written);
  (void)error;
}

static void write_line(int fd, const char *text, size_t length) {
  static const char spaces[] = "                                                                ";
  const char *const end = text + length;
  for (;;) {
    const char *next = indentation > 0 ? memchr(text, '\n', (size_t)(end - text)) : NULL;
    const size_t part = (size_t)((next != NULL ? next : end) - text);
    const size_t indent = (size_t)indentation < sizeof spaces ? (size_t)indentation : sizeof spaces - 1;
    const __wasi_ciovec_t vector[] = {{.buf = (const uint8_t *)spaces, .buf_len = indent},
                                      {.buf = (const uint8_t *)text, .buf_len = part},
                                      {.buf = (const uint8_t *)"\n", .buf_len = 1}};
    write_vector(fd, indent > 0 ? vector : vector + 1, indent > 0 ? 3 : 2);
    if (next == NULL) return;
    text = next + 1;
  }
}

// False with an exception. Lone surrogates become U+FFFD.
static bool write_text(int fd, JSValueConst string) {
  struct hako_writer text;
  size_t length;
  const char *data = JS_ToCStringLen(guest.context, &length, string);
  if (data == NULL) return false;
  if (hako_is_utf8((const uint8_t *)data, length)) {
    write_line(fd, data, length);
  } else {
    // As a message, whose beginning is dropped again.
    hako_writer_init(&text, NULL, 0);
    javascript_write_text(&text, string);
    struct hako_reader reader = hako_reader_of(text.data, text.length);
    struct hako_token token;
    if (!text.failed && hako_read(&reader, &token)) write_line(fd, (const char *)token.bytes.data, token.bytes.length);
    hako_writer_dispose(&text);
  }
  JS_FreeCString(guest.context, data);
  return true;
}

// console.log and kin: `fd` is where to.
static JSValue console_log(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments, int fd) {
  if (count == 1 && JS_IsString(arguments[0])) return write_text(fd, arguments[0]) ? JS_UNDEFINED : JS_EXCEPTION;
  JSValue text = JS_Call(context, guest.format, JS_UNDEFINED, count, arguments);
  const bool written = !JS_IsException(text) && write_text(fd, text);
  JS_FreeValue(context, text);
  return written ? JS_UNDEFINED : JS_EXCEPTION;
}

static JSValue console_group(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments, int step) {
  JSValue result = step > 0 && count > 0 ? console_log(context, receiver, count, arguments, 1) : JS_UNDEFINED;
  if (indentation + step >= 0) indentation += step;
  return result;
}

static const JSCFunctionListEntry console_functions[] = {
    JS_CFUNC_MAGIC_DEF("log", 0, console_log, 1),
    JS_CFUNC_MAGIC_DEF("info", 0, console_log, 1),
    JS_CFUNC_MAGIC_DEF("debug", 0, console_log, 1),
    JS_CFUNC_MAGIC_DEF("warn", 0, console_log, 2),
    JS_CFUNC_MAGIC_DEF("error", 0, console_log, 2),
    JS_CFUNC_MAGIC_DEF("group", 0, console_group, 2),
    JS_CFUNC_MAGIC_DEF("groupCollapsed", 0, console_group, 2),
    JS_CFUNC_MAGIC_DEF("groupEnd", 0, console_group, -2),
    JS_PROP_STRING_DEF("[Symbol.toStringTag]", "console", JS_PROP_CONFIGURABLE),
};

// hako.write, hako.writeError: text as it is, without a newline, or the bytes of a Uint8Array.
static JSValue write_as_it_is(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments, int fd) {
  const uint8_t *bytes;
  size_t length;
  if (count > 0 && JS_IsObject(arguments[0]) && inside_kind_of(context, arguments[0]) == INSIDE_BYTES &&
      inside_bytes(arguments[0], &bytes, &length)) {
    const __wasi_ciovec_t vector = {.buf = bytes, .buf_len = length};
    write_vector(fd, &vector, 1);
    return JS_UNDEFINED;
  }
  JSValue text = JS_ToString(context, count > 0 ? arguments[0] : JS_UNDEFINED);
  struct hako_writer message;
  hako_writer_init(&message, NULL, 0);
  if (!JS_IsException(text)) javascript_write_text(&message, text);
  struct hako_reader reader = hako_reader_of(message.data, message.length);
  struct hako_token token;
  if (!message.failed && hako_read(&reader, &token)) {
    const __wasi_ciovec_t vector = {.buf = token.bytes.data, .buf_len = token.bytes.length};
    write_vector(fd, &vector, 1);
  }
  hako_writer_dispose(&message);
  const bool good = !JS_IsException(text);
  JS_FreeValue(context, text);
  return good ? JS_UNDEFINED : JS_EXCEPTION;
}

static const JSCFunctionListEntry hako_functions[] = {
    JS_CFUNC_MAGIC_DEF("write", 1, write_as_it_is, 1),
    JS_CFUNC_MAGIC_DEF("writeError", 1, write_as_it_is, 2),
};

static JSValue write_function(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  int32_t fd;
  if (JS_ToInt32(context, &fd, arguments[0]) < 0) return JS_EXCEPTION;
  return write_text(fd, arguments[1]) ? JS_UNDEFINED : JS_EXCEPTION;
}

// --- Text and bytes ---

static JSValue encode_utf8(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  struct hako_writer text;
  hako_writer_init(&text, NULL, 0);
  javascript_write_text(&text, arguments[0]);
  struct hako_reader reader = hako_reader_of(text.data, text.length);
  struct hako_token token;
  JSValue bytes = !text.failed && hako_read(&reader, &token) ? JS_NewUint8ArrayCopy(context, token.bytes.data, token.bytes.length)
                                                             : JS_ThrowOutOfMemory(context);
  hako_writer_dispose(&text);
  return bytes;
}

// How many bytes from `at` on are one character, or the longest beginning of one that is cut off: then `good` is false.
static size_t character(const uint8_t *at, size_t left, bool *good) {
  const uint8_t first = at[0];
  *good = false;
  if (first < 0x80) {
    *good = true;
    return 1;
  }
  size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return 1;
  uint8_t low = 0x80, high = 0xbf;
  if (first == 0xe0) low = 0xa0;
  if (first == 0xed) high = 0x9f;
  if (first == 0xf0) low = 0x90;
  if (first == 0xf4) high = 0x8f;
  for (size_t i = 1; i < length; i++) {
    if (i >= left || at[i] < low || at[i] > high) return i;
    low = 0x80;
    high = 0xbf;
  }
  *good = true;
  return length;
}

static JSValue decode_replacing(JSContext *context, const uint8_t *bytes, size_t length) {
  if (length > SIZE_MAX / 3 - 1) return JS_ThrowOutOfMemory(context);
  char *text = malloc(length * 3 + 1);
  if (text == NULL) return JS_ThrowOutOfMemory(context);
  size_t filled = 0;
  for (size_t i = 0; i < length;) {
    bool good;
    const size_t taken = character(bytes + i, length - i, &good);
    memcpy(text + filled, good ? (const char *)bytes + i : "\xef\xbf\xbd", good ? taken : 3);
    filled += good ? taken : 3;
    i += taken;
  }
  JSValue string = JS_NewStringLen(context, text, filled);
  free(text);
  return string;
}

static JSValue decode_utf8(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  const uint8_t *bytes;
  size_t length;
  if (!JS_IsObject(arguments[0]) || inside_kind_of(context, arguments[0]) != INSIDE_BYTES || !inside_bytes(arguments[0], &bytes, &length)) {
    return JS_ThrowTypeError(context, "the buffer is detached");
  }
  if (hako_is_utf8(bytes, length)) return JS_NewStringLen(context, (const char *)bytes, length);
  if (JS_ToBool(context, arguments[1])) return JS_ThrowTypeError(context, "the bytes are not text in this encoding");
  return decode_replacing(context, bytes, length);
}

static JSValue fill_random(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  const uint8_t *bytes;
  size_t length;
  if (!JS_IsObject(arguments[0]) || inside_kind_of(context, arguments[0]) != INSIDE_BYTES || !inside_bytes(arguments[0], &bytes, &length)) {
    return JS_ThrowTypeError(context, "the buffer is detached");
  }
  javascript_fill_random((uint8_t *)(uintptr_t)bytes, length);
  return JS_UNDEFINED;
}

static JSValue now(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewFloat64(context, javascript_now());
}

// --- Looking at values without running any code ---

static JSValue class_of(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  JSAtom name = JS_GetClassName(guest.runtime, JS_GetClassID(arguments[0]));
  JSValue text = JS_AtomToString(context, name);
  JS_FreeAtom(context, name);
  return text;
}

static JSValue is_proxy(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewBool(context, JS_IsProxy(arguments[0]));
}

static JSValue proxy_target(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  JSValue target = JS_GetProxyTarget(context, arguments[0]);
  if (!JS_IsException(target)) return target;
  JS_FreeValue(context, JS_GetException(context));
  return JS_NULL;
}

// null for a proxy.
static JSValue prototype(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_IsObject(arguments[0]) && !JS_IsProxy(arguments[0]) ? JS_GetPrototype(context, arguments[0]) : JS_NULL;
}

static JSValue is_namespace(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewBool(context, inside_is_namespace(arguments[0]));
}

static JSValue map_size(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewUint32(context, inside_map_size(arguments[0]));
}

// Of a typed array; -1 for others.
static JSValue typed_length(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewInt32(context, JS_GetTypedArrayType(arguments[0]) < 0 ? -1 : inside_typed_length(arguments[0]));
}

static JSValue buffer_length(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  size_t length = 0;
  if (JS_GetArrayBuffer(context, &length, arguments[0]) == NULL) JS_FreeValue(context, JS_GetException(context));
  return JS_NewInt64(context, (int64_t)length);
}

static JSValue promise_state(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  JSValue pair = JS_NewArray(context);
  const int state = JS_PromiseState(context, arguments[0]);
  JS_DefinePropertyValueUint32(context, pair, 0, JS_NewInt32(context, state), JS_PROP_C_W_E);
  JS_DefinePropertyValueUint32(context, pair, 1, state == JS_PROMISE_PENDING ? JS_UNDEFINED : JS_PromiseResult(context, arguments[0]),
                               JS_PROP_C_W_E);
  return pair;
}

static JSValue stack_of(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return inside_stack_of(context, arguments[0]);
}

static JSValue dom_text(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return inside_dom_message(context, arguments[0], JS_ToBool(context, arguments[1]) > 0);
}

static JSValue unbox(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return inside_unbox(context, arguments[0]);
}

static const JSCFunctionListEntry host_functions[] = {
    JS_CFUNC_DEF("write", 2, write_function),
    JS_CFUNC_DEF("encodeUtf8", 1, encode_utf8),
    JS_CFUNC_DEF("decodeUtf8", 2, decode_utf8),
    JS_CFUNC_DEF("fillRandom", 1, fill_random),
    JS_CFUNC_DEF("now", 0, now),
    JS_CFUNC_DEF("classOf", 1, class_of),
    JS_CFUNC_DEF("isProxy", 1, is_proxy),
    JS_CFUNC_DEF("proxyTarget", 1, proxy_target),
    JS_CFUNC_DEF("prototype", 1, prototype),
    JS_CFUNC_DEF("isNamespace", 1, is_namespace),
    JS_CFUNC_DEF("mapSize", 1, map_size),
    JS_CFUNC_DEF("typedLength", 1, typed_length),
    JS_CFUNC_DEF("bufferLength", 1, buffer_length),
    JS_CFUNC_DEF("promiseState", 1, promise_state),
    JS_CFUNC_DEF("stackOf", 1, stack_of),
    JS_CFUNC_DEF("domText", 2, dom_text),
    JS_CFUNC_DEF("unbox", 1, unbox),
};

bool javascript_define_host_functions(JSValueConst object) {
  JSValue console = JS_NewObject(guest.context), hako = JS_GetPropertyStr(guest.context, guest.global, "hako");
  const bool has_functions = JS_IsObject(hako) && javascript_install(hako, hako_functions) >= 0;
  JS_FreeValue(guest.context, hako);
  return has_functions && javascript_install(console, console_functions) >= 0 &&
         JS_DefinePropertyValueStr(guest.context, guest.global, "console", console, JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) >= 0 &&
         javascript_install(object, host_functions) >= 0;
}
