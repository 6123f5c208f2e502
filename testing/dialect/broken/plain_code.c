// SPDX-License-Identifier: Apache-2.0
// Plain code that calls a cell: each cell would have a copy of it with slots of its own.
#include "kernel/console/console.h"

void plain_say(void);

void plain_say(void) {
  console_print("plain\n");
}
