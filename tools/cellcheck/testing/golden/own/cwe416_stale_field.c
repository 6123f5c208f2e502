// SPDX-License-Identifier: Apache-2.0
// cwe416_stale_field: the field keeps the address of what was released, for whoever looks next (CWE-416).
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

void connection_reset(struct connection *connection) {
  // note: heap_delete took it here
  heap_delete(connection->buffer);
  connection->size = 0;
  // want: own.after 'connection->buffer' still names what is gone when the function returns
  // mend: set 'connection->buffer' to null when it goes
}
