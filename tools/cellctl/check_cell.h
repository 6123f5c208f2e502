// SPDX-License-Identifier: Apache-2.0
// check_cell: compares what two graphs say of one cell; private to the check.
//
// Context, owns, state, errors: as in check.h.
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/graph/graph.h"

struct check {
  const uint8_t *image, *running;
  FILE *out;
};

// The live cell with exactly that label, or null.
const struct graph_cell *check_live(const uint8_t *region, const char *label);
// Whether the image's version of that cell runs no longer because of a swap, or the image has no such cell.
bool check_is_swapped(const uint8_t *image, const uint8_t *running, const char *label);
// Both are of the same version. Writes a line for each difference; how many.
uint32_t check_cell(const struct check *check, const struct graph_cell *was, const struct graph_cell *is);
