// SPDX-License-Identifier: Apache-2.0
// cwe416_stale_in_plain_code: plain code has no kinds, and its public header shows others a function whose callers nobody sees (CWE-416).
// file: connection.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct connection {
  OWN uint8_t *buffer;
  uint32_t size;
};

void connection_reset(struct connection *connection);
void connection_close(struct connection *connection);

// file: connection.c
#include "connection.h"

void connection_reset(struct connection *connection) {
  // note: heap_delete took it here
  heap_delete(connection->buffer);
  connection->size = 0;
  // want: own.after 'connection->buffer' still names what is gone when the function returns
  // mend: set 'connection->buffer' to null when it goes
}

void connection_close(struct connection *connection) {
  connection_reset(connection);
  connection->buffer = NULL;
}
