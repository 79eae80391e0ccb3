// Reading the two frames that set a sandbox up (spec/guest-abi.md, section 5).
#ifndef HAKO_GUEST_SETUP_H
#define HAKO_GUEST_SETUP_H

#include <stdbool.h>

#include "frames.h"
#include "wire.h"

// --- Frame 1: namespaces and their members ---

struct hako_preamble {
  struct hako_reader reader;
  uint32_t spaces_left, members_left;
};
enum hako_declaration { HAKO_END, HAKO_NAMESPACE, HAKO_MEMBER, HAKO_DAMAGED };

struct hako_preamble hako_open_preamble(const struct hako_frame *frame);
// A namespace comes before its members. `name` is a STR.
enum hako_declaration hako_next_declaration(struct hako_preamble *preamble, struct hako_token *name);

// --- Frame 3: code ---

enum hako_snippet_kind { HAKO_SOURCE, HAKO_BYTECODE, HAKO_ARCHIVE };
struct hako_snippet {
  enum hako_snippet_kind kind;
  struct hako_token name;  // a STR; of a source only
  struct hako_token body;  // a STR for a source, else BIN
};
struct hako_snippets {
  struct hako_reader reader;
  uint32_t left;
};

// False when not all of the frame is as it should be.
bool hako_open_snippets(struct hako_snippets *snippets, const struct hako_frame *frame);
// False at the end.
bool hako_next_snippet(struct hako_snippets *snippets, struct hako_snippet *snippet);

#endif
