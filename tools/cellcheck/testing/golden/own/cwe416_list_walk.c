// SPDX-License-Identifier: Apache-2.0
// cwe416_list_walk: the walk reads the next pointer of the node that it has just released (CWE-416).
#include "kernel/heap/heap.h"

struct node {
  OWN struct node *next;
  uint32_t value;
};

void nodes_end(OWN struct node *first) {
  // want: own.after 'node->next' is used after heap_delete took it
  // note: 'node' is not null here
  for (struct node *node = first; node != NULL; node = node->next)
    // note: heap_delete took it here
    // want: own.field heap_delete takes 'node' while 'node->next' may own something
    heap_delete(node);
}
