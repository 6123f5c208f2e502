// SPDX-License-Identifier: Apache-2.0
// walk: questions to the graph that take more than one of its rows: who depends on whom, by which path, what hangs on what.
// docs/questions.md has the questions.
//
// A walk is of the cells that are live when walk_start looks. It counts them in an order of its own, so a graph that keeps thousands of
// retired versions costs one look at each and no more; every other function here costs what the live cells cost.
//
// Context  any; nothing waits, allocates or recurses. struct walk takes 4 KiB, walk_path 1 KiB of the stack beside it.
// Owns     struct walk and struct walk_set lie on the stack of who calls, as all that is written here; a walk refers to the region.
// State    none.
// Errors   FULL: more than WALK_CELLS live cells. GRAPH_NONE, null, false: there is none.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/graph/graph.h"

enum { WALK_CELLS = 1024, WALK_STEPS = 64 };
enum walk_floor { WALK_KERNEL, WALK_DRIVERS, WALK_SERVICES, WALK_APPLICATIONS, WALK_FLOORS };

struct walk {
  const uint8_t *region;
  uint64_t generation;         // of the graph when the walk started
  uint32_t count;              // of live cells; a node is a number below it
  uint16_t rows[WALK_CELLS];   // the node's row in the graph's table of cells, ascending
  uint16_t order[WALK_CELLS];  // all nodes by floor, from the lowest, and by label within each
};

struct walk_set {  // of nodes
  uint64_t words[WALK_CELLS / 64];
};
READ bool walk_has(const struct walk_set *set, uint32_t node);
READ void walk_put(struct walk_set *set, uint32_t node);
READ uint32_t walk_size(const struct walk_set *set);

READ status_t walk_start(RETAINS const uint8_t *region, struct walk *walk);
READ bool walk_is_old(const struct walk *walk);  // a swap has changed the graph since
READ VIEW_RET const struct graph_cell *walk_cell(const struct walk *walk, uint32_t node);
READ VIEW_RET const char *walk_label(const struct walk *walk, uint32_t node);  // "": no such node
READ enum walk_floor walk_floor(const char *label);                            // where cells of that folder stand
READ VIEW_RET const char *walk_floor_name(enum walk_floor floor);              // "kernel"

// The next dependency of a node; start with *cursor = 0. declared: the provider's label, or the interface's that it provides.
READ bool walk_dep(const struct walk *walk, uint32_t node, uint32_t *cursor, uint32_t *provider,
                   VIEW_RET const char **declared);
// The next function of `provider` that `node` imports; start with *cursor = 0. Each is told once, null: no more.
READ VIEW_RET const char *walk_import(const struct walk *walk, uint32_t node, uint32_t provider, uint32_t *cursor);

// Adds what the nodes of the set depend on, directly or through others; or, with `users`, who depends on them.
READ void walk_reach(const struct walk *walk, struct walk_set *set, bool users);
// What nobody would need any more if the cells of `gone` went: what only they depend on, and what only those do.
READ void walk_left_behind(const struct walk *walk, const struct walk_set *gone, struct walk_set *left);
READ bool walk_depends(const struct walk *walk, uint32_t from, uint32_t on);  // directly or through others, however far
// The shortest way from `from` down to `to`: how many steps it takes, with path[0] = from and path[steps] = to. Of several, the one that
// comes first by `order`.
// 0: from does not depend on to, or it takes more than WALK_STEPS steps.
READ uint32_t walk_path(const struct walk *walk, uint32_t from, uint32_t to, uint32_t path[WALK_STEPS + 1]);
