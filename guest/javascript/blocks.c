// Runs a script's function for a Service that yields to it.
#include <stdio.h>
#include <string.h>

#include "guest.h"

static void reply_failure(void) {
  struct javascript_failure failure;
  javascript_take_failure(&failure);
  struct hako_writer *reply = hako_begin_reply(HAKO_REPLY_ERROR);
  hako_write_map(reply, 3);
  hako_write_literal(reply, "class");
  javascript_write_text(reply, failure.class_name);
  hako_write_literal(reply, "message");
  javascript_write_text(reply, failure.message);
  hako_write_literal(reply, "backtrace");
  javascript_write_lines(reply, &failure);
  javascript_dispose_failure(&failure);
}

static void reply_value(enum hako_reply tag, JSValueConst value) {
  struct javascript_refusal refusal;
  if (JS_IsUndefined(value)) value = JS_NULL;
  if (javascript_write(hako_begin_reply(tag), value, HAKO_MAX_DEPTH, &refusal)) return;
  if (!JS_HasException(guest.context)) {
    char type[64];
    javascript_describe_type(value, type, sizeof type);
    JS_ThrowTypeError(guest.context, "%s of type %s is not a supported sandbox value type",
                      tag == HAKO_REPLY_BREAK ? "break value" : "block return value", type);
  }
  reply_failure();
}

// The function left with hako.Break: the Service is to end, with this value. Takes the exception; false when it is another.
static bool take_break(JSValue *value) {
  JSValue error = JS_GetException(guest.context);
  const bool is_break = inside_inherits(error, guest.break_type);
  if (!is_break) {
    JS_Throw(guest.context, error);
    return false;
  }
  JSAtom name = JS_NewAtom(guest.context, "value");
  *value = inside_look_up(guest.context, error, name);
  JS_FreeAtom(guest.context, name);
  JS_FreeValue(guest.context, error);
  return true;
}

const int language_most_yields = 64;

static JSValue call_block(JSValueConst callable, JSValueConst arguments) {
  if (hako_too_many_yields()) return JS_ThrowRangeError(guest.context, "too many functions that services called are running");
  uint32_t count;
  const JSValue *elements = inside_elements(arguments, &count);
  return javascript_await(JS_Call(guest.context, callable, JS_UNDEFINED, (int)count, (JSValueConst *)elements));
}

void language_yield(struct hako_block *block, const uint8_t *request, size_t length) {
  JSValueConst callable = ((struct javascript_block *)block)->callable;
  struct hako_reader reader = hako_reader_of(request, length);
  JSValue arguments = javascript_read(&reader, HAKO_MAX_DEPTH);
  if (JS_IsException(arguments)) {
    if (JS_HasException(guest.context)) reply_failure();
    else hako_reply_undecodable();
    return;
  }
  if (!JS_IsArray(arguments)) {
    hako_reply_not_an_array();
  } else {
    JSValue value = call_block(callable, arguments);
    if (!JS_IsException(value)) reply_value(HAKO_REPLY_VALUE, value);
    else if (take_break(&value)) reply_value(HAKO_REPLY_BREAK, value);
    else reply_failure();
    JS_FreeValue(guest.context, value);
  }
  JS_FreeValue(guest.context, arguments);
}
