// Frame 3: the code that the host has preloaded, replayed at top level in registration order.
#include "guest.h"

#include <mruby/dump.h>
#include <mruby/error.h>
#include <mruby/irep.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

struct snippet {
  struct hako_token kind, name, body;
  bool has_kind, has_name, has_body;
};

static mrb_noreturn void undecodable(mrb_state *mrb) {
  ruby_panic_text(mrb, "Kobako::BootError", "failed to decode the preloaded snippets");
}

static struct snippet read_snippet(mrb_state *mrb, struct hako_reader *reader) {
  struct snippet snippet = {0};
  struct hako_token token;
  if (!hako_read(reader, &token) || token.kind != HAKO_MAP) undecodable(mrb);
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key;
    if (!hako_read(reader, &key) || key.kind != HAKO_STR) undecodable(mrb);
    struct hako_token *field = NULL;
    if (hako_token_is(&key, "kind")) field = &snippet.kind, snippet.has_kind = true;
    else if (hako_token_is(&key, "name")) field = &snippet.name, snippet.has_name = true;
    else if (hako_token_is(&key, "body")) field = &snippet.body, snippet.has_body = true;
    if (field == NULL ? !hako_skip(reader, HAKO_MAX_DEPTH) : !hako_read(reader, field)) undecodable(mrb);
  }
  return snippet;
}

static void replay_source(mrb_state *mrb, const struct snippet *snippet) {
  if (memchr(snippet->name.bytes.data, 0, snippet->name.bytes.length) != NULL) {
    ruby_panic_text(mrb, "Kobako::BootError", "snippet name contains an invalid character");
  }
  const mrb_value file = mrb_format(mrb, "(snippet:%l)", (const char *)snippet->name.bytes.data, (size_t)snippet->name.bytes.length);
  ruby_run_toplevel(mrb, ruby_compile(mrb, (const char *)snippet->body.bytes.data, snippet->body.bytes.length, mrb_str_to_cstr(mrb, file)));
}

static void replay_bytecode(mrb_state *mrb, const struct snippet *snippet) {
  static const char invalid_body[] = "bytecode body failed structural validation";
  const char *wrong = ruby_check_bytecode(snippet->body.bytes.data, snippet->body.bytes.length);
  if (wrong != NULL) ruby_panic_text(mrb, "Kobako::BytecodeError", wrong);
  mrb_irep *irep = mrb_read_irep_buf(mrb, snippet->body.bytes.data, snippet->body.bytes.length);
  if (irep == NULL) ruby_panic_text(mrb, "Kobako::BytecodeError", invalid_body);
  struct RProc *code = mrb_proc_new(mrb, irep);
  mrb_irep_decref(mrb, irep);
  code->c = NULL;
  ruby_run_toplevel(mrb, code);
}

void ruby_replay_snippets(mrb_state *mrb, const struct hako_frame *frame) {
  struct hako_reader reader = hako_reader_of(frame->data, frame->length);
  struct hako_token token;
  // The frame has to decode as a whole before any of it runs.
  struct hako_reader whole = reader;
  if (!hako_skip(&whole, HAKO_MAX_DEPTH)) undecodable(mrb);
  if (!hako_read(&reader, &token) || token.kind != HAKO_ARRAY) undecodable(mrb);
  const struct hako_reader first = reader;
  for (int running = 0; running <= 1; running++) {
    reader = first;
    for (uint32_t left = token.count; left > 0; left--) {
      const struct snippet snippet = read_snippet(mrb, &reader);
      if (!snippet.has_kind || !snippet.has_body) undecodable(mrb);
      const int arena = mrb_gc_arena_save(mrb);
      if (hako_token_is(&snippet.kind, "source") && snippet.has_name && snippet.name.kind == HAKO_STR && snippet.body.kind == HAKO_STR) {
        if (running) replay_source(mrb, &snippet);
      } else if (hako_token_is(&snippet.kind, "bytecode") && !snippet.has_name && snippet.body.kind == HAKO_BIN) {
        if (running) replay_bytecode(mrb, &snippet);
      } else {
        undecodable(mrb);
      }
      mrb_gc_arena_restore(mrb, arena);
    }
  }
}
