// SPDX-License-Identifier: Apache-2.0
// complex_numbers: complex and imaginary numbers.
#include "kernel/base/cell.h"
int32_t part(int32_t re) {
  _Complex int number = re + 2i;
  return __real__ number + __imag__ number;
}
