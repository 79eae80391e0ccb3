// Memory for an interpreter whose collector should run before linear memory grows.
#ifndef HAKO_GUEST_HEAP_H
#define HAKO_GUEST_HEAP_H

#include <stddef.h>

// As realloc, and frees for size 0. Now and then it returns NULL where memory would have to grow: the interpreter then collects its
// garbage and asks again, and that time memory grows if it still has to. Without this, a script that makes and drops large strings
// would reach its memory limit on garbage, because interpreters count objects and not bytes.
void *heap_reallocate(void *block, size_t size);

#endif
