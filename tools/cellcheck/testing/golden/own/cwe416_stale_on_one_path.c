// SPDX-License-Identifier: Apache-2.0
// cwe416_stale_on_one_path: the field is set to null where it was full, and still names the buffer where it was not (CWE-416).
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size, used;
};

void connection_reset(struct connection *connection) {
  // note: heap_delete took it here
  heap_delete(connection->buffer);
  // want: own.after 'connection->buffer' still names what is gone when the function returns
  // note: the condition is true here
  // mend: set 'connection->buffer' to null when it goes
  if (connection->used < connection->size) return;
  connection->buffer = NULL;
}
