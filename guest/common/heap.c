// The break of the heap, kept in linear memory.
//
// The C library's own sbrk asks the engine for the size of memory, which is state outside linear memory: after the host has put an
// image back, memory may be larger than when the image was taken, and an allocator that looks at the size would never find the room
// between, or would behave differently for having found it. The break and the size that the heap knows of are ordinary variables, which
// are put back with everything else; memory that is there already is taken as if it had been grown.
#include "heap.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

// Where the initial memory ends. The allocator takes what lies before for itself at its first use.
extern char __heap_end;

static uintptr_t break_now;

// The size of linear memory as far as the heap has taken it: for the host, which finds its address among the exported globals.
uint32_t __hako_memory_in_use;

// A byte for the stores that the host puts into loops which write nowhere else, so that it can stop them. On a page that is written
// anyway.
volatile uint8_t __hako_scratch;

// Where memory may grow to before the interpreter is asked to collect, whether it may be asked just now, and the break that was then
// refused, 0 for none. Volatile, because the compiler knows realloc and believes that it touches no variables of ours.
static uintptr_t collect_above;
static volatile bool may_refuse;
static volatile uintptr_t refused;

void *sbrk(intptr_t increment) {
  enum { kPage = 65536 };
  if (break_now == 0) {
    break_now = (uintptr_t)&__heap_end;
    __hako_memory_in_use = (uint32_t)(uintptr_t)&__heap_end;
  }
  const uintptr_t before = break_now;
  if (increment > 0) {
    const uintptr_t after = before + (uintptr_t)increment;
    if (after < before) goto no_memory;
    if (after > __hako_memory_in_use) {
      // The allocator tries twice, so the refusal has to last until it gives up.
      if (may_refuse && after > collect_above) {
        refused = after;
        goto no_memory;
      }
      const uint64_t wanted = ((uint64_t)after + kPage - 1) / kPage;
      const uint64_t have = __builtin_wasm_memory_size(0);
      if (wanted * kPage > UINT32_MAX) goto no_memory;
      if (wanted > have && __builtin_wasm_memory_grow(0, (size_t)(wanted - have)) == SIZE_MAX) goto no_memory;
      __hako_memory_in_use = (uint32_t)(wanted * kPage);
    }
    break_now = after;
  } else {
    break_now = before - (uintptr_t)(-increment);
  }
  return (void *)before;

no_memory:
  errno = ENOMEM;
  return (void *)-1;
}

void *heap_reallocate(void *block, size_t size) {
  if (size == 0) {
    free(block);
    return NULL;
  }
  may_refuse = true;
  void *moved = realloc(block, size);
  may_refuse = false;
  const uintptr_t wanted = refused;
  if (wanted != 0) {
    // The next collection is due when memory has grown by another quarter, so that collecting stays a small part of the work.
    enum { kLeastStep = 262144 };
    const uintptr_t grown = wanted - (uintptr_t)&__heap_end;
    const uintptr_t step = grown / 4 > kLeastStep ? grown / 4 : kLeastStep;
    collect_above = wanted > UINTPTR_MAX - step ? UINTPTR_MAX : wanted + step;
    refused = 0;
  }
  return moved;
}
