// SPDX-License-Identifier: Apache-2.0
// ir: prints the IR of a cell, and ends its life.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/cellcheck/ir_memory.h"
#include "tools/cellcheck/report.h"

void cell_delete(struct cell *cell) {
  if (cell == NULL) return;
  struct ir_cell *memory = (struct ir_cell *)cell;
  ir_free(&memory->arena);
  free(memory);
}

static const char *const ops[] = {
    [OP_CONST] = "const",     [OP_FLOAT] = "float", [OP_STRING] = "string",   [OP_FUNCTION] = "function",
    [OP_ADDRESS] = "address", [OP_FIELD] = "field", [OP_ELEMENT] = "element", [OP_LOAD] = "load",
    [OP_STORE] = "store",     [OP_ZERO] = "zero",   [OP_UNARY] = "unary",     [OP_BINARY] = "binary",
    [OP_CAST] = "cast",       [OP_CALL] = "call",   [OP_BEGIN] = "begin",     [OP_END] = "end",
    [OP_ASM] = "asm",         [OP_ANY] = "any",     [OP_UNSEEN] = "unseen",
};

static const char *const signs[] = {
    [ARITHMETIC_NONE] = "?",      [ARITHMETIC_NEGATE] = "-",
    [ARITHMETIC_NOT] = "!",       [ARITHMETIC_COMPLEMENT] = "~",
    [ARITHMETIC_ADD] = "+",       [ARITHMETIC_SUBTRACT] = "-",
    [ARITHMETIC_MULTIPLY] = "*",  [ARITHMETIC_DIVIDE] = "/",
    [ARITHMETIC_REMAINDER] = "%", [ARITHMETIC_AND] = "&",
    [ARITHMETIC_OR] = "|",        [ARITHMETIC_XOR] = "^",
    [ARITHMETIC_LEFT] = "<<",     [ARITHMETIC_RIGHT] = ">>",
    [ARITHMETIC_EQUAL] = "==",    [ARITHMETIC_UNEQUAL] = "!=",
    [ARITHMETIC_LESS] = "<",      [ARITHMETIC_LESS_EQUAL] = "<=",
    [ARITHMETIC_GREATER] = ">",   [ARITHMETIC_GREATER_EQUAL] = ">=",
};

static const char *const kinds[] = {
    [KIND_NONE] = "", [KIND_READ] = "READ", [KIND_ATOMIC] = "ATOMIC", [KIND_STEPS] = "STEPS", [KIND_RAW] = "RAW"};

static void print_marks(FILE *out, uint32_t marks) {
  static const char *const words[] = {"OWNED",    "OWN",     "OWN_RET",   "VIEW_RET", "RETAINS", "NOESCAPE",
                                      "CALLBACK", "STATE",   "CPU_STATE", "OPS",      "CLOCK",   "BLOCKS",
                                      "LOCKS",    "UNLOCKS", "FOREVER",   "ENDS_TASK"};
  for (uint32_t i = 0; i < sizeof words / sizeof *words; i++)
    if ((marks & 1u << i) != 0) fprintf(out, " %s", words[i]);
}

static void print_text(FILE *out, const char *text, size_t length) {
  fputc('"', out);
  for (size_t i = 0; i < length; i++) {
    unsigned char byte = (unsigned char)text[i];
    if (byte == '"' || byte == '\\')
      fprintf(out, "\\%c", byte);
    else if (byte >= ' ' && byte < 127)
      fputc(byte, out);
    else
      fprintf(out, "\\x%02x", byte);
  }
  fputc('"', out);
}

static void print_variable(FILE *out, const struct variable *variable) {
  if (variable == NULL)
    fprintf(out, " ?");
  else if (variable->name[0] != 0)
    fprintf(out, " %s", variable->name);
  else
    fprintf(out, " hidden%" PRIu32, variable->index);
}

static void print_arguments(FILE *out, const struct instruction *instruction) {
  fprintf(out, " (");
  for (uint32_t i = 0; i < instruction->argument_count; i++)
    fprintf(out, "%s%%%" PRIu32, i != 0 ? ", " : "", instruction->arguments[i]);
  fprintf(out, ")");
}

static size_t length_of(const char *text) {
  size_t length = 0;
  while (text != NULL && text[length] != 0)
    length++;
  return length;
}

static void print_operands(FILE *out, const struct instruction *instruction) {
  switch (instruction->op) {
  case OP_CONST: fprintf(out, " %" PRId64, instruction->number); break;
  case OP_FLOAT: break;
  case OP_STRING:
    fputc(' ', out);
    if (instruction->number == 0)
      fputs(instruction->text[0] != 0 ? instruction->text : "\"\"", out);
    else
      print_text(out, instruction->text, (size_t)instruction->number);
    break;
  case OP_FUNCTION: fprintf(out, " %s", instruction->function->name); break;
  case OP_ADDRESS:
  case OP_BEGIN:
  case OP_END: print_variable(out, instruction->variable); break;
  case OP_FIELD: fprintf(out, " %%%" PRIu32 " .%s", instruction->a, instruction->field->name); break;
  case OP_ELEMENT:
    fprintf(out, " %%%" PRIu32 " %s %%%" PRIu32, instruction->a, instruction->is_negative ? "-" : "+", instruction->b);
    break;
  case OP_LOAD: fprintf(out, " %%%" PRIu32, instruction->a); break;
  case OP_STORE: fprintf(out, " %%%" PRIu32 " = %%%" PRIu32, instruction->a, instruction->b); break;
  case OP_ZERO: fprintf(out, " %%%" PRIu32 " : %s", instruction->a, instruction->of->name); break;
  case OP_UNARY: fprintf(out, " %s %%%" PRIu32, signs[instruction->arithmetic], instruction->a); break;
  case OP_BINARY:
    fprintf(out, " %%%" PRIu32 " %s %%%" PRIu32, instruction->a, signs[instruction->arithmetic], instruction->b);
    break;
  case OP_CAST: fprintf(out, " %%%" PRIu32, instruction->a); break;
  case OP_CALL:
    if (instruction->function != NULL)
      fprintf(out, " %s", instruction->function->name);
    else
      fprintf(out, " *%%%" PRIu32, instruction->a);
    print_arguments(out, instruction);
    break;
  case OP_ASM:
  case OP_ANY:
  case OP_UNSEEN:
    fputc(' ', out);
    print_text(out, instruction->text, length_of(instruction->text));
    print_arguments(out, instruction);
    if (instruction->op == OP_ASM) fprintf(out, " writes %" PRId64, instruction->number);
    break;
  }
}

static void print_instruction(FILE *out, const struct function *function, value_t value) {
  const struct instruction *instruction = &function->code[value];
  bool has_value = instruction->type != NULL && instruction->type->kind != TYPE_VOID;
  if (has_value)
    fprintf(out, "    %%%" PRIu32 " = %s", value, ops[instruction->op]);
  else
    fprintf(out, "    %s", ops[instruction->op]);
  print_operands(out, instruction);
  if (has_value) fprintf(out, " : %s", instruction->type->name);
  if (instruction->is_implicit) fprintf(out, " implicit");
  if (instruction->is_volatile) fprintf(out, " volatile");
  if (instruction->is_atomic) fprintf(out, " atomic");
  fprintf(out, "  // %" PRIu32 ":%" PRIu32, instruction->place.line, instruction->place.column);
  if (instruction->place.macro != NULL) fprintf(out, " %s", instruction->place.macro);
  fputc('\n', out);
}

static void print_edge(FILE *out, const struct block *block, uint32_t i) {
  const struct edge *edge = &block->edges[i];
  if (block->end == END_SWITCH && edge->is_default)
    fprintf(out, " default");
  else if (block->end == END_SWITCH && edge->low == edge->high)
    fprintf(out, " %" PRId64, edge->low);
  else if (block->end == END_SWITCH)
    fprintf(out, " %" PRId64 "...%" PRId64, edge->low, edge->high);
  fprintf(out, " -> %" PRIu32, edge->block);
}

static void print_end(FILE *out, const struct block *block) {
  static const char *const ends[] = {[END_JUMP] = "jump", [END_BRANCH] = "branch", [END_SWITCH] = "switch",
                                     [END_GOTO] = "goto", [END_RETURN] = "return", [END_NEVER] = "never"};
  fprintf(out, "    %s", ends[block->end]);
  if (block->value != 0) fprintf(out, " %%%" PRIu32, block->value);
  for (uint32_t i = 0; i < block->edge_count; i++)
    print_edge(out, block, i);
  fprintf(out, "  // %" PRIu32 ":%" PRIu32 "\n", block->place.line, block->place.column);
}

static void print_body(FILE *out, const struct function *function) {
  for (uint32_t i = 0; i < function->block_count; i++) {
    const struct block *block = &function->blocks[i];
    fprintf(out, "  block %" PRIu32 ":\n", i);
    for (value_t value = block->first; value < block->last; value++)
      print_instruction(out, function, value);
    print_end(out, block);
  }
}

static void print_place(FILE *out, const struct place *place) {
  if (place->file != NULL) fprintf(out, "  // %s:%" PRIu32 ":%" PRIu32, place->file, place->line, place->column);
}

static void print_function(FILE *out, const struct function *function) {
  fprintf(out, "function %s(", function->name);
  for (uint32_t i = 0; i < function->parameter_count; i++) {
    const struct variable *parameter = function->parameters[i];
    fprintf(out, "%s%s : %s", i != 0 ? ", " : "", parameter->name, parameter->type->name);
    print_marks(out, parameter->marks);
    if (parameter->kind != KIND_NONE) fprintf(out, " AS(%s)", kinds[parameter->kind]);
  }
  fprintf(out, ") : %s", function->type != NULL && function->type->to != NULL ? function->type->to->name : "?");
  if (function->kind != KIND_NONE) fprintf(out, " %s", kinds[function->kind]);
  print_marks(out, function->marks);
  if (function->is_static) fprintf(out, " static");
  if (function->is_inline) fprintf(out, " inline");
  if (function->is_noreturn) fprintf(out, " noreturn");
  if (function->is_exported) fprintf(out, " exported");
  if (function->is_public) fprintf(out, " public");
  if (!function->is_own) fprintf(out, " foreign");
  if (function->section != NULL) fprintf(out, " section %s", function->section);
  if (function->unsafe != NULL) {
    fprintf(out, " unsafe ");
    print_text(out, function->unsafe, length_of(function->unsafe));
  }
  print_place(out, &function->place);
  fputc('\n', out);
  print_body(out, function);
}

static void print_global(FILE *out, const struct variable *variable) {
  static const char *const storages[] = {[STORAGE_LOCAL] = "local",   [STORAGE_PARAMETER] = "parameter",
                                         [STORAGE_HIDDEN] = "hidden", [STORAGE_STATIC_LOCAL] = "static local",
                                         [STORAGE_STATIC] = "static", [STORAGE_GLOBAL] = "global"};
  fprintf(out, "variable");
  print_variable(out, variable);
  fprintf(out, " : %s %s", variable->type->name, storages[variable->storage]);
  if (variable->in != NULL) fprintf(out, " in %s", variable->in->name);
  if (!variable->is_defined) fprintf(out, " extern");
  if (variable->is_thread) fprintf(out, " thread");
  print_marks(out, variable->marks);
  if (variable->section != NULL) fprintf(out, " section %s", variable->section);
  print_place(out, &variable->place);
  fputc('\n', out);
  if (variable->value != NULL) print_body(out, variable->value);
}

static void print_type(FILE *out, const struct type *type) {
  fprintf(out, "type %s", type->name);
  if (!type->is_complete)
    fprintf(out, " incomplete");
  else
    fprintf(out, " size %" PRIu64 " align %" PRIu64, type->size, type->align);
  print_marks(out, type->marks);
  print_place(out, &type->place);
  fputc('\n', out);
  for (uint32_t i = 0; i < type->field_count && type->fields != NULL; i++) {
    const struct field *field = &type->fields[i];
    fprintf(out, "  %s : %s at %" PRIu64, field->name, field->type->name, field->offset_bits);
    if (field->width_bits != 0) fprintf(out, " width %" PRIu64, field->width_bits);
    print_marks(out, field->marks);
    if (field->kind != KIND_NONE) fprintf(out, " AS(%s)", kinds[field->kind]);
    fputc('\n', out);
  }
}

void cell_write(const struct cell *cell, FILE *out) {
  fprintf(out, "cell %s lines %" PRIu64 "\n", cell->label, cell->lines);
  for (uint32_t i = 0; i < cell->source_count; i++)
    fprintf(out, "source %s%s%s lines %" PRIu32 "\n", cell->sources[i].path,
            cell->sources[i].is_header ? " header" : "", cell->sources[i].is_public ? " public" : "",
            cell->sources[i].lines);
  for (uint32_t i = 0; i < cell->type_count; i++)
    print_type(out, cell->types[i]);
  for (uint32_t i = 0; i < cell->variable_count; i++)
    print_global(out, cell->variables[i]);
  for (uint32_t i = 0; i < cell->function_count; i++)
    print_function(out, cell->functions[i]);
}

void cell_print(const struct cell *cell) {
  cell_write(cell, stdout);
}
