// Checks a RITE binary before the interpreter loads it.
//
// mruby's loader believes lengths and counts, and its loop believes operands. Here every length is followed inside the binary, and every
// operand that names a register, a symbol, a literal, a child or a place in the code is checked against what there is. Types of values
// can't be checked ahead; what a hostile binary can do beyond that stays inside the sandbox.
#include "guest.h"

#include <mruby/debug.h>
#include <mruby/dump.h>
#include <mruby/irep.h>
#include <mruby/opcode.h>
#include <mruby/proc.h>
#include <stdlib.h>
#include <string.h>

// --- A cursor that stops at the end ---

struct cursor {
  const uint8_t *at, *end;
  bool overrun;
};

static const uint8_t *take(struct cursor *cursor, size_t length) {
  if (cursor->overrun || length > (size_t)(cursor->end - cursor->at)) {
    cursor->overrun = true;
    return NULL;
  }
  const uint8_t *bytes = cursor->at;
  cursor->at += length;
  return bytes;
}

static uint32_t take_number(struct cursor *cursor, size_t width) {
  const uint8_t *bytes = take(cursor, width);
  uint32_t number = 0;
  for (size_t i = 0; bytes != NULL && i < width; i++) number = number << 8 | bytes[i];
  return number;
}

// --- Instructions ---

enum format { Z, B, BB, BBB, BS, BSS, S, W };

static const uint8_t formats[] = {
#define OPCODE(name, format) format,
#include <mruby/ops.h>
#undef OPCODE
};
enum { kOpcodes = sizeof formats };

struct body {
  uint32_t registers, locals, children, handlers, literals, symbols, length;
  const uint8_t *code;
  const uint8_t *handler_table;
  uint8_t *literal_types;
  uint8_t *starts;  // one bit for each byte of code: an instruction begins there
};

struct instruction {
  uint8_t opcode;
  uint32_t a, b, c;
  uint32_t next;  // where the following instruction begins
};

// False when the instruction at `at` is cut off or unknown.
static bool decode(const struct body *body, uint32_t at, struct instruction *instruction) {
  struct cursor cursor = {.at = body->code + at, .end = body->code + body->length};
  uint32_t opcode = take_number(&cursor, 1);
  size_t wide_a = 1, wide_b = 1;
  if (opcode == OP_EXT1 || opcode == OP_EXT2 || opcode == OP_EXT3) {
    if (opcode != OP_EXT2) wide_a = 2;
    if (opcode != OP_EXT1) wide_b = 2;
    opcode = take_number(&cursor, 1);
    if (opcode == OP_EXT1 || opcode == OP_EXT2 || opcode == OP_EXT3) return false;
  }
  if (opcode >= kOpcodes) return false;
  *instruction = (struct instruction){.opcode = (uint8_t)opcode};
  switch ((enum format)formats[opcode]) {
    case Z:
      break;
    case B:
      instruction->a = take_number(&cursor, wide_a);
      break;
    case BB:
      instruction->a = take_number(&cursor, wide_a);
      instruction->b = take_number(&cursor, wide_b);
      break;
    case BBB:
      instruction->a = take_number(&cursor, wide_a);
      instruction->b = take_number(&cursor, wide_b);
      instruction->c = take_number(&cursor, 1);
      break;
    case BS:
      instruction->a = take_number(&cursor, wide_a);
      instruction->b = take_number(&cursor, 2);
      break;
    case BSS:
      instruction->a = take_number(&cursor, wide_a);
      instruction->b = take_number(&cursor, 2);
      instruction->c = take_number(&cursor, 2);
      break;
    case S:
      instruction->a = take_number(&cursor, 2);
      break;
    case W:
      instruction->a = take_number(&cursor, 3);
      break;
  }
  instruction->next = (uint32_t)(cursor.at - body->code);
  return !cursor.overrun;
}

static bool is_start(const struct body *body, int64_t at) { return at >= 0 && at < body->length && (body->starts[at / 8] >> (at % 8) & 1); }

static bool is_jump_target(const struct body *body, const struct instruction *instruction, uint32_t distance) {
  return is_start(body, (int64_t)instruction->next + (int16_t)distance);
}

static bool is_text_literal(const struct body *body, uint32_t index) {
  return index < body->literals && (body->literal_types[index] == IREP_TT_STR || body->literal_types[index] == IREP_TT_SSTR);
}

// How many registers a call with this argument description takes, from the receiver to the block.
static uint32_t call_extent(uint32_t description) {
  const uint32_t positional = description & 0xf, keywords = description >> 4 & 0xf;
  return 1 + (positional == 15 ? 1 : positional) + (keywords == 15 ? 1 : keywords * 2) + 1;
}

static bool is_valid(const struct body *body, const struct instruction *i) {
  // Most instructions work on the registers from a on; `extent` is how many.
  uint64_t extent = 1;
  switch (i->opcode) {
    case OP_NOP:
    case OP_KEYEND:
    case OP_STOP:
      return true;
    // Nothing that a compiler emits: the one is part of Proc#call, the other ends the process.
    case OP_CALL:
    case OP_DEBUG:
      return false;
    case OP_JMP:
    case OP_JMPUW:
      return is_jump_target(body, i, i->a);
    case OP_JMPIF:
    case OP_JMPNOT:
    case OP_JMPNIL:
      if (!is_jump_target(body, i, i->b)) return false;
      break;
    case OP_ENTER: {
      const uint32_t keywords = MRB_ASPEC_KEY(i->a) > 0 || MRB_ASPEC_KDICT(i->a) ? 1 : 0;
      const uint32_t arguments = (uint32_t)(MRB_ASPEC_REQ(i->a) + MRB_ASPEC_OPT(i->a) + MRB_ASPEC_REST(i->a) + MRB_ASPEC_POST(i->a));
      // Optional arguments are set by a table of jumps behind the instruction; 3 bytes each.
      return 1 + arguments + keywords + 1 <= body->registers && is_start(body, (int64_t)i->next + 3 * MRB_ASPEC_OPT(i->a));
    }
    case OP_ALIAS:
      return i->a < body->symbols && i->b < body->symbols;
    case OP_UNDEF:
      return i->a < body->symbols;
    case OP_ERR:
      return is_text_literal(body, i->a);
    case OP_LOADL:
      if (i->b >= body->literals) return false;
      break;
    case OP_STRING:
    case OP_SYMBOL:
      if (!is_text_literal(body, i->b)) return false;
      break;
    case OP_LOADSYM:
    case OP_GETGV:
    case OP_SETGV:
    case OP_GETSV:
    case OP_SETSV:
    case OP_GETIV:
    case OP_SETIV:
    case OP_GETCV:
    case OP_SETCV:
    case OP_GETCONST:
    case OP_SETCONST:
    case OP_GETMCNST:
    case OP_MODULE:
    case OP_KEY_P:
    case OP_KARG:
      if (i->b >= body->symbols) return false;
      break;
    case OP_SETMCNST:
    case OP_CLASS:
    case OP_DEF:
      if (i->b >= body->symbols) return false;
      extent = 2;
      break;
    case OP_LAMBDA:
    case OP_BLOCK:
    case OP_METHOD:
    case OP_EXEC:
      if (i->b >= body->children) return false;
      break;
    case OP_SEND:
    case OP_SENDB:
    case OP_SSEND:
    case OP_SSENDB:
      if (i->b >= body->symbols) return false;
      extent = call_extent(i->c);
      break;
    case OP_SUPER:
      extent = call_extent(i->b);
      break;
    case OP_MOVE:
    case OP_RESCUE:
    case OP_AREF:
    case OP_ASET:
      if (i->b >= body->registers) return false;
      break;
    case OP_ARRAY2:
      if ((uint64_t)i->b + i->c > body->registers) return false;
      break;
    case OP_ARRAY:
      extent = i->b > 1 ? i->b : 1;
      break;
    case OP_ARYPUSH:
      extent = 1 + (uint64_t)i->b;
      break;
    case OP_HASH:
      extent = i->b > 0 ? 2 * (uint64_t)i->b : 1;
      break;
    case OP_HASHADD:
      extent = 1 + 2 * (uint64_t)i->b;
      break;
    case OP_APOST:
      extent = 1 + (uint64_t)i->c;
      break;
    case OP_SETIDX:
      extent = 3;
      break;
    case OP_GETIDX:
    case OP_ADD:
    case OP_SUB:
    case OP_MUL:
    case OP_DIV:
    case OP_EQ:
    case OP_LT:
    case OP_LE:
    case OP_GT:
    case OP_GE:
    case OP_ARYCAT:
    case OP_STRCAT:
    case OP_HASHCAT:
    case OP_RANGE_INC:
    case OP_RANGE_EXC:
      extent = 2;
      break;
    case OP_ARGARY:
    case OP_BLKPUSH: {
      // Reads the arguments of its own frame, or of an outer one whose size the interpreter checks.
      const uint32_t arguments = (i->b >> 11 & 0x3f) + (i->b >> 10 & 1) + (i->b >> 5 & 0x1f) + (i->b >> 4 & 1);
      if ((i->b & 0xf) == 0 && 1 + arguments + 1 > body->registers) return false;
      if (i->opcode == OP_ARGARY) extent = 2;
      break;
    }
    default:
      break;
  }
  return i->a + extent <= body->registers;
}

static bool ends_a_body(uint8_t opcode) {
  switch (opcode) {
    case OP_RETURN:
    case OP_RETURN_BLK:
    case OP_BREAK:
    case OP_STOP:
    case OP_JMP:
    case OP_JMPUW:
      return true;
    default:
      return false;
  }
}

static bool check_code(struct body *body) {
  struct instruction instruction = {0};
  for (uint32_t at = 0; at < body->length; at = instruction.next) {
    if (!decode(body, at, &instruction)) return false;
    body->starts[at / 8] |= (uint8_t)(1u << (at % 8));
  }
  if (!ends_a_body(instruction.opcode)) return false;
  for (uint32_t at = 0; at < body->length; at = instruction.next) {
    if (!decode(body, at, &instruction) || !is_valid(body, &instruction)) return false;
  }
  struct cursor table = {.at = body->handler_table, .end = body->handler_table + 13 * (size_t)body->handlers};
  for (uint32_t left = body->handlers; left > 0; left--) {
    const uint32_t type = take_number(&table, 1), begin = take_number(&table, 4), end = take_number(&table, 4);
    const uint32_t target = take_number(&table, 4);
    if (type > MRB_CATCH_ENSURE || begin > end || end > body->length || !is_start(body, target)) return false;
  }
  return true;
}

// --- Records ---

static bool check_literals(struct cursor *cursor, struct body *body) {
  for (uint32_t i = 0; i < body->literals; i++) {
    const uint32_t type = take_number(cursor, 1);
    body->literal_types[i] = (uint8_t)type;
    switch (type) {
      case IREP_TT_STR:
      case IREP_TT_SSTR:
        take(cursor, (size_t)take_number(cursor, 2) + 1);
        break;
      case IREP_TT_INT32:
        take(cursor, 4);
        break;
      case IREP_TT_INT64:
      case IREP_TT_FLOAT:
        take(cursor, 8);
        break;
      // Too large a number: its digits, which raise RangeError when they are used.
      case IREP_TT_BIGINT:
        take(cursor, (size_t)take_number(cursor, 1) + 1);
        break;
      default:
        return false;
    }
  }
  return !cursor->overrun;
}

// What the other sections need to know of the code.
struct tree {
  uint32_t bodies;
  uint32_t *locals;  // of each body, parents first
  uint32_t capacity;
};

enum { kMaxDepth = 256 };

static bool remember(struct tree *tree, const struct body *body) {
  if (tree->bodies == tree->capacity) {
    const uint32_t capacity = tree->capacity == 0 ? 16 : tree->capacity * 2;
    uint32_t *locals = realloc(tree->locals, capacity * sizeof *locals);
    if (locals == NULL) return false;
    tree->locals = locals;
    tree->capacity = capacity;
  }
  tree->locals[tree->bodies++] = body->locals;
  return true;
}

static bool check_body(struct cursor *cursor, struct tree *tree, int depth) {
  struct body body = {0};
  take_number(cursor, 4);  // the record's size, which the loader ignores
  body.locals = take_number(cursor, 2);
  body.registers = take_number(cursor, 2);
  body.children = take_number(cursor, 2);
  body.handlers = take_number(cursor, 2);
  body.length = take_number(cursor, 4);
  body.code = take(cursor, body.length);
  body.handler_table = take(cursor, 13 * (size_t)body.handlers);
  body.literals = take_number(cursor, 2);
  if (cursor->overrun || body.length == 0 || body.locals == 0 || body.registers < body.locals || depth == 0) return false;

  bool valid = false;
  body.starts = calloc(1, body.length / 8 + 1);
  body.literal_types = calloc(1, (size_t)body.literals + 1);
  if (body.starts != NULL && body.literal_types != NULL && check_literals(cursor, &body)) {
    body.symbols = take_number(cursor, 2);
    for (uint32_t left = body.symbols; left > 0 && !cursor->overrun; left--) {
      const uint32_t length = take_number(cursor, 2);
      if (length != MRB_DUMP_NULL_SYM_LEN) take(cursor, (size_t)length + 1);
    }
    valid = !cursor->overrun && check_code(&body);
  }
  free(body.starts);
  free(body.literal_types);
  if (!valid || !remember(tree, &body)) return false;
  for (uint32_t left = body.children; left > 0; left--) {
    if (!check_body(cursor, tree, depth - 1)) return false;
  }
  return true;
}

static bool check_debug(struct cursor *cursor, const struct tree *tree) {
  const uint32_t files = take_number(cursor, 2);
  for (uint32_t left = files; left > 0 && !cursor->overrun; left--) take(cursor, take_number(cursor, 2));
  for (uint32_t body = 0; body < tree->bodies && !cursor->overrun; body++) {
    take_number(cursor, 4);  // the record's size, which the loader checks
    for (uint32_t left = take_number(cursor, 2); left > 0 && !cursor->overrun; left--) {
      take_number(cursor, 4);
      if (take_number(cursor, 2) >= files) return false;
      const uint32_t entries = take_number(cursor, 4);
      uint64_t length = entries;
      switch (take_number(cursor, 1)) {
        case mrb_debug_line_ary:
          length *= 2;
          break;
        case mrb_debug_line_flat_map:
          length *= 6;
          break;
        case mrb_debug_line_packed_map:
          break;
        default:
          return false;
      }
      if (length > SIZE_MAX) return false;
      const uint8_t *lines = take(cursor, (size_t)length);
      // A packed map is read number by number, so its last byte has to end one.
      if (lines != NULL && entries > 0 && length == entries && (lines[entries - 1] & 0x80)) return false;
    }
  }
  return !cursor->overrun;
}

static bool check_local_names(struct cursor *cursor, const struct tree *tree) {
  for (uint32_t left = take_number(cursor, 4); left > 0 && !cursor->overrun; left--) take(cursor, take_number(cursor, 2));
  for (uint32_t body = 0; body < tree->bodies; body++) take(cursor, 2 * (size_t)(tree->locals[body] - 1));
  return !cursor->overrun;
}

// --- The binary ---

static bool is_section(const uint8_t *header, const char *name) { return memcmp(header, name, 4) == 0; }

static bool check_sections(struct cursor cursor, struct tree *tree) {
  for (;;) {
    const uint8_t *header = take(&cursor, sizeof(struct rite_section_header));
    if (header == NULL) return false;
    struct cursor size = {.at = header + 4, .end = header + 8};
    const uint32_t length = take_number(&size, 4);
    if (length < sizeof(struct rite_section_header)) return false;
    if (is_section(header, RITE_BINARY_EOF)) return tree->bodies > 0 && cursor.at == cursor.end;
    const uint8_t *content = take(&cursor, length - sizeof(struct rite_section_header));
    if (content == NULL) return false;
    struct cursor inside = {.at = content, .end = cursor.at};
    bool valid;
    if (is_section(header, RITE_SECTION_IREP_IDENT)) {
      take_number(&inside, 4);  // the version again
      valid = tree->bodies == 0 && check_body(&inside, tree, kMaxDepth);
    } else if (is_section(header, RITE_SECTION_DEBUG_IDENT)) {
      valid = tree->bodies > 0 && check_debug(&inside, tree);
    } else if (is_section(header, RITE_SECTION_LV_IDENT)) {
      valid = tree->bodies > 0 && check_local_names(&inside, tree);
    } else {
      return false;
    }
    if (!valid || inside.at != inside.end) return false;
  }
}

const char *ruby_check_bytecode(const uint8_t *data, size_t length) {
  const struct rite_binary_header *header = (const struct rite_binary_header *)data;
  if (length < sizeof *header) return "bytecode shorter than RITE binary header";
  if (memcmp(header->binary_ident, RITE_BINARY_IDENT, sizeof header->binary_ident) != 0) return "bytecode header is not RITE format";
  if (memcmp(header->major_version, RITE_BINARY_MAJOR_VER, sizeof header->major_version) != 0 ||
      memcmp(header->minor_version, RITE_BINARY_MINOR_VER, sizeof header->minor_version) != 0) {
    return "bytecode RITE version mismatch";
  }
  struct cursor size = {.at = header->binary_size, .end = header->binary_size + sizeof header->binary_size};
  const uint32_t claimed = take_number(&size, sizeof header->binary_size);
  struct tree tree = {0};
  const bool valid = claimed >= sizeof *header && claimed <= length &&
                     check_sections((struct cursor){.at = data + sizeof *header, .end = data + claimed}, &tree);
  free(tree.locals);
  return valid ? NULL : "bytecode body failed structural validation";
}
