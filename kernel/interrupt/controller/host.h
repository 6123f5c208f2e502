// SPDX-License-Identifier: Apache-2.0
// host: what a unit test sees of, and says to, the interrupt controller below kernel/interrupt:lines.
//
// Context  the test's one thread.
// State    `controller_host`, which the test reads and writes.
// Errors   none.
#pragma once
#include "kernel/interrupt/controller/controller.h"

enum { CONTROLLER_HOST_SPURIOUS = 63 };

struct controller_host {
  uint32_t lines, open;  // open: a bit for each line that is not masked
  uint64_t ended, renewed, period;
  bool stands_still;  // the timer's counter
};
RAW VIEW_RET struct controller_host *controller_host_now(void);
