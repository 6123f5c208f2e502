// SPDX-License-Identifier: Apache-2.0
// kept_beside_function: only a `void *` behind the function is its context; a name, and what stands before it, are borrowed.
#include "kernel/base/cell.h"

struct timer {
  const char *name;
  void *before;
  void (*run)(void *context);
};

void timer_set(struct timer *timer, void *before, void (*run)(void *context), const char *name) {
  timer->run = run;
  // want: borrow.kept 'timer->before' keeps 'before', which is borrowed, when the function returns
  // mend: copy what it shows, or mark the parameter 'before' RETAINS
  timer->before = before;
  // want: borrow.kept 'timer->name' keeps 'name', which is borrowed, when the function returns
  // mend: copy what it shows, or mark the parameter 'name' RETAINS
  timer->name = name;
}
