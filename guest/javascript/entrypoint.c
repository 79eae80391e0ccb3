// __kobako_run: from the invocation envelope to the entrypoint's value (spec/guest-abi.md, section 7.5).
#include <stdlib.h>
#include <string.h>

#include "guest.h"

#define TRANSPORT_ERROR "Kobako::Transport::Error"
#define SANDBOX_ERROR "Kobako::SandboxError"

struct envelope {
  char name[256];
  size_t name_length;
  bool has_name;
  JSValue arguments, keywords;
};

static bool refuse(const char *message) {
  if (!JS_HasException(guest.context)) language_panic(TRANSPORT_ERROR, message);
  return false;
}

// --- The envelope ---

// The keywords, whose keys are Symbols, as an object with plain keys.
static bool read_keywords(struct hako_reader *reader, JSValue *keywords) {
  struct hako_token map;
  if (!hako_read(reader, &map)) return refuse("failed to decode the invocation request");
  if (map.kind != HAKO_MAP) return refuse("invocation keyword arguments must be a map");
  if (map.count == 0) return true;
  *keywords = JS_NewObject(guest.context);
  for (uint32_t left = map.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(reader, &key)) return refuse("failed to decode the invocation request");
    if (key.kind != HAKO_SYMBOL) return refuse("invocation keyword arguments must be a map");
    JSAtom name = JS_NewAtomLen(guest.context, (const char *)key.bytes.data, key.bytes.length);
    JSValue value = name != JS_ATOM_NULL ? javascript_read(reader, HAKO_MAX_DEPTH - 1) : JS_EXCEPTION;
    const bool good = !JS_IsException(value) && JS_DefinePropertyValue(guest.context, *keywords, name, value, JS_PROP_C_W_E) >= 0;
    JS_FreeAtom(guest.context, name);
    if (!good) return refuse("failed to decode the invocation request");
  }
  return true;
}

static bool read_entrypoint(struct hako_reader *reader, struct envelope *envelope) {
  struct hako_token token;
  if (!hako_read(reader, &token)) return refuse("failed to decode the invocation request");
  if (token.kind != HAKO_SYMBOL || token.bytes.length >= sizeof envelope->name) {
    return refuse("invocation request is missing an entrypoint");
  }
  memcpy(envelope->name, token.bytes.data, token.bytes.length);
  envelope->name[token.bytes.length] = 0;
  envelope->name_length = token.bytes.length;
  envelope->has_name = true;
  return true;
}

static bool read_arguments(struct hako_reader *reader, struct envelope *envelope) {
  JS_FreeValue(guest.context, envelope->arguments);
  envelope->arguments = javascript_read(reader, HAKO_MAX_DEPTH);
  if (JS_IsException(envelope->arguments)) return refuse("failed to decode the invocation request");
  return JS_IsArray(envelope->arguments) || refuse("invocation arguments must be an array");
}

static bool read_envelope(const uint8_t *data, size_t length, struct envelope *envelope) {
  struct hako_reader reader = hako_reader_of(data, length);
  struct hako_reader whole = reader;
  struct hako_token token;
  if (!hako_skip(&whole, HAKO_MAX_DEPTH)) return refuse("failed to decode the invocation request");
  if (!hako_read(&reader, &token) || token.kind != HAKO_MAP) return refuse("malformed invocation request");
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(&reader, &key) || key.kind != HAKO_STR) return refuse("malformed invocation request");
    bool good;
    if (hako_token_is(&key, "entrypoint")) good = read_entrypoint(&reader, envelope);
    else if (hako_token_is(&key, "args")) good = read_arguments(&reader, envelope);
    else if (hako_token_is(&key, "kwargs")) good = read_keywords(&reader, &envelope->keywords);
    else good = hako_skip(&reader, HAKO_MAX_DEPTH) || refuse("malformed invocation request");
    if (!good) return false;
  }
  return envelope->has_name || refuse("invocation request is missing an entrypoint");
}

// --- The entrypoint ---

// How many properties the global object has before any script runs: none of those is an entrypoint.
static int globals_before;

void javascript_note_globals(void) { globals_before = inside_global_count(guest.context); }

static bool is_scripts_own(JSAtom name) { return inside_global_place(guest.context, name) >= globals_before; }

// Where it may be, the nearest first: what scripts and snippets define at top level, then what modules export, the last first.
static JSValue find(const char *name, size_t length) {
  const char *dot = NULL;
  for (size_t i = 0; i < length; i++) {
    if (name[i] == '.') dot = name + i;
  }
  const char *last = dot != NULL ? dot + 1 : name;
  JSAtom atom = JS_NewAtomLen(guest.context, last, (size_t)(name + length - last));
  if (atom == JS_ATOM_NULL) return JS_EXCEPTION;
  JSValue value = JS_UNDEFINED;
  if (dot == NULL) {
    value = JS_GetProperty(guest.context, inside_lexical_scope(guest.context), atom);
    if (JS_IsUndefined(value) && is_scripts_own(atom)) value = JS_GetProperty(guest.context, guest.global, atom);
  }
  if (JS_IsUndefined(value)) value = javascript_find_export(name, dot != NULL ? (size_t)(dot - name) : 0, atom);
  JS_FreeAtom(guest.context, atom);
  return value;
}

// --- What there would have been ---

struct names {
  JSValue array;
  uint32_t count;
};

static bool add_function(JSAtom name, JSValueConst value, void *data) {
  struct names *names = data;
  if (!JS_IsFunction(guest.context, value)) return true;
  return JS_DefinePropertyValueUint32(guest.context, names->array, names->count++, inside_symbol_for(guest.context, name), JS_PROP_C_W_E) >=
         0;
}

static void add_from(JSValueConst object, bool only_scripts_own, struct names *names) {
  JSPropertyEnum *list;
  uint32_t count;
  if (JS_GetOwnPropertyNames(guest.context, &list, &count, object, JS_GPN_STRING_MASK) < 0) return;
  for (uint32_t i = 0; i < count; i++) {
    if (only_scripts_own && !is_scripts_own(list[i].atom)) continue;
    // Not what an accessor gives, nor a variable that has no value yet.
    JSValue value = inside_variable(guest.context, object, list[i].atom);
    add_function(list[i].atom, value, names);
    JS_FreeValue(guest.context, value);
  }
  JS_FreePropertyEnum(guest.context, list, count);
}

static bool refuse_missing(const char *name) {
  struct names names = {.array = JS_NewArray(guest.context)};
  add_from(guest.global, true, &names);
  add_from(inside_lexical_scope(guest.context), false, &names);
  javascript_visit_exports(add_function, &names);
  JSValue details = JS_NewObject(guest.context);
  JS_DefinePropertyValueStr(guest.context, details, "available", names.array, JS_PROP_C_W_E);
  JS_FreeValue(guest.context, JS_GetException(guest.context));
  return javascript_panic(SANDBOX_ERROR, details, "undefined entrypoint: %s", name);
}

// --- The call ---

static JSValue call(JSValueConst function, const struct envelope *envelope) {
  uint32_t count = 0;
  const JSValue *elements = JS_IsArray(envelope->arguments) ? inside_elements(envelope->arguments, &count) : NULL;
  const bool has_keywords = JS_IsObject(envelope->keywords);
  JSValue *arguments = malloc(sizeof(JSValue) * (count + 1));
  if (arguments == NULL) return JS_ThrowOutOfMemory(guest.context);
  if (count > 0) memcpy(arguments, elements, sizeof(JSValue) * count);
  arguments[count] = envelope->keywords;
  JSValue value = JS_Call(guest.context, function, JS_UNDEFINED, (int)count + has_keywords, arguments);
  free(arguments);
  return value;
}

static bool run(const struct envelope *envelope) {
  JSValue function = find(envelope->name, envelope->name_length);
  if (JS_IsException(function)) return false;
  bool good;
  if (JS_IsUndefined(function)) {
    good = refuse_missing(envelope->name);
  } else if (!JS_IsFunction(guest.context, function)) {
    good = javascript_panic(SANDBOX_ERROR, JS_UNDEFINED, "entrypoint %s can't be called", envelope->name);
  } else {
    guest.value = javascript_await(call(function, envelope));
    good = !JS_IsException(guest.value) && javascript_finish_jobs();
    if (!good) {
      JS_FreeValue(guest.context, guest.value);
      guest.value = JS_UNDEFINED;
    }
  }
  JS_FreeValue(guest.context, function);
  return good;
}

bool language_run_entrypoint(const uint8_t *data, size_t length) {
  struct envelope envelope = {.arguments = JS_UNDEFINED, .keywords = JS_UNDEFINED};
  JS_FreeValue(guest.context, guest.value);
  guest.value = JS_UNDEFINED;
  const bool good = read_envelope(data, length, &envelope) && run(&envelope);
  JS_FreeValue(guest.context, envelope.arguments);
  JS_FreeValue(guest.context, envelope.keywords);
  return good;
}
