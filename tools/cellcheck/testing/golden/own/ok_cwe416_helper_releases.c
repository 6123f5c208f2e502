// SPDX-License-Identifier: Apache-2.0
// ok_cwe416_helper_releases: a static function leaves the field as it was, and the only one that calls it sets it.
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

static void drop(struct connection *connection) {
  heap_delete(connection->buffer);
  connection->size = 0;
}

void connection_reset(struct connection *connection) {
  drop(connection);
  connection->buffer = NULL;
}
