// SPDX-License-Identifier: Apache-2.0
// What one instruction does to a state; calls are in call.c.
#include "tools/cellcheck/rules/own/engine.h"

static struct value element(struct engine *engine, const struct state *state, const struct instruction *at,
                            struct value base, struct value index) {
  if (base.kind != VALUE_POINT) return (struct value){0};
  index = value_resolve(engine, state, index);
  uint64_t size = at->type->kind == TYPE_POINTER ? at->type->to->size : 1;
  if (size == 0) size = 1;
  const struct field *field = base.field != NULL && base.field->type->kind == TYPE_ARRAY ? base.field : NULL;
  if (index.kind == VALUE_NUMBER && base.exactness == EXACT) {
    int64_t by = index.number * (int64_t)size;
    int64_t offset = at->is_negative ? base.number - by : base.number + by;
    if (offset == base.number) return base;
    if (offset >= 0) return value_point(base.root, offset, EXACT, field);
    if (root_is_symbol(engine, base.root) && root_at(engine, base.root)->maker == NULL)
      return value_of_root(root_derived(engine, base.root, offset));
    return value_point(base.root, 0, SOMEWHERE, NULL);
  }
  bool is_forward = !at->is_negative && base.exactness != SOMEWHERE;
  return value_point(base.root, 0, is_forward ? INSIDE : SOMEWHERE, field);
}

static struct value cast(struct engine *engine, struct frame *frame, struct state *state, value_t number) {
  const struct instruction *at = &frame->function->code[number];
  struct value value = value_resolve(engine, state, frame->values[at->a]);
  enum type_kind kind = at->type->kind;
  if (kind == TYPE_BOOL) {
    int truth = value_truth(engine, state, value);
    if (truth != 0) return value_number(truth > 0);
    if (value.kind == VALUE_POINT && value.exactness == EXACT && value.number == 0)
      return (struct value){.kind = VALUE_CONDITION, .how = ARITHMETIC_UNEQUAL, .root = value.root};
    return value;
  }
  if (value.kind != VALUE_POINT) return value;
  const struct instruction *from = ir_at(frame->function, at->a);
  bool becomes_number = from->type->kind == TYPE_POINTER && (kind == TYPE_INTEGER || kind == TYPE_ENUM);
  bool is_owned = root_is_symbol(engine, value.root) && !root_at(engine, value.root)->is_number &&
                  state_holding(engine, state, value.root) == HOLDING_MUST;
  if (becomes_number && is_owned) {
    event_add(engine, state, (struct event){.kind = EVENT_CAST, .root = value.root, .place = at->place});
    lose(engine, frame, value.root);
  }
  bool is_cut = kind == TYPE_INTEGER && at->type->size < 8 && from->type->size == 8;
  if (!is_cut) return value;
  if (is_owned && !becomes_number)
    event_add(engine, state, (struct event){.kind = EVENT_CAST, .root = value.root, .place = at->place});
  return made_value(engine, frame, state, number, 0, at->type);
}

// Who goes on behind an access had an address there.
static void assume_there(struct engine *engine, struct state *state, struct value address) {
  if (address.kind == VALUE_POINT && root_is_symbol(engine, address.root) && !state_is_null(state, address.root))
    (void)value_assume(engine, state, value_of_root(address.root), true);
}

// Who still has the address of a variable whose block has ended must not use it.
static void end_life(struct engine *engine, struct state *state, const struct variable *variable) {
  uint32_t root = root_of_variable(engine, variable);
  if (state_holders(state, root) > 0) state_fact(engine, state, root)->holding = HOLDING_RELEASED;
}

static void live_again(struct engine *engine, struct state *state, const struct variable *variable) {
  uint32_t root = root_of_variable(engine, variable);
  if (state_known(state, root) != NULL) state_fact(engine, state, root)->holding = HOLDING_NOTHING;
}

void do_instruction(struct engine *engine, struct frame *frame, struct state *state, value_t number) {
  const struct instruction *at = &frame->function->code[number];
  struct value *values = frame->values;
  struct value result = {0};
  switch (at->op) {
  case OP_CONST: result = value_number(at->number); break;
  case OP_STRING: result = value_of_root(root_of_string(engine, at)); break;
  case OP_FUNCTION: result = value_of_root(root_of_function(engine, at->function)); break;
  case OP_ADDRESS: result = value_of_root(root_of_variable(engine, at->variable)); break;
  case OP_FIELD:
    result = value_resolve(engine, state, values[at->a]);
    if (result.kind != VALUE_POINT) {
      result = (struct value){0};
      break;
    }
    result =
        value_point(result.root, result.number + (int64_t)(at->field->offset_bits / 8), result.exactness, at->field);
    break;
  case OP_ELEMENT:
    result = element(engine, state, at, value_resolve(engine, state, values[at->a]), values[at->b]);
    break;
  case OP_LOAD: {
    struct value address = value_resolve(engine, state, values[at->a]);
    use_value(engine, frame, state, address, at->a, at->place);
    assume_there(engine, state, address);
    result = content_load(engine, frame, state, address, number, at->type);
    break;
  }
  case OP_STORE: {
    struct value address = value_resolve(engine, state, values[at->a]);
    use_value(engine, frame, state, address, at->a, at->place);
    assume_there(engine, state, address);
    content_store(engine, frame, state, address, value_resolve(engine, state, values[at->b]),
                  frame->function->code[at->b].type, at->place, at->a);
    break;
  }
  case OP_ZERO:
    if (at->of != NULL) content_zero(engine, state, values[at->a], at->of);
    break;
  case OP_UNARY:
    if (at->arithmetic == ARITHMETIC_NOT) {
      struct value value = value_resolve(engine, state, values[at->a]);
      int truth = value_truth(engine, state, value);
      if (truth != 0) {
        result = value_number(truth < 0);
      } else if (value.kind == VALUE_CONDITION) {
        value.how = value_opposite(value.how);
        result = value;
      } else if (value.kind == VALUE_POINT) {
        result = (struct value){.kind = VALUE_CONDITION, .how = ARITHMETIC_EQUAL, .root = value.root};
      }
    } else if (values[at->a].kind == VALUE_NUMBER && at->arithmetic == ARITHMETIC_NEGATE) {
      result = value_number(-values[at->a].number);
    }
    if (result.kind == VALUE_ANY) result = made_value(engine, frame, state, number, 0, at->type);
    break;
  case OP_BINARY: result = value_binary(engine, frame, state, number); break;
  case OP_CAST: result = cast(engine, frame, state, number); break;
  case OP_BEGIN:
    content_drop_variable(engine, frame, state, at->variable);
    live_again(engine, state, at->variable);
    break;
  case OP_END:
    content_drop_variable(engine, frame, state, at->variable);
    end_life(engine, state, at->variable);
    frame->lost_at = at->place;
    break;
  case OP_ASM:
    for (uint32_t i = 0; i < at->argument_count; i++)
      content_forget(engine, state, values[at->arguments[i]], NULL);
    break;
  case OP_CALL:
  case OP_FLOAT:
  case OP_ANY:
  case OP_UNSEEN: break;
  }
  if (result.kind == VALUE_ANY && at->type != NULL && at->type->kind != TYPE_VOID && at->type->kind != TYPE_STRUCT &&
      at->type->kind != TYPE_UNION)
    result = made_value(engine, frame, state, number, 0, at->type);
  values[number] = result;
}
