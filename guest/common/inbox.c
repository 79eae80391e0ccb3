#include "inbox.h"

#include <stdbool.h>
#include <stdlib.h>

// Most messages are small and are decoded before the next one arrives, so one fixed buffer spares the allocator.
static uint8_t tray[1024];
static bool tray_taken;

uint8_t *hako_inbox_alloc(size_t size) {
  if (size <= sizeof tray && !tray_taken) {
    tray_taken = true;
    return tray;
  }
  return malloc(size != 0 ? size : 1);
}

void hako_inbox_release(uint8_t *buffer) {
  if (buffer == tray) {
    tray_taken = false;
  } else {
    free(buffer);
  }
}
