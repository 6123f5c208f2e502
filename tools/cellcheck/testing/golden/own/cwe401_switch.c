// SPDX-License-Identifier: Apache-2.0
// cwe401_switch: one case of the switch forgets the buffer (CWE-401).
#include "kernel/heap/heap.h"

enum command { COMMAND_READ, COMMAND_WRITE, COMMAND_FLUSH };

status_t command_run(enum command command, uint32_t size) {
  // note: 'buffer' is owned from here: heap_new made it
  uint8_t *buffer = heap_new(size, 512, "sector");
  // note: 'buffer' is not null here
  if (buffer == NULL) return NO_MEMORY;
  status_t status = OK;
  // note: 'command' is 2 here
  switch (command) {
  case COMMAND_READ: buffer[0] = 1; break;
  case COMMAND_WRITE: buffer[0] = 2; break;
  case COMMAND_FLUSH:
    // want: own.leak 'buffer' is lost here, and nobody else holds it
    // note: 'size' is above 4096 here
    if (size > 4096) return OUT_OF_RANGE;
    break;
  default: status = INVALID; break;
  }
  heap_delete(buffer);
  return status;
}
