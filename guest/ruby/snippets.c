// Frame 3: the code that the host has preloaded, replayed at top level in registration order.
#include "guest.h"

#include <mruby/dump.h>
#include <mruby/error.h>
#include <mruby/irep.h>
#include <mruby/proc.h>
#include <mruby/string.h>
#include <string.h>

#include "setup.h"

static mrb_noreturn void undecodable(mrb_state *mrb) {
  ruby_panic_text(mrb, "Kobako::BootError", "failed to decode the preloaded snippets");
}

static void replay_source(mrb_state *mrb, const struct hako_snippet *snippet) {
  if (memchr(snippet->name.bytes.data, 0, snippet->name.bytes.length) != NULL) {
    ruby_panic_text(mrb, "Kobako::BootError", "snippet name contains an invalid character");
  }
  const mrb_value file = mrb_format(mrb, "(snippet:%l)", (const char *)snippet->name.bytes.data, (size_t)snippet->name.bytes.length);
  ruby_run_toplevel(mrb, ruby_compile(mrb, (const char *)snippet->body.bytes.data, snippet->body.bytes.length, mrb_str_to_cstr(mrb, file)));
}

static void replay_bytecode(mrb_state *mrb, const struct hako_snippet *snippet) {
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

bool language_replay_snippets(const struct hako_frame *frame) {
  mrb_state *mrb = guest.mrb;
  struct hako_snippets snippets;
  struct hako_snippet snippet;
  guest.replaying = true;
  ruby_note_constants(mrb);
  if (!hako_open_snippets(&snippets, frame)) undecodable(mrb);
  while (hako_next_snippet(&snippets, &snippet)) {
    const int arena = mrb_gc_arena_save(mrb);
    switch (snippet.kind) {
      case HAKO_SOURCE:
        replay_source(mrb, &snippet);
        break;
      case HAKO_BYTECODE:
        replay_bytecode(mrb, &snippet);
        break;
      case HAKO_ARCHIVE:
        undecodable(mrb);
    }
    mrb_gc_arena_restore(mrb, arena);
  }
  guest.replaying = false;
  return true;
}
