// SPDX-License-Identifier: Apache-2.0
// cwe590_state: a table of the cell's state is released (CWE-590).
#include "kernel/heap/heap.h"

struct routes {
  uint32_t table[16];
  uint32_t count;
};
CELL_STATE(struct routes, routes);

void routes_end(void) {
  uint32_t *table = routes.table;
  routes.count = 0;
  // want: own.not 'routes' is a static variable: it is given to heap_delete, but was never acquired
  heap_delete(table);
}
