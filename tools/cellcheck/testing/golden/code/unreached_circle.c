// SPDX-License-Identifier: Apache-2.0
// unreached_circle: functions that call each other, and that nobody else calls.
// file: unreached_circle.c
#include "kernel/lock/lock.h"

struct entry {
  void (*fn)(void);
};

static void hidden(void) {}

void there(struct entry *entry, uint32_t steps);

void back(struct entry *entry, uint32_t steps) {
  // want: code.address the address of 'hidden', which has no gate, is stored through the parameter 'entry', where it
  //   outlives the call
  entry->fn = hidden;
  if (steps > 0) there(entry, steps - 1);
}

void there(struct entry *entry, uint32_t steps) {
  // note: 'there' calls 'back' here
  if (steps > 0) back(entry, steps - 1);
}
