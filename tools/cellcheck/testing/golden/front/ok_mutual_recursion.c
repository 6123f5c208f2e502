// SPDX-License-Identifier: Apache-2.0
// ok_mutual_recursion: two types and two functions that need each other.
#include "ring.h"
struct tree;
struct forest {
  struct tree *first;
};
struct tree {
  struct forest below;
  struct tree *next;
};
uint32_t trees(const struct forest *forest);
uint32_t one(const struct tree *tree) {
  return 1 + trees(&tree->below);
}
uint32_t trees(const struct forest *forest) {
  uint32_t sum = 0;
  for (const struct tree *tree = forest->first; tree; tree = tree->next)
    sum += one(tree);
  return sum;
}
