// SPDX-License-Identifier: Apache-2.0
// tree: the names of a directory, in the order of their bytes: a treap (Seidel and Aragon, Algorithmica 16, 1996). It is a search tree by
// name and a heap by priority. Priorities are hashes of the names, not random numbers, which no transaction may have; so the same names make the same
// tree, in whatever order they came.
#include "cells/fs/memory/state.h"

// FNV-1a, and the finalizer of MurmurHash3, since names that differ in their last byte alone should lie far apart.
uint32_t files_priority(const char *name, uint32_t length) {
  uint32_t hash = 2166136261;
  for (uint32_t i = 0; i < length; i++)
    hash = (hash ^ (uint8_t)name[i]) * 16777619;
  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;
  return hash ^ hash >> 16;
}

// Below 0: the name comes before the node's; 0: it is that.
static int32_t compare(const char *name, uint32_t length, const struct files_node *node) {
  uint32_t least = length < node->length ? length : node->length;
  int32_t order = __builtin_memcmp(name, node->name, least);
  return order != 0 ? order : (int32_t)length - (int32_t)node->length;
}

struct files_node *files_tree_find(const struct files_node *directory, const char *name, uint32_t length) {
  struct files_node *at = directory->names;
  for (int32_t order; at != NULL && (order = compare(name, length, at)) != 0;)
    at = order < 0 ? at->left : at->right;
  return at;
}

struct files_node *files_tree_after(const struct files_node *directory, const char *name, uint32_t length) {
  struct files_node *after = NULL;
  for (struct files_node *at = directory->names; at != NULL;) {
    bool is_after = compare(name, length, at) < 0;
    if (is_after) after = at;
    at = is_after ? at->left : at->right;
  }
  return after;
}

// Parts the tree at `at` into what comes before the node's name and what comes behind it: its two sides.
static void split(struct files_node *at, struct files_node *node) {
  struct files_node **before = &node->left, **behind = &node->right;
  while (at != NULL) {
    if (compare(node->name, node->length, at) < 0) {
      *behind = at;
      behind = &at->left;
      at = at->left;
    } else {
      *before = at;
      before = &at->right;
      at = at->right;
    }
  }
  *before = *behind = NULL;
}

void files_tree_insert(struct files_node *directory, struct files_node *node) {
  struct files_node **place = &directory->names;
  node->priority = files_priority(node->name, node->length);
  while (*place != NULL && (*place)->priority >= node->priority)
    place = compare(node->name, node->length, *place) < 0 ? &(*place)->left : &(*place)->right;
  split(*place, node);
  *place = node;
  node->parent = directory;
  directory->count++;
}

void files_tree_remove(struct files_node *node) {
  struct files_node *directory = node->parent, **place = &directory->names;
  while (*place != node)
    place = compare(node->name, node->length, *place) < 0 ? &(*place)->left : &(*place)->right;
  struct files_node *left = node->left, *right = node->right;
  while (left != NULL && right != NULL) {
    bool is_left = left->priority >= right->priority;
    *place = is_left ? left : right;
    place = is_left ? &left->right : &right->left;
    if (is_left)
      left = *place;
    else
      right = *place;
  }
  *place = left != NULL ? left : right;
  node->left = node->right = node->parent = NULL;
  directory->count--;
}
