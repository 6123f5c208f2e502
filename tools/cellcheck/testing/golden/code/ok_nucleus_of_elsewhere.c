// SPDX-License-Identifier: Apache-2.0
// ok_nucleus_of_elsewhere: the nucleus stays where it is, by whatever name another workspace knows it.
// label: @delias//kernel/nucleus
// file: begin.h public
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "kernel/base/cell.h"

RAW void begin(uint64_t *top);
// file: begin.c
#include "begin.h"

static void first(void) {}

void begin(uint64_t *top) {
  *top = (uint64_t)first;
}
