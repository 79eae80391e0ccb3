// Buffers that the host fills: Responses, yield arguments, the invocation envelope. Behind __kobako_alloc.
//
// The ABI never frees them, so whoever consumes one gives it back here; otherwise a script that calls a Service a thousand times
// for a megabyte each would exhaust its memory.
#ifndef HAKO_GUEST_INBOX_H
#define HAKO_GUEST_INBOX_H

#include <stddef.h>
#include <stdint.h>

// NULL when memory is exhausted.
uint8_t *hako_inbox_alloc(size_t size);

// Ends the life of a buffer that hako_inbox_alloc returned.
void hako_inbox_release(uint8_t *buffer);

#endif
