// SPDX-License-Identifier: Apache-2.0
// kept_as_number: a borrow is kept as a number.
// file: kept_as_number.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

struct registry {
  uint64_t ring;
};

ATOMIC void registry_note(struct ring *ring);

// file: kept_as_number.c
#include "kept_as_number.h"

CELL_STATE(struct registry, registry);

void registry_note(struct ring *ring) {
  // want: borrow.kept 'registry.ring' keeps 'ring', which is borrowed, when the function returns
  registry.ring = (uint64_t)ring;
}
