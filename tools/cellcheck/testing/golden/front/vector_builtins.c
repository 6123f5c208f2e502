// SPDX-License-Identifier: Apache-2.0
// vector_builtins: builtins on vectors.
#include "kernel/base/cell.h"
typedef uint32_t quad __attribute__((vector_size(16)));
typedef float floats __attribute__((vector_size(16)));
uint32_t mixed(quad a, quad b) {
  quad c = __builtin_shufflevector(a, b, 0, 5, 2, 7);
  floats d = __builtin_convertvector(c, floats);
  return (uint32_t)d[0] + __builtin_reduce_add(c);
}
