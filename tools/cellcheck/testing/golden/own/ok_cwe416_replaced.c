// SPDX-License-Identifier: Apache-2.0
// ok_cwe416_replaced: the field gets another buffer, or none.
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

bool connection_grow(struct connection *connection, uint32_t size) {
  heap_delete(connection->buffer);
  connection->buffer = heap_new(size, 1, "buffer");
  connection->size = connection->buffer != NULL ? size : 0;
  return connection->buffer != NULL;
}
