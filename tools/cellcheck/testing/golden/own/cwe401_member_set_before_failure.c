// SPDX-License-Identifier: Apache-2.0
// cwe401_member_set_before_failure: the record is released, its fresh member is not.
// file: cwe401_member_set_before_failure.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct tree {
  OWN uint32_t *keys;
  OWN void **children;
};

ATOMIC OWN_RET struct tree *tree_create(uint32_t fan);

// file: cwe401_member_set_before_failure.c
#include "cwe401_member_set_before_failure.h"

struct tree *tree_create(uint32_t fan) {
  struct tree *tree = NEW(struct tree);
  if (tree == NULL) return NULL;
  tree->keys = heap_new(fan * 4, 4, "keys");
  // note: 'children' is owned from here: heap_new made it
  tree->children = heap_new(fan * 8, 8, "children");
  // note: 'tree->keys' is null here
  if (tree->keys == NULL || tree->children == NULL) {
    heap_delete(tree->keys);
    // want: own.field heap_delete takes 'tree' while 'tree->children' may own something
    heap_delete(tree);
    return NULL;
  }
  return tree;
}
