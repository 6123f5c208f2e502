// SPDX-License-Identifier: Apache-2.0
// labels: labels at ends of blocks, unused ones, and two on one statement.
#include "ring.h"
void labels(uint32_t word) {
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(1);
  // note: 'word' is not 0 here
  if (word == 0) goto last;
  // note: 'word' is 1 here
  if (word == 1) goto second;
unused:
  ring_destroy(ring);
  return;
first:
second:
  word++;
  goto end;
last:
  ring_destroy(ring);
end:
  // want: own.leak 'ring' is lost here, and nobody else holds it
}
