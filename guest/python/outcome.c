// What a step came to, as the Outcome.
#include "outcome.h"

#include "guest.h"

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

// False when there isn't enough memory.
static bool write_panic(const struct python_failure *failure) {
  struct python_refusal refusal;
  const bool lines = has_elements(failure->lines), frames = has_elements(failure->frames);
  const bool report = PyUnicode_GET_LENGTH(failure->report) > 0, details = can_be_written(failure->details);
  struct hako_writer *outcome = hako_begin_outcome(HAKO_PANIC);
  hako_write_map(outcome, 3 + (size_t)lines + (size_t)details + (size_t)frames + (size_t)report);
  hako_write_literal(outcome, "origin");
  if (failure->service && !guest.replaying) hako_write_literal(outcome, "service");
  else hako_write_literal(outcome, "sandbox");
  hako_write_literal(outcome, "class");
  python_write_text(outcome, failure->class_name);
  hako_write_literal(outcome, "message");
  python_write_text(outcome, failure->message);
  if (lines) {
    hako_write_literal(outcome, "backtrace");
    python_write_lines(outcome, failure);
  }
  if (details) {
    hako_write_literal(outcome, "details");
    python_write(outcome, failure->details, HAKO_MAX_DEPTH - 1, &refusal);
  }
  if (frames) {
    hako_write_literal(outcome, "__hako_frames");
    python_write_frames(outcome, failure);
  }
  if (report) {
    hako_write_literal(outcome, "__hako_report");
    python_write_text(outcome, failure->report);
  }
  return !outcome->failed;
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

bool language_conclude(bool (*step)(const void *data), const void *data) {
  Py_CLEAR(guest.value);
  bool good = step(data);
  if (!good && exited_well()) {
    Py_CLEAR(guest.value);
    good = true;
  }
  if (good) {
    PyObject *value = guest.value != NULL ? guest.value : Py_None;
    struct python_refusal refusal;
    struct hako_writer *outcome = hako_begin_outcome(HAKO_RESULT);
    const bool written = python_write(outcome, value, HAKO_MAX_DEPTH, &refusal);
    if (written && !outcome->failed) {
      Py_CLEAR(guest.value);
      return true;
    }
    if (written) PyErr_NoMemory();
    else refuse_value(value, &refusal);
    Py_CLEAR(guest.value);
  }
  struct python_failure failure;
  bool told = false;
  if (python_take_failure(&failure)) {
    told = write_panic(&failure);
    python_dispose_failure(&failure);
  }
  if (!told) hako_write_bare_panic("MemoryError", "memory is exhausted");
  return false;
}
