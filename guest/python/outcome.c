// The Outcome: one per invocation (spec/guest-abi.md, section 7.3).
#include "guest.h"

#include "abi.h"

enum { kResult = 1, kPanic = 2 };

static uint8_t outcome_buffer[2048];
static struct hako_writer outcome;

static void begin_outcome(uint8_t tag) {
  hako_writer_dispose(&outcome);
  hako_writer_init(&outcome, outcome_buffer, sizeof outcome_buffer);
  hako_write_byte(&outcome, tag);
}

// The Panic of a failure that there is no memory to describe.
static void write_bare_panic(const char *class_name, const char *message) {
  begin_outcome(kPanic);
  hako_write_map(&outcome, 3);
  hako_write_literal(&outcome, "origin");
  hako_write_literal(&outcome, "sandbox");
  hako_write_literal(&outcome, "class");
  hako_write_str(&outcome, class_name, strlen(class_name));
  hako_write_literal(&outcome, "message");
  hako_write_str(&outcome, message, strlen(message));
}

// A field that is left out when it is empty or has no wire form.
static bool has_elements(PyObject *list) { return list != NULL && PyList_GET_SIZE(list) > 0; }

static bool can_be_written(PyObject *value) {
  struct hako_writer trial;
  struct python_refusal refusal;
  hako_writer_init(&trial, NULL, 0);
  const bool fits = value != NULL && value != Py_None && python_write(&trial, value, HAKO_MAX_DEPTH - 1, &refusal) && !trial.failed;
  hako_writer_dispose(&trial);
  return fits;
}

static void write_panic(const struct python_failure *failure) {
  struct python_refusal refusal;
  const bool lines = has_elements(failure->lines), frames = has_elements(failure->frames);
  const bool report = PyUnicode_GET_LENGTH(failure->report) > 0, details = can_be_written(failure->details);
  begin_outcome(kPanic);
  hako_write_map(&outcome, 3 + (size_t)lines + (size_t)details + (size_t)frames + (size_t)report);
  hako_write_literal(&outcome, "origin");
  if (failure->service && !guest.replaying) hako_write_literal(&outcome, "service");
  else hako_write_literal(&outcome, "sandbox");
  hako_write_literal(&outcome, "class");
  python_write_text(&outcome, failure->class_name);
  hako_write_literal(&outcome, "message");
  python_write_text(&outcome, failure->message);
  if (lines) {
    hako_write_literal(&outcome, "backtrace");
    python_write_lines(&outcome, failure);
  }
  if (details) {
    hako_write_literal(&outcome, "details");
    python_write(&outcome, failure->details, HAKO_MAX_DEPTH - 1, &refusal);
  }
  if (frames) {
    hako_write_literal(&outcome, "__hako_frames");
    python_write_frames(&outcome, failure);
  }
  if (report) {
    hako_write_literal(&outcome, "__hako_report");
    python_write_text(&outcome, failure->report);
  }
}

static void refuse_value(PyObject *value, const struct python_refusal *refusal) {
  const char *outer = Py_TYPE(value)->tp_name;
  PyObject *message;
  if (refusal->too_deep) {
    message = PyUnicode_FromFormat("return value of type %s is nested too deeply, or holds itself", outer);
  } else if (refusal->type == Py_TYPE(value)) {
    message = PyUnicode_FromFormat("return value of type %s is not a supported sandbox value type%s%s", outer,
                                   refusal->advice != NULL ? "; " : "", refusal->advice != NULL ? refusal->advice : "");
  } else {
    message =
        PyUnicode_FromFormat("return value of type %s is not a supported sandbox value type: there is a %s in it%s%s", outer,
                             refusal->type->tp_name, refusal->advice != NULL ? "; " : "", refusal->advice != NULL ? refusal->advice : "");
  }
  python_panic("Kobako::SandboxError", message);
}

// A script that exits without a reason to complain has ended well, with no value.
static bool exited_well(void) {
  if (!PyErr_ExceptionMatches(PyExc_SystemExit)) return false;
  PyObject *exit = PyErr_GetRaisedException();
  PyObject *code = ((PySystemExitObject *)exit)->code;
  const bool well = code == NULL || code == Py_None || (PyLong_CheckExact(code) && PyLong_AsLong(code) == 0 && PyErr_Occurred() == NULL);
  PyErr_Clear();
  if (well) Py_DECREF(exit);
  else PyErr_SetRaisedException(exit);
  return well;
}

bool python_conclude(python_step *body, void *data) {
  PyObject *value = body(data);
  if (value == NULL && exited_well()) value = Py_NewRef(Py_None);
  if (value != NULL) {
    struct python_refusal refusal;
    begin_outcome(kResult);
    const bool written = python_write(&outcome, value, HAKO_MAX_DEPTH, &refusal);
    if (written && outcome.failed) PyErr_NoMemory();
    if (!written) refuse_value(value, &refusal);
    Py_DECREF(value);
    if (PyErr_Occurred() == NULL) return true;
  }
  struct python_failure failure;
  if (python_take_failure(&failure)) {
    write_panic(&failure);
    python_dispose_failure(&failure);
    if (!outcome.failed) return false;
  }
  write_bare_panic("MemoryError", "memory is exhausted");
  return false;
}

void python_conclude_without_interpreter(void) { write_bare_panic("Kobako::BootError", "failed to start the Sandbox interpreter"); }

uint64_t python_take_outcome(void) { return hako_pack(outcome.data, outcome.length); }
