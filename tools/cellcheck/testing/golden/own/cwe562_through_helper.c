// SPDX-License-Identifier: Apache-2.0
// cwe562_through_helper: the address goes through a helper before it is returned (CWE-562).
#include "kernel/base/cell.h"

struct span {
  uint64_t from, to;
};

static const struct span *larger(const struct span *a, const struct span *b) {
  // note: the condition is false here
  return a->to - a->from > b->to - b->from ? a : b;
}
const struct span *widen(const struct span *span) {
  struct span whole = {0, 4096};
  // want: borrow.stack the address of the local variable 'whole' is returned
  return larger(span, &whole);
}
