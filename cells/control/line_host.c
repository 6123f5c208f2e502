// SPDX-License-Identifier: Apache-2.0
// line_host: the control line of unit tests; collects output in memory, takes input from the test.
#include "cells/control/line_host.h"

struct line_host_state {
  bool absent;
  bool (*received)(uint8_t byte);
  uint32_t burst;
  uint64_t lost;
  size_t length;
  uint8_t output[LINE_HOST_OUTPUT];
};

CELL_STATE(struct line_host_state, line_host) = {.burst = 16};

uint32_t control_line_put(const uint8_t *bytes, uint32_t count) {
  uint32_t taken = line_host.absent ? 0 : count < line_host.burst ? count : line_host.burst;
  for (uint32_t i = 0; i < taken; i++, line_host.length++)
    if (line_host.length < LINE_HOST_OUTPUT) line_host.output[line_host.length] = bytes[i];
  return taken;
}

status_t control_line_start(bool (*received)(uint8_t byte)) {
  if (line_host.absent) return UNSUPPORTED;
  line_host.received = received;
  return OK;
}

uint64_t control_line_lost(void) {
  return line_host.lost;
}

void line_host_reset(void) {
  line_host.absent = false;
  line_host.received = NULL;
  line_host.burst = 16;
  line_host.lost = 0;
  line_host_forget();
}

const uint8_t *line_host_output(void) {
  return line_host.output;
}

size_t line_host_output_length(void) {
  return line_host.length < LINE_HOST_OUTPUT ? line_host.length : LINE_HOST_OUTPUT;
}

void line_host_forget(void) {
  line_host.length = 0;
}

bool line_host_type(uint8_t byte) {
  return line_host.received != NULL && line_host.received(byte);
}

void line_host_set_present(bool present) {
  line_host.absent = !present;
}

void line_host_set_burst(uint32_t bytes) {
  line_host.burst = bytes;
}

void line_host_set_lost(uint64_t lost) {
  line_host.lost = lost;
}
