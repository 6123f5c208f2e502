// SPDX-License-Identifier: Apache-2.0
// timer_queue: what is due when: nodes inside the owners' objects, in the order of their deadlines; those of one deadline in the order
// in which they came. docs/time.md says why it is a tree, and this one.
//
// Nothing is allocated or locked here: queue and nodes are guarded by whatever guards the memory that they lie in. Of n nodes an
// insertion or a removal looks at 2 log2(n) at most, and changes a few, so little of it goes into a journal.
//
// It is a weak AVL tree (Haeupler, Sen, Tarjan: Rank-Balanced Trees, ACM TALG 11:4, 2015): a node's rank is above those of its
// children by 1 or 2, that of an absent child is 0, that of a leaf 1. An insertion or a removal takes two rotations at most.
#pragma once
#include "kernel/base/cell.h"

struct timer_node {                      // zeroed: in no queue
  struct timer_node *parent, *child[2];  // child[0]: due earlier
  uint64_t deadline;
  uint64_t rank;  // 0: in no queue
};
struct timer_queue {  // zeroed: empty
  struct timer_node *root;
  struct timer_node *first;  // with the earliest deadline
  uint64_t count;
};

// The object of type `type` whose member `member` is *node.
#define TIMER_OBJECT(node, type, member) ((type *)((char *)(node) - offsetof(type, member)))

static inline bool timer_is_queued(const struct timer_node *node) {
  return node->rank != 0;
}

// UINT64_MAX: the queue is empty, or its first is due never.
static inline uint64_t timer_queue_deadline(const struct timer_queue *queue) {
  return queue->first == NULL ? UINT64_MAX : queue->first->deadline;
}

// Who is due next; null: none.
static inline struct timer_node *timer_queue_next(const struct timer_node *node) {
  struct timer_node *next = node->child[1];
  if (next == NULL) {
    for (next = node->parent; next != NULL && next->child[1] == node; next = node->parent)
      node = next;
    return next;
  }
  while (next->child[0] != NULL)
    next = next->child[0];
  return next;
}

// ---- Balance ----

static inline uint64_t timer_rank(const struct timer_node *node) {
  return node == NULL ? 0 : node->rank;
}

static inline bool timer_is_leaf(const struct timer_node *node) {
  return node->child[0] == NULL && node->child[1] == NULL;
}

static inline struct timer_node **timer_link_to(struct timer_queue *queue, const struct timer_node *node) {
  struct timer_node *parent = node->parent;
  return parent == NULL ? &queue->root : &parent->child[parent->child[1] == node];
}

// A node and its parent change places; who is due when stays as it is.
static inline void timer_rotate_up(struct timer_queue *queue, struct timer_node *node) {
  struct timer_node *parent = node->parent, **link = timer_link_to(queue, parent);
  bool side = parent->child[1] == node;
  struct timer_node *inner = node->child[!side];
  node->parent = parent->parent;
  node->child[!side] = parent;
  parent->parent = node;
  parent->child[side] = inner;
  if (inner != NULL) inner->parent = parent;
  *link = node;
}

// `node` has the rank of its parent, whose other child is 2 below.
static inline void timer_rotate_for_insertion(struct timer_queue *queue, struct timer_node *node) {
  struct timer_node *parent = node->parent;
  struct timer_node *inner = node->child[parent->child[0] == node];
  parent->rank--;
  if (node->rank - timer_rank(inner) == 2) {
    timer_rotate_up(queue, node);
    return;
  }
  node->rank--;
  inner->rank++;
  timer_rotate_up(queue, inner);
  timer_rotate_up(queue, inner);
}

// `parent` is 3 above one child and 1 above the other, `sibling`, of whose children one at least is 1 below it.
static inline void timer_rotate_for_removal(struct timer_queue *queue, struct timer_node *parent,
                                            struct timer_node *sibling) {
  bool side = parent->child[1] == sibling;
  struct timer_node *inner = sibling->child[!side];
  if (sibling->rank - timer_rank(sibling->child[side]) == 1) {
    timer_rotate_up(queue, sibling);
    sibling->rank++;
    parent->rank = timer_is_leaf(parent) ? 1 : parent->rank - 1;
    return;
  }
  timer_rotate_up(queue, inner);
  timer_rotate_up(queue, inner);
  inner->rank += 2;
  sibling->rank--;
  parent->rank -= 2;
}

// What hangs below `parent` in the place where `node` does (null: nothing does) has become 1 lower.
static inline void timer_balance(struct timer_queue *queue, struct timer_node *parent, struct timer_node *node) {
  if (parent != NULL && parent->rank == 2 && timer_is_leaf(parent)) {
    parent->rank = 1;
    node = parent;
    parent = node->parent;
  }
  for (; parent != NULL && parent->rank - timer_rank(node) == 3; node = parent, parent = node->parent) {
    struct timer_node *sibling = parent->child[parent->child[0] == node];
    if (parent->rank - sibling->rank == 1) {
      uint64_t low = sibling->rank - 2;
      if (timer_rank(sibling->child[0]) != low || timer_rank(sibling->child[1]) != low) {
        timer_rotate_for_removal(queue, parent, sibling);
        return;
      }
      sibling->rank--;
    }
    parent->rank--;
  }
}

// ---- In and out ----

// Behind all that are due at the same time or before. The node must be in no queue.
static inline void timer_queue_insert(struct timer_queue *queue, struct timer_node *node, uint64_t deadline) {
  struct timer_node *parent = NULL, **link = &queue->root;
  bool is_first = true;
  while (*link != NULL) {
    parent = *link;
    bool side = deadline >= parent->deadline;
    is_first = is_first && !side;
    link = &parent->child[side];
  }
  node->parent = parent;
  node->child[0] = node->child[1] = NULL;
  node->deadline = deadline;
  node->rank = 1;
  *link = node;
  if (is_first) queue->first = node;
  queue->count++;
  for (; parent != NULL && parent->rank == node->rank; node = parent, parent = node->parent) {
    if (parent->rank - timer_rank(parent->child[parent->child[0] == node]) != 1) {
      timer_rotate_for_insertion(queue, node);
      return;
    }
    parent->rank++;
  }
}

// Another node, or none, takes the place below a node's parent.
static inline void timer_replace(struct timer_queue *queue, const struct timer_node *node, struct timer_node *other) {
  *timer_link_to(queue, node) = other;
  if (other != NULL) other->parent = node->parent;
}

// The next one, which has no earlier child, takes the place of a node with two.
static inline void timer_take_place(struct timer_queue *queue, const struct timer_node *node, struct timer_node *next) {
  timer_replace(queue, node, next);
  next->rank = node->rank;
  for (uint32_t side = 0; side < 2; side++) {
    next->child[side] = node->child[side];
    if (next->child[side] != NULL) next->child[side]->parent = next;
  }
}

// In no queue: no effect.
static inline void timer_queue_remove(struct timer_queue *queue, struct timer_node *node) {
  if (!timer_is_queued(node)) return;
  struct timer_node *gone = node;
  if (node->child[0] != NULL && node->child[1] != NULL) gone = timer_queue_next(node);
  if (queue->first == node) queue->first = timer_queue_next(node);
  struct timer_node *parent = gone->parent, *below = gone->child[gone->child[0] == NULL];
  timer_replace(queue, gone, below);
  if (gone != node) timer_take_place(queue, node, gone);
  if (parent == node) parent = gone;
  node->rank = 0;
  queue->count--;
  timer_balance(queue, parent, below);
}

// ---- Whether it holds ----

static inline bool timer_node_holds(const struct timer_node *node, const struct timer_node *parent) {
  if (node->parent != parent || node->rank == 0 || (timer_is_leaf(node) && node->rank != 1)) return false;
  for (uint32_t side = 0; side < 2; side++) {
    uint64_t above = node->rank - timer_rank(node->child[side]);
    if (above != 1 && above != 2) return false;
  }
  return true;
}

// Down to the earliest below `node`; each that is passed is looked at. Null: one does not hold.
static inline const struct timer_node *timer_descend(const struct timer_node *node, const struct timer_node *parent) {
  for (; timer_node_holds(node, parent); parent = node, node = node->child[0])
    if (node->child[0] == NULL) return node;
  return NULL;
}

// At most so many nodes, linked, counted, ranked and in order. Ranks shrink on each way down, so each ends.
static inline bool timer_queue_check(const struct timer_queue *queue, uint64_t most) {
  uint64_t count = 0, deadline = 0;
  if (queue->root == NULL) return queue->first == NULL && queue->count == 0;
  const struct timer_node *node = timer_descend(queue->root, NULL);
  if (node == NULL || node != queue->first) return false;
  while (node != NULL) {
    if (++count > most || node->deadline < deadline) return false;
    deadline = node->deadline;
    const struct timer_node *later = node->child[1];
    node = later == NULL ? timer_queue_next(node) : timer_descend(later, node);
    if (node == NULL && later != NULL) return false;
  }
  return count == queue->count;
}
