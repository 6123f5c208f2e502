// SPDX-License-Identifier: Apache-2.0
// cwe416_passed_after_release: a released ring is still asked for its count.
// file: cwe416_passed_after_release.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"

ATOMIC uint32_t ring_finish(OWN struct ring *ring);

// file: cwe416_passed_after_release.c
#include "cwe416_passed_after_release.h"

// note: 'ring' is owned from here: the parameter is marked OWN
uint32_t ring_finish(struct ring *ring) {
  // note: ring_destroy took it here
  ring_destroy(ring);
  // want: own.after 'ring' is used after ring_destroy took it
  return ring_count(ring);
}
