// SPDX-License-Identifier: Apache-2.0
// ok_cwe416_list_walk: the next pointer is read before the node is released.
#include "kernel/heap/heap.h"

struct node {
  OWN struct node *next;
  uint32_t value;
};

void nodes_end(OWN struct node *first) {
  struct node *node = first;
  while (node != NULL) {
    struct node *next = node->next;
    node->next = NULL;
    heap_delete(node);
    node = next;
  }
}
