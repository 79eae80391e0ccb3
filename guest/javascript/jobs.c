// What happens later: promises that are waited for, microtasks, timers. Nobody waits in a sandbox: when nothing else is left to do, the
// clock moves on to the next timer.
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"

// --- Rejections that nobody has cared about yet ---

struct rejection {
  JSValue promise, reason;
};
static struct rejection *rejections;
static int rejection_count, rejection_capacity;

static void track_rejection(JSContext *context, JSValueConst promise, JSValueConst reason, bool is_handled, void *unused) {
  for (int i = 0; i < rejection_count; i++) {
    if (!JS_IsStrictEqual(context, rejections[i].promise, promise)) continue;
    if (!is_handled) return;
    JS_FreeValue(context, rejections[i].promise);
    JS_FreeValue(context, rejections[i].reason);
    rejection_count--;
    memmove(rejections + i, rejections + i + 1, sizeof *rejections * (size_t)(rejection_count - i));
    return;
  }
  if (is_handled) return;
  if (rejection_count == rejection_capacity) {
    const int capacity = rejection_capacity * 2 + 4;
    struct rejection *grown = realloc(rejections, sizeof *rejections * (size_t)capacity);
    if (grown == NULL) return;
    rejections = grown;
    rejection_capacity = capacity;
  }
  rejections[rejection_count++] = (struct rejection){.promise = JS_DupValue(context, promise), .reason = JS_DupValue(context, reason)};
}

// Throws the first one; the others are forgotten.
static bool report_rejections(void) {
  if (rejection_count == 0) return true;
  JS_Throw(guest.context, JS_DupValue(guest.context, rejections[0].reason));
  for (int i = 0; i < rejection_count; i++) {
    JS_FreeValue(guest.context, rejections[i].promise);
    JS_FreeValue(guest.context, rejections[i].reason);
  }
  rejection_count = 0;
  return false;
}

// --- Timers ---

struct timer {
  struct timer *next;  // in the order in which they are due
  int32_t id;
  double due, interval;  // milliseconds; negative for once
  int count;
  JSValue function;
  JSValue arguments[];
};
static struct timer *timers;
static int32_t last_timer;

static void insert_timer(struct timer *timer) {
  struct timer **at = &timers;
  while (*at != NULL && (*at)->due <= timer->due) at = &(*at)->next;
  timer->next = *at;
  *at = timer;
}

static void free_timer(struct timer *timer) {
  JS_FreeValue(guest.context, timer->function);
  for (int i = 0; i < timer->count; i++) JS_FreeValue(guest.context, timer->arguments[i]);
  free(timer);
}

static JSValue set_timer(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments, int repeats) {
  if (count < 1 || !JS_IsFunction(context, arguments[0])) return JS_ThrowTypeError(context, "a timer needs a function");
  double delay = 0;
  if (count > 1 && JS_ToFloat64(context, &delay, arguments[1]) < 0) return JS_EXCEPTION;
  if (!(delay >= 1)) delay = repeats ? 1 : 0;
  if (delay > INT32_MAX) delay = INT32_MAX;
  const int passed = count > 2 ? count - 2 : 0;
  struct timer *timer = malloc(sizeof *timer + sizeof(JSValue) * (size_t)passed);
  if (timer == NULL) return JS_ThrowOutOfMemory(context);
  *timer = (struct timer){.id = ++last_timer,
                          .due = javascript_now() + delay,
                          .interval = repeats ? delay : -1,
                          .count = passed,
                          .function = JS_DupValue(context, arguments[0])};
  for (int i = 0; i < passed; i++) timer->arguments[i] = JS_DupValue(context, arguments[2 + i]);
  insert_timer(timer);
  return JS_NewInt32(context, timer->id);
}

static JSValue clear_timer(JSContext *context, JSValueConst receiver, int count, JSValueConst *arguments) {
  int32_t id = 0;
  if (count > 0 && JS_ToInt32(context, &id, arguments[0]) < 0) return JS_EXCEPTION;
  for (struct timer **at = &timers; *at != NULL; at = &(*at)->next) {
    if ((*at)->id != id) continue;
    struct timer *timer = *at;
    *at = timer->next;
    free_timer(timer);
    break;
  }
  return JS_UNDEFINED;
}

// False with an exception.
static bool run_timer(void) {
  struct timer *timer = timers;
  timers = timer->next;
  const double wait = timer->due - javascript_now();
  if (wait > 0) javascript_skip(wait);
  // It may clear itself, or come back while it runs.
  JSValue function = JS_DupValue(guest.context, timer->function);
  JSValue *arguments = malloc(sizeof(JSValue) * (size_t)(timer->count + 1));
  const int count = arguments != NULL ? timer->count : 0;
  for (int i = 0; i < count; i++) arguments[i] = JS_DupValue(guest.context, timer->arguments[i]);
  if (timer->interval >= 0) {
    timer->due += timer->interval;
    insert_timer(timer);
  } else {
    free_timer(timer);
  }
  JSValue result = JS_Call(guest.context, function, JS_UNDEFINED, count, arguments);
  for (int i = 0; i < count; i++) JS_FreeValue(guest.context, arguments[i]);
  free(arguments);
  JS_FreeValue(guest.context, function);
  JS_FreeValue(guest.context, result);
  return !JS_IsException(result);
}

static const JSCFunctionListEntry functions[] = {
    JS_CFUNC_MAGIC_DEF("setTimeout", 2, set_timer, 0),
    JS_CFUNC_MAGIC_DEF("setInterval", 2, set_timer, 1),
    JS_CFUNC_DEF("clearTimeout", 1, clear_timer),
    JS_CFUNC_DEF("clearInterval", 1, clear_timer),
};

bool javascript_define_jobs(void) {
  JS_SetHostPromiseRejectionTracker(guest.runtime, track_rejection, NULL);
  return javascript_install(guest.global, functions) >= 0;
}

// --- Running them ---

static bool run_microtasks(void) {
  while (JS_IsJobPending(guest.runtime)) {
    JSContext *context;
    if (JS_ExecutePendingJob(guest.runtime, &context) < 0) return false;
  }
  return true;
}

bool javascript_finish_jobs(void) {
  for (;;) {
    if (!run_microtasks() || !report_rejections()) return false;
    if (timers == NULL) return true;
    if (!run_timer()) return false;
  }
}

static JSValue result_of(JSValue promise) {
  JSValue result = JS_PromiseResult(guest.context, promise);
  if (JS_PromiseState(guest.context, promise) == JS_PROMISE_REJECTED) {
    track_rejection(guest.context, promise, JS_UNDEFINED, true, NULL);
    JS_PromiseMarkAsHandled(guest.context, promise);
    JS_Throw(guest.context, result);
    result = JS_EXCEPTION;
  }
  JS_FreeValue(guest.context, promise);
  return result;
}

JSValue javascript_await(JSValue value) {
  while (JS_IsPromise(value)) {
    while (JS_PromiseState(guest.context, value) == JS_PROMISE_PENDING) {
      const bool good = JS_IsJobPending(guest.runtime) ? run_microtasks() : timers != NULL && run_timer();
      if (good) continue;
      JS_FreeValue(guest.context, value);
      if (JS_HasException(guest.context)) return JS_EXCEPTION;
      return JS_ThrowTypeError(guest.context, "the promise is never settled: nothing that could settle it is left to do");
    }
    value = result_of(value);
  }
  return value;
}
