// The border of the module: what the guest imports from the host and how it names its exports (spec/guest-abi.md, section 1).
#ifndef HAKO_GUEST_ABI_H
#define HAKO_GUEST_ABI_H

#include <stddef.h>
#include <stdint.h>

#define HAKO_ABI_VERSION 2

#define HAKO_EXPORT(name) __attribute__((export_name(name)))
#define HAKO_IMPORT(module, name) __attribute__((import_module(module), import_name(name)))

// Calls a Service. The host copies the Request before it does anything else; the answer is a packed buffer that the host got from
// hako_inbox_alloc, or of length zero.
HAKO_IMPORT("env", "__kobako_dispatch")
uint64_t hako_dispatch(const uint8_t *request, size_t length);

// Pointer in the upper half, length in the lower.
static inline uint64_t hako_pack(const void *data, size_t length) { return ((uint64_t)(uintptr_t)data << 32) | (uint64_t)(uint32_t)length; }
static inline uint8_t *hako_packed_data(uint64_t packed) { return (uint8_t *)(uintptr_t)(packed >> 32); }
static inline size_t hako_packed_length(uint64_t packed) { return (size_t)(packed & UINT32_MAX); }

#endif
