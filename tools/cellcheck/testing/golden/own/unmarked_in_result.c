// SPDX-License-Identifier: Apache-2.0
// unmarked_in_result: what a new object keeps in a member without a mark.
// file: unmarked_in_result.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "ring.h"

struct port {
  struct ring *ring;
  uint32_t number;
};

ATOMIC OWN_RET struct port *port_create(uint32_t number);

// file: unmarked_in_result.c
#include "unmarked_in_result.h"

struct port *port_create(uint32_t number) {
  struct port *port = NEW(struct port);
  if (port == NULL) return NULL;
  port->number = number;
  // want: own.unmarked 'ring' goes out in the member 'ring', which is not marked as owning
  // note: 'ring' is owned from here: ring_create made it
  port->ring = ring_create(16);
  return port;
}
