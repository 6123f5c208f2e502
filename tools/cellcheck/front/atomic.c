// SPDX-License-Identifier: Apache-2.0
// atomic: clang's atomic builtins as the loads and stores that they make.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

// An access to what lies at `address`, of the type that its pointer says.
struct atomic {
  struct builder *builder;
  value_t address;
  const struct type *type;
  uint32_t at;
};

static const struct type *pointee(struct builder *builder, value_t pointer) {
  const struct type *type = pointer != 0 ? builder->code[pointer].type : NULL;
  return type != NULL && type->to != NULL ? type->to : builder->front->type_int;
}

static struct atomic atomic_at(struct builder *builder, value_t address, uint32_t at) {
  return (struct atomic){.builder = builder, .address = address, .type = pointee(builder, address), .at = at};
}

static value_t load(const struct atomic *atomic) {
  value_t value = emit_load(atomic->builder, atomic->address, atomic->type, atomic->at);
  atomic->builder->code[value].is_atomic = true;
  return value;
}

static void store(const struct atomic *atomic, value_t value) {
  emit_store(atomic->builder, atomic->address, value, atomic->type, atomic->at);
  atomic->builder->code[last_value(atomic->builder)].is_atomic = true;
}

static value_t load_plain(struct builder *builder, value_t pointer, uint32_t at) {
  return emit_load(builder, pointer, pointee(builder, pointer), at);
}

static void store_plain(struct builder *builder, value_t pointer, value_t value, uint32_t at) {
  emit_store(builder, pointer, value, pointee(builder, pointer), at);
}

// compare and exchange: *object == expected ? (*object = desired, true) : false
static value_t compare(const struct atomic *atomic, value_t expected, value_t desired, value_t expected_at,
                       const struct type *type) {
  struct builder *builder = atomic->builder;
  value_t before = load(atomic);
  value_t same = emit_binary(builder, ARITHMETIC_EQUAL, before, expected, type, atomic->at);
  uint32_t yes = new_block(builder), no = new_block(builder), join = new_block(builder);
  branch_on(builder, same, yes, no, atomic->at);
  open_block(builder, yes);
  store(atomic, desired);
  jump_to(builder, join, atomic->at);
  open_block(builder, no);
  if (expected_at != 0) store_plain(builder, expected_at, before, atomic->at);
  jump_to(builder, join, atomic->at);
  open_block(builder, join);
  return same;
}

static enum arithmetic arithmetic_in(const char *name) {
  static const struct {
    const char *word;
    enum arithmetic arithmetic;
  } words[] = {{"add", ARITHMETIC_ADD},
               {"sub", ARITHMETIC_SUBTRACT},
               {"and", ARITHMETIC_AND},
               {"xor", ARITHMETIC_XOR},
               {"or", ARITHMETIC_OR}};
  // Not the "and" of "nand".
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const char *found = strstr(name, words[i].word);
    while (found != NULL && (found[-1] != '_' || strchr("_", found[strlen(words[i].word)]) == NULL))
      found = strstr(found + 1, words[i].word);
    if (found != NULL) return words[i].arithmetic;
  }
  return ARITHMETIC_NONE;
}

static bool has(const char *name, const char *word) {
  return strstr(name, word) != NULL;
}

// fetch_max and fetch_min: the operand is stored, or nothing.
static value_t choose(const struct atomic *atomic, value_t before, value_t operand, bool is_most, bool is_after) {
  struct builder *builder = atomic->builder;
  enum arithmetic test = is_most ? ARITHMETIC_LESS : ARITHMETIC_GREATER;
  value_t changes = emit_binary(builder, test, before, operand, builder->front->type_int, atomic->at);
  uint32_t yes = new_block(builder), join = new_block(builder);
  branch_on(builder, changes, yes, join, atomic->at);
  open_block(builder, yes);
  store(atomic, operand);
  jump_to(builder, join, atomic->at);
  open_block(builder, join);
  return is_after ? load(atomic) : before;
}

// fetch_add and the like. `is_after`: what it gives is the new value.
static value_t change(const struct atomic *atomic, const char *name, value_t operand, bool is_after) {
  struct builder *builder = atomic->builder;
  const struct type *type = type_unqualified(atomic->type);
  enum arithmetic arithmetic = arithmetic_in(name);
  value_t before = load(atomic), after;
  if (type->kind == TYPE_POINTER) {
    // GNU's count bytes, C11's elements; which of them matters to nobody who only follows the pointer.
    after = emit_element(builder, before, operand, type, arithmetic == ARITHMETIC_SUBTRACT, atomic->at);
  } else if (arithmetic != ARITHMETIC_NONE) {
    after = emit_binary(builder, arithmetic, before, operand, type, atomic->at);
  } else if (has(name, "max") || has(name, "min")) {
    return choose(atomic, before, operand, has(name, "max"), is_after);
  } else {
    value_t both[] = {before, operand};  // nand
    after = emit_any(builder, name, both, 2, type, atomic->at);
  }
  store(atomic, after);
  return is_after ? after : before;
}

static value_t lower_exchange(const struct atomic *atomic, const struct view *view, value_t operand) {
  struct builder *builder = atomic->builder;
  if (view->parts[2] == NULL) {
    value_t before = load(atomic);
    store(atomic, operand);
    return before;
  }
  value_t out = lower_value(builder, view->parts[2]);
  value_t wanted = load_plain(builder, operand, view->at);
  value_t before = load(atomic);
  store(atomic, wanted);
  store_plain(builder, out, before, view->at);
  return 0;
}

value_t lower_atomic(struct builder *builder, const struct view *view) {
  const char *name = view->text;
  const struct type *type = value_type(builder, view->type);
  struct atomic atomic = atomic_at(builder, lower_value(builder, view->parts[0]), view->at);
  value_t operand = view->parts[1] != NULL ? lower_value(builder, view->parts[1]) : 0;
  if (has(name, "compare_exchange")) {
    value_t desired = lower_value(builder, view->parts[2]);
    bool is_pointer =
        strcmp(name, "__atomic_compare_exchange") == 0 || strcmp(name, "__scoped_atomic_compare_exchange") == 0;
    if (is_pointer) desired = load_plain(builder, desired, view->at);
    return compare(&atomic, load_plain(builder, operand, view->at), desired, operand, type);
  }
  if (has(name, "exchange")) return lower_exchange(&atomic, view, operand);
  if (has(name, "load")) {
    value_t value = load(&atomic);
    if (operand == 0) return value;
    store_plain(builder, operand, value, view->at);
    return 0;
  }
  bool is_generic_store = strcmp(name, "__atomic_store") == 0 || strcmp(name, "__scoped_atomic_store") == 0;
  if (has(name, "_store") || has(name, "_init")) {
    store(&atomic, is_generic_store ? load_plain(builder, operand, view->at) : operand);
    return 0;
  }
  if (has(name, "fetch")) return change(&atomic, name, operand, !has(name, "fetch_"));
  return emit_unseen(builder, name, type, view->at);
}

// clang names the sized ones: __sync_fetch_and_add_8.
bool lower_sync(struct builder *builder, const struct view *view, const char *name, value_t *result) {
  const struct type *type = value_type(builder, view->type);
  struct arguments arguments = lower_arguments(builder, view->list, view->count);
  value_t first = arguments.count > 0 ? arguments.values[0] : 0, second = arguments.count > 1 ? arguments.values[1] : 0;
  struct atomic atomic = first != 0 ? atomic_at(builder, first, view->at) : (struct atomic){};
  *result = 0;
  if (has(name, "compare_and_swap") && arguments.count > 2) {
    const struct type *truth = has(name, "bool") ? type : builder->front->type_int;
    value_t same = compare(&atomic, second, arguments.values[2], 0, truth);
    *result = has(name, "bool") ? same : builder->code[same].op == OP_BINARY ? builder->code[same].a : same;
  } else if ((has(name, "fetch_and") || has(name, "and_fetch")) && second != 0) {
    *result = change(&atomic, has(name, "fetch_and_") ? name + strlen("__sync_fetch_and") : name, second,
                     has(name, "and_fetch"));
  } else if (has(name, "lock_test_and_set") || has(name, "__sync_swap")) {
    *result = load(&atomic);
    store(&atomic, second);
  } else if (has(name, "test_and_set")) {
    const struct type *byte = type;
    *result = emit_load(builder, first, byte, view->at);
    builder->code[*result].is_atomic = true;
    emit_store(builder, first, emit_const(builder, byte, 1, view->at), byte, view->at);
    builder->code[last_value(builder)].is_atomic = true;
  } else if (has(name, "lock_release") || has(name, "atomic_clear")) {
    const struct type *of = has(name, "lock_release") ? type_unqualified(atomic.type) : builder->front->type_bool;
    emit_store(builder, first, emit_const(builder, of, 0, view->at), of, view->at);
    builder->code[last_value(builder)].is_atomic = true;
  } else if (has(name, "fence") || has(name, "synchronize") || has(name, "lock_free")) {
    *result = emit_any(builder, name, NULL, 0, type, view->at);
  } else {
    *result = emit_unseen(builder, name, type, view->at);
  }
  return true;
}
