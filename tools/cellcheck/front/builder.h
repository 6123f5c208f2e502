// SPDX-License-Identifier: Apache-2.0
// builder: a function's instructions and blocks while they are made.
//
// Instructions go to the block that is open. A block is opened once and closed once, so its instructions lie side by side. What is emitted when none is open
// can never run: it gets a block without predecessors, which is dropped at the end.
#pragma once
#include "tools/cellcheck/front/front.h"

// The variables that live at some point, the youngest first. Shared: a point in the text keeps the pointer.
struct live {
  struct variable *variable;
  struct function *cleanup;  // __attribute__((cleanup))
  struct live *below;
  uint32_t depth, at;
};

struct draft {
  struct block block;
  uint32_t order;  // in which it was opened; 0: not yet
  uint32_t edge_size;
};

struct label {
  uint32_t block;
  struct live *live;
  bool is_placed;
};

// A way into another scope. Its block ends and begins lives on the way; it is filled when all scopes are known.
struct landing {
  uint32_t block, to, at;
  struct live *from, *live;
  const struct label *label;  // null: `to` and `live` are known
};

struct value_goto {
  uint32_t block, at;
  struct live *live;
};

struct loop {
  uint32_t break_to, continue_to;  // NOWHERE: none, a switch
  struct live *break_live, *continue_live;
};

struct switching {
  uint32_t dispatch;
  struct live *live;
  bool has_default, is_known;
  int64_t known;
  uint32_t known_block;
  const void *type;
};

struct bound {
  const struct node *opaque;
  value_t value;
  struct bound *below;
};

enum { NOWHERE = UINT32_MAX };

struct builder {
  struct front *front;
  struct function *function;
  struct builder *around;  // of the function whose static local is initialized
  struct instruction *code;
  struct draft *blocks;
  struct landing *landings;
  struct value_goto *gotos;
  struct label **taken;
  struct variable **variables;
  uint32_t code_count, code_size, block_count, block_size, landing_count, landing_size, goto_count, goto_size,
      taken_count, taken_size, variable_count, variable_size;
  uint32_t block, order, depth, last_at;  // last_at: for what clang gives no place
  bool is_open, is_full;
  struct live *live;
  struct loop loop;
  struct switching *switching;
  struct bound *bound;
  struct table locals, labels;
};

// builder.c: instructions
struct instruction *emit(struct builder *builder, enum op op, const struct type *type,
                         uint32_t at);  // valid until the next one
value_t last_value(const struct builder *builder);
value_t emit_const(struct builder *builder, const struct type *type, int64_t number, uint32_t at);
value_t emit_address(struct builder *builder, struct variable *variable, uint32_t at);
value_t emit_field(struct builder *builder, value_t object, const struct field *field, const struct type *in,
                   uint32_t at);
value_t emit_element(struct builder *builder, value_t pointer, value_t index, const struct type *pointer_type,
                     bool is_negative, uint32_t at);
value_t emit_load(struct builder *builder, value_t address, const struct type *of, uint32_t at);
void emit_store(struct builder *builder, value_t address, value_t value, const struct type *of, uint32_t at);
void emit_zero(struct builder *builder, value_t address, const struct type *of, uint32_t at);
value_t emit_unary(struct builder *builder, enum arithmetic arithmetic, value_t a, const struct type *type,
                   uint32_t at);
value_t emit_binary(struct builder *builder, enum arithmetic arithmetic, value_t a, value_t b, const struct type *type,
                    uint32_t at);
value_t emit_cast(struct builder *builder, value_t a, const struct type *type, bool is_implicit, uint32_t at);
value_t emit_any(struct builder *builder, const char *text, const value_t *arguments, uint32_t count,
                 const struct type *type, uint32_t at);
// A vector or a complex number made of these: nobody follows what lies where in it, so no address may be among them.
value_t emit_parts(struct builder *builder, const value_t *parts, uint32_t count, const struct type *type, uint32_t at);
value_t emit_call(struct builder *builder, struct function *function, value_t pointer, const value_t *arguments,
                  uint32_t count, const struct type *type, uint32_t at);
value_t emit_unseen(struct builder *builder, const char *what, const struct type *type, uint32_t at);
bool is_const(const struct builder *builder, value_t value, int64_t *number);

// builder.c: blocks
uint32_t new_block(struct builder *builder);
void open_block(struct builder *builder, uint32_t block);  // control flows into it if a block is open
struct edge *add_edge(struct builder *builder, uint32_t from, uint32_t to);
void close_block(struct builder *builder, enum end end, value_t value, uint32_t at);
void jump_to(struct builder *builder, uint32_t block, uint32_t at);
void branch_on(struct builder *builder, value_t value, uint32_t yes, uint32_t no, uint32_t at);

// scope.c
struct variable *new_variable(struct builder *builder, const char *name, const struct type *type, enum storage storage,
                              uint32_t at);
void begin_life(struct builder *builder, struct variable *variable, struct function *cleanup, uint32_t at);
value_t begin_hidden(struct builder *builder, const struct type *type, struct variable **variable,
                     uint32_t at);  // its address
void end_lives(struct builder *builder, struct live *from, const struct live *to, uint32_t at);
void end_scope(struct builder *builder, struct live *live, uint32_t at);
// The block to jump to in order to reach `to`, where `live` lives, from a point where `from` lives.
uint32_t way_to(struct builder *builder, struct live *from, uint32_t to, struct live *live, uint32_t at);
uint32_t way_to_label(struct builder *builder, struct live *from, const struct label *label, uint32_t at);
struct label *label_of(struct builder *builder, const struct declaration *declaration);
void take_label(struct builder *builder, const struct declaration *declaration);
void finish_ways(struct builder *builder);

// finish.c: gives the function its code and blocks
void finish_function(struct builder *builder);

// The parts of the lowering
value_t lower_value(struct builder *builder, const struct node *node);  // 0: void
value_t lower_address(struct builder *builder,
                      const struct node *node);  // of an object, also of one that has to be made
value_t lower_either(struct builder *builder, const struct node *node);  // an address of an lvalue, a value of all else
void lower_unused(struct builder *builder, const struct node *node);
void lower_branch(struct builder *builder, const struct node *node, uint32_t yes, uint32_t no);
void lower_statement(struct builder *builder, const struct node *node);
value_t lower_statements_value(struct builder *builder, const struct view *view);
void lower_initializer(struct builder *builder, value_t address, const struct type *type, const struct node *node,
                       bool is_zeroed);
void lower_lengths(struct builder *builder, const void *type);  // of variable arrays
value_t lower_call(struct builder *builder, const struct view *view);
bool lower_builtin(struct builder *builder, const struct view *view, const char *name, value_t *result);
value_t lower_atomic(struct builder *builder, const struct view *view);
bool lower_sync(struct builder *builder, const struct view *view, const char *name, value_t *result);
void lower_asm(struct builder *builder, const struct view *view);
const struct type *type_in(struct builder *builder, const void *type);     // with qualifiers
const struct type *value_type(struct builder *builder, const void *type);  // without
bool go_deeper(struct builder *builder);                                   // false: nested too deep

struct arguments {
  value_t *values;
  uint32_t count;
};
struct arguments lower_arguments(struct builder *builder, const struct node *const *list, uint64_t count);

// object.c
value_t lower_function_address(struct builder *builder, const struct declaration *declaration, const struct type *type,
                               uint32_t at);
value_t lower_designator(struct builder *builder, const struct node *node, const struct type *type,
                         uint32_t at);  // a pointer to the function
value_t lower_member(struct builder *builder, const struct view *view);
value_t lower_subscript(struct builder *builder, const struct view *view);
value_t lower_literal(struct builder *builder, const struct view *view);
value_t lower_string(struct builder *builder, const struct view *view);
value_t lower_name_address(struct builder *builder, const struct view *view);

// condition.c
bool is_test(const struct type *type);  // whether it can be compared with 0
value_t lower_conditional(struct builder *builder, const struct view *view);
value_t lower_truth(struct builder *builder, const struct view *view);
value_t lower_or_else(struct builder *builder, const struct view *view);
value_t lower_opaque(struct builder *builder, const struct view *view);
// What a call calls, or whose address is taken: a function by its name, through * & and parentheses. Null: something else.
const struct declaration *function_named(const struct node *node);
