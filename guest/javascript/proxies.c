// What stands for Services and their objects in a script: Members, Handles, and methods of either.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

static JSClassID handle_class, member_class, method_class;

// --- A method of a Service or of its object, not called yet ---

struct method {
  JSValue target;  // undefined: what it is called on, as usual
  JSAtom name;
};

static JSValue method_call(JSContext *context, JSValueConst function, JSValueConst receiver, int count, JSValueConst *arguments,
                           int flags) {
  const struct method *method = JS_GetOpaque(function, method_class);
  JSValueConst target = JS_IsUndefined(method->target) ? receiver : method->target;
  if (javascript_handle_id(target) == 0 && javascript_member_path(target) == NULL) {
    return JS_ThrowTypeError(context, "a method of the host's must be called on its object");
  }
  return javascript_dispatch(target, method->name, count, arguments);
}

static void method_finalize(JSRuntime *runtime, JSValueConst value) {
  struct method *method = JS_GetOpaque(value, method_class);
  if (method == NULL) return;
  JS_FreeValueRT(runtime, method->target);
  JS_FreeAtomRT(runtime, method->name);
  js_free_rt(runtime, method);
}

static void method_mark(JSRuntime *runtime, JSValueConst value, JS_MarkFunc *mark) {
  const struct method *method = JS_GetOpaque(value, method_class);
  if (method != NULL) JS_MarkValue(runtime, method->target, mark);
}

static JSValue method_new(JSValueConst target, JSAtom name) {
  struct method *method = js_malloc(guest.context, sizeof *method);
  if (method == NULL) return JS_EXCEPTION;
  JSValue object = JS_NewObjectClass(guest.context, method_class);
  if (JS_IsException(object)) {
    js_free(guest.context, method);
    return object;
  }
  *method = (struct method){.target = JS_DupValue(guest.context, target), .name = JS_DupAtom(guest.context, name)};
  JS_SetOpaque(object, method);
  return object;
}

// --- What both kinds of proxy can do ---

// The methods of Handles, which all of them share. What is called is known by `this`.
static JSValue handle_methods;

static JSAtom index_name, set_index_name, call_name;

// Names that are JavaScript's on every object; they never go to the host.
static const char *const own_names[] = {
    "constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf", "then", "toJSON"};
enum { kOwnNames = sizeof own_names / sizeof own_names[0] };
static JSAtom own_atoms[kOwnNames];

static bool is_own_name(JSAtom name) {
  if (inside_is_symbol_atom(guest.context, name)) return true;
  for (int i = 0; i < kOwnNames; i++) {
    if (own_atoms[i] == name) return true;
  }
  const char *text = JS_AtomToCString(guest.context, name);
  const bool reserved = text != NULL && text[0] == '_' && text[1] == '_';
  JS_FreeCString(guest.context, text);
  return reserved;
}

// The number that a name is, when it is one: x[0].
static bool is_index(JSAtom name, JSValue *number) {
  JSValue value = JS_AtomToValue(guest.context, name);
  size_t length = 0;
  const char *text = JS_IsSymbol(value) ? NULL : JS_ToCStringLen(guest.context, &length, value);
  bool digits = text != NULL && length > 0 && length <= 10;
  for (size_t i = 0; digits && i < length; i++) digits = text[i] >= '0' && text[i] <= '9';
  if (digits) *number = JS_NewInt64(guest.context, strtoll(text, NULL, 10));
  JS_FreeCString(guest.context, text);
  JS_FreeValue(guest.context, value);
  return digits;
}

static JSValue get_property(JSContext *context, JSValueConst object, JSAtom name, JSValueConst receiver) {
  const bool is_handle = javascript_handle_id(object) != 0;
  if (is_handle) {
    JSValue known = inside_look_up(context, handle_methods, name);
    if (!JS_IsUndefined(known)) return known;
  }
  if (is_own_name(name)) {
    JSValue prototype = JS_GetPrototype(context, object);
    JSValue value = JS_IsObject(prototype) ? JS_GetProperty(context, prototype, name) : JS_UNDEFINED;
    JS_FreeValue(context, prototype);
    return value;
  }
  JSValue index;
  if (is_index(name, &index)) return javascript_dispatch(object, index_name, 1, &index);
  JSValue method = method_new(is_handle ? JS_UNDEFINED : object, name);
  if (JS_IsException(method)) return method;
  if (inside_define(context, is_handle ? handle_methods : object, name, JS_DupValue(context, method)) < 0) {
    JS_FreeValue(context, method);
    return JS_EXCEPTION;
  }
  return method;
}

static int set_property(JSContext *context, JSValueConst object, JSAtom name, JSValueConst value, JSValueConst receiver, int flags) {
  JSValue index;
  if (is_index(name, &index)) {
    JSValueConst arguments[] = {index, value};
    JSValue result = javascript_dispatch(object, set_index_name, 2, arguments);
    JS_FreeValue(context, result);
    return JS_IsException(result) ? -1 : 1;
  }
  JS_ThrowTypeError(context, "properties of a host's object can't be set");
  return -1;
}

static int define_property(JSContext *context, JSValueConst object, JSAtom name, JSValueConst value, JSValueConst getter,
                           JSValueConst setter, int flags) {
  JS_ThrowTypeError(context, "properties of a host's object can't be defined");
  return -1;
}

static int delete_property(JSContext *context, JSValueConst object, JSAtom name) {
  JS_ThrowTypeError(context, "properties of a host's object can't be deleted");
  return -1;
}

// What a method that is asked for would be found as; it promises nothing.
static int has_property(JSContext *context, JSValueConst object, JSAtom name) { return !is_own_name(name); }

// There are none to be seen.
static int get_own_property(JSContext *context, JSPropertyDescriptor *descriptor, JSValueConst object, JSAtom name) { return 0; }

static int get_own_property_names(JSContext *context, JSPropertyEnum **names, uint32_t *count, JSValueConst object) {
  *names = NULL;
  *count = 0;
  return 0;
}

static JSClassExoticMethods exotic = {.get_own_property = get_own_property,
                                      .get_own_property_names = get_own_property_names,
                                      .delete_property = delete_property,
                                      .define_own_property = define_property,
                                      .has_property = has_property,
                                      .get_property = get_property,
                                      .set_property = set_property};

static JSValue call_itself(JSContext *context, JSValueConst function, JSValueConst receiver, int count, JSValueConst *arguments,
                           int flags) {
  return javascript_dispatch(function, call_name, count, arguments);
}

// --- Handles ---

JSValue javascript_handle_new(uint32_t id) {
  JSValue handle = JS_NewObjectClass(guest.context, handle_class);
  if (!JS_IsException(handle)) JS_SetOpaque(handle, (void *)(uintptr_t)id);
  return handle;
}

uint32_t javascript_handle_id(JSValueConst value) {
  return JS_IsObject(value) ? (uint32_t)(uintptr_t)JS_GetOpaque(value, handle_class) : 0;
}

// --- Members ---

static void member_finalize(JSRuntime *runtime, JSValueConst value) { js_free_rt(runtime, JS_GetOpaque(value, member_class)); }

JSValue javascript_member_new(const char *path, size_t length) {
  char *copy = js_strndup(guest.context, path, length);
  if (copy == NULL) return JS_EXCEPTION;
  JSValue member = JS_NewObjectClass(guest.context, member_class);
  if (JS_IsException(member)) js_free(guest.context, copy);
  else JS_SetOpaque(member, copy);
  return member;
}

const char *javascript_member_path(JSValueConst value) { return JS_IsObject(value) ? JS_GetOpaque(value, member_class) : NULL; }

// --- For scripts: what has no syntax ---

// hako.call(object, name, ...arguments): methods whose names are JavaScript's own.
static JSValue call_by_name(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  if (count < 2 || (javascript_handle_id(arguments[0]) == 0 && javascript_member_path(arguments[0]) == NULL) ||
      !JS_IsString(arguments[1])) {
    return JS_ThrowTypeError(context, "hako.call takes a host's object, a name and the arguments");
  }
  JSAtom name = JS_ValueToAtom(context, arguments[1]);
  if (name == JS_ATOM_NULL) return JS_EXCEPTION;
  JSValue result = javascript_dispatch(arguments[0], name, count - 2, arguments + 2);
  JS_FreeAtom(context, name);
  return result;
}

// Whether it is a Handle: instanceof asks for it.
static JSValue is_handle(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  return JS_NewBool(context, count > 0 && javascript_handle_id(arguments[0]) != 0);
}

// What console writes for one of these; undefined for others.
static JSValue describe(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  if (count == 0) return JS_UNDEFINED;
  if (javascript_handle_id(arguments[0]) != 0) return JS_NewString(context, "[Handle]");
  char text[256];
  const struct method *method = JS_IsObject(arguments[0]) ? JS_GetOpaque(arguments[0], method_class) : NULL;
  const char *path = javascript_member_path(arguments[0]);
  if (path != NULL) {
    snprintf(text, sizeof text, "[Service %s]", path);
  } else if (method != NULL) {
    const char *name = JS_AtomToCString(context, method->name);
    snprintf(text, sizeof text, "[Method %s]", name != NULL ? name : "");
    JS_FreeCString(context, name);
  } else {
    return JS_UNDEFINED;
  }
  return JS_NewString(context, text);
}

static const JSCFunctionListEntry hako_functions[] = {
    JS_CFUNC_DEF("call", 2, call_by_name),
    JS_CFUNC_DEF("isHandle", 1, is_handle),
};

static const JSCFunctionListEntry tag_of_handle[] = {JS_PROP_STRING_DEF("[Symbol.toStringTag]", "Handle", JS_PROP_CONFIGURABLE)};
static const JSCFunctionListEntry tag_of_service[] = {JS_PROP_STRING_DEF("[Symbol.toStringTag]", "Service", JS_PROP_CONFIGURABLE)};

static const JSClassDef handle_definition = {.class_name = "Handle", .call = call_itself, .exotic = &exotic};
static const JSClassDef member_definition = {.class_name = "Service", .finalizer = member_finalize, .call = call_itself, .exotic = &exotic};
static const JSClassDef method_definition = {
    .class_name = "Method", .finalizer = method_finalize, .gc_mark = method_mark, .call = method_call};

static bool define_class(JSClassID *id, const JSClassDef *definition, const JSCFunctionListEntry *tag) {
  JS_NewClassID(guest.runtime, id);
  JSValue prototype = tag != NULL ? JS_NewObject(guest.context) : JS_GetFunctionProto(guest.context);
  if (JS_NewClass(guest.runtime, *id, definition) < 0 || JS_IsException(prototype)) return false;
  if (tag != NULL && JS_SetPropertyFunctionList(guest.context, prototype, tag, 1) < 0) return false;
  JS_SetClassProto(guest.context, *id, prototype);
  return true;
}

bool javascript_define_proxy_functions(JSValueConst object) {
  return JS_DefinePropertyValueStr(guest.context, object, "describe", JS_NewCFunction(guest.context, describe, "describe", 1),
                                   JS_PROP_C_W_E) >= 0;
}

bool javascript_define_proxies(void) {
  JSContext *context = guest.context;
  if (!define_class(&handle_class, &handle_definition, tag_of_handle) || !define_class(&member_class, &member_definition, tag_of_service) ||
      !define_class(&method_class, &method_definition, NULL)) {
    return false;
  }
  handle_methods = JS_NewObjectProto(context, JS_NULL);
  index_name = JS_NewAtom(context, "[]");
  set_index_name = JS_NewAtom(context, "[]=");
  call_name = JS_NewAtom(context, "call");
  for (int i = 0; i < kOwnNames; i++) own_atoms[i] = JS_NewAtom(context, own_names[i]);
  JSValue hako = JS_NewObject(context);
  if (JS_IsException(hako) || javascript_install(hako, hako_functions) < 0) return false;
  return JS_DefinePropertyValueStr(context, guest.global, "hako", hako, JS_PROP_CONFIGURABLE | JS_PROP_WRITABLE) >= 0;
}
