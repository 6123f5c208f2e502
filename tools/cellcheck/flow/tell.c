// SPDX-License-Identifier: Apache-2.0
// What a branch says, in words: the condition is traced back to the variable that it asks.
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/cellcheck/flow/flow.h"

enum { NAME = 96, DEPTH = 6 };

struct condition {
  char name[NAME];          // of what is asked: "status", "ring->words"; empty: something without a name
  const struct type *type;  // its type
  enum arithmetic how;
  int64_t number;  // what it is compared with
};

static bool name_of_address(const struct function *function, value_t value, char *name, size_t size, int depth);

// The name of what was loaded; calls are named by their function.
static bool name_of(const struct function *function, value_t value, char *name, size_t size, int depth) {
  const struct instruction *at = ir_at(function, value);
  if (at == NULL || depth > DEPTH) return false;
  switch (at->op) {
  case OP_LOAD: return name_of_address(function, at->a, name, size, depth + 1);
  case OP_CAST: return name_of(function, at->a, name, size, depth + 1);
  case OP_CALL:
    if (at->function == NULL) return false;
    snprintf(name, size, "%s()", at->function->name);
    return true;
  default: return false;
  }
}

static bool name_of_address(const struct function *function, value_t value, char *name, size_t size, int depth) {
  const struct instruction *at = ir_at(function, value);
  if (at == NULL || depth > DEPTH) return false;
  char base[NAME];
  switch (at->op) {
  case OP_ADDRESS: snprintf(name, size, "%s", at->variable->name); return at->variable->name[0] != 0;
  case OP_FIELD: {
    const struct instruction *in = ir_at(function, at->a);
    bool is_direct = in != NULL && (in->op == OP_ADDRESS || in->op == OP_FIELD || in->op == OP_ELEMENT);
    if (at->field->name[0] == 0) return is_direct && name_of_address(function, at->a, name, size, depth + 1);
    if (is_direct ? !name_of_address(function, at->a, base, sizeof base, depth + 1)
                  : !name_of(function, at->a, base, sizeof base, depth + 1))
      return false;
    snprintf(name, size, "%s%s%s", base, is_direct ? "." : "->", at->field->name);
    return true;
  }
  case OP_ELEMENT:
    // A pointer that was loaded, or an array, whose place it is.
    if (!name_of(function, at->a, base, sizeof base, depth + 1) &&
        !name_of_address(function, at->a, base, sizeof base, depth + 1))
      return false;
    snprintf(name, size, "%s[]", base);
    return true;
  case OP_CAST: {
    const struct instruction *in = ir_at(function, at->a);
    bool is_place = in != NULL && (in->op == OP_ADDRESS || in->op == OP_FIELD || in->op == OP_ELEMENT);
    if (is_place) return name_of_address(function, at->a, name, size, depth + 1);
  }
    [[fallthrough]];
  case OP_LOAD:
    if (!name_of(function, value, base, sizeof base, depth + 1)) return false;
    snprintf(name, size, "*%s", base);
    return true;
  default: return false;
  }
}

bool flow_name(const struct function *function, value_t value, char *name, size_t size) {
  const struct instruction *at = ir_at(function, value);
  if (at != NULL && (at->op == OP_ADDRESS || at->op == OP_FIELD || at->op == OP_ELEMENT)) {
    char place[NAME];
    if (!name_of_address(function, value, place, sizeof place, 0)) return false;
    snprintf(name, size, "&%s", place);
    return true;
  }
  return name_of(function, value, name, size, 0);
}

bool flow_name_place(const struct function *function, value_t address, char *name, size_t size) {
  return name_of_address(function, address, name, size, 0);
}

static bool is_number(const struct function *function, value_t value, int64_t *number) {
  const struct instruction *at = ir_at(function, value);
  while (at != NULL && at->op == OP_CAST)
    at = ir_at(function, at->a);
  if (at == NULL || at->op != OP_CONST) return false;
  *number = at->number;
  return true;
}

static enum arithmetic opposite(enum arithmetic how) {
  switch (how) {
  case ARITHMETIC_EQUAL: return ARITHMETIC_UNEQUAL;
  case ARITHMETIC_UNEQUAL: return ARITHMETIC_EQUAL;
  case ARITHMETIC_LESS: return ARITHMETIC_GREATER_EQUAL;
  case ARITHMETIC_LESS_EQUAL: return ARITHMETIC_GREATER;
  case ARITHMETIC_GREATER: return ARITHMETIC_LESS_EQUAL;
  case ARITHMETIC_GREATER_EQUAL: return ARITHMETIC_LESS;
  default: return how;
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

// What `value` being true says. Comparisons with 0 of comparisons and ! are unfolded.
static void ask(const struct function *function, value_t value, bool is_true, struct condition *condition) {
  for (int depth = 0; depth < DEPTH; depth++) {
    const struct instruction *at = ir_at(function, value);
    int64_t number = 0;
    if (at == NULL) return;
    if (at->op == OP_CAST && (at->type->kind == TYPE_BOOL || at->is_implicit)) {
      value = at->a;
      continue;
    }
    if (at->op == OP_UNARY && at->arithmetic == ARITHMETIC_NOT) {
      value = at->a;
      is_true = !is_true;
      continue;
    }
    value_t asked = value;
    condition->how = ARITHMETIC_UNEQUAL;
    condition->number = 0;
    if (at->op == OP_BINARY && at->arithmetic >= ARITHMETIC_EQUAL) {
      condition->how = at->arithmetic;
      if (is_number(function, at->b, &number)) {
        asked = at->a;
      } else if (is_number(function, at->a, &number)) {
        asked = at->b;
        condition->how = swapped(at->arithmetic);
      } else {
        return;
      }
      condition->number = number;
    }
    if (!is_true) condition->how = opposite(condition->how);
    const struct instruction *what = ir_at(function, asked);
    while (what != NULL && what->op == OP_CAST && what->is_implicit) {
      asked = what->a;
      what = ir_at(function, asked);
    }
    if (what != NULL) condition->type = what->type;
    if (!name_of(function, asked, condition->name, sizeof condition->name, 0)) condition->name[0] = 0;
    return;
  }
}

static bool put(char *text, size_t size, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, size, format, arguments);
  va_end(arguments);
  return true;
}

static bool tell(const struct condition *condition, bool is_true, char *text, size_t size) {
  const char *name = condition->name;
  if (name[0] == 0 || condition->type == NULL)
    return put(text, size, "the condition is %s here", is_true ? "true" : "false");
  bool is_equal = condition->how == ARITHMETIC_EQUAL, is_plain = is_equal || condition->how == ARITHMETIC_UNEQUAL;
  const struct type *type = condition->type;
  if (is_plain && condition->number == 0) {
    if (type->kind == TYPE_POINTER) return put(text, size, "'%s' is %snull here", name, is_equal ? "" : "not ");
    if (type->kind == TYPE_BOOL) return put(text, size, "'%s' is %s here", name, is_equal ? "false" : "true");
    if (type->kind == TYPE_ENUM && strcmp(type->tag, "status") == 0)
      return put(text, size, "'%s' is %sOK here", name, is_equal ? "" : "not ");
  }
  static const char *const words[] = {[ARITHMETIC_EQUAL] = "",         [ARITHMETIC_UNEQUAL] = "not ",
                                      [ARITHMETIC_LESS] = "below ",    [ARITHMETIC_LESS_EQUAL] = "at most ",
                                      [ARITHMETIC_GREATER] = "above ", [ARITHMETIC_GREATER_EQUAL] = "at least "};
  return put(text, size, "'%s' is %s%lld here", name, words[condition->how], (long long)condition->number);
}

bool flow_tell(const struct function *function, uint32_t block, uint32_t edge, char *text, size_t size) {
  const struct block *at = &function->blocks[block];
  struct condition condition = {.how = ARITHMETIC_UNEQUAL};
  if (at->end == END_BRANCH) {
    ask(function, at->value, edge == 0, &condition);
    return tell(&condition, edge == 0, text, size);
  }
  if (at->end != END_SWITCH || at->edge_count < 2) return false;
  if (!name_of(function, at->value, condition.name, sizeof condition.name, 0))
    (void)put(condition.name, sizeof condition.name, "the value");
  const struct edge *taken = &at->edges[edge];
  if (taken->is_default) return put(text, size, "'%s' is none of the cases here", condition.name);
  if (taken->low == taken->high) return put(text, size, "'%s' is %lld here", condition.name, (long long)taken->low);
  return put(text, size, "'%s' is %lld to %lld here", condition.name, (long long)taken->low, (long long)taken->high);
}
