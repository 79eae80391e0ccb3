// How Oniguruma is built for the guest. Its headers define their USE_ names before they include this file, so features are taken away
// here.
#ifndef HAKO_ONIGURUMA_CONFIG_H
#define HAKO_ONIGURUMA_CONFIG_H

#include <stddef.h>
#include <stdlib.h>

#define HAVE_ALLOCA_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_STDINT_H 1
#define SIZEOF_INT 4
#define SIZEOF_LONG 4
#define SIZEOF_LONG_LONG 8
#define SIZEOF_VOIDP 4

// WebAssembly has no addresses of labels.
#undef USE_GOTO_LABELS_AS_VALUES
#undef USE_THREADED_CODE
#undef USE_DIRECT_THREADED_CODE

// What the syntax of Ruby doesn't have, or only warns about.
#undef USE_CALLOUT
#undef USE_CAPTURE_HISTORY
#undef USE_REGSET
#undef USE_WARNING_REDUNDANT_NESTED_REPEAT_OPERATOR

// Its memory comes from the interpreter's heap, so that garbage is collected before linear memory grows (program.c).
void *regexp_allocate(size_t size);
void *regexp_reallocate(void *block, size_t size);
void *regexp_allocate_zeroed(size_t count, size_t size);
#define malloc regexp_allocate
#define realloc regexp_reallocate
#define calloc regexp_allocate_zeroed

// It prints a byte in error messages (program.c), with "%02x" or "\\x%02x", and warnings that nobody asks for. The C library's printf
// would bring WASI functions into the module.
void regexp_print_byte(char *text, size_t size, const char *format, unsigned byte);
#define xsnprintf regexp_print_byte
#define xvsnprintf(text, size, format, arguments) 0

#endif
