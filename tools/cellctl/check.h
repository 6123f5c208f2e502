// SPDX-License-Identifier: Apache-2.0
// check: compares the graph of a running system with that of its image, cell by cell and name by name.
//
// Context  one thread. Both regions have been held against graph_check.
// Owns     nothing.
// State    none.
// Errors   none: differences are what it is for.
#pragma once
#include <stdint.h>
#include <stdio.h>
#ifdef __cplusplus
extern "C" {
#endif

struct check_result {
  uint32_t same;         // cells that run as the image has them
  uint32_t swapped;      // replaced, removed or added by swaps
  uint32_t differences;  // that no swap explains
};

// Writes a line for each difference and for each cell that a swap replaced, removed or added. That a swap did it is believed where
// the running graph lists the image's version as retired; what is added, where there was a swap at all.
struct check_result check_graphs(const uint8_t *image, const uint8_t *running, FILE *out);

#ifdef __cplusplus
}
#endif
