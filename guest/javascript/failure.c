// Exceptions on their way to the host.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "utf8.h"

// --- Failures that are not exceptions ---

static struct {
  const char *class_name;  // NULL when there is none
  char message[512];
  JSValue details;
} panic;

bool javascript_panic(const char *class_name, JSValue details, const char *format, ...) {
  panic.class_name = class_name;
  panic.details = details;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(panic.message, sizeof panic.message, format, arguments);
  va_end(arguments);
  return false;
}

bool javascript_is_panicking(void) { return panic.class_name != NULL; }

bool language_panic(const char *class_name, const char *message) { return javascript_panic(class_name, JS_UNDEFINED, "%s", message); }

JSValue javascript_throw(JSValueConst prototype, const char *message, size_t length) {
  JSValue error = JS_NewError(guest.context);
  if (JS_IsException(error)) return error;
  JS_SetPrototype(guest.context, error, prototype);
  JS_DefinePropertyValueStr(guest.context, error, "message", JS_NewStringLen(guest.context, message, length),
                            JS_PROP_WRITABLE | JS_PROP_CONFIGURABLE);
  return JS_Throw(guest.context, error);
}

// --- What an error says of itself ---

static JSValue look_up(JSValueConst object, const char *name) {
  JSAtom atom = JS_NewAtom(guest.context, name);
  JSValue value = inside_look_up(guest.context, object, atom);
  JS_FreeAtom(guest.context, atom);
  return value;
}

// A text that is not empty, or undefined.
static JSValue look_up_text(JSValueConst object, const char *name) {
  JSValue value = look_up(object, name);
  if (JS_IsString(value)) {
    struct inside_text text;
    JSValue held;
    const bool good = inside_text_of(guest.context, value, &text, &held);
    JS_FreeValue(guest.context, held);
    if (good && text.length > 0) return value;
  }
  JS_FreeValue(guest.context, value);
  return JS_UNDEFINED;
}

static bool is_named(JSValueConst string, const char *name) {
  const char *text = JS_ToCString(guest.context, string);
  const bool same = text != NULL && strcmp(text, name) == 0;
  JS_FreeCString(guest.context, text);
  return same;
}

// The name of the class; that which the error goes by, when its class is only Error.
static JSValue class_of(JSValueConst error) {
  JSValue class_name = inside_class_name(guest.context, error);
  if (!is_named(class_name, "Error")) return class_name;
  JSValue name = look_up_text(error, "name");
  if (JS_IsUndefined(name)) return class_name;
  JS_FreeValue(guest.context, class_name);
  return name;
}

static bool is_error(JSValueConst value) {
  if (JS_IsError(value)) return true;
  if (!JS_IsObject(value)) return false;
  JSValue stack = inside_stack_of(guest.context, value);
  const bool has_stack = JS_IsString(stack);
  JS_FreeValue(guest.context, stack);
  return has_stack;
}

// --- Frames ---

static bool take_number(const char **end, const char *begin, int *number) {
  const char *at = *end;
  while (at > begin && at[-1] >= '0' && at[-1] <= '9') at--;
  if (at == *end || at == begin || at[-1] != ':') return false;
  *number = atoi(at);
  *end = at - 1;
  return true;
}

// "    at FUNCTION (FILE:LINE:COLUMN)", or "    at FILE:LINE:COLUMN" of a place that can't be compiled. Names are a script's to choose, so
// what is sure is looked for from the end.
static bool parse_frame(const char *line, const char *end, struct javascript_frame *frame) {
  static const char beginning[] = "    at ";
  if ((size_t)(end - line) < sizeof beginning || memcmp(line, beginning, sizeof beginning - 1) != 0) return false;
  line += sizeof beginning - 1;
  const char *file = line;
  frame->function = line;
  frame->function_length = 0;
  if (end[-1] == ')') {
    end--;
    for (const char *at = end - 1; at > line; at--) {
      if (at[-1] == ' ' && at[0] == '(') {
        frame->function_length = (size_t)(at - 1 - line);
        file = at + 1;
        break;
      }
    }
  }
  if (!take_number(&end, file, &frame->column) || !take_number(&end, file, &frame->line)) return false;
  frame->file = file;
  frame->file_length = (size_t)(end - file);
  return true;
}

static bool begins_with(const char *text, size_t length, const char *beginning) {
  return length >= strlen(beginning) && memcmp(text, beginning, strlen(beginning)) == 0;
}

static void parse_stack(struct javascript_failure *failure) {
  for (const char *at = failure->stack; *at != 0 && failure->frame_count < kMostFrames;) {
    const char *end = strchr(at, '\n');
    if (end == NULL) end = at + strlen(at);
    struct javascript_frame *frame = &failure->frames[failure->frame_count];
    // The guest's own library is no place of a script's.
    if (parse_frame(at, end, frame) && !begins_with(frame->file, frame->file_length, "hako:")) failure->frame_count++;
    at = *end != 0 ? end + 1 : end;
  }
}

static bool is_top_level(const struct javascript_frame *frame) {
  return frame->function_length == 0 || (frame->function_length == 6 && memcmp(frame->function, "<eval>", 6) == 0);
}

// --- The report ---

struct text {
  char *data;
  size_t length, capacity;
};

static void add(struct text *text, const char *data, size_t length) {
  if (length > text->capacity - text->length) {
    const size_t capacity = (text->length + length) * 2 + 256;
    char *grown = realloc(text->data, capacity);
    if (grown == NULL) return;
    text->data = grown;
    text->capacity = capacity;
  }
  memcpy(text->data + text->length, data, length);
  text->length += length;
}

static void add_format(struct text *text, const char *format, ...) {
  char line[256];
  va_list arguments;
  va_start(arguments, format);
  const int length = vsnprintf(line, sizeof line, format, arguments);
  va_end(arguments);
  if (length > 0) add(text, line, (size_t)length < sizeof line ? (size_t)length : sizeof line - 1);
}

static void add_string(struct text *text, JSValueConst string) {
  size_t length;
  const char *data = JS_IsString(string) ? JS_ToCStringLen(guest.context, &length, string) : NULL;
  if (data != NULL) add(text, data, length);
  JS_FreeCString(guest.context, data);
}

// The line that the error is in, with a mark below its column.
static void add_excerpt(struct text *text, const struct javascript_frame *frame) {
  const char *line;
  size_t length;
  enum { kLongest = 200 };
  if (!javascript_source_line(frame->file, frame->file_length, frame->line, &line, &length) || length > kLongest) return;
  add_format(text, "%.*s:%d\n", (int)frame->file_length, frame->file, frame->line);
  add(text, line, length);
  add(text, "\n", 1);
  size_t column = 1;
  for (size_t i = 0; i < length && column < (size_t)frame->column; i++) {
    if (((uint8_t)line[i] & 0xc0) == 0x80) continue;
    add(text, line[i] == '\t' ? "\t" : " ", 1);
    column++;
  }
  add(text, "^\n\n", 3);
}

static void add_headline(struct text *text, JSValueConst class_name, JSValueConst message) {
  add_string(text, class_name);
  add(text, ": ", 2);
  add_string(text, message);
  add(text, "\n", 1);
}

static void add_causes(struct text *text, JSValueConst error) {
  enum { kMostCauses = 8 };
  JSValue cause = look_up(error, "cause");
  for (int i = 0; i < kMostCauses && is_error(cause); i++) {
    add(text, "[cause] ", 8);
    JSValue class_name = class_of(cause), message = look_up_text(cause, "message");
    add_headline(text, class_name, message);
    JS_FreeValue(guest.context, class_name);
    JS_FreeValue(guest.context, message);
    JSValue next = look_up(cause, "cause");
    JS_FreeValue(guest.context, cause);
    cause = next;
  }
  JS_FreeValue(guest.context, cause);
}

static bool is_same_frame(const struct javascript_frame *a, const struct javascript_frame *b) {
  return a->line == b->line && a->column == b->column && a->file_length == b->file_length && memcmp(a->file, b->file, a->file_length) == 0;
}

// Of a place that calls itself, only how often.
static void add_frame(struct text *text, const struct javascript_failure *failure, int i) {
  const struct javascript_frame *frame = &failure->frames[i];
  const bool repeats = i > 0 && is_same_frame(frame, frame - 1);
  if (repeats) {
    if (i + 1 < failure->frame_count && is_same_frame(frame, frame + 1)) return;
    int count = 1;
    while (count < i && is_same_frame(frame, frame - count)) count++;
    add_format(text, "    (and %d more times)\n", count);
    return;
  }
  const bool is_top = is_top_level(frame);
  add(text, "    at ", 7);
  if (!is_top) {
    add(text, frame->function, frame->function_length);
    add(text, " (", 2);
  }
  add_format(text, "%.*s:%d:%d%s\n", (int)frame->file_length, frame->file, frame->line, frame->column, is_top ? "" : ")");
}

static void write_report(struct javascript_failure *failure, JSValueConst error) {
  struct text text = {0};
  if (failure->frame_count > 0) add_excerpt(&text, &failure->frames[0]);
  add_headline(&text, failure->class_name, failure->message);
  for (int i = 0; i < failure->frame_count; i++) add_frame(&text, failure, i);
  add_causes(&text, error);
  if (text.length == 0 || !hako_is_utf8((const uint8_t *)text.data, text.length)) {
    free(text.data);
    return;
  }
  failure->report = text.data;
  failure->report_length = text.length;
}

// --- Describing ---

static JSValue text_of(const char *text) { return JS_NewString(guest.context, text); }

// A message that says where: what can't be compiled has no frames of its own.
static JSValue with_place(JSValue message, const struct javascript_frame *frame) {
  struct text text = {0};
  add_string(&text, message);
  add_format(&text, " (%.*s, line %d%s)", (int)frame->file_length, frame->file, frame->line,
             javascript_is_end_of_script(frame->file, frame->file_length, frame->line, frame->column) ? ", end of file" : "");
  if (text.data == NULL) return message;
  JS_FreeValue(guest.context, message);
  message = JS_NewStringLen(guest.context, text.data, text.length);
  free(text.data);
  return message;
}

static void describe_error(JSValueConst error, struct javascript_failure *failure) {
  failure->class_name = class_of(error);
  failure->message = inside_dom_message(guest.context, error, false);
  if (JS_IsUndefined(failure->message)) failure->message = look_up_text(error, "message");
  JSValue stack = inside_stack_of(guest.context, error);
  if (JS_IsString(stack)) failure->stack = JS_ToCString(guest.context, stack);
  JS_FreeValue(guest.context, stack);
  if (failure->stack != NULL) parse_stack(failure);
  if (JS_IsUndefined(failure->message)) failure->message = JS_DupValue(guest.context, failure->class_name);
  else if (failure->frame_count > 0 && failure->frames[0].function_length == 0 && failure->frames[0].file[0] == '(') {
    failure->message = with_place(failure->message, &failure->frames[0]);
  }
  failure->service = inside_inherits(error, guest.service_error);
  if (failure->service) failure->details = look_up(error, "details");
  write_report(failure, error);
}

// `throw "text"`, `throw {code: 5}`: the value goes along, if it can.
static void describe_other(JSValue value, struct javascript_failure *failure) {
  char type[64];
  javascript_describe_type(value, type, sizeof type);
  failure->class_name = text_of(type);
  failure->details = JS_DupValue(guest.context, value);
  JSValue text = JS_Call(guest.context, guest.format, JS_UNDEFINED, 1, &value);
  if (JS_IsException(text)) JS_FreeValue(guest.context, JS_GetException(guest.context));
  struct text message = {0};
  add_format(&message, "what was thrown is no Error: ");
  enum { kLongest = 1000 };
  add_string(&message, text);
  JS_FreeValue(guest.context, text);
  if (message.length > kLongest) message.length = kLongest;
  failure->message = JS_NewStringLen(guest.context, message.data, message.length);
  free(message.data);
}

void javascript_take_failure(struct javascript_failure *failure) {
  *failure = (struct javascript_failure){.class_name = JS_UNDEFINED, .message = JS_UNDEFINED, .details = JS_UNDEFINED};
  if (panic.class_name != NULL) {
    failure->class_name = text_of(panic.class_name);
    failure->message = text_of(panic.message);
    failure->details = panic.details;
    panic.class_name = NULL;
    panic.details = JS_UNDEFINED;
    return;
  }
  JSValue error = JS_GetException(guest.context);
  if (is_error(error)) {
    describe_error(error, failure);
  } else if (JS_IsUninitialized(error)) {
    failure->class_name = text_of("InternalError");
    failure->message = text_of("the failure is not known");
  } else {
    describe_other(error, failure);
  }
  JS_FreeValue(guest.context, error);
}

void javascript_dispose_failure(struct javascript_failure *failure) {
  JS_FreeValue(guest.context, failure->class_name);
  JS_FreeValue(guest.context, failure->message);
  JS_FreeValue(guest.context, failure->details);
  JS_FreeCString(guest.context, failure->stack);
  free(failure->report);
}

// --- On the wire ---

static void write_clean(struct hako_writer *writer, const char *text, size_t length) {
  if (hako_is_utf8((const uint8_t *)text, length)) hako_write_str(writer, text, length);
  else hako_write_literal(writer, "?");
}

void javascript_write_lines(struct hako_writer *writer, const struct javascript_failure *failure) {
  hako_write_array(writer, (size_t)failure->frame_count);
  for (int i = 0; i < failure->frame_count; i++) {
    const struct javascript_frame *frame = &failure->frames[i];
    struct text line = {0};
    add(&line, frame->file, frame->file_length);
    add_format(&line, ":%d", frame->line);
    if (!is_top_level(frame)) {
      add(&line, ":in ", 4);
      add(&line, frame->function, frame->function_length);
    }
    write_clean(writer, line.data != NULL ? line.data : "", line.length);
    free(line.data);
  }
}

void javascript_write_frames(struct hako_writer *writer, const struct javascript_failure *failure) {
  hako_write_array(writer, (size_t)failure->frame_count);
  for (int i = 0; i < failure->frame_count; i++) {
    const struct javascript_frame *frame = &failure->frames[i];
    const char *line = "";
    size_t length = 0;
    javascript_source_line(frame->file, frame->file_length, frame->line, &line, &length);
    while (length > 0 && (*line == ' ' || *line == '\t')) {
      line++;
      length--;
    }
    hako_write_array(writer, 5);
    write_clean(writer, frame->file, frame->file_length);
    hako_write_int(writer, frame->line);
    hako_write_int(writer, frame->column);
    if (is_top_level(frame)) hako_write_literal(writer, "<module>");
    else write_clean(writer, frame->function, frame->function_length);
    write_clean(writer, line, length);
  }
}
