// Blocks of a script's that the host calls (spec/guest-abi.md, section 7.4).
#ifndef HAKO_GUEST_BLOCKS_H
#define HAKO_GUEST_BLOCKS_H

#include <stdbool.h>

#include "wire.h"

// One unfinished dispatch that carried a block: the beginning of a language's own record. They live on the C stack.
struct hako_block {
  struct hako_block *outer;
};
void hako_push_block(struct hako_block *block);
void hako_pop_block(void);

enum hako_reply { HAKO_REPLY_VALUE = 1, HAKO_REPLY_BREAK = 2, HAKO_REPLY_ERROR = 4 };

// Starts the reply anew; what the tag announces is to be written next. When the writer fails, the reply is empty in the end.
struct hako_writer *hako_begin_reply(enum hako_reply tag);
// An error of fixed texts, which needs no interpreter.
void hako_reply_error(const char *class_name, const char *message);
// The error for a request that is not what it should be.
void hako_reply_undecodable(void);
void hako_reply_not_an_array(void);

// Whether more yields are in progress than the language allows, with the one that is to be answered.
bool hako_too_many_yields(void);

#endif
