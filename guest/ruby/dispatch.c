// One Service call: from a method that a proxy doesn't have to the value or the error that the host answers with.
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/error.h>
#include <mruby/hash.h>
#include <mruby/internal.h>
#include <mruby/string.h>
#include <mruby/variable.h>

#include "abi.h"
#include "inbox.h"
#include "utf8.h"

// Refused before anything is sent. Only a courtesy to scripts: the host decides.
static const char *const refused_names[] = {
    "send",
    "__send__",
    "public_send",
    "eval",
    "instance_eval",
    "instance_exec",
    "class_eval",
    "module_eval",
    "binding",
    "method",
    "public_method",
    "instance_method",
    "define_method",
    "define_singleton_method",
    "const_get",
    "const_set",
    "instance_variable_get",
    "instance_variable_set",
    "singleton_class",
    "curry",
    "to_proc",
    "receiver",
    "unbind",
};
enum { kRefused = sizeof refused_names / sizeof refused_names[0] };
static mrb_sym refused[kRefused];
static mrb_sym senders[3];

void ruby_init_dispatch(mrb_state *mrb) {
  for (int i = 0; i < kRefused; i++) refused[i] = mrb_intern_cstr(mrb, refused_names[i]);
  for (int i = 0; i < 3; i++) senders[i] = refused[i];
}

static void refuse_reflection(mrb_state *mrb, mrb_sym name) {
  for (int i = 0; i < kRefused; i++) {
    if (refused[i] == name) mrb_raisef(mrb, E_NOMETHOD_ERROR, "%n is not a Kobako Service method", name);
  }
}

// --- The arguments of the current call ---

struct call {
  mrb_sym method;
  const mrb_value *arguments;
  mrb_int count;
  mrb_value keywords;  // a Hash, or nil
  mrb_value block;     // a Proc, or nil
};

static bool is_plain_hash(mrb_state *mrb, mrb_value value) {
  return mrb_hash_p(value) && mrb_class_real(mrb_obj_ptr(value)->c) == mrb->hash_class;
}

// Reads the frame itself instead of going through mrb_get_args, which would copy the arguments into a new array when there are
// keywords. A frame of method_missing always has its arguments packed in one array, with the name of the method in front.
static struct call current_call(mrb_state *mrb) {
  mrb_callinfo *ci = mrb->c->ci;
  struct call call = {.keywords = mrb_nil_value()};
  call.arguments = mrb_get_argv(mrb);
  call.count = mrb_get_argc(mrb);
  if (call.count == 0 || !mrb_symbol_p(call.arguments[0])) mrb_raise(mrb, E_ARGUMENT_ERROR, "no method name given");
  call.method = mrb_symbol(call.arguments[0]);
  call.arguments++;
  call.count--;
  if (ci->nk != 0) {
    const mrb_value keywords = ci->stack[ci->n == 15 ? 2 : ci->n + 1];
    if (mrb_hash_p(keywords) && mrb_hash_size(mrb, keywords) > 0) call.keywords = keywords;
  }
  // The last argument, if it is a Hash, always travels as keywords, and an empty one disappears.
  if (mrb_nil_p(call.keywords) && call.count > 0 && is_plain_hash(mrb, call.arguments[call.count - 1])) {
    call.count--;
    const mrb_value last = call.arguments[call.count];
    if (mrb_hash_size(mrb, last) > 0) call.keywords = last;
  }
  call.block = ci->stack[mrb_ci_bidx(ci)];
  if (!mrb_proc_p(call.block)) call.block = mrb_nil_value();
  return call;
}

// --- The Request ---

struct keyword_writer {
  struct hako_writer *writer;
  int depth;
  bool refused;
};

static int write_keyword(mrb_state *mrb, mrb_value key, mrb_value value, void *data) {
  struct keyword_writer *keyword = data;
  keyword->refused =
      !mrb_symbol_p(key) || !ruby_write(keyword->writer, mrb, key, 0) || !ruby_write(keyword->writer, mrb, value, keyword->depth);
  return keyword->refused;
}

// False when something has no wire form or is enclosed by more than `depth` containers.
static bool write_request(struct hako_writer *writer, mrb_state *mrb, const struct ruby_target *target, const struct call *call,
                          int depth) {
  hako_write_array(writer, 5);
  if (target->path != NULL) hako_write_str(writer, target->path, target->path_length);
  else hako_write_handle(writer, target->handle);
  mrb_int length;
  const char *name = mrb_sym_name_len(mrb, call->method, &length);
  hako_write_str(writer, name, (size_t)length);
  hako_write_array(writer, (size_t)call->count);
  for (mrb_int i = 0; i < call->count; i++) {
    if (!ruby_write(writer, mrb, call->arguments[i], depth)) return false;
  }
  if (mrb_nil_p(call->keywords)) {
    hako_write_map(writer, 0);
  } else {
    hako_write_map(writer, (size_t)mrb_hash_size(mrb, call->keywords));
    struct keyword_writer keyword = {.writer = writer, .depth = depth};
    mrb_hash_foreach(mrb, mrb_hash_ptr(call->keywords), write_keyword, &keyword);
    if (keyword.refused) return false;
  }
  hako_write_bool(writer, !mrb_nil_p(call->block));
  return true;
}

// Replaces what has no wire form by its text, and keys of keywords by Symbols. May run the script's `to_s`.
static void make_wireable(mrb_state *mrb, struct call *call) {
  const mrb_value arguments = mrb_ary_new_from_values(mrb, call->count, call->arguments);
  const int arena = mrb_gc_arena_save(mrb);
  mrb_value values = mrb_nil_value(), keys = mrb_nil_value();
  if (!mrb_nil_p(call->keywords)) {
    keys = mrb_hash_keys(mrb, call->keywords);
    values = mrb_hash_values(mrb, call->keywords);
  }
  for (mrb_int i = 0; i < RARRAY_LEN(arguments); i++) {
    mrb_ary_set(mrb, arguments, i, ruby_wireable(mrb, RARRAY_PTR(arguments)[i]));
  }
  call->arguments = RARRAY_PTR(arguments);
  if (mrb_nil_p(keys)) {
    mrb_gc_arena_restore(mrb, arena);
    return;
  }
  const mrb_value keywords = mrb_hash_new_capa(mrb, RARRAY_LEN(keys));
  for (mrb_int i = 0; i < RARRAY_LEN(keys) && i < RARRAY_LEN(values); i++) {
    mrb_value key = RARRAY_PTR(keys)[i];
    if (!mrb_symbol_p(key)) {
      key = mrb_funcall(mrb, key, "to_s", 0);
      key = mrb_symbol_value(mrb_string_p(key) ? mrb_intern_str(mrb, key) : mrb_intern_lit(mrb, ""));
    }
    mrb_int length;
    const char *name = mrb_sym_name_len(mrb, mrb_symbol(key), &length);
    if (!hako_is_utf8((const uint8_t *)name, (size_t)length)) {
      mrb_raise(mrb, E_ARGUMENT_ERROR, "keyword name is not valid UTF-8");
    }
    mrb_hash_set(mrb, keywords, key, ruby_wireable(mrb, RARRAY_PTR(values)[i]));
  }
  call->keywords = keywords;
}

// --- The Response ---

static const char *wire_fault_text(const struct ruby_target *target) {
  return target->path != NULL ? "transport envelope error (Member dispatch)" : "transport envelope error (Handle dispatch)";
}

// The message of a Fault, or nil when the payload is not one.
static mrb_value read_fault(mrb_state *mrb, struct hako_reader reader) {
  struct hako_token token;
  mrb_value message = mrb_nil_value();
  bool typed = false;
  if (!hako_read(&reader, &token) || token.kind != HAKO_MAP) return mrb_nil_value();
  for (uint32_t left = token.count; left > 0; left--) {
    struct hako_token key, value;
    if (!hako_read(&reader, &key) || key.kind != HAKO_STR) return mrb_nil_value();
    if (hako_token_is(&key, "type")) {
      if (!hako_read(&reader, &value)) return mrb_nil_value();
      typed = hako_token_is(&value, "runtime") || hako_token_is(&value, "argument") || hako_token_is(&value, "undefined");
      if (!typed) return mrb_nil_value();
    } else if (hako_token_is(&key, "message")) {
      if (!hako_read(&reader, &value) || value.kind != HAKO_STR) return mrb_nil_value();
      message = mrb_str_new(mrb, (const char *)value.bytes.data, value.bytes.length);
    } else if (!hako_skip(&reader, HAKO_MAX_DEPTH)) {
      return mrb_nil_value();
    }
  }
  return typed && reader.at == reader.end ? message : mrb_nil_value();
}

enum answer { ANSWER_VALUE, ANSWER_FAULT, ANSWER_VIOLATION };

static enum answer read_response(mrb_state *mrb, const uint8_t *data, size_t length, mrb_value *value) {
  struct hako_reader reader = hako_reader_of(data, length);
  struct hako_token token;
  if (!hako_read(&reader, &token) || token.kind != HAKO_ARRAY || token.count != 2) return ANSWER_VIOLATION;
  if (!hako_read(&reader, &token) || token.kind != HAKO_INT) return ANSWER_VIOLATION;
  if (token.integer == 0) {
    return ruby_read(mrb, &reader, HAKO_MAX_DEPTH - 1, value) ? ANSWER_VALUE : ANSWER_VIOLATION;
  }
  if (token.integer != 1 || !hako_read(&reader, &token) || token.kind != HAKO_FAULT) return ANSWER_VIOLATION;
  *value = read_fault(mrb, hako_reader_of(token.bytes.data, token.bytes.length));
  return mrb_nil_p(*value) ? ANSWER_VIOLATION : ANSWER_FAULT;
}

// --- The call ---

// The frame that the script's own code called: method_missing's, or that of `send` when the name went through it.
static ptrdiff_t calling_frame(mrb_state *mrb) {
  const mrb_callinfo *ci = mrb->c->ci;
  const ptrdiff_t frame = ci - mrb->c->cibase;
  if (frame > 0 && ci[-1].proc == NULL) {
    for (int i = 0; i < 3; i++) {
      if (ci[-1].mid == senders[i]) return frame - 1;
    }
  }
  return frame;
}

// The Request is written into a buffer of its own: the host copies it before anything else happens, so nested calls may use the same
// bytes.
static uint8_t request_buffer[1024];

mrb_value ruby_dispatch(mrb_state *mrb, mrb_value self, const struct ruby_target *target) {
  struct call call = current_call(mrb);
  refuse_reflection(mrb, call.method);
  if (target->path == NULL && target->handle == 0) {
    // Made by getting around Handle's `new`.
    mrb_raise(mrb, guest.transport_error, wire_fault_text(target));
  }
  mrb_int name_length;
  const char *name = mrb_sym_name_len(mrb, call.method, &name_length);
  if (!hako_is_utf8((const uint8_t *)name, (size_t)name_length)) {
    mrb_raisef(mrb, E_NOMETHOD_ERROR, "%n is not a Kobako Service method", call.method);
  }

  struct hako_writer request;
  hako_writer_init(&request, request_buffer, sizeof request_buffer);
  if (!write_request(&request, mrb, target, &call, HAKO_MAX_DEPTH)) {
    hako_writer_dispose(&request);
    make_wireable(mrb, &call);
    hako_writer_init(&request, request_buffer, sizeof request_buffer);
    // A copy that was cut off for its depth is one level too deep; the host shall see that and answer.
    write_request(&request, mrb, target, &call, HAKO_MAX_DEPTH + 1);
  }
  if (request.failed) {
    hako_writer_dispose(&request);
    mrb_exc_raise(mrb, mrb_obj_value(mrb->nomem_err));
  }

  struct ruby_block block = {.proc = call.block, .frame = calling_frame(mrb)};
  if (!mrb_nil_p(call.block)) hako_push_block(&block.base);
  const uint64_t response = hako_dispatch(request.data, request.length);
  if (!mrb_nil_p(call.block)) hako_pop_block();
  hako_writer_dispose(&request);

  mrb_value value = mrb_nil_value();
  enum answer answer = ANSWER_VIOLATION;
  if (hako_packed_length(response) != 0) {
    answer = read_response(mrb, hako_packed_data(response), hako_packed_length(response), &value);
    hako_inbox_release(hako_packed_data(response));
  }
  switch (answer) {
    case ANSWER_VALUE:
      return value;
    case ANSWER_FAULT:
      mrb_exc_raise(mrb, mrb_exc_new_str(mrb, guest.service_error, value));
    case ANSWER_VIOLATION:
      break;
  }
  mrb_raise(mrb, guest.transport_error, wire_fault_text(target));
}
