// Time as the interpreter sees it, instead of the C library's functions: nobody waits in a sandbox, so the clocks go on by as much as
// timers would have waited. They are not read before a script asks.
#include <errno.h>
#include <sys/time.h>
#include <time.h>
#include <wasi/api.h>

#include "guest.h"

enum { kNanosecondsInSecond = 1000000000 };

static uint64_t skipped;  // nanoseconds

static uint64_t now(__wasi_clockid_t clock) {
  __wasi_timestamp_t time;
  if (__wasi_clock_time_get(clock, 1, &time) != __WASI_ERRNO_SUCCESS) time = 0;
  return time + skipped;
}

double javascript_now(void) { return (double)now(__WASI_CLOCKID_MONOTONIC) / 1e6; }

void javascript_skip(double milliseconds) { skipped += (uint64_t)(milliseconds * 1e6); }

int clock_gettime(clockid_t clock, struct timespec *time) {
  const uint64_t nanoseconds = now(clock == CLOCK_REALTIME ? __WASI_CLOCKID_REALTIME : __WASI_CLOCKID_MONOTONIC);
  time->tv_sec = (time_t)(nanoseconds / kNanosecondsInSecond);
  time->tv_nsec = (long)(nanoseconds % kNanosecondsInSecond);
  return 0;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
  const uint64_t nanoseconds = now(__WASI_CLOCKID_REALTIME);
  time->tv_sec = (time_t)(nanoseconds / kNanosecondsInSecond);
  time->tv_usec = (suseconds_t)(nanoseconds % kNanosecondsInSecond / 1000);
  return 0;
}

// There is only UTC.
struct tm *localtime_r(const time_t *restrict time, struct tm *restrict parts) {
  gmtime_r(time, parts);
  return parts;
}
