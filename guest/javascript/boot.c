// The interpreter's canonical state.
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"

// The C library has it and doesn't declare it.
size_t malloc_usable_size(void *block);

extern const char javascript_library[], javascript_library_end[];

struct javascript_guest guest;

// How much of the shadow stack scripts may use. The engine's own stack, whose use C code can't measure, is used up more slowly by every
// chain of calls that a script can make: see the README.
enum { kScriptsStack = 540 * 1024 };

// How many frames an error remembers.
enum { kStackTraceLimit = 50 };

// Garbage is looked for when a script has made about this much, so most don't spend any time on it.
enum { kFirstCollection = 2 * 1024 * 1024 };

static void *allocate_zeroed(void *unused, size_t count, size_t size) { return calloc(count, size); }
static void *allocate(void *unused, size_t size) { return malloc(size); }
static void release(void *unused, void *block) { free(block); }
static void *reallocate(void *unused, void *block, size_t size) { return realloc(block, size); }

static size_t usable_size(const void *block) { return malloc_usable_size((void *)(uintptr_t)block); }

static const JSMallocFunctions memory = {.js_calloc = allocate_zeroed,
                                         .js_malloc = allocate,
                                         .js_free = release,
                                         .js_realloc = reallocate,
                                         .js_malloc_usable_size = usable_size};

// Nobody shares one: what it is made of is needed for those that grow.
static void *allocate_shared(void *unused, size_t size) { return malloc(size); }
static const JSSharedArrayBufferFunctions shared_memory = {.sab_alloc = allocate_shared, .sab_free = release};

static bool take(JSValue *into, JSValueConst object, const char *name) {
  *into = JS_GetPropertyStr(guest.context, object, name);
  return JS_IsObject(*into);
}

// Runs the library, which finds the C functions in an object and leaves there what C needs of it.
static bool run_library(void) {
  JSValue native = JS_NewObject(guest.context);
  if (!javascript_define_host_functions(native) || !javascript_define_proxy_functions(native)) return false;
  JSValue library = JS_Eval(guest.context, javascript_library, (size_t)(javascript_library_end - javascript_library - 1), "hako:library",
                            JS_EVAL_TYPE_GLOBAL);
  if (JS_IsException(library)) return false;
  JSValue done = JS_Call(guest.context, library, JS_UNDEFINED, 1, &native);
  JS_FreeValue(guest.context, library);
  const bool good = !JS_IsException(done) && take(&guest.service_error, native, "serviceError") &&
                    take(&guest.transport_error, native, "transportError") && take(&guest.break_type, native, "breakType") &&
                    take(&guest.format, native, "format");
  JS_FreeValue(guest.context, native);
  return good;
}

static bool initialize(void) {
  guest.runtime = JS_NewRuntime2(&memory, NULL);
  if (guest.runtime == NULL) return false;
  JS_SetSharedArrayBufferFunctions(guest.runtime, &shared_memory);
  JS_SetMaxStackSize(guest.runtime, kScriptsStack);
  JS_SetGCThreshold(guest.runtime, SIZE_MAX);
  guest.context = JS_NewContext(guest.runtime);
  if (guest.context == NULL) return false;
  guest.global = JS_GetGlobalObject(guest.context);
  guest.value = JS_UNDEFINED;
  if (!javascript_define_proxies() || !javascript_define_jobs() || !javascript_define_snippets() || !run_library()) return false;
  inside_set_stack_trace_limit(guest.context, kStackTraceLimit);
  return true;
}

static void tell_failure(void) {
  JSValue error = JS_GetException(guest.context);
  const char *text = JS_ToCString(guest.context, error);
  fprintf(stderr, "%s\n", text != NULL ? text : "?");
  JS_FreeCString(guest.context, text);
  JSValue stack = inside_stack_of(guest.context, error);
  text = JS_ToCString(guest.context, stack);
  fprintf(stderr, "%s\n", text != NULL ? text : "?");
}

bool language_boot(void) {
  static enum { NOT_YET, RUNNING, FAILED } state;
  if (state == NOT_YET) {
    state = initialize() ? RUNNING : FAILED;
    if (state == FAILED && guest.context != NULL) tell_failure();
  }
  return state == RUNNING;
}

void language_settle(void) {
  JS_RunGC(guest.runtime);
  static bool has_nursery;
  if (guest.has_snippets && !has_nursery) {
    has_nursery = true;
    inside_make_nursery(guest.runtime);
  }
  JS_SetGCThreshold(guest.runtime, inside_memory_used(guest.runtime) + kFirstCollection);
}
