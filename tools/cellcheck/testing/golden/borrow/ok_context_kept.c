// SPDX-License-Identifier: Apache-2.0
// ok_context_kept: a `void *` behind a function is what that function will be given: it may be kept with it, by leave of both.
#include "kernel/base/cell.h"

struct timer {
  void (*run)(void *context);
  void *context;
};

void timer_set(struct timer *timer, void (*run)(void *context), void *context) {
  timer->run = run;
  timer->context = context;
}
