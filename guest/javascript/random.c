// Random numbers: the host's, which in the hermetic profile are zeros only; then they are a sequence that is always the same.
#include <stdbool.h>
#include <string.h>
#include <wasi/api.h>

#include "guest.h"

static uint64_t next_of(uint64_t *state) {
  // splitmix64
  uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  return z ^ z >> 31;
}

static bool is_zero(const uint8_t *bytes, size_t length) {
  for (size_t i = 0; i < length; i++) {
    if (bytes[i] != 0) return false;
  }
  return true;
}

// At most a few bytes are zeros by chance only once in very long.
void javascript_fill_random(uint8_t *bytes, size_t length) {
  static enum { NOT_YET, REAL, MADE } source;
  static uint64_t state;
  if (source == NOT_YET) {
    uint8_t probe[16] = {0};
    source = __wasi_random_get(probe, sizeof probe) == __WASI_ERRNO_SUCCESS && !is_zero(probe, sizeof probe) ? REAL : MADE;
  }
  if (source == REAL && __wasi_random_get(bytes, length) == __WASI_ERRNO_SUCCESS) return;
  while (length > 0) {
    const uint64_t number = next_of(&state);
    const size_t taken = length < sizeof number ? length : sizeof number;
    memcpy(bytes, &number, taken);
    bytes += taken;
    length -= taken;
  }
}

uint64_t javascript_random_seed(void) {
  uint64_t seed = 0;
  if (__wasi_random_get((uint8_t *)&seed, sizeof seed) != __WASI_ERRNO_SUCCESS) seed = 0;
  return seed != 0 ? seed : UINT64_C(0x9e3779b97f4a7c15);
}
