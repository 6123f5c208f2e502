// SPDX-License-Identifier: Apache-2.0
// function_pointers: functions that return pointers to functions, and arrays of them.
#include "ring.h"
typedef uint32_t (*counter)(const struct ring *);
static counter choose(bool is_first) {
  return is_first ? ring_count : NULL;
}
uint32_t (*direct(void))(const struct ring *) {
  return ring_count;
}
uint32_t call(bool is_first) {
  const counter counters[2] = {choose(is_first), direct()};
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'counters[]' is null here
  if (counters[0] == NULL) return 0;
  uint32_t count = counters[1](ring) + (*counters[0])(ring) + direct()(ring);
  ring_destroy(ring);
  return count;
}
