// The Outcome: one per invocation (spec/guest-abi.md, section 7.3).
#ifndef HAKO_GUEST_OUTCOME_H
#define HAKO_GUEST_OUTCOME_H

#include "wire.h"

enum hako_outcome { HAKO_RESULT = 1, HAKO_PANIC = 2 };

// Starts the Outcome anew; what the tag announces is to be written next. The writer may fail for want of memory.
struct hako_writer *hako_begin_outcome(enum hako_outcome tag);

// A Panic of three fixed texts, which needs no memory and no interpreter.
void hako_write_bare_panic(const char *class_name, const char *message);

#endif
