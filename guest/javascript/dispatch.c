// One Service call: from the call of a proxy to the value or the error that the host answers with.
#include <string.h>

#include "abi.h"
#include "guest.h"
#include "inbox.h"
#include "utf8.h"

// --- The arguments ---

struct call {
  JSValueConst target;
  JSAtom method;
  int count;
  JSValueConst *arguments;
  int block;     // the place of the argument that the host shall call back, or -1
  int keywords;  // the place of the one that travels as keywords, or -1
};

// What the host shall call back is the argument that can be called; a Handle is a value.
static bool find_block(struct call *call) {
  call->block = -1;
  for (int i = 0; i < call->count; i++) {
    if (!JS_IsObject(call->arguments[i]) || !JS_IsFunction(guest.context, call->arguments[i]) ||
        javascript_handle_id(call->arguments[i]) != 0) {
      continue;
    }
    if (call->block >= 0) {
      JS_ThrowTypeError(guest.context, "a service takes one function at most");
      return false;
    }
    call->block = i;
  }
  return true;
}

// The last argument, when it is a plain object: its keys are the keywords' names, so they are text.
static void find_keywords(struct call *call) {
  call->keywords = -1;
  int last = call->count - 1;
  if (last >= 0 && last == call->block) last--;
  if (last >= 0 && JS_IsObject(call->arguments[last]) && javascript_handle_id(call->arguments[last]) == 0 &&
      inside_kind_of(guest.context, call->arguments[last]) == INSIDE_PLAIN) {
    call->keywords = last;
  }
}

static void refuse(const struct call *call, const char *keyword, const struct javascript_refusal *refusal) {
  if (JS_HasException(guest.context)) return;  // an accessor's own
  const char *path = javascript_member_path(call->target);
  const char *method = JS_AtomToCString(guest.context, call->method);
  char where[256];
  snprintf(where, sizeof where, "%s%s%s of %s.%s", keyword != NULL ? "argument '" : "an argument", keyword != NULL ? keyword : "",
           keyword != NULL ? "'" : "", path != NULL ? path : "a Handle", method != NULL ? method : "");
  JS_FreeCString(guest.context, method);
  if (refusal->too_deep) {
    JS_ThrowTypeError(guest.context, "%s is nested too deeply, or holds itself", where);
  } else {
    JS_ThrowTypeError(guest.context, "%s %s of type %s, which has no wire form%s%s", where, refusal->inner ? "holds a value" : "is",
                      refusal->type, refusal->advice != NULL ? "; " : "", refusal->advice != NULL ? refusal->advice : "");
  }
}

// --- The Request ---

// How many containers may enclose something in an argument: the Request and the list of arguments are two more.
enum { kArgumentDepth = HAKO_MAX_DEPTH - 2 };

static bool write_keyword(struct hako_writer *writer, const struct call *call, JSAtom name, JSValue value) {
  size_t length;
  const char *text = JS_AtomToCStringLen(guest.context, &length, name);
  struct javascript_refusal refusal;
  bool good = text != NULL && !JS_IsException(value);
  if (good && !hako_is_utf8((const uint8_t *)text, length)) {
    JS_ThrowTypeError(guest.context, "the name of an argument holds a lone surrogate");
    good = false;
  } else if (good) {
    hako_write_symbol(writer, text, length);
    good = javascript_write(writer, value, kArgumentDepth, &refusal);
    if (!good) refuse(call, text, &refusal);
  }
  JS_FreeCString(guest.context, text);
  JS_FreeValue(guest.context, value);
  return good;
}

// The names are taken first, and what a getter changes afterwards doesn't change them.
static bool write_keywords(struct hako_writer *writer, const struct call *call) {
  if (call->keywords < 0) {
    hako_write_map(writer, 0);
    return true;
  }
  JSValueConst object = call->arguments[call->keywords];
  JSPropertyEnum *names;
  uint32_t count;
  if (JS_GetOwnPropertyNames(guest.context, &names, &count, object, JS_GPN_STRING_MASK | JS_GPN_ENUM_ONLY) < 0) return false;
  hako_write_map(writer, count);
  bool good = true;
  for (uint32_t i = 0; i < count && good; i++) {
    good = write_keyword(writer, call, names[i].atom, JS_GetProperty(guest.context, object, names[i].atom));
  }
  JS_FreePropertyEnum(guest.context, names, count);
  return good;
}

static bool write_request(struct hako_writer *writer, const struct call *call) {
  struct javascript_refusal refusal;
  hako_write_array(writer, 5);
  const char *path = javascript_member_path(call->target);
  if (path != NULL) hako_write_str(writer, path, strlen(path));
  else hako_write_handle(writer, javascript_handle_id(call->target));
  JSValue name = JS_AtomToString(guest.context, call->method);
  javascript_write_text(writer, name);
  JS_FreeValue(guest.context, name);
  hako_write_array(writer, (size_t)(call->count - (call->block >= 0) - (call->keywords >= 0)));
  for (int i = 0; i < call->count; i++) {
    if (i == call->block || i == call->keywords) continue;
    if (!javascript_write(writer, call->arguments[i], kArgumentDepth, &refusal)) {
      refuse(call, NULL, &refusal);
      return false;
    }
  }
  if (!write_keywords(writer, call)) return false;
  hako_write_bool(writer, call->block >= 0);
  if (!writer->failed) return true;
  JS_ThrowOutOfMemory(guest.context);
  return false;
}

// --- The Response ---

struct fault {
  JSValue type, message, details;
};

static void dispose_fault(struct fault *fault) {
  JS_FreeValue(guest.context, fault->type);
  JS_FreeValue(guest.context, fault->message);
  JS_FreeValue(guest.context, fault->details);
}

// False for what is no Fault; possibly with an exception.
static bool read_fault(struct hako_reader reader, struct fault *fault) {
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_MAP) return false;
  bool known_type = false;
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(&reader, &key) || key.kind != HAKO_STR) return false;
    const bool is_type = hako_token_is(&key, "type");
    JSValue *field = is_type                          ? &fault->type
                     : hako_token_is(&key, "message") ? &fault->message
                     : hako_token_is(&key, "details") ? &fault->details
                                                      : NULL;
    if (field == NULL) {
      if (!hako_skip(&reader, HAKO_MAX_DEPTH)) return false;
      continue;
    }
    if (is_type) {
      struct hako_reader ahead = reader;
      if (!hako_read(&ahead, &token)) return false;
      known_type = hako_token_is(&token, "runtime") || hako_token_is(&token, "argument") || hako_token_is(&token, "undefined");
    }
    JS_FreeValue(guest.context, *field);
    *field = javascript_read(&reader, HAKO_MAX_DEPTH);
    if (JS_IsException(*field)) return false;
  }
  return reader.at == reader.end && known_type && JS_IsString(fault->message);
}

static JSValue throw_fault(struct hako_reader reader) {
  struct fault fault = {.type = JS_UNDEFINED, .message = JS_UNDEFINED, .details = JS_NULL};
  if (read_fault(reader, &fault)) {
    size_t length;
    const char *message = JS_ToCStringLen(guest.context, &length, fault.message);
    if (message != NULL) {
      javascript_throw(guest.service_error, message, length);
      JSValue error = JS_GetException(guest.context);
      JS_DefinePropertyValueStr(guest.context, error, "type", JS_DupValue(guest.context, fault.type), JS_PROP_C_W_E);
      JS_DefinePropertyValueStr(guest.context, error, "details", JS_DupValue(guest.context, fault.details), JS_PROP_C_W_E);
      JS_Throw(guest.context, error);
    }
    JS_FreeCString(guest.context, message);
  }
  dispose_fault(&fault);
  return JS_EXCEPTION;
}

// The value; JS_EXCEPTION with an exception when the host reports a failure, and without one for a violation.
static JSValue read_response(const uint8_t *data, size_t length) {
  struct hako_reader reader = hako_reader_of(data, length);
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_ARRAY || token.count != 2) return JS_EXCEPTION;
  if (!hako_read(&reader, &token) || token.kind != HAKO_INT) return JS_EXCEPTION;
  if (token.integer == 0) return javascript_read(&reader, HAKO_MAX_DEPTH - 1);
  if (token.integer != 1 || !hako_read(&reader, &token) || token.kind != HAKO_FAULT) return JS_EXCEPTION;
  return throw_fault(hako_reader_of(token.bytes.data, token.bytes.length));
}

// --- The call ---

// The Request is written into a buffer of its own, unless an accessor of a script's makes a call while one is being written: the host
// copies it before anything else happens.
static uint8_t request_buffer[1024];
static bool buffer_taken;

JSValue javascript_dispatch(JSValueConst target, JSAtom method, int count, JSValueConst *arguments) {
  struct call call = {.target = target, .method = method, .count = count, .arguments = arguments};
  if (!find_block(&call)) return JS_EXCEPTION;
  find_keywords(&call);
  struct hako_writer request;
  const bool takes_buffer = !buffer_taken;
  buffer_taken = true;
  hako_writer_init(&request, takes_buffer ? request_buffer : NULL, takes_buffer ? sizeof request_buffer : 0);
  const bool written = write_request(&request, &call);
  if (takes_buffer) buffer_taken = false;
  if (!written) {
    hako_writer_dispose(&request);
    return JS_EXCEPTION;
  }
  struct javascript_block block = {.callable = call.block >= 0 ? arguments[call.block] : JS_UNDEFINED};
  if (call.block >= 0) hako_push_block(&block.base);
  const uint64_t response = hako_dispatch(request.data, request.length);
  if (call.block >= 0) hako_pop_block();
  hako_writer_dispose(&request);

  JSValue value = JS_EXCEPTION;
  if (hako_packed_length(response) != 0) {
    value = read_response(hako_packed_data(response), hako_packed_length(response));
    hako_inbox_release(hako_packed_data(response));
  }
  if (JS_IsException(value) && !JS_HasException(guest.context)) {
    const char *message = javascript_member_path(target) != NULL ? "transport envelope error (Member dispatch)"
                                                                 : "transport envelope error (Handle dispatch)";
    return javascript_throw(guest.transport_error, message, strlen(message));
  }
  return value;
}
