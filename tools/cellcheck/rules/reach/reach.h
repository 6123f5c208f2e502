// SPDX-License-Identifier: Apache-2.0
// reach: where the values of a cell point to, and what its functions do to what lies there, over the calls among them.
//
// It does not follow the order of instructions: a local variable holds all that is ever stored in it, told apart by offset, the elements of an array together.
// Functions are summarised in terms of their parameters, callees first, until nothing changes; so a helper that stores through its parameter is judged at
// each call by what it was given. What sets that grow beyond REACH_SET_MOST and
// functions with more than REACH_EFFECTS_MOST effects forget is told as front.unseen.
#pragma once
#include "tools/cellcheck/report.h"

enum { REACH_SET_MOST = 64, REACH_EFFECTS_MOST = 5000, REACH_CALLEES_MOST = REACH_SET_MOST };
enum : uint32_t { REACH_TOO_MANY = 1 };  // as the number of an ORIGIN_UNKNOWN: here the set had no room for others
enum : int64_t { REACH_ANYWHERE = -1 };  // as an offset

// What a value is the address of.
enum origin_kind : uint8_t {
  ORIGIN_LOCAL,      // `variable` of the function itself
  ORIGIN_PARAMETER,  // what parameter `number` points to
  ORIGIN_BEHIND,     // what is reached by pointers that lie there
  ORIGIN_STATE,      // `variable`, static and writable
  ORIGIN_REACHED,    // what is reached by pointers that lie there
  ORIGIN_CONSTANT,   // `variable`, static and constant
  ORIGIN_OPS,        // `variable`, a CELL_OPS table
  ORIGIN_STRING,     // the literal of `instruction`
  ORIGIN_FUNCTION,   // `function`
  ORIGIN_CALL,       // what the call `instruction` answered, and all behind it
  ORIGIN_UNKNOWN,
};

struct origin {
  enum origin_kind kind;
  uint32_t number;
  uint32_t id;     // in the order in which they were met
  int64_t offset;  // bytes; REACH_ANYWHERE
  union {
    const void *what;
    const struct variable *variable;
    const struct function *function;
    const struct instruction *instruction;
  };
};

// Interned: sets are equal when their addresses are. Null: empty.
struct origins {
  uint32_t count;
  uint32_t hash;
  const struct origin *of[];
};

enum effect_kind : uint8_t {
  EFFECT_STORE,  // `value` is stored where `target` says; `value` may be empty
  EFFECT_PASS,   // `value` is given to `callee` (null: through a pointer) as `argument`
  EFFECT_CALL,  // `callee` is called, which is not summarised into its caller: of another cell, or with a kind of its own
  EFFECT_INDEX,    // `value` is the number of an element of what `target` says
  EFFECT_COMPARE,  // `value` is held against `field` of something shared
};

// Something that a function does itself or in a function that is part of it.
struct effect {
  enum effect_kind kind;
  enum kind callee_kind;      // EFFECT_CALL
  bool in_transaction;        // done by a function of the cell that is ATOMIC, STEPS or RAW itself
  const struct function *in;  // whose instruction it is
  value_t at;
  const struct effect *leaf;      // the innermost; null: this one
  const struct effect *inner;     // the callee's effect that this is, seen from the call `at`; null: its own
  const struct origin *target;    // EFFECT_STORE, EFFECT_INDEX
  const struct field *field;      // EFFECT_COMPARE
  const struct origins *value;    // EFFECT_STORE, EFFECT_PASS, EFFECT_INDEX, EFFECT_COMPARE
  const struct function *callee;  // null: through a pointer
  uint32_t argument;
};

// Of one function.
struct summary {
  const struct function *function;
  const struct origins **values;  // by value_t
  const struct origins *returns;
  struct content *returned;  // a struct that is returned: what lies where in it
  struct effect **effects;
  uint32_t effect_count, effect_room;
  uint32_t *effect_slots;  // numbers of effects, by hash, from 1
  uint32_t effect_slot_room;
  uint32_t rounds;
  bool is_queued, is_full;    // full: it has more effects than are kept, or could not be followed to the end
  struct contents *contents;  // of its local variables
  struct summary **callers;
  uint32_t caller_count, caller_room, position;  // in the order of rounds
  bool has_pointer_calls;
  bool
      is_entry;  // it is judged by itself: others see it, its address is taken, or no function that is such leads to it
  bool is_reached;  // from an entry
};

struct reach;

// The flow of a cell: made at the first question and kept until that for another cell.
// False: the rules have nothing to ask. Code that neither has kinds, state and tables nor knows functions with kinds is part of nobody here.
bool reach_is_wanted(const struct cell *cell);
const struct reach *reach_of(const struct cell *cell);
// Null: it is not defined in this cell.
const struct summary *reach_summary(const struct reach *reach, const struct function *function);
const struct origins *reach_value(const struct summary *summary, value_t value);
// The functions that a call leads to; through a pointer those that are known to be in it. `all`: there are no others.
uint32_t reach_callees(const struct reach *reach, const struct summary *summary, const struct instruction *call,
                       const struct function *callees[REACH_CALLEES_MOST], bool *all);
// AS(KIND) of the field or parameter that a call's pointer was loaded from.
enum kind reach_pointer_kind(const struct function *function, const struct instruction *call);
// What lies in a constant or a table, wherever in it.
const struct origins *reach_constant(const struct reach *reach, const struct variable *variable);
// Reports what was forgotten, where it was.
void reach_tell_unseen(const struct reach *reach, struct reports *reports);

// The effect in its innermost function.
static inline const struct effect *effect_leaf(const struct effect *effect) {
  return effect->leaf != NULL ? effect->leaf : effect;
}
// Where a report of it stands: as far inside as the functions are parts of the first and written in the cell's own files.
const struct effect *effect_place(const struct effect *effect);
// What is at an offset of an object: "counts.reads".
void reach_name(const struct variable *variable, int64_t offset, char *text, size_t size);
// Whether callers' reports are about what it does: it has no kind, so it is part of them.
bool reach_is_part(const struct function *function);
// Static or global data that nobody writes.
bool reach_is_constant(const struct variable *variable);
