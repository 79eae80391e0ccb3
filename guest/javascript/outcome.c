// What a step came to, as the Outcome.
#include "outcome.h"

#include "guest.h"

static bool can_be_written(JSValueConst value) {
  struct hako_writer trial;
  struct javascript_refusal refusal;
  hako_writer_init(&trial, NULL, 0);
  const bool fits =
      !JS_IsUndefined(value) && !JS_IsNull(value) && javascript_write(&trial, value, HAKO_MAX_DEPTH - 1, &refusal) && !trial.failed;
  hako_writer_dispose(&trial);
  if (!fits) JS_FreeValue(guest.context, JS_GetException(guest.context));
  return fits;
}

// False when there isn't enough memory.
static bool write_panic(const struct javascript_failure *failure) {
  struct javascript_refusal refusal;
  const bool frames = failure->frame_count > 0, report = failure->report != NULL, details = can_be_written(failure->details);
  struct hako_writer *outcome = hako_begin_outcome(HAKO_PANIC);
  hako_write_map(outcome, 3 + (size_t)details + 2 * (size_t)frames + (size_t)report);
  hako_write_literal(outcome, "origin");
  if (failure->service && !guest.replaying) hako_write_literal(outcome, "service");
  else hako_write_literal(outcome, "sandbox");
  hako_write_literal(outcome, "class");
  javascript_write_text(outcome, failure->class_name);
  hako_write_literal(outcome, "message");
  javascript_write_text(outcome, failure->message);
  if (frames) {
    hako_write_literal(outcome, "backtrace");
    javascript_write_lines(outcome, failure);
  }
  if (details) {
    hako_write_literal(outcome, "details");
    // An accessor may have other ideas this time; then the outcome is not one.
    if (!javascript_write(outcome, failure->details, HAKO_MAX_DEPTH - 1, &refusal)) return false;
  }
  if (frames) {
    hako_write_literal(outcome, "__hako_frames");
    javascript_write_frames(outcome, failure);
  }
  if (report) {
    hako_write_literal(outcome, "__hako_report");
    hako_write_str(outcome, failure->report, failure->report_length);
  }
  return !outcome->failed;
}

static void refuse_value(JSValueConst value, const struct javascript_refusal *refusal) {
  static const char beginning[] = "return value of type";
  char type[64];
  javascript_describe_type(value, type, sizeof type);
  const char *separator = refusal->advice != NULL ? "; " : "", *advice = refusal->advice != NULL ? refusal->advice : "";
  if (refusal->too_deep) {
    javascript_panic("Kobako::SandboxError", JS_UNDEFINED, "%s %s is nested too deeply, or holds itself", beginning, type);
  } else if (refusal->inner) {
    javascript_panic("Kobako::SandboxError", JS_UNDEFINED,
                     "%s %s is not a supported sandbox value type: there is a value of type %s in it%s%s", beginning, type, refusal->type,
                     separator, advice);
  } else {
    javascript_panic("Kobako::SandboxError", JS_UNDEFINED, "%s %s is not a supported sandbox value type%s%s", beginning, type, separator,
                     advice);
  }
}

static void set_value(JSValue value) {
  JS_FreeValue(guest.context, guest.value);
  guest.value = value;
}

static bool write_result(void) {
  struct javascript_refusal refusal;
  struct hako_writer *outcome = hako_begin_outcome(HAKO_RESULT);
  JSValueConst value = JS_IsUndefined(guest.value) ? JS_NULL : guest.value;
  const bool written = javascript_write(outcome, value, HAKO_MAX_DEPTH, &refusal);
  if (written && !outcome->failed) return true;
  if (written) JS_ThrowOutOfMemory(guest.context);
  else if (!JS_HasException(guest.context)) refuse_value(value, &refusal);
  return false;
}

bool language_conclude(bool (*step)(const void *data), const void *data) {
  JS_UpdateStackTop(guest.runtime);
  set_value(JS_UNDEFINED);
  const bool good = step(data) && write_result();
  set_value(JS_UNDEFINED);
  if (good) return true;
  struct javascript_failure failure;
  javascript_take_failure(&failure);
  const bool told = write_panic(&failure);
  javascript_dispose_failure(&failure);
  if (!told) hako_write_bare_panic("InternalError", "out of memory");
  return false;
}
