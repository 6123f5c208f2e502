// SPDX-License-Identifier: Apache-2.0
// inside: what the files of reach share.
#pragma once
#include "tools/cellcheck/rules/reach/sets.h"

enum { REACH_OFFSET_MOST = 1 << 16, REACH_PASSES_MOST = 100, REACH_ROUNDS_MOST = 50 };

struct reach {
  const struct cell *cell;
  struct arena arena;
  struct sets sets;
  struct summary *summaries;  // of the functions that are defined here
  uint32_t summary_count;
  struct summary **by_function;  // open addressing
  uint32_t by_function_room;
  struct content **constants;  // by variable->index, of static and global variables
};

struct summary *reach_find(const struct reach *reach, const struct function *function);
struct contents *reach_local(const struct summary *summary, const struct variable *variable);
const struct content *reach_constants(const struct reach *reach, const struct variable *variable);

// values.c
const struct origin *origin_moved(struct reach *reach, const struct origin *origin, int64_t by);
const struct origins *origins_loaded(struct reach *reach, const struct summary *summary, const struct origin *at,
                                     bool all);
// What lies at these addresses. `all`: wherever in the objects.
const struct origins *reach_loaded(struct reach *reach, const struct summary *summary, const struct origins *from,
                                   bool all);
bool reach_store(struct reach *reach, struct summary *summary, const struct origins *at, const struct origins *value);
bool reach_copy(struct reach *reach, struct summary *summary, const struct origins *to, const struct origins *from,
                uint64_t size);
void reach_parameters(struct reach *reach, struct summary *summary);
void reach_values(struct reach *reach, struct summary *summary);

// calls.c
const struct origins *reach_call_value(struct reach *reach, struct summary *summary, const struct instruction *call);
bool reach_call_record(struct reach *reach, struct summary *summary, const struct origins *to,
                       const struct instruction *call);
bool reach_call_stores(struct reach *reach, struct summary *summary, const struct instruction *call);
// An origin of the callee as its caller sees it.
const struct origins *reach_mapped(struct reach *reach, const struct summary *summary, const struct instruction *call,
                                   const struct origin *origin);
const struct origins *reach_all_mapped(struct reach *reach, const struct summary *summary,
                                       const struct instruction *call, const struct origins *origins);
// What a function that is not defined here stores through a parameter: whatever is not const.
bool reach_writes_argument(const struct function *callee, const struct instruction *call, uint32_t argument);
// Its second argument's content goes to its first: memcpy and the like.
bool reach_copies(const struct function *callee);

// entries.c
void reach_entries(struct reach *reach);

// effects.c
// True: there are others than before.
bool reach_collect(struct reach *reach, struct summary *summary);
