// Frame 3: the code that the host has preloaded. A snippet that can't be a script, because it imports, exports or awaits, is a module. All
// can be imported before the first runs, and each runs once, in the order of registration unless an import needs one earlier.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "setup.h"

struct snippet {
  char *name;    // with a zero behind it
  char *file;    // "(snippet:NAME)"
  char *source;  // with a zero behind it
  size_t length;
  JSModuleDef *module;  // once it is known to be one
  JSValue script;       // its code, until it has run
  bool compiled, awaits;
};

static struct snippet *snippets;
static int snippet_count;

// While code is only checked, what it imports may not be there yet.
static bool checking;

static struct snippet *find(const char *name, size_t length) {
  for (int i = 0; i < snippet_count; i++) {
    if (strlen(snippets[i].name) == length && memcmp(snippets[i].name, name, length) == 0) return &snippets[i];
  }
  return NULL;
}

// --- Compiling ---

static bool mentions(const struct snippet *snippet, const char *word) { return strstr(snippet->source, word) != NULL; }

static bool compile_module(struct snippet *snippet) {
  JSEvalOptions options = {.version = JS_EVAL_OPTIONS_VERSION,
                           .eval_flags = JS_EVAL_TYPE_MODULE | JS_EVAL_FLAG_COMPILE_ONLY,
                           .filename = snippet->file,
                           .line_num = 1};
  JSValue module = JS_Eval2(guest.context, snippet->source, snippet->length, &options);
  if (JS_IsException(module)) return false;
  snippet->module = JS_VALUE_GET_PTR(module);
  JS_FreeValue(guest.context, module);
  return true;
}

static bool compile(struct snippet *snippet) {
  if (snippet->compiled) return true;
  snippet->compiled = true;
  JSEvalOptions options = {.version = JS_EVAL_OPTIONS_VERSION,
                           .eval_flags = JS_EVAL_TYPE_GLOBAL | JS_EVAL_FLAG_COMPILE_ONLY,
                           .filename = snippet->file,
                           .line_num = 1};
  snippet->script = JS_Eval2(guest.context, snippet->source, snippet->length, &options);
  if (!JS_IsException(snippet->script)) return true;
  snippet->script = JS_UNDEFINED;
  if (!mentions(snippet, "import") && !mentions(snippet, "export") && !mentions(snippet, "await")) return false;
  JS_FreeValue(guest.context, JS_GetException(guest.context));
  return compile_module(snippet);
}

// --- Importing ---

// "pricing", "./pricing", "pricing.js" are the snippet `pricing`.
static char *normalize(JSContext *context, const char *base, const char *name, void *unused) {
  if (strncmp(name, "./", 2) == 0) name += 2;
  size_t length = strlen(name);
  struct snippet *snippet = find(name, length);
  if (snippet == NULL && length > 3 && strcmp(name + length - 3, ".js") == 0) snippet = find(name, length - 3);
  return js_strdup(context, snippet != NULL ? snippet->file : name);
}

static int initialize_nothing(JSContext *context, JSModuleDef *module) { return 0; }

static JSModuleDef *load(JSContext *context, const char *name, void *unused) {
  for (int i = 0; i < snippet_count; i++) {
    struct snippet *snippet = &snippets[i];
    if (strcmp(snippet->file, name) != 0) continue;
    if (!compile(snippet)) return NULL;
    if (snippet->module != NULL) return snippet->module;
    JS_ThrowSyntaxError(context, "the snippet %s is a script, which exports nothing; its variables are global", snippet->name);
    return NULL;
  }
  if (checking) return JS_NewCModule(context, name, initialize_nothing);
  JS_ThrowReferenceError(context, "there is no module '%s'; snippets are the only ones", name);
  return NULL;
}

bool javascript_define_snippets(void) {
  JS_SetModuleLoaderFunc(guest.runtime, normalize, load, NULL);
  return true;
}

// --- Replaying ---

static char *copy(const struct hako_token *token) {
  char *text = malloc(token->bytes.length + 1);
  if (text == NULL) return NULL;
  memcpy(text, token->bytes.data, token->bytes.length);
  text[token->bytes.length] = 0;
  return text;
}

static bool add(const struct hako_token *name, const struct hako_token *body) {
  struct snippet *grown = realloc(snippets, sizeof *snippets * (size_t)(snippet_count + 1));
  if (grown == NULL) return false;
  snippets = grown;
  struct snippet *snippet = &snippets[snippet_count];
  *snippet = (struct snippet){.name = copy(name), .source = copy(body), .length = body->bytes.length, .script = JS_UNDEFINED};
  const size_t capacity = name->bytes.length + sizeof "(snippet:)";
  snippet->file = malloc(capacity);
  if (snippet->name == NULL || snippet->source == NULL || snippet->file == NULL) return false;
  snprintf(snippet->file, capacity, "(snippet:%s)", snippet->name);
  snippet_count++;
  return true;
}

static bool read_snippets(const struct hako_frame *frame) {
  struct hako_snippets list;
  struct hako_snippet snippet;
  if (!hako_open_snippets(&list, frame)) return language_panic("Kobako::BootError", "failed to decode the preloaded snippets");
  while (hako_next_snippet(&list, &snippet)) {
    if (snippet.kind == HAKO_BYTECODE) return language_panic("Kobako::BytecodeError", "the JavaScript guest takes no bytecode");
    if (snippet.kind == HAKO_ARCHIVE) return language_panic("Kobako::BootError", "the JavaScript guest takes no archives");
    if (!add(&snippet.name, &snippet.body)) {
      JS_ThrowOutOfMemory(guest.context);
      return false;
    }
  }
  return true;
}

static bool run(struct snippet *snippet) {
  if (!compile(snippet)) return false;
  JSValue value;
  if (snippet->module != NULL) {
    value = JS_EvalFunction(guest.context, JS_DupValue(guest.context, JS_MKPTR(JS_TAG_MODULE, snippet->module)));
  } else {
    value = JS_EvalFunction(guest.context, snippet->script);
    snippet->script = JS_UNDEFINED;
  }
  if (snippet->module != NULL) value = javascript_await(value);
  JS_FreeValue(guest.context, value);
  return !JS_IsException(value) && javascript_finish_jobs();
}

bool language_replay_snippets(const struct hako_frame *frame) {
  guest.replaying = true;
  bool good = read_snippets(frame);
  for (int i = 0; i < snippet_count && good; i++) good = run(&snippets[i]);
  guest.has_snippets = good;
  // On failure the flag stays: the failure is the snippets'.
  guest.replaying = !good;
  return good;
}

// --- Looking into them ---

bool javascript_snippet_source(const char *file, size_t file_length, const char **source, size_t *length) {
  for (int i = 0; i < snippet_count; i++) {
    if (strlen(snippets[i].file) != file_length || memcmp(snippets[i].file, file, file_length) != 0) continue;
    *source = snippets[i].source;
    *length = snippets[i].length;
    return true;
  }
  return false;
}

static JSValue namespace_of(const struct snippet *snippet) {
  if (snippet->module == NULL || !inside_is_linked(snippet->module)) return JS_UNDEFINED;
  return JS_GetModuleNamespace(guest.context, snippet->module);
}

static JSValue export_of(const struct snippet *snippet, JSAtom name) {
  JSValue namespace = namespace_of(snippet);
  if (!JS_IsObject(namespace)) return JS_UNDEFINED;
  JSValue value = JS_GetProperty(guest.context, namespace, name);
  JS_FreeValue(guest.context, namespace);
  return value;
}

JSValue javascript_find_export(const char *module, size_t module_length, JSAtom name) {
  if (module_length != 0) {
    const struct snippet *snippet = find(module, module_length);
    return snippet != NULL ? export_of(snippet, name) : JS_UNDEFINED;
  }
  for (int i = snippet_count - 1; i >= 0; i--) {
    JSValue value = export_of(&snippets[i], name);
    if (!JS_IsUndefined(value)) return value;
  }
  return JS_UNDEFINED;
}

bool javascript_visit_exports(bool (*visit)(JSAtom name, JSValueConst value, void *data), void *data) {
  for (int i = 0; i < snippet_count; i++) {
    JSValue namespace = namespace_of(&snippets[i]);
    if (!JS_IsObject(namespace)) continue;
    JSPropertyEnum *names;
    uint32_t count;
    if (JS_GetOwnPropertyNames(guest.context, &names, &count, namespace, JS_GPN_STRING_MASK) < 0) return false;
    bool good = true;
    for (uint32_t k = 0; k < count && good; k++) {
      JSValue value = JS_GetProperty(guest.context, namespace, names[k].atom);
      good = !JS_IsException(value) && visit(names[k].atom, value, data);
      JS_FreeValue(guest.context, value);
    }
    JS_FreePropertyEnum(guest.context, names, count);
    JS_FreeValue(guest.context, namespace);
    if (!good) return false;
  }
  return true;
}

// --- Checking ---

bool language_check_source(const struct hako_token *file, const struct hako_token *source) {
  struct snippet snippet = {.file = copy(file), .source = copy(source), .length = source->bytes.length, .script = JS_UNDEFINED};
  if (snippet.file == NULL || snippet.source == NULL) {
    JS_ThrowOutOfMemory(guest.context);
    return false;
  }
  checking = true;
  const bool good = compile(&snippet);
  checking = false;
  return good;
}
