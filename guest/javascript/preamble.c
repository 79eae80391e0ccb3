// Frame 1: namespaces are global objects, and members what is in them.
#include <string.h>

#include "guest.h"
#include "setup.h"

// The namespace's object, new or the one that is there; JS_EXCEPTION when it can't be.
static JSValue install_namespace(const struct hako_token *name) {
  JSValue known = JS_UNDEFINED;
  JSAtom atom = JS_NewAtomLen(guest.context, (const char *)name->bytes.data, name->bytes.length);
  if (atom == JS_ATOM_NULL) return JS_EXCEPTION;
  if (inside_global_place(guest.context, atom) >= 0) {
    javascript_panic("Kobako::BootError", JS_UNDEFINED, "namespace registration rejected: JavaScript has something named %.*s",
                     (int)name->bytes.length, (const char *)name->bytes.data);
    JS_FreeAtom(guest.context, atom);
    return JS_EXCEPTION;
  }
  known = JS_NewObjectProto(guest.context, JS_NULL);
  if (!JS_IsException(known) && JS_DefinePropertyValue(guest.context, guest.global, atom, JS_DupValue(guest.context, known),
                                                       JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) < 0) {
    JS_FreeValue(guest.context, known);
    known = JS_EXCEPTION;
  }
  JS_FreeAtom(guest.context, atom);
  return known;
}

static bool install_member(JSValueConst namespace, const struct hako_token *space_name, const struct hako_token *name) {
  const size_t space_length = space_name->bytes.length, name_length = name->bytes.length;
  char *path = js_malloc(guest.context, space_length + 2 + name_length);
  if (path == NULL) return false;
  memcpy(path, space_name->bytes.data, space_length);
  memcpy(path + space_length, "::", 2);
  memcpy(path + space_length + 2, name->bytes.data, name_length);
  JSValue member = javascript_member_new(path, space_length + 2 + name_length);
  js_free(guest.context, path);
  JSAtom atom = JS_NewAtomLen(guest.context, (const char *)name->bytes.data, name_length);
  const bool installed = !JS_IsException(member) && JS_DefinePropertyValue(guest.context, namespace, atom, member, JS_PROP_C_W_E) >= 0;
  JS_FreeAtom(guest.context, atom);
  return installed;
}

bool language_install_preamble(const struct hako_frame *frame) {
  struct hako_preamble preamble = hako_open_preamble(frame);
  struct hako_token name, space_name;
  JSValue namespace = JS_UNDEFINED;
  enum hako_declaration next;
  bool good = true;
  while (good && (next = hako_next_declaration(&preamble, &name)) != HAKO_END) {
    switch (next) {
      case HAKO_NAMESPACE:
        space_name = name;
        JS_FreeValue(guest.context, namespace);
        namespace = install_namespace(&name);
        good = !JS_IsException(namespace);
        break;
      case HAKO_MEMBER:
        good = install_member(namespace, &space_name, &name);
        break;
      default:
        good = language_panic("Kobako::BootError", "failed to decode the Sandbox setup data");
    }
  }
  JS_FreeValue(guest.context, namespace);
  javascript_note_globals();
  return good;
}
