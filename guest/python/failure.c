// Exceptions on their way to the host.
#include "guest.h"

void python_panic(const char *class_name, PyObject *message) {
  PyObject *error = message != NULL ? PyObject_CallFunction(guest.panic, "sOO", class_name, message, Py_None) : NULL;
  if (error != NULL) PyErr_SetObject(guest.panic, error);
  Py_XDECREF(error);
  Py_XDECREF(message);
}

bool language_panic(const char *class_name, const char *message) {
  python_panic(class_name, PyUnicode_FromString(message));
  return false;
}

static bool is_line(PyObject *value) { return PyUnicode_Check(value); }

// [file, line, column, function, source line]
static bool is_frame(PyObject *value) {
  return PyList_Check(value) && PyList_GET_SIZE(value) == 5 && PyUnicode_Check(PyList_GET_ITEM(value, 0)) &&
         PyLong_Check(PyList_GET_ITEM(value, 1)) && PyLong_Check(PyList_GET_ITEM(value, 2)) && PyUnicode_Check(PyList_GET_ITEM(value, 3)) &&
         PyUnicode_Check(PyList_GET_ITEM(value, 4));
}

static bool is_list_of(PyObject *value, bool (*is_element)(PyObject *)) {
  if (!PyList_Check(value)) return false;
  for (Py_ssize_t i = 0; i < PyList_GET_SIZE(value); i++) {
    if (!is_element(PyList_GET_ITEM(value, i))) return false;
  }
  return true;
}

// (class name, message, lines, frames, report, details or None), and nothing else: the function that gives it is within a script's reach.
static bool is_description(PyObject *value) {
  return PyTuple_Check(value) && PyTuple_GET_SIZE(value) == 6 && PyUnicode_Check(PyTuple_GET_ITEM(value, 0)) &&
         PyUnicode_Check(PyTuple_GET_ITEM(value, 1)) && is_list_of(PyTuple_GET_ITEM(value, 2), is_line) &&
         is_list_of(PyTuple_GET_ITEM(value, 3), is_frame) && PyUnicode_Check(PyTuple_GET_ITEM(value, 4));
}

// The text that the exception was made with, or its class. Borrowed.
static PyObject *bare_message(PyObject *exception, PyObject *class_name) {
  PyObject *arguments = ((PyBaseExceptionObject *)exception)->args;
  if (arguments == NULL || !PyTuple_Check(arguments) || PyTuple_GET_SIZE(arguments) != 1) return class_name;
  PyObject *text = PyTuple_GET_ITEM(arguments, 0);
  return PyUnicode_Check(text) && PyUnicode_GET_LENGTH(text) > 0 ? text : class_name;
}

// What can be said without running any code.
static bool describe_bare(PyObject *exception, struct python_failure *failure) {
  failure->class_name = PyUnicode_FromString(Py_TYPE(exception)->tp_name);
  if (failure->class_name != NULL) failure->message = Py_NewRef(bare_message(exception, failure->class_name));
  failure->lines = PyList_New(0);
  failure->report = PyUnicode_FromString("");
  if (failure->class_name != NULL && failure->lines != NULL && failure->report != NULL) return true;
  python_dispose_failure(failure);
  PyErr_Clear();
  return false;
}

static bool describe_panic(PyObject *exception, struct python_failure *failure) {
  PyObject *arguments = ((PyBaseExceptionObject *)exception)->args;
  if (PyTuple_GET_SIZE(arguments) != 3 || !PyUnicode_Check(PyTuple_GET_ITEM(arguments, 0)) ||
      !PyUnicode_Check(PyTuple_GET_ITEM(arguments, 1))) {
    return describe_bare(exception, failure);
  }
  if (!describe_bare(exception, failure)) return false;
  Py_SETREF(failure->class_name, Py_NewRef(PyTuple_GET_ITEM(arguments, 0)));
  Py_SETREF(failure->message, Py_NewRef(PyTuple_GET_ITEM(arguments, 1)));
  failure->details = Py_NewRef(PyTuple_GET_ITEM(arguments, 2));
  return true;
}

bool python_take_failure(struct python_failure *failure) {
  *failure = (struct python_failure){0};
  PyObject *exception = PyErr_GetRaisedException();
  if (exception == NULL) return false;
  bool described;
  if (Py_IS_TYPE(exception, (PyTypeObject *)guest.panic)) {
    described = describe_panic(exception, failure);
  } else {
    PyObject *description = PyObject_CallMethod(guest.support, "describe", "O", exception);
    described = description != NULL && is_description(description);
    if (described) {
      PyObject **const fields[] = {&failure->class_name, &failure->message, &failure->lines,
                                   &failure->frames,     &failure->report,  &failure->details};
      for (size_t i = 0; i < Py_ARRAY_LENGTH(fields); i++) *fields[i] = Py_NewRef(PyTuple_GET_ITEM(description, i));
    } else {
      PyErr_Clear();
      described = describe_bare(exception, failure);
    }
    Py_XDECREF(description);
    failure->service = PyType_IsSubtype(Py_TYPE(exception), (PyTypeObject *)guest.service_error) != 0;
  }
  Py_DECREF(exception);
  return described;
}

void python_write_lines(struct hako_writer *writer, const struct python_failure *failure) {
  const Py_ssize_t count = PyList_GET_SIZE(failure->lines);
  hako_write_array(writer, (size_t)count);
  for (Py_ssize_t i = 0; i < count; i++) python_write_text(writer, PyList_GET_ITEM(failure->lines, i));
}

// A number that a script may have made up, as in SyntaxError.lineno: 0 when there can't be so many lines.
static void write_position(struct hako_writer *writer, PyObject *value) {
  int overflow;
  const long number = PyLong_AsLongAndOverflow(value, &overflow);
  hako_write_int(writer, overflow == 0 && number > 0 ? number : 0);
}

void python_write_frames(struct hako_writer *writer, const struct python_failure *failure) {
  const Py_ssize_t count = PyList_GET_SIZE(failure->frames);
  hako_write_array(writer, (size_t)count);
  for (Py_ssize_t i = 0; i < count; i++) {
    PyObject *frame = PyList_GET_ITEM(failure->frames, i);
    hako_write_array(writer, 5);
    python_write_text(writer, PyList_GET_ITEM(frame, 0));
    write_position(writer, PyList_GET_ITEM(frame, 1));
    write_position(writer, PyList_GET_ITEM(frame, 2));
    python_write_text(writer, PyList_GET_ITEM(frame, 3));
    python_write_text(writer, PyList_GET_ITEM(frame, 4));
  }
}

void python_dispose_failure(struct python_failure *failure) {
  Py_CLEAR(failure->class_name);
  Py_CLEAR(failure->message);
  Py_CLEAR(failure->lines);
  Py_CLEAR(failure->frames);
  Py_CLEAR(failure->report);
  Py_CLEAR(failure->details);
}
