// SPDX-License-Identifier: Apache-2.0
// vectors: vector types.
#include "kernel/base/cell.h"
typedef uint32_t quad __attribute__((vector_size(16)));
uint32_t first(const quad *from) {
  quad words = *from + 1;
  return words[0];
}
