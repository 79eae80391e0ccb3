// A script: from its source to its value.
#include <Python.h>

#include "internal/pycore_ast.h"
#include "internal/pycore_compile.h"
#include "internal/pycore_parser.h"
#include "internal/pycore_pyarena.h"

#include "guest.h"

// The source of the script that runs, for tracebacks; nobody decodes it unless there is one.
static struct hako_frame script;

// What it was compiled to: in a session the code of earlier ones has the same file name.
static PyObject *script_code;

PyObject *python_script_code(void) { return Py_NewRef(script_code != NULL ? script_code : Py_None); }

PyObject *python_script(void) { return PyUnicode_DecodeUTF8((const char *)script.data, (Py_ssize_t)script.length, "replace"); }

// Where the value of the last statement is kept meanwhile. No name that a script can write.
static PyObject *result_name(void) {
  static PyObject *name;
  if (name == NULL) name = PyUnicode_InternFromString("(result)");
  return name;
}

// Turns the last statement, if it is an expression, into an assignment. False with an exception.
static bool keep_result(mod_ty module, PyArena *arena) {
  asdl_stmt_seq *const body = module->v.Module.body;
  const Py_ssize_t count = asdl_seq_LEN(body);
  if (count == 0) return true;
  const stmt_ty last = asdl_seq_GET(body, count - 1);
  if (last->kind != Expr_kind) return true;
  PyObject *name = result_name();
  asdl_expr_seq *const targets = _Py_asdl_expr_seq_new(1, arena);
  if (name == NULL || targets == NULL) return false;
  const expr_ty target = _PyAST_Name(name, Store, last->lineno, last->col_offset, last->end_lineno, last->end_col_offset, arena);
  if (target == NULL) return false;
  asdl_seq_SET(targets, 0, target);
  const stmt_ty assignment =
      _PyAST_Assign(targets, last->v.Expr.value, NULL, last->lineno, last->col_offset, last->end_lineno, last->end_col_offset, arena);
  if (assignment == NULL) return false;
  asdl_seq_SET(body, count - 1, assignment);
  return true;
}

static PyObject *compile(const char *source, bool *awaits) {
  static PyObject *file;
  if (file == NULL && (file = PyUnicode_InternFromString("(eval)")) == NULL) return NULL;
  PyArena *arena = _PyArena_New();
  if (arena == NULL) return NULL;
  PyCompilerFlags flags = {.cf_flags = PyCF_SOURCE_IS_UTF8 | PyCF_IGNORE_COOKIE | PyCF_ALLOW_TOP_LEVEL_AWAIT,
                           .cf_feature_version = PY_MINOR_VERSION};
  PyCodeObject *code = NULL;
  const mod_ty module = _PyParser_ASTFromString(source, file, Py_file_input, &flags, arena);
  if (module != NULL && keep_result(module, arena)) code = _PyAST_Compile(module, file, &flags, -1, arena);
  _PyArena_Free(arena);
  if (code != NULL) *awaits = (code->co_flags & CO_COROUTINE) != 0;
  return (PyObject *)code;
}

// The frame's bytes with a zero behind them, as the parser wants them. False with an exception.
static bool take_source(struct hako_frame *source) {
  hako_free_frame(&script);
  if (source->length != 0 && memchr(source->data, 0, source->length) != NULL) {
    PyErr_SetString(PyExc_SyntaxError, "source code cannot contain null bytes");
    return false;
  }
  uint8_t *data = realloc(source->data, source->length + 1);
  if (data == NULL) {
    PyErr_NoMemory();
    return false;
  }
  data[source->length] = 0;
  script = (struct hako_frame){.data = data, .length = source->length};
  *source = (struct hako_frame){0};
  return true;
}

PyObject *python_await(PyObject *value) {
  if (value == NULL || !PyCoro_CheckExact(value)) return value;
  PyObject *result = PyObject_CallMethod(guest.support, "run_coroutine", "O", value);
  Py_DECREF(value);
  return result;
}

// The script's value; NULL with an exception.
static PyObject *run_script(struct hako_frame *source) {
  if (!take_source(source)) return NULL;
  bool awaits = false;
  PyObject *code = compile((const char *)script.data, &awaits);
  Py_XSETREF(script_code, Py_XNewRef(code));
  if (code == NULL) return NULL;
  PyObject *done = PyEval_EvalCode(code, guest.globals, guest.globals);
  Py_DECREF(code);
  if (awaits) done = python_await(done);
  if (done == NULL) return NULL;
  PyObject *value = NULL;
  if (PyDict_Pop(guest.globals, result_name(), &value) == 0) return done;
  Py_DECREF(done);
  return value;
}

bool language_evaluate(struct hako_frame *source) {
  Py_XSETREF(guest.value, run_script(source));
  return guest.value != NULL;
}

bool language_evaluate_in_session(struct hako_frame *source) {
  // The lines of the script before may be in the cache.
  PyObject *done = PyObject_CallMethod(guest.support, "new_script", NULL);
  if (done == NULL) return false;
  Py_DECREF(done);
  return language_evaluate(source);
}

bool language_check_source(const struct hako_token *file, const struct hako_token *source) {
  PyObject *name = python_text(file), *text = python_text(source);
  PyObject *done = name != NULL && text != NULL ? PyObject_CallMethod(guest.support, "compile_snippet", "OO", text, name) : NULL;
  Py_XDECREF(text);
  Py_XDECREF(name);
  Py_XDECREF(done);
  return done != NULL;
}
