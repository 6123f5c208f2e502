// SPDX-License-Identifier: Apache-2.0
// expression: what has a value.
#include <string.h>

#include "tools/cellcheck/front/builder.h"

// Deeper than this nobody writes, and the stack of the reading thread (read.c) has room for it.
enum { DEPTH_MAX = 100000 };

bool go_deeper(struct builder *builder) {
  if (builder->depth >= DEPTH_MAX) return false;
  builder->depth++;
  return true;
}

const struct type *type_in(struct builder *builder, const void *type) {
  return type_of_value(builder->front, type);
}

const struct type *value_type(struct builder *builder, const void *type) {
  return type_unqualified(type_of_value(builder->front, type));
}

struct arguments lower_arguments(struct builder *builder, const struct node *const *list, uint64_t count) {
  struct arguments arguments = {.count = (uint32_t)count};
  if (count == 0) return arguments;
  arguments.values = ir_take(builder->front->arena, count * sizeof *arguments.values);
  for (uint64_t i = 0; i < count; i++)
    arguments.values[i] = lower_either(builder, list[i]);
  return arguments;
}

// sizeof a variable array, a declaration with one: their lengths are computed there.
void lower_lengths(struct builder *builder, const void *type) {
  struct type_view view;
  for (uint32_t depth = 0; type != NULL && depth < 1000; depth++) {
    type_read(type, &view);
    if (view.kind == CLASS_VARIABLE_ARRAY && view.length != NULL) lower_unused(builder, view.length);
    bool goes_on = view.kind == CLASS_VARIABLE_ARRAY || view.kind == CLASS_ARRAY || view.kind == CLASS_POINTER;
    type = goes_on ? view.to : NULL;
  }
}

static bool has_length(const void *type) {
  struct type_view view;
  for (type_read(type, &view); view.kind == CLASS_ARRAY || view.kind == CLASS_VARIABLE_ARRAY; type_read(view.to, &view))
    if (view.kind == CLASS_VARIABLE_ARRAY) return true;
  return false;
}

static enum arithmetic arithmetic_of(enum operation operation) {
  switch (operation) {
  case OPERATION_MINUS: return ARITHMETIC_NEGATE;
  case OPERATION_NOT: return ARITHMETIC_NOT;
  case OPERATION_COMPLEMENT: return ARITHMETIC_COMPLEMENT;
  case OPERATION_ADD: return ARITHMETIC_ADD;
  case OPERATION_SUBTRACT: return ARITHMETIC_SUBTRACT;
  case OPERATION_MULTIPLY: return ARITHMETIC_MULTIPLY;
  case OPERATION_DIVIDE: return ARITHMETIC_DIVIDE;
  case OPERATION_REMAINDER: return ARITHMETIC_REMAINDER;
  case OPERATION_AND: return ARITHMETIC_AND;
  case OPERATION_OR: return ARITHMETIC_OR;
  case OPERATION_XOR: return ARITHMETIC_XOR;
  case OPERATION_LEFT: return ARITHMETIC_LEFT;
  case OPERATION_RIGHT: return ARITHMETIC_RIGHT;
  case OPERATION_EQUAL: return ARITHMETIC_EQUAL;
  case OPERATION_UNEQUAL: return ARITHMETIC_UNEQUAL;
  case OPERATION_LESS: return ARITHMETIC_LESS;
  case OPERATION_LESS_EQUAL: return ARITHMETIC_LESS_EQUAL;
  case OPERATION_GREATER: return ARITHMETIC_GREATER;
  case OPERATION_GREATER_EQUAL: return ARITHMETIC_GREATER_EQUAL;
  default: return ARITHMETIC_NONE;
  }
}

// ---- Assignments ----

static value_t lower_arithmetic(struct builder *builder, enum operation operation, value_t a, value_t b,
                                const struct type *a_type, const struct type *type, uint32_t at) {
  bool is_sum = operation == OPERATION_ADD || operation == OPERATION_SUBTRACT;
  if (is_sum && type->kind == TYPE_POINTER) {
    bool is_turned = a_type->kind != TYPE_POINTER;
    return emit_element(builder, is_turned ? b : a, is_turned ? a : b, type, operation == OPERATION_SUBTRACT, at);
  }
  enum arithmetic arithmetic = arithmetic_of(operation);
  if (arithmetic == ARITHMETIC_NONE) return emit_unseen(builder, "an operator", type, at);
  return emit_binary(builder, arithmetic, a, b, type, at);
}

static value_t lower_assign(struct builder *builder, const struct view *view) {
  struct view left;
  node_read(view->parts[0], &left);
  const struct type *type = type_in(builder, left.type), *unqualified = type_unqualified(type);
  value_t value = lower_value(builder, view->parts[1]);
  value_t address = lower_address(builder, view->parts[0]);
  if (view->operation != OPERATION_NONE) {
    const struct type *in = value_type(builder, view->other_type);
    value_t before = emit_load(builder, address, type, view->at);
    value_t wide = emit_cast(builder, before, in, true, view->at);
    value = lower_arithmetic(builder, view->operation, wide, value, in, in, view->at);
    value = emit_cast(builder, value, unqualified, true, view->at);
  }
  emit_store(builder, address, value, type, view->at);
  return value;
}

// ++ and --
static value_t lower_step(struct builder *builder, const struct view *view) {
  struct view operand;
  node_read(view->parts[0], &operand);
  const struct type *type = type_in(builder, operand.type), *unqualified = type_unqualified(type);
  bool is_down = view->operation == OPERATION_DECREMENT || view->operation == OPERATION_POST_DECREMENT;
  bool is_after = view->operation == OPERATION_POST_INCREMENT || view->operation == OPERATION_POST_DECREMENT;
  value_t address = lower_address(builder, view->parts[0]);
  value_t before = emit_load(builder, address, type, view->at);
  const struct type *of_one = unqualified->kind == TYPE_POINTER ? builder->front->type_size : unqualified;
  value_t one = emit_const(builder, of_one, 1, view->at);
  value_t after = lower_arithmetic(builder, is_down ? OPERATION_SUBTRACT : OPERATION_ADD, before, one, unqualified,
                                   unqualified, view->at);
  emit_store(builder, address, after, type, view->at);
  return is_after ? before : after;
}

// ---- Casts and operators ----

static value_t lower_union_cast(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  struct view inner;
  node_read(view->parts[0], &inner);
  struct variable *hidden;
  value_t value = lower_value(builder, view->parts[0]);
  value_t address = begin_hidden(builder, type, &hidden, view->at);
  const struct type *from = value_type(builder, inner.type);
  type_fill_all(builder->front);
  for (uint32_t i = 0; i < type->plain->field_count; i++) {
    const struct field *field = &type->plain->fields[i];
    if (type_unqualified(field->type) != from) continue;
    emit_store(builder, emit_field(builder, address, field, field->type, view->at), value, field->type, view->at);
    return emit_load(builder, address, type, view->at);
  }
  return emit_unseen(builder, "a cast to a union", type, view->at);
}

static value_t lower_load(struct builder *builder, const struct view *view) {
  struct view object;
  node_read(view->parts[0], &object);
  const struct type *type = type_in(builder, object.type);
  value_t address = lower_address(builder, view->parts[0]);
  value_t value = emit_load(builder, address, type, object.at);
  if (type_unqualified(type) != value_type(builder, view->type))
    builder->code[value].type = value_type(builder, view->type);
  return value;
}

static value_t lower_decay(struct builder *builder, const struct view *view) {
  const struct type *pointer = value_type(builder, view->type);
  value_t address = lower_address(builder, view->parts[0]);
  if (address == last_value(builder) && builder->code[address].op == OP_STRING) {
    builder->code[address].type = pointer;
    return address;
  }
  return emit_cast(builder, address, pointer, true, view->at);
}

static value_t lower_cast(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  switch ((enum conversion)view->detail) {
  case CONVERSION_LOAD: return lower_load(builder, view);
  case CONVERSION_ARRAY: return lower_decay(builder, view);
  case CONVERSION_FUNCTION: return lower_designator(builder, view->parts[0], type, view->at);
  case CONVERSION_NULL: return emit_const(builder, type, 0, view->at);
  case CONVERSION_VOID: lower_unused(builder, view->parts[0]); return 0;
  case CONVERSION_UNION: return lower_union_cast(builder, view);
  case CONVERSION_NONE:
  case CONVERSION_VALUE: {
    value_t value = lower_value(builder, view->parts[0]);
    bool is_spread = type->kind == TYPE_OTHER && is_test(builder->code[value].type);
    if (is_spread) return emit_parts(builder, &value, 1, type, view->at);
    return emit_cast(builder, value, type, !view->flag, view->at);
  }
  case CONVERSION_OTHER: break;
  }
  lower_either(builder, view->parts[0]);
  return emit_unseen(builder, "a conversion", type, view->at);
}

static value_t lower_unary(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  switch (view->operation) {
  case OPERATION_ADDRESS: {
    const struct declaration *function = function_named(view->parts[0]);
    if (function != NULL) return lower_function_address(builder, function, type, view->at);
    value_t address = lower_address(builder, view->parts[0]);
    return emit_cast(builder, address, type, true, view->at);
  }
  case OPERATION_INDIRECT: return lower_designator(builder, view->node, type, view->at);
  case OPERATION_PLUS: return lower_value(builder, view->parts[0]);
  case OPERATION_MINUS:
  case OPERATION_NOT:
  case OPERATION_COMPLEMENT: {
    value_t value = lower_value(builder, view->parts[0]);
    return emit_unary(builder, arithmetic_of(view->operation), value, type, view->at);
  }
  case OPERATION_INCREMENT:
  case OPERATION_DECREMENT:
  case OPERATION_POST_INCREMENT:
  case OPERATION_POST_DECREMENT: return lower_step(builder, view);
  case OPERATION_REAL:
  case OPERATION_IMAGINARY: {
    value_t value = lower_either(builder, view->parts[0]);
    return emit_any(builder, "a part of a complex number", &value, 1, type, view->at);
  }
  default: lower_either(builder, view->parts[0]); return emit_unseen(builder, "an operator", type, view->at);
  }
}

static value_t lower_binary(struct builder *builder, const struct view *view) {
  if (view->operation == OPERATION_BOTH || view->operation == OPERATION_EITHER) return lower_truth(builder, view);
  if (view->operation == OPERATION_COMMA) {
    lower_unused(builder, view->parts[0]);
    return lower_value(builder, view->parts[1]);
  }
  struct view left;
  node_read(view->parts[0], &left);
  value_t a = lower_value(builder, view->parts[0]);
  value_t b = lower_value(builder, view->parts[1]);
  return lower_arithmetic(builder, view->operation, a, b, value_type(builder, left.type),
                          value_type(builder, view->type), view->at);
}

bool node_evaluate(struct front *front, const struct node *node, int64_t *number) {
  struct view view;
  node_read(node, &view);
  if (view.kind == NODE_INTEGER) {
    *number = view.number;
    return true;
  }
  CXEvalResult result = clang_Cursor_Evaluate(cursor_of_node(front->unit->unit, node));
  if (result == NULL) return false;
  bool is_number = clang_EvalResult_getKind(result) == CXEval_Int;
  if (is_number)
    *number = clang_EvalResult_isUnsignedInt(result) ? (int64_t)clang_EvalResult_getAsUnsigned(result)
                                                     : clang_EvalResult_getAsLongLong(result);
  clang_EvalResult_dispose(result);
  return is_number;
}

static value_t lower_constant(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  if (view->other_type != NULL && has_length(view->other_type)) {
    if (view->parts[0] != NULL)
      lower_either(builder, view->parts[0]);
    else
      lower_lengths(builder, view->other_type);
    return emit_any(builder, "the size of a variable array", NULL, 0, type, view->at);
  }
  int64_t number;
  if (node_evaluate(builder->front, view->node, &number)) return emit_const(builder, type, number, view->at);
  return emit_any(builder, "a size or offset", NULL, 0, type, view->at);
}

static value_t lower_scalar_list(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  if (type->kind == TYPE_OTHER) {
    struct arguments values = lower_arguments(builder, view->list, view->count);
    return emit_parts(builder, values.values, values.count, type, view->at);
  }
  if (type->kind == TYPE_STRUCT || type->kind == TYPE_UNION || type->kind == TYPE_ARRAY) {
    struct variable *hidden;
    value_t address = begin_hidden(builder, type, &hidden, view->at);
    lower_initializer(builder, address, type, view->node, false);
    return emit_load(builder, address, type, view->at);
  }
  if (view->count != 0) return lower_value(builder, view->list[0]);
  return emit_const(builder, type, 0, view->at);
}

static value_t lower_zero(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  if (is_test(type)) return emit_const(builder, type, 0, view->at);
  return emit_any(builder, "zero", NULL, 0, type, view->at);
}

static value_t lower_named_value(struct builder *builder, const struct view *view) {
  struct declaration_view named;
  declaration_read(view->declaration, &named);
  const struct type *type = value_type(builder, view->type);
  if (named.kind == DECLARATION_ENUMERATOR) return emit_const(builder, type, named.number, view->at);
  if (named.kind == DECLARATION_FUNCTION) {
    if (type->kind != TYPE_POINTER) type = type_pointer_to(builder->front, type);
    return lower_function_address(builder, view->declaration, type, view->at);
  }
  return emit_load(builder, lower_name_address(builder, view), type, view->at);
}

// A pointer among variable arguments is lent, as one that a parameter without a mark takes: what gives it is a function with VIEW_RET.
static struct function *lent_argument(struct front *front) {
  static const char key[] = "builtin va_arg";
  struct function *function = table_get(&front->functions, strings_take(&front->strings, key, sizeof key - 1));
  if (function == NULL) function = function_add(front, "va_arg", front->type_initializer, key);
  function->marks |= MARK_VIEW_RET;
  return function;
}

static value_t lower_argument(struct builder *builder, const struct view *view) {
  value_t list = lower_either(builder, view->parts[0]);
  const struct type *type = value_type(builder, view->type);
  if (type->kind != TYPE_POINTER) return emit_any(builder, "va_arg", &list, 1, type, view->at);
  return emit_call(builder, lent_argument(builder->front), 0, &list, 1, type, view->at);
}

static value_t lower_label_address(struct builder *builder, const struct view *view) {
  struct declaration_view label;
  declaration_read(view->declaration, &label);
  take_label(builder, view->declaration);
  struct instruction *instruction = emit(builder, OP_STRING, value_type(builder, view->type), view->at);
  instruction->text = strings_format(&builder->front->strings, "&&%s", label.name);
  return last_value(builder);
}

static value_t value_of(struct builder *builder, const struct view *view) {
  const struct type *type = value_type(builder, view->type);
  if (view->is_place) {
    const struct type *object = type_in(builder, view->type);
    value_t address = lower_address(builder, view->node);
    return object->kind == TYPE_FUNCTION ? address : emit_load(builder, address, object, view->at);
  }
  switch (view->kind) {
  case NODE_INTEGER: return emit_const(builder, type, view->number, view->at);
  case NODE_STRING: return emit_load(builder, lower_string(builder, view), type_in(builder, view->type), view->at);
  case NODE_FLOATING: emit(builder, OP_FLOAT, type, view->at); return last_value(builder);
  case NODE_NAME: return lower_named_value(builder, view);
  case NODE_MEMBER: return emit_load(builder, lower_member(builder, view), type_in(builder, view->type), view->at);
  case NODE_SUBSCRIPT:
    return emit_load(builder, lower_subscript(builder, view), type_in(builder, view->type), view->at);
  case NODE_UNARY: return lower_unary(builder, view);
  case NODE_BINARY: return lower_binary(builder, view);
  case NODE_ASSIGN: return lower_assign(builder, view);
  case NODE_CONDITIONAL: return lower_conditional(builder, view);
  case NODE_OR_ELSE: return lower_or_else(builder, view);
  case NODE_OPAQUE: return lower_opaque(builder, view);
  case NODE_CALL: return lower_call(builder, view);
  case NODE_CAST: return lower_cast(builder, view);
  case NODE_STATEMENTS: return lower_statements_value(builder, view);
  case NODE_LITERAL: return emit_load(builder, lower_literal(builder, view), type_in(builder, view->type), view->at);
  case NODE_LIST:
  case NODE_UPDATE: return lower_scalar_list(builder, view);
  case NODE_ZERO: return lower_zero(builder, view);
  case NODE_CONSTANT: return lower_constant(builder, view);
  case NODE_ARGUMENT: return lower_argument(builder, view);
  case NODE_LABEL_ADDRESS: return lower_label_address(builder, view);
  case NODE_ATOMIC: return lower_atomic(builder, view);
  case NODE_WHERE: emit(builder, OP_STRING, type, view->at)->text = "(where this stands)"; return last_value(builder);
  case NODE_VALUES:
  case NODE_ELEMENTS: {
    struct arguments values = lower_arguments(builder, view->kind == NODE_VALUES ? view->list : view->parts,
                                              view->kind == NODE_VALUES ? view->count : 1);
    return emit_any(builder, "parts", values.values, values.count, type, view->at);
  }
  default: return emit_unseen(builder, view->kind == NODE_UNSEEN ? view->text : "an expression", type, view->at);
  }
}

value_t lower_value(struct builder *builder, const struct node *node) {
  struct view view;
  node_read(node, &view);
  if (view.type == NULL)
    return emit_unseen(builder, view.text != NULL ? view.text : "an expression", builder->front->type_int, view.at);
  if (!go_deeper(builder))
    return emit_unseen(builder, "expressions nested too deep", value_type(builder, view.type), view.at);
  value_t value = value_of(builder, &view);
  builder->depth--;
  return value;
}
