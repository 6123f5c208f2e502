// SPDX-License-Identifier: Apache-2.0
// The cell of this workspace, called through its slot in the running system.
#include "fathom/fathom.h"
#include "kernel/graph/graph.h"
#include "testing/system/system_test.h"

CELL_CALLBACK bool fathom_is_called_through_a_slot(char *why, uint32_t size) {
  uint64_t mm = 0;
  SYSTEM_EXPECT(fathom_to_mm(5, &mm) == OK);
  SYSTEM_EXPECT(mm == 9144);
  return true;
}

CELL_OPS(struct system_test, fathom_call_test) = {
    .name = "a cell of another repository is called through its slot",
    .run = fathom_is_called_through_a_slot,
};

// How many cells of the running graph have a label that begins so.
static uint32_t count_labels(const char *prefix) {
  const uint8_t *region = graph_running();
  uint32_t count = 0;
  for (uint32_t i = 0; i < graph_cell_count(region); i++)
    if (text_starts(graph_string(region, graph_cell(region, i)->label), prefix)) count++;
  return count;
}

CELL_CALLBACK bool labels_say_their_repository(char *why, uint32_t size) {
  SYSTEM_EXPECT(count_labels("//fathom") == 2);
  SYSTEM_EXPECT(count_labels("@delias//kernel/heap") == 1);
  SYSTEM_EXPECT(count_labels("//kernel/") == 0);
  return true;
}

CELL_OPS(struct system_test, labels_test) = {
    .name = "labels in the graph say from which repository a cell is",
    .run = labels_say_their_repository,
};
