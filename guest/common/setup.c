#include "setup.h"

struct hako_preamble hako_open_preamble(const struct hako_frame *frame) {
  struct hako_preamble preamble = {.reader = hako_reader_of(frame->data, frame->length)};
  struct hako_token spaces;
  // Without a reader every token is a violation.
  if (hako_read(&preamble.reader, &spaces) && spaces.kind == HAKO_ARRAY) preamble.spaces_left = spaces.count;
  else preamble = (struct hako_preamble){.spaces_left = 1};
  return preamble;
}

enum hako_declaration hako_next_declaration(struct hako_preamble *preamble, struct hako_token *name) {
  struct hako_reader *reader = &preamble->reader;
  if (preamble->members_left > 0) {
    preamble->members_left--;
    return hako_read(reader, name) && name->kind == HAKO_STR ? HAKO_MEMBER : HAKO_DAMAGED;
  }
  if (preamble->spaces_left == 0) return HAKO_END;
  preamble->spaces_left--;
  struct hako_token pair, members;
  if (!hako_read(reader, &pair) || pair.kind != HAKO_ARRAY || pair.count != 2 || !hako_read(reader, name) || name->kind != HAKO_STR ||
      !hako_read(reader, &members) || members.kind != HAKO_ARRAY) {
    return HAKO_DAMAGED;
  }
  preamble->members_left = members.count;
  return HAKO_NAMESPACE;
}

// Fields that are no kind of token where the map lacks them.
static bool read_fields(struct hako_reader *reader, struct hako_token *kind, struct hako_token *name, struct hako_token *body) {
  struct hako_token map, key;
  kind->kind = name->kind = body->kind = HAKO_NIL;
  if (!hako_read(reader, &map) || map.kind != HAKO_MAP) return false;
  for (uint32_t left = map.count; left > 0; left--) {
    if (!hako_read(reader, &key) || key.kind != HAKO_STR) return false;
    struct hako_token *const field = hako_token_is(&key, "kind")   ? kind
                                     : hako_token_is(&key, "name") ? name
                                     : hako_token_is(&key, "body") ? body
                                                                   : NULL;
    if (field == NULL ? !hako_skip(reader, HAKO_MAX_DEPTH) : !hako_read(reader, field)) return false;
  }
  return true;
}

static bool read_snippet(struct hako_reader *reader, struct hako_snippet *snippet) {
  struct hako_token kind;
  if (!read_fields(reader, &kind, &snippet->name, &snippet->body)) return false;
  if (hako_token_is(&kind, "source")) {
    snippet->kind = HAKO_SOURCE;
    return snippet->name.kind == HAKO_STR && snippet->body.kind == HAKO_STR;
  }
  snippet->kind = hako_token_is(&kind, "bytecode") ? HAKO_BYTECODE : HAKO_ARCHIVE;
  const bool known = snippet->kind == HAKO_BYTECODE || hako_token_is(&kind, "archive");
  return known && snippet->name.kind == HAKO_NIL && snippet->body.kind == HAKO_BIN;
}

bool hako_open_snippets(struct hako_snippets *snippets, const struct hako_frame *frame) {
  struct hako_token array;
  snippets->reader = hako_reader_of(frame->data, frame->length);
  if (!hako_read(&snippets->reader, &array) || array.kind != HAKO_ARRAY) return false;
  snippets->left = array.count;
  struct hako_reader whole = snippets->reader;
  struct hako_snippet snippet;
  for (uint32_t left = snippets->left; left > 0; left--) {
    if (!read_snippet(&whole, &snippet)) return false;
  }
  return true;
}

bool hako_next_snippet(struct hako_snippets *snippets, struct hako_snippet *snippet) {
  if (snippets->left == 0) return false;
  snippets->left--;
  return read_snippet(&snippets->reader, snippet);
}
