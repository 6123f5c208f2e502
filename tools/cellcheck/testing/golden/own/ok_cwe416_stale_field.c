// SPDX-License-Identifier: Apache-2.0
// ok_cwe416_stale_field: the field is set to NULL.
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

void connection_reset(struct connection *connection) {
  heap_delete(connection->buffer);
  connection->buffer = NULL;
  connection->size = 0;
}
