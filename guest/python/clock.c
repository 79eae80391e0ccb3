// Time as the interpreter sees it, instead of the C library's functions: nobody waits in a sandbox, so a sleep is over at once, and the
// clocks go on by as much.
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>
#include <wasi/api.h>

enum { kNanosecondsInSecond = 1000000000 };

static uint64_t slept;  // nanoseconds

static bool now(clockid_t clock, uint64_t *nanoseconds) {
  const __wasi_clockid_t id = clock == CLOCK_REALTIME ? __WASI_CLOCKID_REALTIME : __WASI_CLOCKID_MONOTONIC;
  __wasi_timestamp_t time;
  if (__wasi_clock_time_get(id, 1, &time) != __WASI_ERRNO_SUCCESS) return false;
  *nanoseconds = time + slept;
  return true;
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  uint64_t nanoseconds;
  if (!now(clock, &nanoseconds)) {
    errno = EINVAL;
    return -1;
  }
  time->tv_sec = (time_t)(nanoseconds / kNanosecondsInSecond);
  time->tv_nsec = (long)(nanoseconds % kNanosecondsInSecond);
  return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *request, struct timespec *rest) {
  if (request->tv_sec < 0 || request->tv_nsec < 0 || request->tv_nsec >= kNanosecondsInSecond) return EINVAL;
  const uint64_t time = (uint64_t)request->tv_sec * kNanosecondsInSecond + (uint64_t)request->tv_nsec;
  uint64_t from = 0;
  if ((flags & TIMER_ABSTIME) != 0 && !now(clock, &from)) return EINVAL;
  if (time > from) slept += time - from;
  return 0;
}
