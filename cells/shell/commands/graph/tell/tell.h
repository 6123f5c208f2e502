// SPDX-License-Identifier: Apache-2.0
// tell: what the commands that ask the graph (graph, deps, why) have in common: they say which cell they mean, and print lists.
//
// Context  in a task: prints on the console, and so may wait; called again, it prints again. The walk lies on the caller's stack.
// Owns     nothing.
// State    none.
// Errors   GRAPH_NONE, false: it has said why.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/graph/walk/walk.h"

STEPS bool tell_start(struct walk *walk);  // a walk of the running graph
STEPS uint32_t tell_find(const struct walk *walk, const char *name);
// One line: the label of `other`, the interface as which it is used if that is asked for, and the functions that `user` imports from
// `provider`.
STEPS void tell_functions(const struct walk *walk, uint32_t other, uint32_t user, uint32_t provider, bool as);
STEPS void tell_labels(const struct walk *walk, const struct walk_set *set);
STEPS void tell_end(const struct walk *walk);  // says so if a swap came between
