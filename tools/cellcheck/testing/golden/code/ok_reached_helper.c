// SPDX-License-Identifier: Apache-2.0
// ok_reached_helper: a helper of another file of the cell fills what its callers give, and they keep that to themselves.
// file: run.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void run(void);
// file: fill.h
#pragma once
struct entry {
  void (*fn)(void);
};
void fill(struct entry *entry);
// file: fill.c
#include "fill.h"

static void hidden(void) {}

void fill(struct entry *entry) {
  entry->fn = hidden;
}
// file: run.c
#include "fill.h"
#include "run.h"

void run(void) {
  struct entry entry;
  fill(&entry);
  entry.fn();
}
