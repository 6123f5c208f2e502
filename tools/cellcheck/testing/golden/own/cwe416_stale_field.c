// SPDX-License-Identifier: Apache-2.0
// cwe416_stale_field: the field keeps the address of what was released, for whoever looks next (CWE-416).
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

void connection_reset(struct connection *connection) {
  heap_delete(connection->buffer);
  connection->size = 0;
}
