// SPDX-License-Identifier: Apache-2.0
// Volatile stores: a device's, an inlined one twice, one behind a volatile memset.
#include "kernel/base/cell.h"

static void device_write(volatile uint32_t *device, uint32_t value) {
  // error: device_write: a volatile store
  device[2] = value;
}

void device_start(volatile uint32_t *device);
void device_start(volatile uint32_t *device) {
  device_write(device, 1);
  device_write(device, 2);
  volatile uint32_t own = 1;
  own = own + 1;
}

CELL_UNSAFE("a register that may be written twice") void device_stop(volatile uint32_t *device);
void device_stop(volatile uint32_t *device) {
  *device = 0;
}

RAW_STATIC void device_kick(volatile uint32_t *device) {
  *device = 3;
}

void device_again(volatile uint32_t *device);
void device_again(volatile uint32_t *device) {
  device_kick(device);
}
