// The break of the heap, kept in linear memory.
//
// The C library's own sbrk asks the engine for the size of memory, which is state outside linear memory: after the host has put an
// image back, memory may be larger than when the image was taken, and an allocator that looks at the size would never find the room
// between. A break in an ordinary variable is put back with everything else, and the memory above it is found and used again.
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

// Where the initial memory ends. The allocator takes what lies before for itself at its first use.
extern char __heap_end;

static uintptr_t break_now;

void *sbrk(intptr_t increment) {
  enum { kPage = 65536 };
  if (break_now == 0) break_now = (uintptr_t)&__heap_end;
  const uintptr_t before = break_now;
  if (increment > 0) {
    const uintptr_t after = before + (uintptr_t)increment;
    const uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) * kPage;
    if (after < before) goto refused;
    if (after > have) {
      const uint64_t pages = (after - have + kPage - 1) / kPage;
      if (__builtin_wasm_memory_grow(0, (size_t)pages) == SIZE_MAX) goto refused;
    }
    break_now = after;
  } else {
    break_now = before - (uintptr_t)(-increment);
  }
  return (void *)before;

refused:
  errno = ENOMEM;
  return (void *)-1;
}
