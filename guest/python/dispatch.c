// One Service call: from the call of a proxy to the value or the error that the host answers with.
#include "guest.h"

#include "abi.h"
#include "inbox.h"

// --- The arguments ---

struct call {
  PyObject *target, *method;
  PyObject *const *arguments;
  Py_ssize_t count;
  PyObject *names;  // of the keywords, whose values follow the arguments; or NULL
  PyObject *block;  // borrowed; or NULL
};

// What the host shall call back is the argument that can be called and has no wire form.
static bool find_block(struct call *call) {
  for (Py_ssize_t i = 0; i < call->count; i++) {
    PyObject *argument = call->arguments[i];
    if (python_has_wire_form(argument) || !PyCallable_Check(argument)) continue;
    if (call->block != NULL) {
      PyErr_SetString(PyExc_TypeError, "a service takes one function at most");
      return false;
    }
    call->block = argument;
  }
  return true;
}

static void refuse(const struct call *call, PyObject *keyword, const struct python_refusal *refusal) {
  PyObject *what = keyword != NULL ? PyUnicode_FromFormat("argument '%U' of %R.%U", keyword, call->target, call->method)
                                   : PyUnicode_FromFormat("an argument of %R.%U", call->target, call->method);
  if (what == NULL) return;
  if (refusal->too_deep) {
    PyErr_Format(PyExc_TypeError, "%U is nested too deeply, or holds itself", what);
  } else {
    PyErr_Format(PyExc_TypeError, "%U is of type '%s', which has no wire form%s%s", what, refusal->type->tp_name,
                 refusal->advice != NULL ? "; " : "", refusal->advice != NULL ? refusal->advice : "");
  }
  Py_DECREF(what);
}

// --- The Request ---

// How many containers may enclose something in an argument: the Request and the list of arguments are two more.
enum { kArgumentDepth = HAKO_MAX_DEPTH - 2 };

// False with an exception.
static bool write_request(struct hako_writer *writer, const struct call *call) {
  struct python_refusal refusal;
  hako_write_array(writer, 5);
  PyObject *path = python_member_path(call->target);
  if (path != NULL) python_write_text(writer, path);
  else hako_write_handle(writer, python_handle_id(call->target));
  python_write_text(writer, call->method);
  hako_write_array(writer, (size_t)(call->count - (call->block != NULL)));
  for (Py_ssize_t i = 0; i < call->count; i++) {
    if (call->arguments[i] == call->block) continue;
    if (!python_write(writer, call->arguments[i], kArgumentDepth, &refusal)) {
      refuse(call, NULL, &refusal);
      return false;
    }
  }
  const Py_ssize_t keywords = call->names != NULL ? PyTuple_GET_SIZE(call->names) : 0;
  hako_write_map(writer, (size_t)keywords);
  for (Py_ssize_t i = 0; i < keywords; i++) {
    PyObject *name = PyTuple_GET_ITEM(call->names, i);
    Py_ssize_t length;
    const char *text = PyUnicode_AsUTF8AndSize(name, &length);
    if (text == NULL) return false;
    hako_write_symbol(writer, text, (size_t)length);
    if (!python_write(writer, call->arguments[call->count + i], kArgumentDepth, &refusal)) {
      refuse(call, name, &refusal);
      return false;
    }
  }
  hako_write_bool(writer, call->block != NULL);
  if (!writer->failed) return true;
  PyErr_NoMemory();
  return false;
}

// --- The Response ---

struct fault {
  PyObject *type, *message, *details;
};

static void dispose_fault(struct fault *fault) {
  Py_CLEAR(fault->type);
  Py_CLEAR(fault->message);
  Py_CLEAR(fault->details);
}

// False for what is no Fault; possibly with an exception.
static bool read_fault(struct hako_reader reader, struct fault *fault) {
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_MAP) return false;
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(&reader, &key) || key.kind != HAKO_STR) return false;
    PyObject **field = hako_token_is(&key, "type")      ? &fault->type
                       : hako_token_is(&key, "message") ? &fault->message
                       : hako_token_is(&key, "details") ? &fault->details
                                                        : NULL;
    if (field == NULL) {
      if (!hako_skip(&reader, HAKO_MAX_DEPTH)) return false;
    } else {
      Py_XSETREF(*field, python_read(&reader, HAKO_MAX_DEPTH));
      if (*field == NULL) return false;
    }
  }
  if (fault->details == NULL) fault->details = Py_NewRef(Py_None);
  return reader.at == reader.end && fault->type != NULL && PyUnicode_Check(fault->type) && fault->message != NULL &&
         PyUnicode_Check(fault->message) &&
         (PyUnicode_EqualToUTF8(fault->type, "runtime") || PyUnicode_EqualToUTF8(fault->type, "argument") ||
          PyUnicode_EqualToUTF8(fault->type, "undefined"));
}

static PyObject *raise_fault(struct hako_reader reader) {
  struct fault fault = {0};
  if (read_fault(reader, &fault)) {
    PyObject *error = PyObject_CallFunctionObjArgs(guest.service_error, fault.message, fault.type, fault.details, NULL);
    if (error != NULL) PyErr_SetObject(guest.service_error, error);
    Py_XDECREF(error);
  }
  dispose_fault(&fault);
  return NULL;
}

// The value; NULL with an exception when the host reports a failure, and without one for a violation.
static PyObject *read_response(const uint8_t *data, size_t length) {
  struct hako_reader reader = hako_reader_of(data, length);
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_ARRAY || token.count != 2) return NULL;
  if (!hako_read(&reader, &token) || token.kind != HAKO_INT) return NULL;
  if (token.integer == 0) return python_read(&reader, HAKO_MAX_DEPTH - 1);
  if (token.integer != 1 || !hako_read(&reader, &token) || token.kind != HAKO_FAULT) return NULL;
  return raise_fault(hako_reader_of(token.bytes.data, token.bytes.length));
}

// --- The call ---

// The Request is written into a buffer of its own: the host copies it before anything else happens, so nested calls may use the same
// bytes.
static uint8_t request_buffer[1024];

PyObject *python_dispatch(PyObject *target, PyObject *method, PyObject *const *arguments, size_t flagged_count, PyObject *names) {
  struct call call = {
      .target = target, .method = method, .arguments = arguments, .count = PyVectorcall_NARGS(flagged_count), .names = names};
  if (!find_block(&call)) return NULL;
  struct hako_writer request;
  hako_writer_init(&request, request_buffer, sizeof request_buffer);
  if (!write_request(&request, &call)) {
    hako_writer_dispose(&request);
    return NULL;
  }
  struct python_block block = {.callable = call.block};
  if (call.block != NULL) hako_push_block(&block.base);
  const uint64_t response = hako_dispatch(request.data, request.length);
  if (call.block != NULL) hako_pop_block();
  hako_writer_dispose(&request);

  PyObject *value = NULL;
  if (hako_packed_length(response) != 0) {
    value = read_response(hako_packed_data(response), hako_packed_length(response));
    hako_inbox_release(hako_packed_data(response));
  }
  if (value == NULL && PyErr_Occurred() == NULL) {
    PyErr_SetString(guest.transport_error, python_member_path(target) != NULL ? "transport envelope error (Member dispatch)"
                                                                              : "transport envelope error (Handle dispatch)");
  }
  return value;
}
