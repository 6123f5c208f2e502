// SPDX-License-Identifier: Apache-2.0
// svg: a flame graph (Gregg, "The Flame Graph", CACM 59(6), 2016): bars as wide as their share of the samples, callers below, without a script.
//
// Context  one thread.
// Owns     nothing.
// State    none.
// Errors   false: the file cannot be written.
#pragma once
#include "tools/cellctl/flame/stacks.h"
#include <stdio.h>
#ifdef __cplusplus
extern "C" {
#endif

bool svg_write(const struct stacks *stacks, const char *title, FILE *out);

#ifdef __cplusplus
}
#endif
