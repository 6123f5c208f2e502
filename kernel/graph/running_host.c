// SPDX-License-Identifier: Apache-2.0
// On the host the running graph is what the test said, or an empty one.
#include "kernel/graph/graph.h"
#include "kernel/graph/graph_host.h"

static struct graph_header empty = {.magic = GRAPH_MAGIC, .layout = GRAPH_LAYOUT};
static const uint8_t *running = (const uint8_t *)&empty;

void graph_set_running_for_test(const uint8_t *region) {
  running = region == NULL ? (const uint8_t *)&empty : region;
}

const uint8_t *graph_running(void) {
  return running;
}
