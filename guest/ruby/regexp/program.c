// Expressions, compiled by Oniguruma: kept for their next use, and searched for within limits.
#include "regexp.h"

#include <mruby/error.h>
#include <mruby/string.h>
#include <stdlib.h>
#include <string.h>

#include "guest.h"
#include "heap.h"
#include "utf8.h"

OnigRegion regexp_found;

// The state for the allocator, which Oniguruma calls without one.
static mrb_state *state;

// Most recently used first.
enum { kMemoSize = 64, kMemoLongest = 4096 };
static struct regexp_program *memo[kMemoSize];
static size_t memo_count;

static void forget_memo(void) {
  while (memo_count > 0) regexp_release(memo[--memo_count]);
}

// --- Memory ---

// The collector also gives up the expressions that only the memo holds.
static void *allocate(void *block, size_t size) {
  void *moved = heap_reallocate(block, size);
  if (moved == NULL) {
    forget_memo();
    mrb_full_gc(state);
    moved = heap_reallocate(block, size);
  }
  return moved;
}

void *regexp_allocate(size_t size) { return allocate(NULL, size > 0 ? size : 1); }
void *regexp_reallocate(void *block, size_t size) { return allocate(block, size > 0 ? size : 1); }
void *regexp_allocate_zeroed(size_t count, size_t size) {
  if (size != 0 && count > SIZE_MAX / size) return NULL;
  void *block = regexp_allocate(count * size);
  if (block != NULL) memset(block, 0, count * size);
  return block;
}

// --- Compiling ---

void regexp_print_byte(char *text, size_t size, const char *format, unsigned byte) {
  static const char digits[] = "0123456789abcdef";
  if (format[0] == '\\') {
    *text++ = '\\';
    *text++ = 'x';
  }
  text[0] = digits[byte >> 4 & 15];
  text[1] = digits[byte & 15];
  text[2] = '\0';
}

// What compiles an expression recurses as deep as groups and repetitions are nested, and a level, of which a group has two, takes up to
// 1,220 bytes of the stack (measured; most of it in optimize_nodes). So there are at most 50 groups in each other, and fewer where
// a script has recursed already.
enum { kMostNesting = 100, kStackPerLevel = 1280, kStackReserve = 24576 };

// It puts a table of the groups on the stack.
enum { kMostGroups = 1000 };

static int nesting_allowed(void) {
  const uintptr_t left = (uintptr_t)__builtin_frame_address(0);
  const uintptr_t levels = left > kStackReserve ? (left - kStackReserve) / kStackPerLevel : 0;
  return levels < kMostNesting ? (int)levels : kMostNesting;
}

static int compile(regex_t **code, const char *source, mrb_int length, int options, OnigErrorInfo *info) {
  enum { kAscii = ONIG_OPTION_DIGIT_IS_ASCII | ONIG_OPTION_SPACE_IS_ASCII | ONIG_OPTION_WORD_IS_ASCII };
  const UChar *begin = (const UChar *)source;
  *info = (OnigErrorInfo){0};
  if (!hako_is_utf8(begin, (size_t)length)) return ONIGERR_INVALID_CODE_POINT_VALUE;
  // 0 would mean the default.
  const int nesting = nesting_allowed();
  onig_set_parse_depth_limit(nesting > 0 ? (unsigned)nesting : 1);
  return onig_new(code, begin, begin + length, (OnigOptionType)options | kAscii, ONIG_ENCODING_UTF8, ONIG_SYNTAX_RUBY, info);
}

bool regexp_compiles(const char *source, mrb_int length, int options) {
  regex_t *code;
  OnigErrorInfo info;
  if (compile(&code, source, length, options, &info) != ONIG_NORMAL) return false;
  onig_free(code);
  return true;
}

static mrb_noreturn void refuse(mrb_state *mrb, int reason, OnigErrorInfo *info, const char *source, mrb_int length) {
  if (reason == ONIGERR_MEMORY) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  if (reason == ONIGERR_PARSE_DEPTH_LIMIT_OVER && nesting_allowed() < kMostNesting) mrb_exc_raise(mrb, mrb_obj_value(mrb->stack_err));
  char text[ONIG_MAX_ERROR_MESSAGE_LEN];
  const int size = onig_error_code_to_str((UChar *)text, reason, info);
  const mrb_value message = mrb_str_new_lit(mrb, "\"");
  mrb_str_cat(mrb, message, source, (size_t)length);
  mrb_str_cat_lit(mrb, message, "\" is an invalid regular expression: ");
  mrb_str_cat(mrb, message, text, (size_t)size);
  mrb_exc_raise(mrb, mrb_exc_new_str(mrb, guest.regexp_error, message));
}

static struct regexp_program *find(uint32_t hash, const char *source, mrb_int length, int options) {
  for (size_t i = 0; i < memo_count; i++) {
    struct regexp_program *program = memo[i];
    if (program->hash != hash || program->options != options || program->length != length) continue;
    if (memcmp(program->source, source, (size_t)length) != 0) continue;
    memmove(memo + 1, memo, i * sizeof memo[0]);
    memo[0] = program;
    return program;
  }
  return NULL;
}

static void remember(struct regexp_program *program) {
  if (memo_count == kMemoSize) regexp_release(memo[--memo_count]);
  memmove(memo + 1, memo, memo_count * sizeof memo[0]);
  memo[0] = program;
  memo_count++;
  program->users++;
}

struct regexp_program *regexp_program_for(mrb_state *mrb, const char *source, mrb_int length, int options) {
  uint32_t hash = 2166136261u;
  for (mrb_int i = 0; i < length; i++) hash = (hash ^ (uint8_t)source[i]) * 16777619u;
  struct regexp_program *program = find(hash, source, length, options);
  if (program == NULL) {
    OnigErrorInfo info;
    regex_t *code;
    const int reason = compile(&code, source, length, options, &info);
    if (reason != ONIG_NORMAL) refuse(mrb, reason, &info, source, length);
    program = regexp_allocate(sizeof *program + (size_t)length);
    if (program == NULL) {
      onig_free(code);
      mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
    }
    *program = (struct regexp_program){.code = code, .hash = hash, .options = options, .length = length};
    memcpy(program->source, source, (size_t)length);
    if (length <= kMemoLongest) remember(program);
  }
  program->users++;
  return program;
}

void regexp_release(struct regexp_program *program) {
  if (--program->users > 0) return;
  onig_free(program->code);
  free(program);
}

// --- Searching ---

// Backtracking is counted for each place where a match is tried, and for the whole search, where a long text may take more.
enum { kMostSteps = 1000000, kStepsPerByte = 8 };

static bool found(mrb_state *mrb, const struct regexp_program *program, int result) {
  if (result >= 0) return true;
  if (result == ONIG_MISMATCH) return false;
  if (result == ONIGERR_MEMORY) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  const mrb_value message = mrb_str_new_lit(mrb, "\"");
  mrb_str_cat(mrb, message, program->source, (size_t)program->length);
  if (result == ONIGERR_RETRY_LIMIT_IN_MATCH_OVER || result == ONIGERR_RETRY_LIMIT_IN_SEARCH_OVER) {
    mrb_str_cat_lit(mrb, message, "\" needs too much backtracking: more than 1000000 steps");
  } else {
    char text[ONIG_MAX_ERROR_MESSAGE_LEN];
    const int size = onig_error_code_to_str((UChar *)text, result);
    mrb_str_cat_lit(mrb, message, "\" can't be matched: ");
    mrb_str_cat(mrb, message, text, (size_t)size);
  }
  mrb_exc_raise(mrb, mrb_exc_new_str(mrb, guest.regexp_error, message));
}

static void limit_search(mrb_int length) { onig_set_retry_limit_in_search(kMostSteps + kStepsPerByte * (unsigned long)length); }

// Everybody relies on no group ending before it begins. Patch 03 was for one that did.
static bool found_groups(mrb_state *mrb, const struct regexp_program *program, int result) {
  if (!found(mrb, program, result)) return false;
  for (int i = 0; i < regexp_found.num_regs; i++) {
    if (regexp_found.beg[i] > regexp_found.end[i]) regexp_found.beg[i] = regexp_found.end[i];
  }
  return true;
}

bool regexp_search(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length, mrb_int from,
                   enum regexp_direction direction) {
  const UChar *begin = (const UChar *)text, *end = begin + length, *range = direction == kForward ? end : begin;
  limit_search(length);
  return found_groups(mrb, program, onig_search(program->code, begin, end, begin + from, range, &regexp_found, ONIG_OPTION_NONE));
}

bool regexp_is_found(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length, mrb_int from) {
  const UChar *begin = (const UChar *)text, *end = begin + length;
  limit_search(length);
  return found(mrb, program, onig_search(program->code, begin, end, begin + from, end, NULL, ONIG_OPTION_NONE));
}

bool regexp_begins(mrb_state *mrb, const struct regexp_program *program, const char *text, mrb_int length) {
  const UChar *begin = (const UChar *)text;
  limit_search(length);
  return found_groups(mrb, program, onig_match(program->code, begin, begin + length, begin, &regexp_found, ONIG_OPTION_NONE));
}

void regexp_start_engine(mrb_state *mrb) {
  state = mrb;
  onig_initialize((OnigEncoding[]){ONIG_ENCODING_UTF8}, 1);
  onig_set_retry_limit_in_match(kMostSteps);
  onig_set_capture_num_limit(kMostGroups);
  // Room for the whole match: a literal search fills it in by hand.
  if (onig_region_resize(&regexp_found, 1) != ONIG_NORMAL) mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
}
