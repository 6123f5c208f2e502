// SPDX-License-Identifier: Apache-2.0
// annotation_unsafe_without_reason: CELL_UNSAFE without a reason, and before a type.
#include "kernel/base/cell.h"
// want: front.annotation CELL_UNSAFE without a reason
CELL_UNSAFE("") uint32_t one(void) {
  return 1;
}
// want: front.annotation CELL_UNSAFE means nothing on a type, here 'struct two'
struct CELL_UNSAFE("never") two {
  uint32_t word;
};
