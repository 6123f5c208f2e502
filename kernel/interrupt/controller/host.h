// SPDX-License-Identifier: Apache-2.0
// host: what a unit test sees of, and says to, the interrupt controller below kernel/interrupt:lines.
//
// Context  the test's one thread.
// State    `controller_host`, which the test reads and writes.
// Errors   none.
#pragma once
#include "kernel/interrupt/controller/controller.h"

enum { CONTROLLER_HOST_SPURIOUS = 63 };
#define CONTROLLER_HOST_SOON (UINT64_MAX - 1)  // the alarm after controller_alarm_soon

struct controller_host {
  uint32_t lines, open;  // open: a bit for each line that is not masked
  uint64_t ended, renewed, hertz, alarm;
  bool stands_still;  // the timer's counter
};
RAW VIEW_RET struct controller_host *controller_host_now(void);
