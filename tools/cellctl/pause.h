// SPDX-License-Identifier: Apache-2.0
// pause: finds in the output of a swap how long the system stood still, and shows numbers as people read them.
//
// Context  one thread.
// Owns     nothing.
// State    struct pause_watch, the caller's, zero at first.
// Errors   none: what is not found is "".
#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

struct pause_watch {
  char line[256];  // what there is of it so far; longer ones are cut
  size_t count;
  char found[64];  // "12 us", from the last line that has "paused 12 us"
};

void pause_look(struct pause_watch *watch, const void *bytes, size_t count);
// 1234567 as "1,234,567".
const char *pause_grouped(uint64_t number, char *text, size_t size);

#ifdef __cplusplus
}
#endif
