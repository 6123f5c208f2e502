// SPDX-License-Identifier: Apache-2.0
// stacks: what the system's `profiler --rows` printed, as a tree of callers and callees (docs/profiling.md has the format).
//
// Context  one thread.
// Owns     the tree, until stacks_free. Names point into the text that was read, which must stay.
// State    none.
// Errors   false: `why` is a sentence for people; the tree is empty.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

struct stack_function {
  uint64_t address;
  const char *cell, *name;
};

// What was met, with all that it called. The root is everything, its children are tasks, theirs functions.
struct stack_node {
  const char *cell, *name;          // cell: null for the root, tasks, and addresses of no function
  uint64_t number;                  // of a task or an address without a name; else 0
  uint64_t count;                   // samples
  struct stack_node *child, *next;  // in order of names
};

struct stacks {
  uint64_t hertz, samples, lost;
  struct stack_function *functions;
  size_t function_count;
  struct stack_node *root;
  uint32_t depth;  // nodes from the root to the deepest leaf
};

// Cuts the text, which ends in NUL, into its words. Lines that begin with an unknown word are left out.
bool stacks_read(char *text, struct stacks *stacks, char *why, size_t size);
void stacks_free(struct stacks *stacks);

#ifdef __cplusplus
}
#endif
