// SPDX-License-Identifier: Apache-2.0
// An intrinsic that writes where its argument leads.
#include "kernel/base/cell.h"

void intrinsic_saves(void **buffer);
void intrinsic_saves(void **buffer) {
  // error: intrinsic_saves: the intrinsic llvm.eh.sjlj.setjmp, which may write memory,
  __builtin_setjmp(buffer);
}
