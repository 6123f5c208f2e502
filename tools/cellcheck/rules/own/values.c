// SPDX-License-Identifier: Apache-2.0
// Values: arithmetic on addresses, comparisons, and what a branch on one says.
#include "tools/cellcheck/rules/own/engine.h"

enum { TURNS = 8 };

struct value value_number(int64_t number) {
  return (struct value){.kind = VALUE_NUMBER, .number = number};
}

struct value value_of_root(uint32_t root) {
  return (struct value){.kind = VALUE_POINT, .root = root};
}

struct value value_point(uint32_t root, int64_t offset, enum exactness exactness, const struct field *field) {
  return (struct value){.kind = VALUE_POINT,
                        .exactness = exactness,
                        .root = root,
                        .number = exactness == EXACT ? offset : 0,
                        .field = field};
}

enum arithmetic value_opposite(enum arithmetic how) {
  switch (how) {
  case ARITHMETIC_EQUAL: return ARITHMETIC_UNEQUAL;
  case ARITHMETIC_UNEQUAL: return ARITHMETIC_EQUAL;
  case ARITHMETIC_LESS: return ARITHMETIC_GREATER_EQUAL;
  case ARITHMETIC_LESS_EQUAL: return ARITHMETIC_GREATER;
  case ARITHMETIC_GREATER: return ARITHMETIC_LESS_EQUAL;
  default: return ARITHMETIC_LESS;
  }
}

static enum arithmetic swapped(enum arithmetic how) {
  switch (how) {
  case ARITHMETIC_LESS: return ARITHMETIC_GREATER;
  case ARITHMETIC_LESS_EQUAL: return ARITHMETIC_GREATER_EQUAL;
  case ARITHMETIC_GREATER: return ARITHMETIC_LESS;
  case ARITHMETIC_GREATER_EQUAL: return ARITHMETIC_LESS_EQUAL;
  default: return how;
  }
}

static bool holds(int64_t a, enum arithmetic how, int64_t b) {
  switch (how) {
  case ARITHMETIC_EQUAL: return a == b;
  case ARITHMETIC_UNEQUAL: return a != b;
  case ARITHMETIC_LESS: return a < b;
  case ARITHMETIC_LESS_EQUAL: return a <= b;
  case ARITHMETIC_GREATER: return a > b;
  default: return a >= b;
  }
}

// 1: it always does, -1: never, 0: it may.
static int ask(const struct state *state, uint32_t root, enum arithmetic how, int64_t number) {
  const struct fact *fact = state_known(state, root);
  if (fact == NULL) return 0;
  if (number == 0 && fact->is_not_zero && how == ARITHMETIC_EQUAL) return -1;
  if (number == 0 && fact->is_not_zero && how == ARITHMETIC_UNEQUAL) return 1;
  switch (how) {
  case ARITHMETIC_EQUAL:
    if (number < fact->low || number > fact->high) return -1;
    return fact->low == fact->high ? 1 : 0;
  case ARITHMETIC_UNEQUAL: return -ask(state, root, ARITHMETIC_EQUAL, number);
  case ARITHMETIC_LESS: return fact->high < number ? 1 : fact->low >= number ? -1 : 0;
  case ARITHMETIC_LESS_EQUAL: return fact->high <= number ? 1 : fact->low > number ? -1 : 0;
  case ARITHMETIC_GREATER: return fact->low > number ? 1 : fact->high <= number ? -1 : 0;
  default: return fact->low >= number ? 1 : fact->high < number ? -1 : 0;
  }
}

struct value value_resolve(struct engine *engine, const struct state *state, struct value value) {
  if (value.kind == VALUE_CONDITION) {
    int truth = ask(state, value.root, value.how, value.number);
    if (truth != 0) return value_number(truth > 0);
  }
  if (value.kind == VALUE_POINT && value.exactness == EXACT && value.number == 0 && value.field == NULL &&
      root_is_symbol(engine, value.root)) {
    const struct fact *fact = state_known(state, value.root);
    if (fact != NULL && fact->low == fact->high) return value_number(fact->low);
  }
  return value;
}

int value_truth(struct engine *engine, const struct state *state, struct value value) {
  value = value_resolve(engine, state, value);
  if (value.kind == VALUE_NUMBER) return value.number != 0 ? 1 : -1;
  if (value.kind != VALUE_POINT) return 0;
  if (!root_is_symbol(engine, value.root)) return 1;
  if (value.exactness != EXACT || value.number != 0) return 1;
  return ask(state, value.root, ARITHMETIC_UNEQUAL, 0);
}

// Who is known to be null owns nothing.
static void settle(struct fact *fact) {
  if (fact->low == 0 && fact->is_not_zero) fact->low = 1;
  if (fact->high == 0 && fact->is_not_zero) fact->high = -1;
  bool is_null = fact->low == 0 && fact->high == 0;
  if (is_null && fact->holding != HOLDING_RELEASED && fact->holding != HOLDING_MOVED) fact->holding = HOLDING_NOTHING;
}

bool value_assume_in(struct engine *engine, struct state *state, uint32_t root, int64_t low, int64_t high) {
  struct fact *fact = state_fact(engine, state, root);
  if (low > fact->low) fact->low = low;
  if (high < fact->high) fact->high = high;
  settle(fact);
  return fact->low <= fact->high;
}

static bool assume(struct engine *engine, struct state *state, uint32_t root, enum arithmetic how, int64_t number) {
  if (ask(state, root, how, number) < 0) return false;
  switch (how) {
  case ARITHMETIC_EQUAL: return value_assume_in(engine, state, root, number, number);
  case ARITHMETIC_LESS: return number > INT64_MIN && value_assume_in(engine, state, root, INT64_MIN, number - 1);
  case ARITHMETIC_LESS_EQUAL: return value_assume_in(engine, state, root, INT64_MIN, number);
  case ARITHMETIC_GREATER: return number < INT64_MAX && value_assume_in(engine, state, root, number + 1, INT64_MAX);
  case ARITHMETIC_GREATER_EQUAL: return value_assume_in(engine, state, root, number, INT64_MAX);
  default: break;
  }
  struct fact *fact = state_fact(engine, state, root);
  if (number == 0) fact->is_not_zero = true;
  if (fact->low == number) fact->low++;
  if (fact->high == number) fact->high--;
  settle(fact);
  return fact->low <= fact->high;
}

bool value_assume(struct engine *engine, struct state *state, struct value value, bool is_true) {
  int truth = value_truth(engine, state, value);
  if (truth != 0) return (truth > 0) == is_true;
  if (value.kind == VALUE_CONDITION)
    return assume(engine, state, value.root, is_true ? value.how : value_opposite(value.how), value.number);
  if (value.kind == VALUE_POINT && value.field == NULL)
    return assume(engine, state, value.root, is_true ? ARITHMETIC_UNEQUAL : ARITHMETIC_EQUAL, 0);
  return true;
}

// ---- Arithmetic ----

static bool is_distinct(const struct engine *engine, const struct state *state, const struct value *a,
                        const struct value *b) {
  if (a->kind != VALUE_POINT || b->kind != VALUE_POINT || a->root == b->root) return false;
  bool a_known = !root_is_symbol(engine, a->root), b_known = !root_is_symbol(engine, b->root);
  // What was just made is at no address that was known before.
  if (!a_known && root_at(engine, a->root)->maker != NULL && state_holding(engine, state, a->root) == HOLDING_MUST)
    a_known = state_is_not_null(engine, state, a->root);
  if (!b_known && root_at(engine, b->root)->maker != NULL && state_holding(engine, state, b->root) == HOLDING_MUST)
    b_known = state_is_not_null(engine, state, b->root);
  return a_known && b_known;
}

static struct value compare(struct engine *engine, const struct state *state, struct value a, enum arithmetic how,
                            struct value b) {
  if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER) return value_number(holds(a.number, how, b.number));
  if (a.kind == VALUE_NUMBER) {
    struct value other = a;
    a = b;
    b = other;
    how = swapped(how);
  }
  bool is_equality = how == ARITHMETIC_EQUAL || how == ARITHMETIC_UNEQUAL;
  if (b.kind == VALUE_NUMBER) {
    if (a.kind == VALUE_CONDITION && is_equality && (b.number == 0 || b.number == 1)) {
      if ((b.number == 0) == (how == ARITHMETIC_EQUAL)) a.how = value_opposite(a.how);
      return a;
    }
    if (a.kind != VALUE_POINT) return (struct value){0};
    if (is_equality && b.number == 0 && value_truth(engine, state, a) > 0)
      return value_number(how == ARITHMETIC_UNEQUAL);
    if (a.exactness != EXACT || a.number != 0 || a.field != NULL || !root_is_symbol(engine, a.root))
      return (struct value){0};
    struct value condition = {.kind = VALUE_CONDITION, .how = how, .root = a.root, .number = b.number};
    return value_resolve(engine, state, condition);
  }
  if (a.kind != VALUE_POINT || b.kind != VALUE_POINT || !is_equality) return (struct value){0};
  if (a.root == b.root && a.exactness == EXACT && b.exactness == EXACT)
    return value_number((a.number == b.number) == (how == ARITHMETIC_EQUAL));
  if (is_distinct(engine, state, &a, &b)) return value_number(how == ARITHMETIC_UNEQUAL);
  return (struct value){0};
}

static bool is_address(const struct engine *engine, struct value value) {
  if (value.kind != VALUE_POINT) return false;
  const struct root *root = root_at(engine, value.root);
  return !root_is_symbol(engine, value.root) || value.exactness != EXACT || value.number != 0 || value.field != NULL ||
         (root->type != NULL && root->type->kind == TYPE_POINTER) || (root->maker != NULL && !root->is_number);
}

struct value value_binary(struct engine *engine, struct frame *frame, struct state *state, value_t at) {
  const struct instruction *instruction = &frame->function->code[at];
  struct value a = value_resolve(engine, state, frame->values[instruction->a]);
  struct value b = value_resolve(engine, state, frame->values[instruction->b]);
  enum arithmetic how = instruction->arithmetic;
  if (how >= ARITHMETIC_EQUAL) {
    struct value result = compare(engine, state, a, how, b);
    return result.kind != VALUE_ANY ? result : made_value(engine, frame, state, at, 0, instruction->type);
  }
  // Short loops with constant bounds are followed turn by turn.
  if (a.kind == VALUE_NUMBER && b.kind == VALUE_NUMBER && (how == ARITHMETIC_ADD || how == ARITHMETIC_SUBTRACT)) {
    int64_t sum = 0;
    bool overflows = how == ARITHMETIC_ADD ? __builtin_add_overflow(a.number, b.number, &sum)
                                           : __builtin_sub_overflow(a.number, b.number, &sum);
    if (!overflows && sum >= 0 && sum <= TURNS) return value_number(sum);
  }
  // A number that is owned is used; who has computed with it may know it in another form.
  for (int i = 0; i < 2; i++) {
    struct value operand = i == 0 ? a : b;
    if (operand.kind != VALUE_POINT || !root_at(engine, operand.root)->is_number) continue;
    if (state_holding(engine, state, operand.root) == HOLDING_MUST)
      state_fact(engine, state, operand.root)->holding = HOLDING_MAY;
  }
  bool moves = how == ARITHMETIC_ADD || how == ARITHMETIC_SUBTRACT || how == ARITHMETIC_AND || how == ARITHMETIC_OR;
  if (moves && is_address(engine, a) && !is_address(engine, b)) {
    if (b.kind == VALUE_NUMBER && (how == ARITHMETIC_ADD || how == ARITHMETIC_SUBTRACT) && a.exactness == EXACT) {
      int64_t offset = how == ARITHMETIC_ADD ? a.number + b.number : a.number - b.number;
      return value_point(a.root, offset, offset < 0 ? SOMEWHERE : EXACT, NULL);
    }
    return value_point(a.root, 0, how == ARITHMETIC_ADD && a.exactness != SOMEWHERE ? INSIDE : SOMEWHERE, NULL);
  }
  if (how == ARITHMETIC_ADD && is_address(engine, b) && !is_address(engine, a))
    return value_point(b.root, 0, b.exactness != SOMEWHERE ? INSIDE : SOMEWHERE, NULL);
  return made_value(engine, frame, state, at, 0, instruction->type);
}
