// SPDX-License-Identifier: Apache-2.0
// Has a header that compiles only behind a declaration of its own.
#include "kernel/base/cell.h"
typedef uint32_t alone_number;
#include "testing/dialect/broken/header_not_alone.h"

uint32_t alone_answer(alone_number number) {
  return number;
}
