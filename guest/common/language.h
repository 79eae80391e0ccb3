// What a language has to bring: exports.c and blocks.c call these, and nothing else of it.
//
// A step that fails leaves its failure behind in the language's own way: as a pending exception, after which it returns false, or by
// leaving for language_conclude() at once. So nothing that a step is called from may be skipped at the cost of more than memory.
#ifndef HAKO_GUEST_LANGUAGE_H
#define HAKO_GUEST_LANGUAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "blocks.h"
#include "frames.h"
#include "wire.h"

// Makes the interpreter and everything that doesn't depend on the host. False when that fails; true at once when it is there already.
bool language_boot(void);
// Leaves nothing for later: what runs next shall neither collect garbage nor sweep what was left behind.
void language_settle(void);

// Steps of an invocation. Each one's value replaces the last one's.
bool language_install_preamble(const struct hako_frame *frame);
bool language_replay_snippets(const struct hako_frame *frame);
// May take the source over.
bool language_evaluate(struct hako_frame *source);
// The same where earlier scripts have run and their variables are to be there.
bool language_evaluate_in_session(struct hako_frame *source);
bool language_run_entrypoint(const uint8_t *envelope, size_t length);
// Compiles and forgets. Both are STR, or the source is BIN.
bool language_check_source(const struct hako_token *file, const struct hako_token *source);

// A failure that becomes a Panic of that class, although no such class exists for scripts. Returns false, if at all.
bool language_panic(const char *class_name, const char *message);

// Runs a step and writes the one Outcome: its value, or a Panic for its failure. True for a value.
bool language_conclude(bool (*step)(const void *data), const void *data);

// Calls the block with the arguments in the request, which is none of its own, and writes the reply (blocks.h).
void language_yield(struct hako_block *block, const uint8_t *request, size_t length);
// How many yields may be in progress. Each takes stack in the guest and in the host, whose frames the guest can't measure, and past its
// end there is only a trap.
extern const int language_most_yields;

#endif
