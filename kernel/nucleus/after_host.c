// SPDX-License-Identifier: Apache-2.0
// AFTER and BEFORE in unit tests: done at once, or at the end of a transaction that the test has begun.
#include "kernel/nucleus/after_host.h"

#include "kernel/fault/assert.h"
#include "kernel/nucleus/nucleus.h"

struct nucleus_after_host {
  bool inside;
  uint32_t befores, afters;
  void (*before[NUCLEUS_BEFORES])(void);
  struct nucleus_after after[NUCLEUS_AFTERS];
};
CELL_STATE(struct nucleus_after_host, nucleus_after_host);

void nucleus_after(void (*fn)(uint64_t, uint64_t, uint64_t), uint64_t a, uint64_t b, uint64_t c) {
  if (!nucleus_after_host.inside) {
    fn(a, b, c);
    return;
  }
  ASSERT(nucleus_after_host.afters < NUCLEUS_AFTERS);
  nucleus_after_host.after[nucleus_after_host.afters++] = (struct nucleus_after){fn, {a, b, c}};
}

void nucleus_before(void (*fn)(void)) {
  if (!nucleus_after_host.inside) {
    fn();
    return;
  }
  for (uint32_t i = 0; i < nucleus_after_host.befores; i++)
    if (nucleus_after_host.before[i] == fn) return;
  ASSERT(nucleus_after_host.befores < NUCLEUS_BEFORES);
  nucleus_after_host.before[nucleus_after_host.befores++] = fn;
}

static void do_befores(void) {
  for (uint32_t i = 0; i < nucleus_after_host.befores; i++) {
    void (*fn)(void) = nucleus_after_host.before[i];
    nucleus_after_host.before[i] = NULL;  // who asks from now on is done once more
    fn();
  }
  nucleus_after_host.befores = 0;
}

void nucleus_host_begin(void) {
  ASSERT(!nucleus_after_host.inside);
  nucleus_after_host.inside = true;
}

void nucleus_host_commit(void) {
  ASSERT(nucleus_after_host.inside);
  do_befores();
  for (uint32_t i = 0; i < nucleus_after_host.afters; i++) {
    const struct nucleus_after *after = &nucleus_after_host.after[i];
    after->fn(after->arguments[0], after->arguments[1], after->arguments[2]);
    do_befores();
  }
  nucleus_after_host.afters = 0;
  nucleus_after_host.inside = false;
}

bool nucleus_host_is_inside(void) {
  return nucleus_after_host.inside;
}

uint64_t nucleus_host_afters(void) {
  return nucleus_after_host.afters;
}

const void *nucleus_host_transaction(void) {
  return &nucleus_after_host;
}
