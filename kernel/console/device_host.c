// SPDX-License-Identifier: Apache-2.0
// device_host: the console device of unit tests; collects output in memory, takes input from the test.
#include "kernel/console/device_host.h"

struct device_host_state {
  bool absent;
  bool (*received)(uint8_t byte);
  void (*observer)(uint8_t byte);
  uint64_t lost;
  size_t length;
  char output[DEVICE_HOST_OUTPUT + 1];
};

CELL_STATE(struct device_host_state, device_host);

void device_put_now(uint8_t byte) {
  if (device_host.observer != NULL) device_host.observer(byte);
  if (device_host.absent) return;
  if (device_host.length < DEVICE_HOST_OUTPUT) device_host.output[device_host.length] = (char)byte;
  device_host.length++;
}

status_t device_start(bool (*received)(uint8_t byte)) {
  if (device_host.absent) return UNSUPPORTED;
  device_host.received = received;
  return OK;
}

uint64_t device_lost(void) {
  return device_host.lost;
}

void device_host_reset(void) {
  device_host.absent = false;
  device_host.received = NULL;
  device_host.observer = NULL;
  device_host.lost = 0;
  device_host_forget();
}

const char *device_host_output(void) {
  size_t stored = device_host.length < DEVICE_HOST_OUTPUT ? device_host.length : DEVICE_HOST_OUTPUT;
  device_host.output[stored] = '\0';
  return device_host.output;
}

size_t device_host_output_length(void) {
  return device_host.length;
}

void device_host_forget(void) {
  device_host.length = 0;
}

bool device_host_type(uint8_t byte) {
  return device_host.received != NULL && device_host.received(byte);
}

void device_host_set_present(bool present) {
  device_host.absent = !present;
}

void device_host_set_lost(uint64_t lost) {
  device_host.lost = lost;
}

void device_host_on_put(void (*observer)(uint8_t byte)) {
  device_host.observer = observer;
}
