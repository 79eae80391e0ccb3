// What the files of the Python guest share. Functions that return an object or a success set a Python exception when they fail.
#ifndef HAKO_PYTHON_GUEST_H
#define HAKO_PYTHON_GUEST_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>

#include "language.h"
#include "wire.h"

// What is there once the interpreter runs; all of it lives as long as the instance.
struct python_guest {
  PyObject *globals;          // of __main__
  PyObject *support;          // the module _hako_support, the part of the guest that is written in Python
  PyObject *symbol_type;      // hako.Symbol
  PyObject *break_type;       // hako.Break
  PyObject *service_error;    // hako.ServiceError
  PyObject *transport_error;  // hako.TransportError
  PyObject *panic;            // an exception that becomes a Panic as it says: (class name, message, details)
  PyObject *value;            // what the last step of an invocation came to; NULL before
  bool replaying;             // snippets are being run
};
extern struct python_guest guest;

// --- compile.c: a script and its value ---

// The text of the script that runs; empty when there is none.
PyObject *python_script(void);
// What it was compiled to, or None.
PyObject *python_script_code(void);
// Drives a coroutine to its end; passes on every other value. Takes over the reference.
PyObject *python_await(PyObject *value);

// --- values.c: Python values on the wire ---

// Why something could not be written.
struct python_refusal {
  PyTypeObject *type;  // borrowed from the value, whose owner has it
  const char *advice;  // what could be done instead, or NULL
  bool too_deep;
};

// Writes `value`. False when it or something in it has no wire form, or when more than `depth` containers enclose something; the message
// is then unfinished, and no exception is set. Runs no code of the script's.
bool python_write(struct hako_writer *writer, PyObject *value, int depth, struct python_refusal *refusal);
// Whether a value is its own wire form or holds others: what is callable as well is no block.
bool python_has_wire_form(PyObject *value);
// Reads one value; NULL with an exception for want of memory, and without one for a violation.
PyObject *python_read(struct hako_reader *reader, int depth);
// A str; also when its bytes are none.
PyObject *python_text(const struct hako_token *token);
// Writes a str; a `?` for each lone surrogate, which has no encoding.
void python_write_text(struct hako_writer *writer, PyObject *text);

// --- proxies.c: what stands for Services and their objects ---

bool python_define_proxies(PyObject *module);
PyObject *python_handle_new(uint32_t id);
// The id of a genuine Handle, 0 for anything else.
uint32_t python_handle_id(PyObject *value);
PyObject *python_member_new(const char *path, size_t length);

// --- dispatch.c: one Service call ---

// Calls a method of a Member or of a Handle. The arguments are those of a vectorcall.
PyObject *python_dispatch(PyObject *target, PyObject *method, PyObject *const *arguments, size_t flagged_count, PyObject *keyword_names);
// The path of a Member, NULL for anything else.
PyObject *python_member_path(PyObject *value);

// --- blocks.c: the host calls a script's function ---

struct python_block {
  struct hako_block base;
  PyObject *callable;
};

// --- failure.c: exceptions in C and on the wire ---

// Sets an exception that becomes a Panic of that class. `message` is taken over.
void python_panic(const char *class_name, PyObject *message);

// The wire's view of an exception. All fields are set but `details` and `frames`, which may be NULL; all are owned.
struct python_failure {
  PyObject *class_name;
  PyObject *message;
  PyObject *lines;    // a list of str, innermost first
  PyObject *frames;   // a list of [file, line, column, function, source line], innermost first
  PyObject *report;   // a str, as Python prints it
  PyObject *details;  // a wire value
  bool service;
};
// Takes the current exception and describes it. False when even that fails; no exception is set then.
bool python_take_failure(struct python_failure *failure);
void python_dispose_failure(struct python_failure *failure);
void python_write_lines(struct hako_writer *writer, const struct python_failure *failure);
// Not for one without frames.
void python_write_frames(struct hako_writer *writer, const struct python_failure *failure);

#endif
