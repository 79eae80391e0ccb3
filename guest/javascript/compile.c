// A script: from its source to its value.
#include <stdlib.h>
#include <string.h>

#include "guest.h"

extern bool javascript_may_redeclare;

static const char script_name[] = "(eval)";

// The source of the script that runs, for reports.
static struct hako_frame script;
// In a session earlier scripts have the same file name, so that a place in it may not be one in this script.
static bool is_sure;

// --- Sources for reports ---

bool javascript_source_line(const char *file, size_t file_length, int line, const char **text, size_t *length) {
  const char *source = NULL;
  size_t source_length = 0;
  if (file_length == sizeof script_name - 1 && memcmp(file, script_name, file_length) == 0) {
    if (!is_sure) return false;
    source = (const char *)script.data;
    source_length = script.length;
  } else if (!javascript_snippet_source(file, file_length, &source, &source_length)) {
    return false;
  }
  if (source == NULL) return false;
  const char *const end = source + source_length;
  for (; line > 1; line--) {
    const char *next = memchr(source, '\n', (size_t)(end - source));
    if (next == NULL) return false;
    source = next + 1;
  }
  const char *next = memchr(source, '\n', (size_t)(end - source));
  *text = source;
  *length = (size_t)((next != NULL ? next : end) - source);
  if (*length > 0 && source[*length - 1] == '\r') --*length;
  return true;
}

bool javascript_is_end_of_script(const char *file, size_t file_length, int line, int column) {
  const char *text;
  size_t length;
  if (file_length != sizeof script_name - 1 || memcmp(file, script_name, file_length) != 0) return false;
  // The compiler has just read it: no earlier script's place.
  const bool was_sure = is_sure;
  is_sure = true;
  const bool found = javascript_source_line(file, file_length, line, &text, &length);
  is_sure = was_sure;
  if (!found) return false;
  const char *at = text;
  while (column > 1 && at < text + length) {
    at++;
    if (((uint8_t)*at & 0xc0) != 0x80) column--;
  }
  const char *const end = (const char *)script.data + script.length;
  while (at < end && strchr(" \t\r\n", *at) != NULL && *at != 0) at++;
  return at >= end;
}

// --- Compiling ---

static JSValue compile_as(const char *source, size_t length, const char *file, int flags) {
  JSEvalOptions options = {.version = JS_EVAL_OPTIONS_VERSION,
                           .eval_flags = JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY | flags,
                           .filename = file,
                           .line_num = 1};
  return JS_Eval2(guest.context, source, length, &options);
}

JSValue javascript_compile(const char *source, size_t length, const char *file, bool *awaits) {
  *awaits = false;
  JSValue code = compile_as(source, length, file, 0);
  if (!JS_IsException(code) || (strstr(source, "await") == NULL && strstr(source, "import") == NULL)) return code;
  JSValue error = JS_GetException(guest.context);
  code = compile_as(source, length, file, JS_EVAL_FLAG_ASYNC);
  *awaits = !JS_IsException(code);
  JS_FreeValue(guest.context, error);
  return code;
}

// --- Running ---

// The frame's bytes with a zero behind them, as the parser wants them. False with an exception.
static bool take_source(struct hako_frame *source) {
  hako_free_frame(&script);
  uint8_t *data = realloc(source->data, source->length + 1);
  if (data == NULL) {
    JS_ThrowOutOfMemory(guest.context);
    return false;
  }
  data[source->length] = 0;
  script = (struct hako_frame){.data = data, .length = source->length};
  *source = (struct hako_frame){0};
  return true;
}

static JSValue run(JSValue code, bool awaits) {
  JSValue value = JS_EvalFunction(guest.context, code);
  if (!awaits) return value;
  // It comes in an object, so that a promise as the value of a script is not taken for the script's own.
  JSValue result = javascript_await(value);
  if (JS_IsException(result)) return result;
  value = JS_GetPropertyStr(guest.context, result, "value");
  JS_FreeValue(guest.context, result);
  return value;
}

static bool evaluate(struct hako_frame *source) {
  if (!take_source(source)) return false;
  bool awaits;
  JSValue code = javascript_compile((const char *)script.data, script.length, script_name, &awaits);
  if (JS_IsException(code)) return false;
  guest.value = javascript_await(run(code, awaits));
  if (!JS_IsException(guest.value) && javascript_finish_jobs()) return true;
  JS_FreeValue(guest.context, guest.value);
  guest.value = JS_UNDEFINED;
  return false;
}

bool language_evaluate(struct hako_frame *source) {
  is_sure = true;
  return evaluate(source);
}

bool language_evaluate_in_session(struct hako_frame *source) {
  static bool began;
  is_sure = !began;
  began = true;
  javascript_may_redeclare = true;
  return evaluate(source);
}
