// SPDX-License-Identifier: Apache-2.0
// flow: what rules need of a function's control flow: order, predecessors, a solver for joined facts, what branches and
// places are called, and which locals are still read.
#pragma once
#include "tools/cellcheck/ir.h"

enum : uint32_t { FLOW_NONE = UINT32_MAX };

// Blocks that cannot be reached from the entry are in no list.
struct flow {
  const struct function *function;
  uint32_t *order;     // reverse postorder; [0] is the entry
  uint32_t *position;  // of a block in `order`; FLOW_NONE: not reachable
  bool *is_head;       // an edge goes back to it
  uint32_t *from;      // predecessors of block b: from[first_from[b]] .. from[first_from[b + 1]]
  uint32_t *first_from;
  uint32_t order_count;
  uint64_t *live;  // flow_is_live
  uint32_t live_words;
};

// The caller's until flow_delete; null: no memory. For functions that are defined.
struct flow *flow_new(const struct function *function);
void flow_delete(struct flow *flow);

// Whether a local, hidden variable or parameter may be read at or after the block's begin before it is stored to. True for
// all whose address is used for anything but loads and stores of the whole, and loans to functions of other cells.
bool flow_is_live(const struct flow *flow, uint32_t block, const struct variable *variable);

// A forward problem with one joined state a block. States are plain bytes of `size`, zero at first.
struct flow_problem {
  size_t size;
  void *context;
  void (*start)(void *state, void *context);                                          // the entry's state; may be null
  bool (*join)(void *into, const void *from, void *context);                          // true: `into` is another now
  void (*pass)(void *state, const struct flow *flow, uint32_t block, void *context);  // through the instructions
  // Along edges[edge] of a block, behind it; may refine. False: that edge is never taken. May be null.
  bool (*along)(void *state, const struct flow *flow, uint32_t block, uint32_t edge, void *context);
};
struct flow_facts {
  unsigned char *states;  // of block b at b * size: what holds at its begin
  bool *reached;
  size_t size;
};
// Ends when nothing changes: `join` must climb. False: no memory. The caller's until flow_facts_end.
bool flow_solve(const struct flow *flow, const struct flow_problem *problem, struct flow_facts *facts);
void *flow_facts_at(const struct flow_facts *facts, uint32_t block);
void flow_facts_end(struct flow_facts *facts);

// The name in the source of what a value was loaded from, "ring->words", or of the function that gave it, "f()"; of a place, whose
// address the value is. False: it has none.
bool flow_name(const struct function *function, value_t value, char *name, size_t size);
bool flow_name_place(const struct function *function, value_t address, char *name, size_t size);

// What taking that edge says: "'status' is not OK here". False: nothing, it is the only one.
bool flow_tell(const struct function *function, uint32_t block, uint32_t edge, char *text, size_t size);
