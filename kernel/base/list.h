// SPDX-License-Identifier: Apache-2.0
// list: a doubly linked ring with the links inside the objects (as in Linux's list.h; Knuth vol. 1, 2.2.5).
#pragma once
#include <stdbool.h>
#include <stddef.h>

struct list_node {
  struct list_node *next, *previous;
};

// The object of type `type` whose member `member` is *node.
#define LIST_OBJECT(node, type, member) ((type *)((char *)(node) - offsetof(type, member)))

// An empty list, or a node in no list. A zeroed node counts as in no list too.
static inline void list_init(struct list_node *node) {
  node->next = node->previous = node;
}
static inline bool list_is_empty(const struct list_node *node) {
  return node->next == node || node->next == NULL;
}

static inline void list_insert_before(struct list_node *place, struct list_node *node) {
  node->next = place;
  node->previous = place->previous;
  place->previous->next = node;
  place->previous = node;
}
static inline void list_push_back(struct list_node *list, struct list_node *node) {
  list_insert_before(list, node);
}
static inline void list_push_front(struct list_node *list, struct list_node *node) {
  list_insert_before(list->next, node);
}

static inline void list_remove(struct list_node *node) {
  if (node->next == NULL) return;
  node->previous->next = node->next;
  node->next->previous = node->previous;
  list_init(node);
}

// Removes and returns the first node; NULL when there is none.
static inline struct list_node *list_pop_front(struct list_node *list) {
  if (list_is_empty(list)) return NULL;
  struct list_node *node = list->next;
  list_remove(node);
  return node;
}
