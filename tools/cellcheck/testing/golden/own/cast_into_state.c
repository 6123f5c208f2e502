// SPDX-License-Identifier: Apache-2.0
// cast_into_state: an owned pointer goes into state as a number.
// file: cast_into_state.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

struct station {
  uint64_t ring;
};

ATOMIC status_t station_start(uint32_t slots);

// file: cast_into_state.c
#include "cast_into_state.h"

CELL_STATE(struct station, station);

status_t station_start(uint32_t slots) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(slots);
  // note: 'ring' is not null here
  if (ring == NULL) return NO_MEMORY;
  // want: own.cast 'ring' goes into 'station.ring' as a number that nothing says owns it
  // note: it becomes a number here
  // mend: mark 'station.ring' OWN, or keep the pointer
  station.ring = (uint64_t)ring;
  return OK;
}
