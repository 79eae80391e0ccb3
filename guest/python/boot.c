// The interpreter's canonical state: isolated, hash seed zero, everything frozen in, no files.
#include "guest.h"

#include <locale.h>

extern const struct _frozen python_frozen_modules[];
PyObject *PyInit__hako(void);

struct python_guest guest;

// How many calls of C functions may be nested. With the guest's 1 MiB of WebAssembly stack, whose use C code can't measure, no chain of
// calls that Python code can make reaches its end.
enum { kNestedCalls = 1000 };

static PyObject *script(PyObject *self, PyObject *unused) { return python_script(); }

static PyObject *script_code(PyObject *self, PyObject *unused) { return python_script_code(); }

static PyMethodDef functions[] = {
    {"script", script, METH_NOARGS, "The source of the script that runs."},
    {"script_code", script_code, METH_NOARGS, "What it was compiled to."},
    {0},
};

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, .m_name = "_hako", .m_size = -1, .m_methods = functions};

PyObject *PyInit__hako(void) {
  PyObject *module = PyModule_Create(&definition);
  guest.panic = PyErr_NewException("_hako.Panic", PyExc_BaseException, NULL);
  if (module == NULL || guest.panic == NULL || PyModule_AddObjectRef(module, "Panic", guest.panic) != 0 || !python_define_proxies(module)) {
    return NULL;
  }
  return module;
}

static bool initialize(void) {
  setlocale(LC_CTYPE, "C.UTF-8");
  PyImport_FrozenModules = python_frozen_modules;
  if (PyImport_AppendInittab("_hako", PyInit__hako) != 0) return false;

  PyPreConfig before;
  PyPreConfig_InitIsolatedConfig(&before);
  before.utf8_mode = 1;
  if (PyStatus_Exception(Py_PreInitialize(&before))) return false;

  PyConfig config;
  PyConfig_InitIsolatedConfig(&config);
  config.site_import = 0;
  config.install_signal_handlers = 0;
  config.use_hash_seed = 1;  // with seed 0: an image holds strings with their hashes
  config.hash_seed = 0;
  config.write_bytecode = 0;
  config.buffered_stdio = 0;  // what is printed before a script is stopped shall not be lost
  config.pathconfig_warnings = 0;
  config.module_search_paths_set = 1;
  // Nothing is there, but modules of the library have their __file__ below stdlib_dir, and some use it.
  const struct {
    wchar_t **field;
    const wchar_t *value;
  } paths[] = {
      {&config.program_name, L"python"},
      {&config.executable, L""},
      {&config.base_executable, L""},
      {&config.prefix, L"/usr"},
      {&config.exec_prefix, L"/usr"},
      {&config.base_prefix, L"/usr"},
      {&config.base_exec_prefix, L"/usr"},
      {&config.stdlib_dir, L"/usr/lib/python3.13"},
      {&config.home, L"/usr"},
  };
  PyStatus status = {0};
  for (size_t i = 0; i < Py_ARRAY_LENGTH(paths) && !PyStatus_Exception(status); i++) {
    status = PyConfig_SetString(&config, paths[i].field, paths[i].value);
  }
  if (!PyStatus_Exception(status)) status = Py_InitializeFromConfig(&config);
  PyConfig_Clear(&config);
  return !PyStatus_Exception(status);
}

static bool take(PyObject **into, PyObject *module, const char *name) {
  *into = PyObject_GetAttrString(module, name);
  return *into != NULL;
}

static bool prepare(void) {
  PyThreadState_Get()->c_recursion_remaining = kNestedCalls;
  PyObject *main = PyImport_AddModule("__main__");
  if (main == NULL) return false;
  guest.globals = PyModule_GetDict(main);
  PyObject *hako = PyImport_ImportModule("hako");
  if (hako == NULL || !take(&guest.symbol_type, hako, "Symbol") || !take(&guest.break_type, hako, "Break") ||
      !take(&guest.service_error, hako, "ServiceError") || !take(&guest.transport_error, hako, "TransportError")) {
    return false;
  }
  guest.support = PyImport_ImportModule("_hako_support");
  return guest.support != NULL;
}

bool language_boot(void) {
  static enum { NOT_YET, RUNNING, FAILED } state;
  if (state == NOT_YET) {
    state = initialize() && prepare() ? RUNNING : FAILED;
    if (state == FAILED && PyErr_Occurred() != NULL) PyErr_Print();
  }
  return state == RUNNING;
}

void language_settle(void) {
  PyGC_Collect();
  PyObject *gc = PyImport_ImportModule("gc");
  PyObject *done = gc != NULL ? PyObject_CallMethod(gc, "freeze", NULL) : NULL;
  Py_XDECREF(done);
  Py_XDECREF(gc);
  PyErr_Clear();
}
