// IO: output only, on the two channels that the host captures (spec/ruby-guest.md, section 8).
#include "guest.h"

#include <mruby/array.h>
#include <mruby/class.h>
#include <mruby/data.h>
#include <mruby/string.h>
#include <mruby/variable.h>
#include <wasi/api.h>

// From mruby-sprintf, which has no header.
mrb_value mrb_str_format(mrb_state *mrb, mrb_int count, const mrb_value *arguments, mrb_value format);

static const struct mrb_data_type io_type = {"IO", NULL};

static __wasi_fd_t descriptor_of(mrb_state *mrb, mrb_value self) { return (__wasi_fd_t)(uintptr_t)mrb_data_get_ptr(mrb, self, &io_type); }

// What the host accepted. It says less when the cap is reached; that is no error.
static size_t emit(__wasi_fd_t descriptor, const __wasi_ciovec_t *vectors, size_t count) {
  size_t written = 0;
  return __wasi_fd_write(descriptor, vectors, count, &written) == __WASI_ERRNO_SUCCESS ? written : 0;
}

static __wasi_ciovec_t vector_of(mrb_value text) {
  return (__wasi_ciovec_t){.buf = (const uint8_t *)RSTRING_PTR(text), .buf_len = (size_t)RSTRING_LEN(text)};
}

static mrb_value io_initialize(mrb_state *mrb, mrb_value self) {
  mrb_value number, mode;
  mrb_get_args(mrb, "oo", &number, &mode);
  const mrb_int descriptor = mrb_as_int(mrb, number);
  if (descriptor != 1 && descriptor != 2) {
    mrb_raise(mrb, E_ARGUMENT_ERROR, "kobako IO only supports fd 1 (stdout) or fd 2 (stderr)");
  }
  if (!mrb_string_p(mode) || !mrb_str_equal(mrb, mode, mrb_str_new_lit(mrb, "w"))) {
    mrb_raise(mrb, E_ARGUMENT_ERROR, "kobako IO only supports mode \"w\"");
  }
  mrb_data_init(self, (void *)(uintptr_t)descriptor, &io_type);
  return self;
}

static mrb_value io_copy(mrb_state *mrb, mrb_value self) {
  const mrb_value original = mrb_get_arg1(mrb);
  mrb_data_init(self, (void *)(uintptr_t)descriptor_of(mrb, original), &io_type);
  return self;
}

static mrb_value io_write(mrb_state *mrb, mrb_value self) {
  const mrb_value *objects;
  mrb_int count;
  mrb_get_args(mrb, "*", &objects, &count);
  const __wasi_fd_t descriptor = descriptor_of(mrb, self);
  size_t written = 0;
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < count; i++) {
    const __wasi_ciovec_t vector = vector_of(mrb_obj_as_string(mrb, objects[i]));
    written += emit(descriptor, &vector, 1);
    mrb_gc_arena_restore(mrb, arena);
  }
  return mrb_int_value(mrb, (mrb_int)written);
}

// --- Methods made of `write` ---

// Where a composite method writes to: straight to the host, unless the receiver has a `write` of its own, which then sees everything.
struct sink {
  mrb_value io;
  bool direct;
  __wasi_fd_t descriptor;
  mrb_value newline;
};

static struct sink sink_of(mrb_state *mrb, mrb_value io) {
  struct sink sink = {.io = io, .direct = mrb_func_basic_p(mrb, io, mrb_intern_lit(mrb, "write"), io_write)};
  if (sink.direct) sink.descriptor = descriptor_of(mrb, io);
  else sink.newline = mrb_str_new_lit(mrb, "\n");
  return sink;
}

static void put(mrb_state *mrb, const struct sink *sink, mrb_value text) {
  if (sink->direct) {
    const __wasi_ciovec_t vector = vector_of(text);
    emit(sink->descriptor, &vector, 1);
  } else {
    mrb_funcall(mrb, sink->io, "write", 1, text);
  }
}

static void put_newline(mrb_state *mrb, const struct sink *sink) {
  if (sink->direct) {
    const __wasi_ciovec_t vector = {.buf = (const uint8_t *)"\n", .buf_len = 1};
    emit(sink->descriptor, &vector, 1);
  } else {
    mrb_funcall(mrb, sink->io, "write", 1, sink->newline);
  }
}

static void put_line(mrb_state *mrb, const struct sink *sink, mrb_value text) {
  if (sink->direct) {
    const __wasi_ciovec_t vectors[] = {vector_of(text), {.buf = (const uint8_t *)"\n", .buf_len = 1}};
    emit(sink->descriptor, vectors, 2);
  } else {
    put(mrb, sink, text);
    put_newline(mrb, sink);
  }
}

static mrb_value io_print(mrb_state *mrb, mrb_value self) {
  const mrb_value *objects;
  mrb_int count;
  mrb_get_args(mrb, "*", &objects, &count);
  const struct sink sink = sink_of(mrb, self);
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < count; i++) {
    put(mrb, &sink, mrb_obj_as_string(mrb, objects[i]));
    mrb_gc_arena_restore(mrb, arena);
  }
  return mrb_nil_value();
}

// The arrays that are being written, innermost first: one that contains itself must not be followed for ever.
struct nesting {
  mrb_value array;
  const struct nesting *outer;
  int depth;
};

enum { kMaxNesting = 256 };

static void put_lines(mrb_state *mrb, const struct sink *sink, mrb_value object, const struct nesting *outer) {
  const mrb_value array = ruby_implicit_array(mrb, object);
  if (mrb_array_p(array)) object = array;
  if (!mrb_array_p(object)) {
    const mrb_value text = mrb_obj_as_string(mrb, object);
    const mrb_int length = RSTRING_LEN(text);
    if (length > 0 && RSTRING_PTR(text)[length - 1] == '\n') put(mrb, sink, text);
    else put_line(mrb, sink, text);
    return;
  }
  for (const struct nesting *level = outer; level != NULL; level = level->outer) {
    if (mrb_obj_eq(mrb, level->array, object)) {
      put_line(mrb, sink, mrb_str_new_lit(mrb, "[...]"));
      return;
    }
  }
  const struct nesting here = {.array = object, .outer = outer, .depth = outer != NULL ? outer->depth + 1 : 1};
  if (here.depth > kMaxNesting) mrb_exc_raise(mrb, mrb_obj_value(mrb->stack_err));
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < RARRAY_LEN(object); i++) {
    put_lines(mrb, sink, RARRAY_PTR(object)[i], &here);
    mrb_gc_arena_restore(mrb, arena);
  }
}

static mrb_value io_puts(mrb_state *mrb, mrb_value self) {
  const mrb_value *objects;
  mrb_int count;
  mrb_get_args(mrb, "*", &objects, &count);
  const struct sink sink = sink_of(mrb, self);
  if (count == 0) put_newline(mrb, &sink);
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < count; i++) {
    put_lines(mrb, &sink, objects[i], NULL);
    mrb_gc_arena_restore(mrb, arena);
  }
  return mrb_nil_value();
}

static mrb_value io_p(mrb_state *mrb, mrb_value self) {
  const mrb_value *objects;
  mrb_int count;
  mrb_get_args(mrb, "*", &objects, &count);
  const struct sink sink = sink_of(mrb, self);
  const int arena = mrb_gc_arena_save(mrb);
  for (mrb_int i = 0; i < count; i++) {
    put_line(mrb, &sink, mrb_inspect(mrb, objects[i]));
    mrb_gc_arena_restore(mrb, arena);
  }
  if (count == 0) return mrb_nil_value();
  return count == 1 ? objects[0] : mrb_ary_new_from_values(mrb, count, objects);
}

static mrb_value io_printf(mrb_state *mrb, mrb_value self) {
  const mrb_value *arguments;
  mrb_int count;
  mrb_get_args(mrb, "*", &arguments, &count);
  if (count == 0) mrb_raise(mrb, E_ARGUMENT_ERROR, "too few arguments");
  const struct sink sink = sink_of(mrb, self);
  put(mrb, &sink, mrb_str_format(mrb, count - 1, arguments + 1, mrb_ensure_string_type(mrb, arguments[0])));
  return mrb_nil_value();
}

static mrb_value io_putc(mrb_state *mrb, mrb_value self) {
  const mrb_value object = mrb_get_arg1(mrb);
  const struct sink sink = sink_of(mrb, self);
  if (mrb_integer_p(object)) {
    const char byte = (char)mrb_integer(object);
    put(mrb, &sink, mrb_str_new(mrb, &byte, 1));
  } else {
    const mrb_value text = mrb_obj_as_string(mrb, object);
    if (RSTRING_LEN(text) > 0) put(mrb, &sink, mrb_str_new(mrb, RSTRING_PTR(text), 1));
  }
  return object;
}

static mrb_value io_append(mrb_state *mrb, mrb_value self) {
  const mrb_value object = mrb_get_arg1(mrb);
  const struct sink sink = sink_of(mrb, self);
  put(mrb, &sink, mrb_obj_as_string(mrb, object));
  return self;
}

// --- Attributes ---

static mrb_value io_fileno(mrb_state *mrb, mrb_value self) { return mrb_fixnum_value((mrb_int)descriptor_of(mrb, self)); }

static mrb_value answer_false(mrb_state *mrb, mrb_value self) { return mrb_false_value(); }

static mrb_value answer_self(mrb_state *mrb, mrb_value self) { return self; }

// Nothing is buffered, so the flag is only remembered. Its name has no @ and so is out of reach of reflection.
#define SYNC_VARIABLE mrb_intern_lit(mrb, "__sync__")

static mrb_value io_sync(mrb_state *mrb, mrb_value self) {
  const mrb_value value = mrb_iv_get(mrb, self, SYNC_VARIABLE);
  return mrb_nil_p(value) ? mrb_true_value() : value;
}

static mrb_value io_set_sync(mrb_state *mrb, mrb_value self) {
  const mrb_value value = mrb_get_arg1(mrb);
  mrb_iv_set(mrb, self, SYNC_VARIABLE, value);
  return value;
}

// --- Kernel ---

// Calls the same method of what the global variable holds at this moment.
static mrb_value delegate(mrb_state *mrb, mrb_value self, const char *global, const char *method) {
  const mrb_value *arguments;
  mrb_int count;
  ruby_private(mrb, self);
  mrb_get_args(mrb, "*", &arguments, &count);
  const mrb_value io = mrb_gv_get(mrb, mrb_intern_cstr(mrb, global));
  return mrb_funcall_argv(mrb, io, mrb_intern_cstr(mrb, method), count, arguments);
}

static mrb_value kernel_print(mrb_state *mrb, mrb_value self) { return delegate(mrb, self, "$stdout", "print"); }
static mrb_value kernel_puts(mrb_state *mrb, mrb_value self) { return delegate(mrb, self, "$stdout", "puts"); }
static mrb_value kernel_p(mrb_state *mrb, mrb_value self) { return delegate(mrb, self, "$stdout", "p"); }
static mrb_value kernel_printf(mrb_state *mrb, mrb_value self) { return delegate(mrb, self, "$stdout", "printf"); }
static mrb_value kernel_warn(mrb_state *mrb, mrb_value self) { return delegate(mrb, self, "$stderr", "puts"); }
static mrb_value kernel_putc(mrb_state *mrb, mrb_value self) {
  delegate(mrb, self, "$stdout", "putc");
  return mrb_nil_value();
}

static void define_channel(mrb_state *mrb, struct RClass *io, mrb_int descriptor, const char *constant, const char *global) {
  const mrb_value arguments[] = {mrb_fixnum_value(descriptor), mrb_str_new_lit(mrb, "w")};
  const mrb_value channel = mrb_obj_new(mrb, io, 2, arguments);
  mrb_define_const(mrb, mrb->object_class, constant, channel);
  mrb_gv_set(mrb, mrb_intern_cstr(mrb, global), channel);
}

void ruby_define_io(mrb_state *mrb) {
  struct RClass *io = mrb_define_class(mrb, "IO", mrb->object_class);
  MRB_SET_INSTANCE_TT(io, MRB_TT_CDATA);
  mrb_define_method(mrb, io, "initialize", io_initialize, MRB_ARGS_REQ(2));
  mrb_define_method(mrb, io, "initialize_copy", io_copy, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, io, "write", io_write, MRB_ARGS_ANY());
  mrb_define_method(mrb, io, "print", io_print, MRB_ARGS_ANY());
  mrb_define_method(mrb, io, "puts", io_puts, MRB_ARGS_ANY());
  mrb_define_method(mrb, io, "p", io_p, MRB_ARGS_ANY());
  mrb_define_method(mrb, io, "printf", io_printf, MRB_ARGS_ANY());
  mrb_define_method(mrb, io, "putc", io_putc, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, io, "<<", io_append, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, io, "fileno", io_fileno, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "to_i", io_fileno, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "tty?", answer_false, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "isatty", answer_false, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "closed?", answer_false, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "sync", io_sync, MRB_ARGS_NONE());
  mrb_define_method(mrb, io, "sync=", io_set_sync, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, io, "flush", answer_self, MRB_ARGS_NONE());
  define_channel(mrb, io, 1, "STDOUT", "$stdout");
  define_channel(mrb, io, 2, "STDERR", "$stderr");

  struct RClass *kernel = mrb->kernel_module;
  mrb_define_method(mrb, kernel, "print", kernel_print, MRB_ARGS_ANY());
  mrb_define_method(mrb, kernel, "puts", kernel_puts, MRB_ARGS_ANY());
  mrb_define_method(mrb, kernel, "p", kernel_p, MRB_ARGS_ANY());
  mrb_define_method(mrb, kernel, "printf", kernel_printf, MRB_ARGS_ANY());
  mrb_define_method(mrb, kernel, "putc", kernel_putc, MRB_ARGS_REQ(1));
  mrb_define_method(mrb, kernel, "warn", kernel_warn, MRB_ARGS_ANY());
}
