// Python values to wire values and back.
#include "guest.h"

#include "utf8.h"

// --- Writing ---

static bool refuse(struct python_refusal *refusal, PyObject *value, const char *advice) {
  *refusal = (struct python_refusal){.type = Py_TYPE(value), .advice = advice};
  return false;
}

static bool refuse_depth(struct python_refusal *refusal, PyObject *value) {
  *refusal = (struct python_refusal){.type = Py_TYPE(value), .too_deep = true};
  return false;
}

static bool write_int(struct hako_writer *writer, PyObject *value, struct python_refusal *refusal) {
  int overflow;
  const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow == 0) {
    hako_write_int(writer, number);
    return true;
  }
  if (overflow > 0) {
    const unsigned long long natural = PyLong_AsUnsignedLongLong(value);
    if (PyErr_Occurred() == NULL) {
      hako_write_uint(writer, natural);
      return true;
    }
    PyErr_Clear();
  }
  return refuse(refusal, value, "it is beyond 64 bits; send str(x)");
}

static bool write_str(struct hako_writer *writer, PyObject *value, struct python_refusal *refusal) {
  Py_ssize_t length;
  const char *text = PyUnicode_AsUTF8AndSize(value, &length);
  if (text == NULL) {
    PyErr_Clear();
    return refuse(refusal, value, "it holds a lone surrogate, or memory is exhausted");
  }
  if (PyObject_TypeCheck(value, (PyTypeObject *)guest.symbol_type)) hako_write_symbol(writer, text, (size_t)length);
  else hako_write_str(writer, text, (size_t)length);
  return true;
}

static bool write_sequence(struct hako_writer *writer, PyObject *value, int depth, struct python_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal, value);
  // Both are arrays of objects, and nothing changes them meanwhile.
  const Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
  hako_write_array(writer, (size_t)count);
  for (Py_ssize_t i = 0; i < count; i++) {
    if (!python_write(writer, PySequence_Fast_GET_ITEM(value, i), depth - 1, refusal)) return false;
  }
  return true;
}

static bool write_dict(struct hako_writer *writer, PyObject *value, int depth, struct python_refusal *refusal) {
  if (depth == 0) return refuse_depth(refusal, value);
  hako_write_map(writer, (size_t)PyDict_GET_SIZE(value));
  Py_ssize_t position = 0;
  PyObject *key, *element;
  while (PyDict_Next(value, &position, &key, &element)) {
    if (!python_write(writer, key, depth - 1, refusal) || !python_write(writer, element, depth - 1, refusal)) return false;
  }
  return true;
}

// What people would try to send, and what they can do instead.
static const char *advice_for(PyObject *value) {
  if (PyAnySet_Check(value)) return "send list(x) or sorted(x)";
  if (PyComplex_Check(value)) return "send [x.real, x.imag]";
  if (PyMemoryView_Check(value) || PyByteArray_Check(value)) return "send bytes(x)";
  if (PyGen_Check(value) || PyIter_Check(value)) return "send list(x)";
  if (PyCoro_CheckExact(value)) return "await it";
  if (PyCallable_Check(value)) return NULL;
  static const struct {
    const char *module, *type, *advice;
  } others[] = {
      {"datetime", "datetime", "send x.isoformat() or x.timestamp()"},
      {"datetime", "date", "send x.isoformat()"},
      {"datetime", "time", "send x.isoformat()"},
      {"datetime", "timedelta", "send x.total_seconds()"},
      {"decimal", "Decimal", "send str(x)"},
      {"fractions", "Fraction", "send [x.numerator, x.denominator]"},
      {"uuid", "UUID", "send str(x)"},
      {"pathlib", "Path", "send str(x)"},
  };
  const char *name = Py_TYPE(value)->tp_name;
  for (size_t i = 0; i < Py_ARRAY_LENGTH(others); i++) {
    const size_t length = strlen(others[i].module);
    const bool qualified = strncmp(name, others[i].module, length) == 0 && name[length] == '.';
    if (strcmp(qualified ? name + length + 1 : name, others[i].type) == 0) return others[i].advice;
  }
  PyObject *type = (PyObject *)Py_TYPE(value);
  const struct {
    const char *mark, *advice;
  } marks[] = {{"__dataclass_fields__", "send dataclasses.asdict(x)"}, {"_member_map_", "send x.value"}};
  for (size_t i = 0; i < Py_ARRAY_LENGTH(marks); i++) {
    PyObject *mark = PyUnicode_FromString(marks[i].mark);
    const bool marked = mark != NULL && _PyType_Lookup((PyTypeObject *)type, mark) != NULL;
    Py_XDECREF(mark);
    PyErr_Clear();
    if (marked) return marks[i].advice;
  }
  return NULL;
}

bool python_write(struct hako_writer *writer, PyObject *value, int depth, struct python_refusal *refusal) {
  if (value == Py_None) {
    hako_write_nil(writer);
  } else if (PyBool_Check(value)) {
    hako_write_bool(writer, value == Py_True);
  } else if (PyLong_Check(value)) {
    return write_int(writer, value, refusal);
  } else if (PyFloat_Check(value)) {
    hako_write_float(writer, PyFloat_AS_DOUBLE(value));
  } else if (PyUnicode_Check(value)) {
    return write_str(writer, value, refusal);
  } else if (PyBytes_Check(value)) {
    hako_write_bin(writer, PyBytes_AS_STRING(value), (size_t)PyBytes_GET_SIZE(value));
  } else if (PyList_Check(value) || PyTuple_Check(value)) {
    return write_sequence(writer, value, depth, refusal);
  } else if (PyDict_Check(value)) {
    return write_dict(writer, value, depth, refusal);
  } else {
    const uint32_t id = python_handle_id(value);
    if (id == 0) return refuse(refusal, value, advice_for(value));
    hako_write_handle(writer, id);
  }
  return true;
}

bool python_has_wire_form(PyObject *value) {
  return value == Py_None || PyBool_Check(value) || PyLong_Check(value) || PyFloat_Check(value) || PyUnicode_Check(value) ||
         PyBytes_Check(value) || PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value) || python_handle_id(value) != 0;
}

void python_write_text(struct hako_writer *writer, PyObject *text) {
  Py_ssize_t length;
  const char *bytes = PyUnicode_AsUTF8AndSize(text, &length);
  if (bytes != NULL) {
    hako_write_str(writer, bytes, (size_t)length);
    return;
  }
  PyErr_Clear();
  PyObject *encoded = PyUnicode_AsEncodedString(text, "utf-8", "replace");
  if (encoded != NULL) {
    hako_write_str(writer, PyBytes_AS_STRING(encoded), (size_t)PyBytes_GET_SIZE(encoded));
    Py_DECREF(encoded);
  } else {
    PyErr_Clear();
    hako_write_literal(writer, "?");
  }
}

// --- Reading ---

PyObject *python_text(const struct hako_token *token) {
  return PyUnicode_DecodeUTF8((const char *)token->bytes.data, (Py_ssize_t)token->bytes.length, "replace");
}

// Grows as its elements arrive: a message of a few bytes may claim millions.
static PyObject *read_list(struct hako_reader *reader, uint32_t count, int depth) {
  PyObject *list = PyList_New(0);
  while (list != NULL && count-- > 0) {
    PyObject *element = python_read(reader, depth);
    if (element == NULL || PyList_Append(list, element) != 0) Py_CLEAR(list);
    Py_XDECREF(element);
  }
  return list;
}

// A key that can't be hashed, an array or a map, becomes what can: the same as a tuple.
static PyObject *hashable(PyObject *key) {
  if (PyDict_Check(key)) {
    PyObject *pairs = PyDict_Items(key);
    Py_DECREF(key);
    key = pairs;
  }
  if (key == NULL || !PyList_Check(key)) return key;
  PyObject *tuple = PyTuple_New(PyList_GET_SIZE(key));
  for (Py_ssize_t i = 0; tuple != NULL && i < PyList_GET_SIZE(key); i++) {
    PyObject *element = hashable(Py_NewRef(PyList_GET_ITEM(key, i)));
    if (element == NULL) Py_CLEAR(tuple);
    else PyTuple_SET_ITEM(tuple, i, element);
  }
  Py_DECREF(key);
  return tuple;
}

static PyObject *read_dict(struct hako_reader *reader, uint32_t count, int depth) {
  PyObject *dict = PyDict_New();
  while (dict != NULL && count-- > 0) {
    PyObject *key = python_read(reader, depth);
    if (key != NULL && (PyList_Check(key) || PyDict_Check(key))) key = hashable(key);
    PyObject *element = key != NULL ? python_read(reader, depth) : NULL;
    if (element == NULL || PyDict_SetItem(dict, key, element) != 0) Py_CLEAR(dict);
    Py_XDECREF(key);
    Py_XDECREF(element);
  }
  return dict;
}

static PyObject *read_symbol(const struct hako_token *token) {
  PyObject *name = python_text(token);
  PyObject *symbol = name != NULL ? PyObject_CallOneArg(guest.symbol_type, name) : NULL;
  Py_XDECREF(name);
  return symbol;
}

PyObject *python_read(struct hako_reader *reader, int depth) {
  struct hako_token token;
  if (!hako_read(reader, &token)) return NULL;
  switch (token.kind) {
    case HAKO_NIL:
      Py_RETURN_NONE;
    case HAKO_BOOL:
      return PyBool_FromLong(token.boolean);
    case HAKO_INT:
      return PyLong_FromLongLong(token.integer);
    case HAKO_UINT:
      return PyLong_FromUnsignedLongLong(token.natural);
    case HAKO_FLOAT:
      return PyFloat_FromDouble(token.number);
    case HAKO_STR:
      return python_text(&token);
    case HAKO_BIN:
      return PyBytes_FromStringAndSize((const char *)token.bytes.data, (Py_ssize_t)token.bytes.length);
    case HAKO_SYMBOL:
      return read_symbol(&token);
    case HAKO_HANDLE:
      return python_handle_new(token.handle);
    case HAKO_ARRAY:
      return depth > 0 ? read_list(reader, token.count, depth - 1) : NULL;
    case HAKO_MAP:
      return depth > 0 ? read_dict(reader, token.count, depth - 1) : NULL;
    case HAKO_FAULT:
      return NULL;
  }
  return NULL;
}
