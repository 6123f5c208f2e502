// SPDX-License-Identifier: Apache-2.0
// cwe401_overwritten: a pointer is set again while it owns.
// file: cwe401_overwritten.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct packet {
  uint32_t length;
  uint8_t bytes[60];
};

ATOMIC status_t packet_pair(uint32_t length);

// file: cwe401_overwritten.c
#include "cwe401_overwritten.h"

status_t packet_pair(uint32_t length) {
  // note: 'packet' is owned from here: heap_new made it
  struct packet *packet = NEW(struct packet);
  // note: 'packet' is not null here
  if (packet == NULL) return NO_MEMORY;
  packet->length = length;
  // want: own.overwritten what 'packet' owns is lost: it is overwritten here, and nobody else holds it
  // mend: release what 'packet' owns before it is set again
  packet = NEW(struct packet);
  if (packet == NULL) return NO_MEMORY;
  packet->length = length;
  heap_delete(packet);
  return OK;
}
