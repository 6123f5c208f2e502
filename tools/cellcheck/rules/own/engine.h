// SPDX-License-Identifier: Apache-2.0
// engine: follows what each function of a cell owns along its paths; the parts of the rules own.* and borrow.* share this header.
//
// A path's state says what lies where (bindings) and what is known of each thing (facts). Memory is roots with byte offsets: a root is a variable,
// a literal, or whatever an unknown address points to; so a value that nobody knows is a root too, and casts, members, subscripts and
// LIST_OBJECT are arithmetic on offsets. States that meet are kept apart while they differ in who owns what, up to a limit, then joined: where joined
// states disagree, nothing is said.
#pragma once
#include "tools/cellcheck/flow/flow.h"
#include "tools/cellcheck/report.h"

enum : uint32_t { NO_ROOT = 0 };

// ---- Values ----

enum value_kind : uint8_t {
  VALUE_ANY,
  VALUE_NUMBER,
  VALUE_POINT,      // address of `number` bytes into a root; also the root's value itself, at 0
  VALUE_CONDITION,  // whether a root's value compares so with `number`
  VALUE_STRUCT,     // what lies at `number` bytes into a root, to be copied
};
enum exactness : uint8_t {
  EXACT,
  INSIDE,
  SOMEWHERE
};  // INSIDE: at or behind the offset; SOMEWHERE: in the object, or before it

// No padding: compared and hashed as bytes.
struct value {
  enum value_kind kind;
  enum exactness exactness;
  enum arithmetic how;
  uint8_t unused;
  uint32_t root;
  int64_t number;
  const struct field *field;  // POINT: the member whose address it is; STRUCT: null
};

// ---- Roots: the same for all states of a run ----

enum root_kind : uint8_t {
  ROOT_VARIABLE,
  ROOT_TEMPORARY,  // a value that is used in another block, or a struct result
  ROOT_STRING,
  ROOT_FUNCTION,
  ROOT_INITIAL,  // what lay in a place when the function began
  ROOT_MADE,     // what an instruction made
  ROOT_DERIVED,  // an object before a known address, by LIST_OBJECT
  ROOT_MERGED,   // one of several, where paths met
};

struct root {
  enum root_kind kind;
  uint8_t slot;   // MADE: which of an instruction's results
  uint8_t age;    // MADE: 0 the newest, 1 those before, in loops
  uint8_t depth;  // INITIAL: of how many loads
  uint32_t base;  // INITIAL, DERIVED, MERGED: root; MADE, TEMPORARY: context
  int64_t offset;
  const void *what;  // variable, function, instruction; MERGED: block
  const struct type *type;
  const struct field *field;        // INITIAL: the member it lay in
  const struct function *maker;     // MADE: by whose OWN_RET; null: nobody's
  const struct variable *borrowed;  // the parameter through which it is borrowed; null: not borrowed
  uint32_t of;                      // MERGED: one of those that it may be, if it must not be kept or released
  bool is_many;                     // MADE: of several turns of a loop
  bool is_view;                     // of a VIEW_RET
  bool is_held;                     // lay in an OWN place
  bool is_number;                   // owned, and no pointer
  struct place place;
};

// ---- What a state knows ----

enum holding : uint8_t {
  HOLDING_NOTHING,   // not known to be owned
  HOLDING_MUST,      // owned here: has to go before its last holder goes
  HOLDING_MAY,       // may be released, need not
  HOLDING_HELD,      // owned by the OWN place it lies in
  HOLDING_RELEASED,  // gone
  HOLDING_MOVED,     // another's now
  HOLDING_LEFT,      // left in an OWN_RET out-parameter: the caller's if the call succeeds
};

struct fact {
  uint32_t root;
  enum holding holding;
  bool is_not_zero, is_zeroed, is_touched;  // zeroed: what is unbound in it is 0; touched: others may have stored in it
  int64_t low, high;
  uint32_t made, gone, cast;  // events; not compared
};

struct binding {
  uint32_t root;
  uint32_t event;  // of the store; not compared
  int64_t offset;
  struct value value;
  const struct field *field;  // of the place
};

struct state {
  struct binding *bindings;  // by root and offset
  struct fact *facts;        // by root
  uint32_t binding_count, binding_space, fact_count, fact_space;
  uint32_t event;  // the way here
};

// ---- The way ----

enum event_kind : uint8_t { EVENT_BRANCH, EVENT_MADE, EVENT_GONE, EVENT_STORED, EVENT_CAST };
struct event {
  uint32_t before;
  enum event_kind kind;
  uint32_t root;
  const struct function *function;  // BRANCH: in which; GONE: by whom, null: by a store or return
  uint32_t block, edge;
  const char *name;  // STORED, GONE: of the place
  struct place place;
};

// ---- A run over one function, with those that it calls ----

struct frame {
  struct frame *caller;
  const struct function *function;
  const struct flow *flow;
  uint32_t context;
  value_t call;
  struct value *values;
  const bool *is_used, *is_used_elsewhere;
  uint32_t *lost;  // roots whose holders went in this block, or that were made in it
  uint32_t lost_count, lost_space;
  struct place lost_at;
  uint32_t forks, block;
  struct visit *visits;  // by block; [block_count]: the exit
};

struct engine {
  const struct cell *cell;
  struct reports *reports;
  bool owns, borrows;  // which rules are told
  struct matter *matter;
  struct chunks *arena;

  // Of the run.
  const struct function *top;
  const struct function *current;  // whose code is looked at
  bool is_marked;                  // top is known by its marks: its unmarked parameters are borrows
  bool gave_up;
  const struct variable *told[8];  // parameters of which it is told that they are kept
  uint32_t told_count;
  const struct frame *frame;  // whose code is looked at
  uint32_t older;             // made_value: what the root stood for before is this one now
  uint32_t lost_number;       // its last holder was an integer
  struct root *roots;
  uint32_t root_count, root_space;
  uint32_t *root_table;
  uint32_t root_table_size;
  uint32_t *root_marks;  // state_tidy
  uint32_t root_marks_space, root_mark;
  struct event *events;
  uint32_t event_count, event_space;
  struct {
    uint32_t caller;
    const struct instruction *call;
  } *contexts;
  uint32_t context_count, context_space;
  uint64_t steps;
};

// arena.c: memory that goes all at once.
struct chunks;
void *engine_take(struct engine *engine, size_t size);
void engine_reset(struct engine *engine);
void engine_end(struct engine *engine);
bool engine_grow(void **array, uint32_t *space, uint32_t count, size_t size);  // malloc'ed

// roots.c
uint32_t root_of_variable(struct engine *engine, const struct variable *variable);
uint32_t root_of_function(struct engine *engine, const struct function *function);
uint32_t root_of_string(struct engine *engine, const struct instruction *at);
uint32_t root_of_temporary(struct engine *engine, const struct frame *frame, value_t value);
uint32_t root_initial(struct engine *engine, uint32_t base, int64_t offset, const struct field *field,
                      const struct type *type);
uint32_t root_derived(struct engine *engine, uint32_t base, int64_t offset);
uint32_t root_merged(struct engine *engine, const void *block, uint32_t base, int64_t offset);
uint32_t root_made(struct engine *engine, const struct frame *frame, value_t value, uint8_t slot, uint8_t age,
                   const struct type *type);
uint32_t context_of(struct engine *engine, uint32_t caller, const struct instruction *call);
static inline struct root *root_at(const struct engine *engine, uint32_t root) {
  return &engine->roots[root];
}
bool root_is_local(const struct engine *engine, uint32_t root);     // a variable of some frame
bool root_is_constant(const struct engine *engine, uint32_t root);  // a literal, a constant that is no CELL_OPS table
bool root_is_symbol(const struct engine *engine, uint32_t root);    // an unknown value
bool root_is_number(const struct engine *engine, uint32_t root);    // no pointer, nor made of one

// values.c
struct value value_number(int64_t number);
struct value value_of_root(uint32_t root);
struct value value_point(uint32_t root, int64_t offset, enum exactness exactness, const struct field *field);
enum arithmetic value_opposite(enum arithmetic how);
struct value value_resolve(struct engine *engine, const struct state *state, struct value value);
// What branching on it says: -1: never true, 1: always, 0: either way.
int value_truth(struct engine *engine, const struct state *state, struct value value);
bool value_assume(struct engine *engine, struct state *state, struct value value, bool is_true);  // false: cannot be
bool value_assume_in(struct engine *engine, struct state *state, uint32_t root, int64_t low, int64_t high);
struct value value_binary(struct engine *engine, struct frame *frame, struct state *state, value_t at);

// state.c
struct state *state_copy(const struct state *from);  // malloc'ed; null: an empty one
void state_delete(struct state *state);
struct binding *state_find(const struct state *state, uint32_t root, int64_t offset);
void state_bind(struct state *state, uint32_t root, int64_t offset, struct value value, const struct field *field);
void state_unbind(struct state *state, uint32_t root, int64_t low, int64_t high);  // [low, high)
uint32_t state_first(const struct state *state, uint32_t root, int64_t offset);    // index of the first at or behind it
struct fact *state_fact(struct engine *engine, struct state *state, uint32_t root);  // made if there is none
const struct fact *state_known(const struct state *state, uint32_t root);            // null: nothing
enum holding state_holding(const struct engine *engine, const struct state *state, uint32_t root);
bool state_is_null(const struct state *state, uint32_t root);
bool state_is_not_null(const struct engine *engine, const struct state *state, uint32_t root);
uint32_t state_holders(const struct state *state, uint32_t root);  // bindings elsewhere that hold it
void state_replace(struct engine *engine, struct state *state, uint32_t root, struct value value);
void state_tidy(struct engine *engine, struct state *state);  // facts that nobody can ask for
uint64_t state_hash(const struct state *state);
// What is owned, or gone and still named, and where it lies, as a number; 0: nothing.
uint64_t state_obligations(struct engine *engine, const struct state *state);
bool state_join(struct engine *engine, struct state *into, const struct state *from, const void *block);

// path.c
struct place own_place(const struct frame *frame,
                       struct place at);  // out of the headers of others, to where they are called
void event_add(struct engine *engine, struct state *state, struct event event);
void engine_tell(struct engine *engine, enum rule rule, const struct state *state, uint32_t root, struct place at,
                 const char *mend, const char *message, ...) __attribute__((format(printf, 7, 8)));
// Something owned is lost sight of for a limit's sake: front.unseen.
void engine_tell_unseen(struct engine *engine, struct place at, const char *mend, const char *message, ...)
    __attribute__((format(printf, 4, 5)));
const char *name_of_value(struct engine *engine, const struct function *function, value_t value);  // "'ring'"
const char *name_of_root(struct engine *engine, const struct state *state, uint32_t root);
const char *name_of_place(struct engine *engine, uint32_t root, int64_t offset, const struct field *field);  // "": none
const char *text_of(struct engine *engine, const char *format, ...) __attribute__((format(printf, 2, 3)));

// content.c
struct value content_load(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                          value_t at, const struct type *type);
void content_store(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                   struct value value, const struct type *type, struct place at, value_t source);
void content_zero(struct engine *engine, struct state *state, struct value address, const struct type *type);
void content_copy(struct engine *engine, struct frame *frame, struct state *state, struct value to, struct value from,
                  const struct type *type, uint64_t size);
void content_forget(struct engine *engine, struct state *state, struct value address, const struct type *type);
void content_forget_below(struct engine *engine, struct state *state,
                          uint32_t root);  // it stands for something else now
void content_drop_variable(struct engine *engine, struct frame *frame, struct state *state,
                           const struct variable *variable);
bool content_is_marked(const struct engine *engine, struct value address, uint32_t marks);  // the place
bool content_is_inside(const struct engine *engine, const struct state *state,
                       struct value address);  // goes with this function
struct value made_value(struct engine *engine, struct frame *frame, struct state *state, value_t at, uint8_t slot,
                        const struct type *type);

uint32_t fields_of(const struct type *type, int64_t offset, const struct field **fields, int64_t *offsets,
                   uint32_t count,
                   uint32_t most);  // the scalar members, nested ones too

// keep.c: borrows, constants and addresses of locals where they outlive the call
void keep_stored(struct engine *engine, struct frame *frame, struct state *state, struct value address,
                 struct value value, struct place at);
void keep_passed(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t argument,
                 const struct function *to, struct place at);
void keep_left(struct engine *engine, struct frame *frame, struct state *state, struct value result, struct place at);

// release.c
void release_value(struct engine *engine, struct frame *frame, struct state *state, struct value value,
                   value_t argument, const struct function *by, const struct variable *parameter, struct place at);
void use_value(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t source,
               struct place at);
// A number is told to `to`, which does not take it.
void use_number(struct engine *engine, struct frame *frame, struct state *state, struct value value, value_t source,
                const struct function *to, struct place at);
const struct function *release_of(const struct engine *engine, const struct function *maker, const struct type *type);
bool is_release(const struct engine *engine, const struct function *by, const struct variable *parameter);

// call.c
// What follows a call; the state is its to delete.
typedef void after_call(struct engine *engine, struct frame *frame, struct state *state, value_t at);
void call_function(struct engine *engine, struct frame *frame, struct state *state, value_t at, after_call *after);

// callback.c
// The arguments of a call of `to`, which is known by its marks.
void callback_passed(struct engine *engine, struct state *state, const struct function *to, const struct value *values,
                     uint32_t count, struct place at);

// leave.c
void check_lost(struct engine *engine, struct frame *frame, struct state *state, struct place at, struct value kept);
void lose(struct engine *engine, struct frame *frame, uint32_t root);
void leave_function(struct engine *engine, struct frame *frame, struct state *state, struct value result,
                    struct place at);

// instruction.c
void do_instruction(struct engine *engine, struct frame *frame, struct state *state, value_t number);

// drop.c: variables that nobody can ask for any more
void drop_dead(struct engine *engine, const struct frame *frame, struct state *state, uint32_t block);  // at its begin
void drop_during(struct engine *engine, const struct frame *frame, struct state *state,
                 value_t call);  // a call by its body

// run.c
// Takes the entry state; the exits are the caller's, the array is the arena's.
struct state **run_function(struct engine *engine, struct frame *frame, struct state *entry, uint32_t *count);
void run_cell(const struct cell *cell, struct reports *reports, bool owns, bool borrows);

// matter.c
struct known {
  const struct function *function;
  bool owns, carries;  // it has to do with what is owned; with where pointers go
  bool is_asked;       // called, or its address taken, by another of the cell
  bool is_inlined;     // known by its body, not by its marks
  struct flow *flow;
  bool *is_used, *is_used_elsewhere;  // by value: at all, but for a cast to void; in another block
};
const struct known *known_of(struct engine *engine, const struct function *function);
bool counts_references(const struct engine *engine,
                       const struct function *function);                     // by its OWN parameter: a count decides
bool matters(const struct engine *engine, const struct function *function);  // to this run
bool carries_only(const struct engine *engine, const struct function *function);  // pointers, and nothing owned
bool is_inlined(const struct engine *engine, const struct function *function);    // known by its body, not by its marks
struct matter *matter_find(const struct cell *cell);
void matter_delete(struct matter *matter);
