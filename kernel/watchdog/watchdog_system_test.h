// SPDX-License-Identifier: Apache-2.0
// watchdog_system_test: what goes wrong, on purpose.
//
// Context  tasks.
// Owns     nothing.
// State    `dog_place`.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/sync/sync.h"

struct dog_stubborn {
  uint64_t before, began;
};
ATOMIC void dog_begin(struct dog_stubborn *stubborn);
ATOMIC void watchdog_forget(struct mutex *mutex);  // gives it, and forgets who waits
