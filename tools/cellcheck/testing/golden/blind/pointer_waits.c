// SPDX-License-Identifier: Apache-2.0
// pointer_waits: a pointer of which nothing is said is taken to do what its caller may; this one waits.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
struct source {
  uint64_t (*read)(void);
};
ATOMIC uint64_t fill(const struct source *source);
STEPS uint64_t source_read(void);
// file: pointer_waits.c
#include "cell.h"
#include "kernel/sched/sched.h"

struct source_ops {
  uint64_t (*read)(void);
};
CELL_OPS(struct source_ops, source_ops) = {.read = source_read};

uint64_t source_read(void) {
  sched_give_way();
  return 1;
}

uint64_t fill(const struct source *source) {
  return source->read();
}
