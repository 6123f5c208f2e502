// SPDX-License-Identifier: Apache-2.0
// Where the running system's graph lies: always in the region.
#include "kernel/graph/graph.h"

const uint8_t *graph_running(void) {
  return (const uint8_t *)REGION_BASE;
}
