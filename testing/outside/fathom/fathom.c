// SPDX-License-Identifier: Apache-2.0
#include "fathom/fathom.h"

#include <stdckdint.h>

// A fathom is six feet of 304.8 mm.
enum { TENTHS_OF_MM = 18288 };

status_t fathom_to_mm(uint64_t fathoms, uint64_t *mm) {
  uint64_t tenths;
  if (ckd_mul(&tenths, fathoms, (uint64_t)TENTHS_OF_MM)) return OUT_OF_RANGE;
  *mm = tenths / 10;
  return OK;
}
