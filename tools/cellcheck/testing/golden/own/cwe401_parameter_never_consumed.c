// SPDX-License-Identifier: Apache-2.0
// cwe401_parameter_never_consumed: an OWN parameter that the function only looks at.
// file: cwe401_parameter_never_consumed.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_close(OWN struct ring *ring);

// file: cwe401_parameter_never_consumed.c
#include "cwe401_parameter_never_consumed.h"

// note: 'ring' is owned from here: the parameter is marked OWN
uint32_t ring_close(struct ring *ring) {
  uint32_t count = ring_count(ring);
  // want: own.parameter 'ring' is marked OWN and is not consumed on this path
  return count;
}
