// SPDX-License-Identifier: Apache-2.0
// A type is written as an expression in which named structs, unions and enums stand by name; each of those has a line
// of its own with its members. The lines are sorted, so that neither order nor repetition shows.
#include "tools/cell/celltool/types.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cell/celltool/celltool.h"
#include "tools/cell/celltool/fingerprint.h"

struct closure {
  const struct types *types;
  bool *reached;      // by entry
  uint32_t *waiting;  // entries to describe
  uint32_t waiting_count;
  char **lines;
  size_t line_count;
};

static const struct dwarf_entry *entry_of(const struct types *types, uint32_t index) {
  return &types->dwarf.entries[index];
}

static bool has(const struct dwarf_entry *entry, enum dwarf_number number) {
  return entry->has & 1u << number;
}

static bool is_aggregate(const struct dwarf_entry *entry) {
  return entry->tag == DWARF_STRUCTURE || entry->tag == DWARF_UNION || entry->tag == DWARF_ENUMERATION;
}

static const char *word_of(const struct dwarf_entry *entry) {
  return entry->tag == DWARF_STRUCTURE ? "struct" : entry->tag == DWARF_UNION ? "union" : "enum";
}

static void reach(struct closure *closure, uint32_t index) {
  if (closure->reached[index]) return;
  closure->reached[index] = true;
  closure->waiting[closure->waiting_count++] = index;
}

// An opaque type may be known in another file of the cell.
static void reach_definitions(struct closure *closure, uint32_t opaque) {
  const struct types *types = closure->types;
  const struct dwarf_entry *wanted = entry_of(types, opaque);
  for (uint32_t i = 0; i < types->dwarf.count; i++) {
    const struct dwarf_entry *entry = entry_of(types, i);
    if (entry->tag == wanted->tag && !entry->declaration && entry->name != NULL &&
        strcmp(entry->name, wanted->name) == 0)
      reach(closure, i);
  }
}

static void add_type(struct closure *closure, struct tool_text *out, uint32_t index, int depth);

static void add_number(struct tool_text *out, const struct dwarf_entry *entry, enum dwarf_number number,
                       const char *word) {
  if (has(entry, number)) tool_add_format(out, " %s %" PRIu64, word, entry->numbers[number]);
}

static void add_members(struct closure *closure, struct tool_text *out, uint32_t index, int depth) {
  const struct dwarf_entry *type = entry_of(closure->types, index);
  add_number(out, type, DWARF_SIZE, "size");
  add_number(out, type, DWARF_ALIGNMENT, "align");
  tool_add_format(out, " {");
  for (uint32_t i = index + 1; i < type->end; i = entry_of(closure->types, i)->end) {
    const struct dwarf_entry *member = entry_of(closure->types, i);
    const char *name = member->name == NULL ? "" : member->name;
    if (member->tag == DWARF_ENUMERATOR) {
      tool_add_format(out, " %s", name);
      add_number(out, member, DWARF_VALUE, "=");
    } else if (member->tag == DWARF_MEMBER) {
      tool_add_format(out, " %s", name);
      add_number(out, member, DWARF_OFFSET, "at");
      add_number(out, member, DWARF_BIT_OFFSET, "at bit");
      add_number(out, member, DWARF_BITS, "bits");
      add_number(out, member, DWARF_ALIGNMENT, "align");
      tool_add_format(out, ": ");
      add_type(closure, out, member->type, depth);
    }
    tool_add_format(out, ";");
  }
  tool_add_format(out, "}");
  if (type->tag == DWARF_ENUMERATION) add_type(closure, out, type->type, depth);
}

static void add_array(struct closure *closure, struct tool_text *out, uint32_t index, int depth) {
  const struct dwarf_entry *type = entry_of(closure->types, index);
  for (uint32_t i = index + 1; i < type->end; i = entry_of(closure->types, i)->end) {
    tool_add_format(out, "[");
    add_number(out, entry_of(closure->types, i), DWARF_COUNT, "");
    tool_add_format(out, "]");
  }
  add_type(closure, out, type->type, depth);
}

// Result and parameters, of a function or of a function's type.
static void add_signature(struct closure *closure, struct tool_text *out, uint32_t index, int depth) {
  const struct dwarf_entry *type = entry_of(closure->types, index);
  tool_add_format(out, "function(");
  for (uint32_t i = index + 1; i < type->end; i = entry_of(closure->types, i)->end) {
    const struct dwarf_entry *parameter = entry_of(closure->types, i);
    if (parameter->tag == DWARF_VARIADIC) tool_add_format(out, "...");
    if (parameter->tag != DWARF_PARAMETER) continue;
    add_type(closure, out, parameter->type, depth);
    tool_add_format(out, ",");
  }
  tool_add_format(out, ")");
  add_type(closure, out, type->type, depth);
}

static void add_type(struct closure *closure, struct tool_text *out, uint32_t index, int depth) {
  if (index == DWARF_NONE) {
    tool_add_format(out, "void");
    return;
  }
  const struct dwarf_entry *type = entry_of(closure->types, index);
  if (depth > 100) {
    tool_error("%s: a type is nested more than 100 deep; give its parts names", closure->types->label);
    exit(1);
  }
  depth++;
  switch (type->tag) {
  case DWARF_BASE_TYPE:
    tool_add_format(out, "%s", type->name == NULL ? "" : type->name);
    add_number(out, type, DWARF_SIZE, "size");
    add_number(out, type, DWARF_ENCODING, "encoding");
    return;
  case DWARF_UNSPECIFIED_TYPE: tool_add_format(out, "%s", type->name == NULL ? "?" : type->name); return;
  case DWARF_TYPEDEF: add_type(closure, out, type->type, depth); return;
  case DWARF_POINTER: tool_add_format(out, "*"); break;
  case DWARF_CONST: tool_add_format(out, "const "); break;
  case DWARF_VOLATILE: tool_add_format(out, "volatile "); break;
  case DWARF_RESTRICT: tool_add_format(out, "restrict "); break;
  case DWARF_ATOMIC: tool_add_format(out, "atomic "); break;
  case DWARF_ARRAY: add_array(closure, out, index, depth); return;
  case DWARF_FUNCTION_TYPE: add_signature(closure, out, index, depth); return;
  case DWARF_STRUCTURE:
  case DWARF_UNION:
  case DWARF_ENUMERATION:
    tool_add_format(out, "%s %s", word_of(type), type->name == NULL ? "" : type->name);
    if (type->name == NULL)
      add_members(closure, out, index, depth);
    else if (type->declaration)
      reach_definitions(closure, index);
    else
      reach(closure, index);
    return;
  default:
    tool_error("%s: its debug data has a type of kind 0x%x; compile it with the cell toolchain", closure->types->label,
               type->tag);
    exit(1);
  }
  add_type(closure, out, type->type, depth);
}

static struct closure open_closure(const struct types *types) {
  return (struct closure){.types = types,
                          .reached = calloc(types->dwarf.count + 1, sizeof(bool)),
                          .waiting = calloc(types->dwarf.count + 1, sizeof(uint32_t)),
                          .lines = calloc(types->dwarf.count + 1, sizeof(char *))};
}

static bool is_among(const char *file, const char *const *files, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (file != NULL && strcmp(files[i], file) == 0) return true;
  return false;
}

static void reach_own(struct closure *closure) {
  const struct types *types = closure->types;
  for (uint32_t i = 0; i < types->dwarf.count; i++) {
    const struct dwarf_entry *entry = entry_of(types, i);
    if (!is_aggregate(entry) || entry->declaration) continue;
    // Constants of the code: an enum without a name is the type of no object that a member does not reach.
    if (entry->tag == DWARF_ENUMERATION && entry->name == NULL) continue;
    if (!is_among(entry->file, types->foreign, types->foreign_count)) reach(closure, i);
  }
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

// Describes what was reached, and what that reaches.
static void complete(struct closure *closure) {
  while (closure->waiting_count > 0) {
    uint32_t index = closure->waiting[--closure->waiting_count];
    const struct dwarf_entry *type = entry_of(closure->types, index);
    struct tool_text line = {0};
    tool_add_format(&line, "%s %s", word_of(type), type->name == NULL ? "" : type->name);
    add_members(closure, &line, index, 0);
    tool_add(&line, "\n", 2);  // with its NUL
    closure->lines[closure->line_count++] = line.bytes;
  }
}

// All of it behind `head`.
static uint64_t close_closure(struct closure *closure, struct tool_text *head) {
  complete(closure);
  qsort(closure->lines, closure->line_count, sizeof *closure->lines, by_text);
  for (size_t i = 0; i < closure->line_count; i++)
    if (i == 0 || strcmp(closure->lines[i], closure->lines[i - 1]) != 0)
      tool_add(head, closure->lines[i], strlen(closure->lines[i]));
  uint64_t hash = tool_fingerprint(head);
  for (size_t i = 0; i < closure->line_count; i++)
    free(closure->lines[i]);
  free(closure->lines);
  free(closure->waiting);
  free(closure->reached);
  free(head->bytes);
  return hash;
}

static uint32_t find(const struct types *types, const char *name, uint16_t tag) {
  for (uint32_t i = 0; i < types->dwarf.count; i++) {
    const struct dwarf_entry *entry = entry_of(types, i);
    if (entry->tag == tag && entry->external && !entry->declaration && entry->name != NULL &&
        strcmp(entry->name, name) == 0)
      return i;
  }
  return DWARF_NONE;
}

uint32_t types_variable(const struct types *types, const char *name) {
  return find(types, name, DWARF_VARIABLE);
}

uint32_t types_function(const struct types *types, const char *name) {
  return find(types, name, DWARF_FUNCTION);
}

uint64_t types_schema(const struct types *types, uint32_t variable, bool all) {
  struct closure closure = open_closure(types);
  struct tool_text head = {0};
  tool_add_format(&head, "delias schema 1\n");
  add_type(&closure, &head, entry_of(types, variable)->type, 0);
  tool_add_format(&head, "\n");
  if (all) reach_own(&closure);
  return close_closure(&closure, &head);
}

// Behind names and const; *is_const: there was a const.
static uint32_t bare(const struct types *types, uint32_t type, bool *is_const) {
  *is_const = false;
  for (; type != DWARF_NONE; type = entry_of(types, type)->type) {
    uint16_t tag = entry_of(types, type)->tag;
    if (tag == DWARF_CONST) *is_const = true;
    if (tag != DWARF_TYPEDEF && tag != DWARF_CONST && tag != DWARF_VOLATILE && tag != DWARF_RESTRICT &&
        tag != DWARF_ATOMIC)
      break;
  }
  return type;
}

// Whether what is passed may lead to an object of a type that the function's own type does not tell: an untyped
// pointer, a number that could be one, or a pointer to what may be changed and so may be part of a larger object.
static bool may_hide(const struct types *types, uint32_t parameter) {
  bool is_const;
  uint32_t type = bare(types, entry_of(types, parameter)->type, &is_const);
  const struct dwarf_entry *entry = entry_of(types, type);
  if (entry->tag == DWARF_BASE_TYPE) return entry->numbers[DWARF_SIZE] >= 8;
  if (entry->tag != DWARF_POINTER) return is_aggregate(entry) && entry->tag != DWARF_ENUMERATION;
  uint32_t target = bare(types, entry->type, &is_const);
  if (target == DWARF_NONE) return true;
  return !is_const && entry_of(types, target)->tag != DWARF_FUNCTION_TYPE;
}

uint64_t types_abi(const struct types *types, uint32_t function) {
  struct closure closure = open_closure(types);
  struct tool_text head = {0};
  tool_add_format(&head, "delias callback 1\n");
  add_signature(&closure, &head, function, 0);
  tool_add_format(&head, "\n");
  const struct dwarf_entry *entry = entry_of(types, function);
  bool all = false;
  for (uint32_t i = function + 1; i < entry->end; i = entry_of(types, i)->end)
    all = all || (entry_of(types, i)->tag == DWARF_PARAMETER && may_hide(types, i));
  if (all) reach_own(&closure);
  return close_closure(&closure, &head);
}

// Whether an aggregate that was reached stands where only this cell sees it.
static bool has_private(const struct closure *closure) {
  const struct types *types = closure->types;
  for (uint32_t i = 0; i < types->dwarf.count; i++)
    if (closure->reached[i] && is_among(entry_of(types, i)->file, types->secret, types->secret_count)) return true;
  return false;
}

uint64_t types_layout(const struct types *types, const uint32_t *functions, size_t count) {
  struct closure closure = open_closure(types);
  struct tool_text ignored = {0}, head = {0};
  for (size_t i = 0; i < count; i++)
    add_signature(&closure, &ignored, functions[i], 0);
  complete(&closure);
  free(ignored.bytes);
  bool found = has_private(&closure);
  tool_add_format(&head, "delias layout 1\n");
  if (found) reach_own(&closure);
  uint64_t hash = close_closure(&closure, &head);
  return found ? hash : 0;
}
