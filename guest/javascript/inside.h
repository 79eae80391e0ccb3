// What the glue needs of the engine's structures and its header doesn't offer. inside.inc, which becomes a part of quickjs.c, has the
// definitions. Nothing here runs code of a script's, and no function sets an exception unless it says so.
#ifndef HAKO_JAVASCRIPT_INSIDE_H
#define HAKO_JAVASCRIPT_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "quickjs.h"

enum inside_kind {
  INSIDE_PLAIN,  // an object whose prototype is Object.prototype or null, but not the global one
  INSIDE_ARRAY,  // also of a subclass
  INSIDE_MAP,
  INSIDE_BYTES,  // a Uint8Array
  INSIDE_PROXY,
  INSIDE_FUNCTION,  // whatever can be called
  INSIDE_OTHER,
};
enum inside_kind inside_kind_of(JSContext *context, JSValueConst object);

// The characters of a string or of a symbol's description.
struct inside_text {
  const uint8_t *narrow;  // Latin-1; NULL for a wide one
  const uint16_t *wide;
  uint32_t length;
};
// `text` is good as long as `held`, which the caller frees, and the string are. False for a string that memory is too short for, with an
// exception.
bool inside_text_of(JSContext *context, JSValueConst string, struct inside_text *text, JSValue *held);
// Whether a symbol is one of Symbol.for().
bool inside_is_registered(JSValueConst symbol);
bool inside_is_registered_atom(JSContext *context, JSAtom atom);
bool inside_is_symbol_atom(JSContext *context, JSAtom atom);

// The elements of an array that has no holes, no accessors and nothing else that is special; NULL for others.
const JSValue *inside_elements(JSValueConst array, uint32_t *count);

// The properties of a plain object, in their order, as long as it is as simple as that: data only, no keys that look like indices.
struct inside_properties {
  void *shape;  // a reference to what the object looks like now; NULL for an object that is not simple
  int count, next;
  uint32_t enumerable;  // how many of the properties are
};
struct inside_properties inside_open(JSContext *context, JSValueConst object);
// False at the end. Neither `name` nor `value` are new references. `value` is JS_UNINITIALIZED when the object has changed meanwhile.
bool inside_next(JSContext *context, JSValueConst object, struct inside_properties *properties, JSAtom *name, JSValue *value);
void inside_close(JSContext *context, struct inside_properties *properties);

// The pairs of a Map as new references, count * 2 values in memory that js_free gives back. False with an exception.
bool inside_pairs(JSContext *context, JSValueConst map, JSValue **pairs, uint32_t *count);

JSValue inside_new_map(JSContext *context);
// Takes both over. False with an exception.
bool inside_map_set(JSContext *context, JSValueConst map, JSValue key, JSValue value);
// The symbol of Symbol.for(name).
JSValue inside_symbol_for(JSContext *context, JSAtom name);
// What a Uint8Array shows. False when its buffer is detached or too short by now.
bool inside_bytes(JSValueConst array, const uint8_t **bytes, size_t *length);

// A data property of the object's own or of its prototypes', without asking accessors or proxies: a new reference, or undefined.
JSValue inside_look_up(JSContext *context, JSValueConst object, JSAtom name);
// The trace of an Error: a new reference to a string, or undefined.
JSValue inside_stack_of(JSContext *context, JSValueConst error);
// The message of a DOMException, and its name: new references, or undefined.
JSValue inside_dom_message(JSContext *context, JSValueConst error, bool name);
// The name that an error's constructor or an object's class goes by: a new reference to a string.
JSValue inside_class_name(JSContext *context, JSValueConst value);

// The same for a variable, whose object is one of the two that the global scope has.
JSValue inside_variable(JSContext *context, JSValueConst scope, JSAtom name);
// Whether `prototype` is among the object's, proxies aside.
bool inside_inherits(JSValueConst object, JSValueConst prototype);

// Defines a property of an exotic object past its own methods, so that scripts neither see it nor change it. Takes the value over.
int inside_define(JSContext *context, JSValueConst object, JSAtom name, JSValue value);

// The object that has the variables of let, const and class at top level. Borrowed.
JSValueConst inside_lexical_scope(JSContext *context);
// How many properties the global object has, and the place of one among them, -1 for none.
int inside_global_count(JSContext *context);
int inside_global_place(JSContext *context, JSAtom name);
bool inside_is_linked(JSModuleDef *module);

bool inside_is_namespace(JSValueConst object);
// Of a Map or a Set.
uint32_t inside_map_size(JSValueConst map);
int32_t inside_typed_length(JSValueConst array);
// What is in a Number, a String and so on: a new reference.
JSValue inside_unbox(JSContext *context, JSValueConst object);

void inside_set_stack_trace_limit(JSContext *context, int limit);
// Gives the allocator a few free blocks of each size side by side, which it uses before others: every page that a script writes is put back
// afterwards, and what a short one allocates would else be spread over one page for each size.
void inside_make_nursery(JSRuntime *runtime);
size_t inside_memory_used(JSRuntime *runtime);

#endif
