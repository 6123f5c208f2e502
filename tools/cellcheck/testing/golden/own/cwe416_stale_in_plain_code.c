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

// note: 'connection_reset' has no kind, so its callers elsewhere take it for READ
void connection_reset(struct connection *connection);
void connection_close(struct connection *connection);

// file: connection.c
#include "connection.h"

void connection_reset(struct connection *connection) {
  // want: kind.read 'heap_delete' is ATOMIC, and so may change what is shared, in a READ function
  // mend: make the function ATOMIC, or call what only reads
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
