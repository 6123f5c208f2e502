// SPDX-License-Identifier: Apache-2.0
// The controller of unit tests: remembers what was asked of it.
#include "kernel/interrupt/controller/host.h"

CELL_STATE(struct controller_host, controller_host);

struct controller_host *controller_host_now(void) {
  return &controller_host;
}

uint32_t controller_lines(void) {
  return controller_host.lines;
}

bool controller_end(uint32_t vector) {
  controller_host.ended++;
  return vector != CONTROLLER_HOST_SPURIOUS;
}

void controller_unmask(uint32_t line) {
  controller_host.open |= UINT32_C(1) << line;
}

void controller_mask(uint32_t line) {
  controller_host.open &= ~(UINT32_C(1) << line);
}

status_t controller_timer(uint64_t cycles_hertz) {
  if (controller_host.stands_still) return UNSUPPORTED;
  controller_host.hertz = cycles_hertz;
  return OK;
}

void controller_alarm(uint64_t cycles) {
  controller_host.alarm = cycles;
}

void controller_alarm_soon(void) {
  controller_host.alarm = CONTROLLER_HOST_SOON;
}

uint32_t controller_self(void) {
  return 0;
}

status_t controller_reset(uint32_t) {
  return UNSUPPORTED;
}

status_t controller_start(uint32_t, uint32_t) {
  return UNSUPPORTED;
}

void controller_join(void) {}
status_t controller_signal(uint32_t) {
  return UNSUPPORTED;
}
status_t controller_urge(uint32_t) {
  return UNSUPPORTED;
}

void controller_renew(void) {
  controller_host.renewed++;
}
