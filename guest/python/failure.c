// Exceptions on their way to the host.
#include "guest.h"

void python_panic(const char *class_name, PyObject *message) {
  PyObject *error = message != NULL ? PyObject_CallFunction(guest.panic, "sOO", class_name, message, Py_None) : NULL;
  if (error != NULL) PyErr_SetObject(guest.panic, error);
  Py_XDECREF(error);
  Py_XDECREF(message);
}

void python_panic_text(const char *class_name, const char *message) { python_panic(class_name, PyUnicode_FromString(message)); }

// (class name, message, lines, frames, report, details or None, whether it is a Service's), and nothing else.
static bool is_description(PyObject *value) {
  return PyTuple_Check(value) && PyTuple_GET_SIZE(value) == 7 && PyUnicode_Check(PyTuple_GET_ITEM(value, 0)) &&
         PyUnicode_Check(PyTuple_GET_ITEM(value, 1)) && PyList_Check(PyTuple_GET_ITEM(value, 2)) &&
         PyList_Check(PyTuple_GET_ITEM(value, 3)) && PyUnicode_Check(PyTuple_GET_ITEM(value, 4));
}

// What can be said without running any code.
static bool describe_bare(PyObject *exception, struct python_failure *failure) {
  failure->class_name = PyUnicode_FromString(Py_TYPE(exception)->tp_name);
  failure->message = failure->class_name != NULL ? Py_NewRef(failure->class_name) : NULL;
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
      failure->service = PyTuple_GET_ITEM(description, 6) == Py_True;
    } else {
      PyErr_Clear();
      described = describe_bare(exception, failure);
    }
    Py_XDECREF(description);
  }
  Py_DECREF(exception);
  return described;
}

void python_dispose_failure(struct python_failure *failure) {
  Py_CLEAR(failure->class_name);
  Py_CLEAR(failure->message);
  Py_CLEAR(failure->lines);
  Py_CLEAR(failure->frames);
  Py_CLEAR(failure->report);
  Py_CLEAR(failure->details);
}
