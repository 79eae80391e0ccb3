// Frame 1: namespaces are modules, and members what is in them. A script may import them or just name them.
#include "guest.h"
#include "setup.h"

// The namespace's module; NULL with an exception.
static PyObject *install_namespace(const struct hako_token *name) {
  PyObject *text = python_text(name);
  PyObject *module = text != NULL ? PyObject_CallMethod(guest.support, "install_namespace", "O", text) : NULL;
  Py_XDECREF(text);
  return module;
}

static bool install_member(PyObject *module, const struct hako_token *name_space, const struct hako_token *name) {
  PyObject *path = PyUnicode_FromFormat("%.*s::%.*s", (int)name_space->bytes.length, (const char *)name_space->bytes.data,
                                        (int)name->bytes.length, (const char *)name->bytes.data);
  Py_ssize_t length = 0;
  const char *text = path != NULL ? PyUnicode_AsUTF8AndSize(path, &length) : NULL;
  PyObject *member = text != NULL ? python_member_new(text, (size_t)length) : NULL;
  PyObject *key = member != NULL ? python_text(name) : NULL;
  const bool installed = key != NULL && PyObject_SetAttr(module, key, member) == 0;
  Py_XDECREF(key);
  Py_XDECREF(member);
  Py_XDECREF(path);
  return installed;
}

bool language_install_preamble(const struct hako_frame *frame) {
  struct hako_preamble preamble = hako_open_preamble(frame);
  struct hako_token name, name_space;
  PyObject *module = NULL;
  enum hako_declaration next;
  bool good = true;
  while (good && (next = hako_next_declaration(&preamble, &name)) != HAKO_END) {
    switch (next) {
      case HAKO_NAMESPACE:
        name_space = name;
        Py_XSETREF(module, install_namespace(&name));
        good = module != NULL;
        break;
      case HAKO_MEMBER:
        good = install_member(module, &name_space, &name);
        break;
      default:
        good = language_panic("Kobako::BootError", "failed to decode the Sandbox setup data");
    }
  }
  Py_XDECREF(module);
  return good;
}
