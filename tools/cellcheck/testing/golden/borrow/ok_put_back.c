// SPDX-License-Identifier: Apache-2.0
// ok_put_back: state keeps a borrow only while the call lasts.
// file: ok_put_back.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

struct station {
  struct ring *current;
};

ATOMIC status_t station_with(struct ring *ring);

// file: ok_put_back.c
#include "ok_put_back.h"

CELL_STATE(struct station, station);

status_t station_with(struct ring *ring) {
  struct ring *before = station.current;
  station.current = ring;
  status_t status = ring_push(ring, 1);
  station.current = before;
  return status;
}
