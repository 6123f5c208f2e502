// SPDX-License-Identifier: Apache-2.0
// sizeof_has_no_effect: what stands in sizeof, typeof and alignof does not happen.
#include "ring.h"
size_t sizes(void) {
  typeof(ring_create(1)) none = NULL;
  return sizeof(ring_create(2)) + alignof(struct ring *) + (none == NULL) + sizeof *(&none);
}
