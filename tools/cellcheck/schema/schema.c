// SPDX-License-Identifier: Apache-2.0
#include "tools/cellcheck/schema/schema.h"

#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/hash.h"
#include "tools/cellcheck/abi/type_text.h"

uint64_t schema_revision(const struct subject *subject, const char *state) {
  uint64_t revision = 1;
  for (uint32_t i = 0; i < subject->migration_count; i++)
    if (strcmp(subject->migrations[i].state, state) == 0 && subject->migrations[i].revision > revision)
      revision = subject->migrations[i].revision;
  return revision;
}

static void reach_own(const struct schema_job *job, struct type_text *text) {
  for (uint32_t i = 0; i < job->subject->type_count; i++)
    type_text_reach(text, job->subject->types[i]);
}

static int by_tag(const void *a, const void *b) {
  struct buffer left = {0}, right = {0};
  (void)types_tag(((const struct node *)a)->record, &left);
  (void)types_tag(((const struct node *)b)->record, &right);
  int order = strcmp(left.bytes, right.bytes);
  buffer_free(&left);
  buffer_free(&right);
  return order;
}

// What hangs on lists by a member that the cell names; sorted, for the order of sources is not to count.
static void reach_nodes(const struct schema_job *job, struct type_text *text) {
  uint32_t count = job->subject->node_count;
  struct node *nodes = calloc(count + 1, sizeof *nodes);
  if (count != 0) memcpy(nodes, job->subject->nodes, count * sizeof *nodes);
  qsort(nodes, count, sizeof *nodes, by_tag);
  for (uint32_t i = 0; i < count; i++)
    type_text_reach(text, nodes[i].record);
  free(nodes);
}

// Numbers may be the values of an enum that they do not name.
static void reach_enums(const struct schema_job *job, struct type_text *text) {
  for (uint32_t i = 0; i < job->subject->type_count; i++)
    if (clang_getCursorKind(job->subject->types[i]) == CXCursor_EnumDecl) type_text_reach(text, job->subject->types[i]);
}

static void close(struct book *book, const char *word, const char *name, struct type_text *text) {
  char *string = type_text_close(text);
  book_add(book, word, name, hash_of_text(BOOK_SCHEME, string), "", string);
  free(string);
}

static void write_state(const struct schema_job *job, struct book *book, const struct object *object) {
  struct shape shape = {.subject = job->subject, .definitions = job->types};
  struct type_text *text = type_text_open(job->types);
  type_text_format(text, "%s %s: revision %llu\n  type: ", object->is_cpu ? "cpustate" : "state", object->name,
                   (unsigned long long)schema_revision(job->subject, object->name));
  type_text_type(text, object->type, object->cursor);
  type_text_put(text, "\n");
  shape_add(&shape, object);
  if (shape.has_list) reach_nodes(job, text);
  if (shape.has_untyped)
    reach_own(job, text);
  else
    reach_enums(job, text);
  close(book, "schema", object->name, text);
}

// Tables are found by their type, so their name is not in it.
static void write_table(const struct schema_job *job, struct book *book, const struct object *object) {
  struct type_text *text = type_text_open(job->types);
  type_text_put(text, "table: CELL_OPS\n  type: ");
  type_text_type(text, object->type, object->cursor);
  type_text_put(text, "\n");
  close(book, "schema", object->name, text);
}

// Whether an own type may stand behind a parameter whose type does not tell it: a pointer that is untyped or written through, a number that has
// room for one, a struct.
static bool may_hide(CXType type) {
  CXType canonical = clang_getCanonicalType(type);
  if (canonical.kind == CXType_Record) return true;
  if (canonical.kind != CXType_Pointer) return clang_Type_getSizeOf(canonical) == 8;
  CXType to = clang_getCanonicalType(clang_getPointeeType(canonical));
  return to.kind == CXType_Void || (!clang_isConstQualifiedType(to) && to.kind != CXType_FunctionProto);
}

static void write_callback(const struct schema_job *job, struct book *book, const struct function *function) {
  struct type_text *text = type_text_open(job->types);
  bool hides = false;
  type_text_function(text, function->cursor, "callback");
  int count = clang_Cursor_getNumArguments(function->cursor);
  for (int i = 0; i < count; i++)
    hides |= may_hide(clang_getCursorType(clang_Cursor_getArgument(function->cursor, (unsigned)i)));
  if (hides) reach_own(job, text);
  close(book, "abi", function->name, text);
}

static bool is_private(const struct schema_job *job, CXCursor cursor) {
  CXFile file = NULL;
  clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, NULL);
  CXString name = clang_getFileName(file);
  const char *path = clang_getCString(name);
  if (path != NULL && strncmp(path, "./", 2) == 0) path += 2;
  bool private = path != NULL;
  for (uint32_t i = 0; i < job->public_count && private; i++)
  private = strcmp(job->public_headers[i], path) != 0;
  clang_disposeString(name);
  return private;
}

// Exported functions that hand out objects whose types no public header tells: the next version must lay them out alike.
static void write_layout(const struct schema_job *job, struct book *book) {
  struct type_text *text = type_text_open(job->types);
  bool hands_out = false;
  for (uint32_t i = 0; i < job->subject->function_count; i++) {
    const struct function *function = &job->subject->functions[i];
    if (function->kind[0] != 0 && !clang_Cursor_isNull(function->cursor))
      type_text_function(text, function->cursor, function->kind);
  }
  type_text_complete(text);
  for (uint32_t i = 0; i < job->subject->type_count && !hands_out; i++)
    hands_out = type_text_has(text, job->subject->types[i]) && is_private(job, job->subject->types[i]);
  free(type_text_close(text));
  if (!hands_out) return;
  text = type_text_open(job->types);
  type_text_put(text, "layout: of what is handed out\n");
  reach_own(job, text);
  close(book, "layout", "objects", text);
}

void schema_write_book(const struct schema_job *job, struct book *book) {
  for (uint32_t i = 0; i < job->subject->object_count; i++) {
    const struct object *object = &job->subject->objects[i];
    if (object->is_ops)
      write_table(job, book, object);
    else
      write_state(job, book, object);
  }
  for (uint32_t i = 0; i < job->subject->function_count; i++)
    if (job->subject->functions[i].is_callback) write_callback(job, book, &job->subject->functions[i]);
  write_layout(job, book);
}
