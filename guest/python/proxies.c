// What stands for Services and their objects in a script: Members, Handles, and methods of either.
#include "guest.h"

#include <structmember.h>

// --- A method of a Service or of its object, not called yet ---

struct method {
  PyObject_HEAD PyObject *target, *name;
  vectorcallfunc vectorcall;
};

static PyObject *method_call(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names) {
  struct method *method = (struct method *)self;
  return python_dispatch(method->target, method->name, arguments, count, names);
}

static void method_dealloc(PyObject *self) {
  struct method *method = (struct method *)self;
  Py_DECREF(method->target);
  Py_DECREF(method->name);
  Py_TYPE(self)->tp_free(self);
}

static PyObject *method_repr(PyObject *self) {
  struct method *method = (struct method *)self;
  return PyUnicode_FromFormat("<method %U of %R>", method->name, method->target);
}

static PyTypeObject method_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hako.Method",
    .tp_basicsize = sizeof(struct method),
    .tp_dealloc = method_dealloc,
    .tp_repr = method_repr,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(struct method, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

// Every attribute that the proxy itself doesn't have is a method of the Service's. Python's own protocols look for names with two
// underscores; those never go to the host.
static PyObject *get_method(PyObject *self, PyObject *name) {
  PyObject *own = _PyObject_GenericGetAttrWithDict(self, name, NULL, 1);
  if (own != NULL) return own;
  if (PyErr_Occurred() != NULL) return NULL;
  const Py_ssize_t length = PyUnicode_GET_LENGTH(name);
  if (length > 4 && PyUnicode_READ_CHAR(name, 0) == '_' && PyUnicode_READ_CHAR(name, 1) == '_') {
    return PyErr_Format(PyExc_AttributeError, "'%s' object has no attribute '%U'", Py_TYPE(self)->tp_name, name);
  }
  struct method *method = PyObject_New(struct method, &method_type);
  if (method == NULL) return NULL;
  method->target = Py_NewRef(self);
  method->name = Py_NewRef(name);
  method->vectorcall = method_call;
  return (PyObject *)method;
}

static int refuse_attribute(PyObject *self, PyObject *name, PyObject *value) {
  PyErr_Format(PyExc_AttributeError, "attributes of a '%s' object can't be set", Py_TYPE(self)->tp_name);
  return -1;
}

// --- What both kinds of proxy can do ---

static PyObject *call_named(PyObject *self, const char *name, PyObject *const *arguments, size_t count) {
  PyObject *method = PyUnicode_InternFromString(name);
  PyObject *result = method != NULL ? python_dispatch(self, method, arguments, count, NULL) : NULL;
  Py_XDECREF(method);
  return result;
}

static PyObject *call_itself(PyObject *self, PyObject *const *arguments, size_t count, PyObject *names) {
  static PyObject *call;
  if (call == NULL && (call = PyUnicode_InternFromString("call")) == NULL) return NULL;
  return python_dispatch(self, call, arguments, count, names);
}

static PyObject *get_item(PyObject *self, PyObject *key) { return call_named(self, "[]", &key, 1); }

static int set_item(PyObject *self, PyObject *key, PyObject *value) {
  PyObject *const arguments[] = {key, value};
  PyObject *result = value != NULL ? call_named(self, "[]=", arguments, 2) : call_named(self, "delete", arguments, 1);
  Py_XDECREF(result);
  return result != NULL ? 0 : -1;
}

static PyMappingMethods items = {.mp_subscript = get_item, .mp_ass_subscript = set_item};

// --- Handles ---

struct handle {
  PyObject_HEAD vectorcallfunc vectorcall;
  uint32_t id;
};

static PyTypeObject handle_type;

static PyObject *handle_repr(PyObject *self) { return PyUnicode_FromString("<hako.Handle>"); }

static PyObject *handle_compare(PyObject *self, PyObject *other, int operation) {
  const uint32_t id = python_handle_id(other);
  if (id == 0 || (operation != Py_EQ && operation != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
  return PyBool_FromLong((id == ((struct handle *)self)->id) == (operation == Py_EQ));
}

static Py_hash_t handle_hash(PyObject *self) { return (Py_hash_t)((struct handle *)self)->id; }

static PyObject *handle_enter(PyObject *self, PyObject *unused) { return Py_NewRef(self); }

static PyObject *handle_exit(PyObject *self, PyObject *const *arguments, Py_ssize_t count) {
  PyObject *result = call_named(self, "close", NULL, 0);
  if (result == NULL) return NULL;
  Py_DECREF(result);
  Py_RETURN_FALSE;
}

static PyMethodDef handle_methods[] = {
    {"__enter__", handle_enter, METH_NOARGS, NULL},
    {"__exit__", (PyCFunction)(void (*)(void))handle_exit, METH_FASTCALL, NULL},
    {0},
};

static PyTypeObject handle_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hako.Handle",
    .tp_doc = "An object of the host's. Its methods are called by their names.",
    .tp_basicsize = sizeof(struct handle),
    .tp_repr = handle_repr,
    .tp_hash = handle_hash,
    .tp_richcompare = handle_compare,
    .tp_getattro = get_method,
    .tp_setattro = refuse_attribute,
    .tp_as_mapping = &items,
    .tp_methods = handle_methods,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(struct handle, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

PyObject *python_handle_new(uint32_t id) {
  struct handle *handle = PyObject_New(struct handle, &handle_type);
  if (handle == NULL) return NULL;
  handle->vectorcall = call_itself;
  handle->id = id;
  return (PyObject *)handle;
}

uint32_t python_handle_id(PyObject *value) { return Py_IS_TYPE(value, &handle_type) ? ((struct handle *)value)->id : 0; }

// --- Members ---

struct member {
  PyObject_HEAD vectorcallfunc vectorcall;
  PyObject *path;  // "Namespace::Member"
};

static PyTypeObject member_type;

static void member_dealloc(PyObject *self) {
  Py_DECREF(((struct member *)self)->path);
  Py_TYPE(self)->tp_free(self);
}

static PyObject *member_repr(PyObject *self) { return PyUnicode_FromFormat("<service %U>", ((struct member *)self)->path); }

static PyTypeObject member_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "hako.Service",
    .tp_doc = "A service of the host's. It is called, or its methods are, by their names.",
    .tp_basicsize = sizeof(struct member),
    .tp_dealloc = member_dealloc,
    .tp_repr = member_repr,
    .tp_getattro = get_method,
    .tp_setattro = refuse_attribute,
    .tp_as_mapping = &items,
    .tp_call = PyVectorcall_Call,
    .tp_vectorcall_offset = offsetof(struct member, vectorcall),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_VECTORCALL | Py_TPFLAGS_DISALLOW_INSTANTIATION,
};

PyObject *python_member_new(const char *path, size_t length) {
  struct member *member = PyObject_New(struct member, &member_type);
  if (member == NULL) return NULL;
  member->vectorcall = call_itself;
  member->path = PyUnicode_DecodeUTF8(path, (Py_ssize_t)length, NULL);
  if (member->path == NULL) {
    PyObject_Free(member);
    return NULL;
  }
  return (PyObject *)member;
}

PyObject *python_member_path(PyObject *value) { return Py_IS_TYPE(value, &member_type) ? ((struct member *)value)->path : NULL; }

bool python_define_proxies(PyObject *module) {
  return PyType_Ready(&method_type) == 0 && PyModule_AddType(module, &handle_type) == 0 && PyModule_AddType(module, &member_type) == 0;
}
