// SPDX-License-Identifier: Apache-2.0
// Recorded schemas: a file beside the cell's sources that says how its state was laid out at each revision. So the build knows what a migration
// starts from, and that a change which needs one has one.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/schema/schema.h"

enum { MOST_LINES = 12 };

static const struct book_entry *record_of(const struct book *recorded, const char *state, uint64_t revision) {
  char name[160];
  snprintf(name, sizeof name, "%s.%" PRIu64, state, revision);
  return recorded == NULL ? NULL : book_find(recorded, "schema", name);
}

static bool has_records(const struct book *recorded, const char *state) {
  const struct book_entry *entry;
  size_t length = strlen(state);
  for (uint32_t i = 0; recorded != NULL && (entry = book_entry(recorded, i)) != NULL; i++)
    if (strncmp(entry->name, state, length) == 0 && entry->name[length] == '.') return true;
  return false;
}

static void refuse_changed(const struct subject *subject, const struct book *book, const struct book *recorded,
                           const struct book_entry *now, const struct book_entry *before, struct buffer *out) {
  uint64_t revision = schema_revision(subject, now->name);
  char *was = book_text(recorded, before), *is = book_text(book, now);
  buffer_format(out, "error: %s: its state %s is not what was recorded as revision %" PRIu64 ":\n", subject->label,
                now->name, revision);
  difference_put(out, "", was, is, MOST_LINES);
  buffer_format(
      out,
      "a running system keeps what was recorded: add CELL_MIGRATE(%s, %" PRIu64
      ", fn), where status_t fn(void *now, const void *before) makes revision %" PRIu64 " of revision %" PRIu64
      "; or take the change back; or, if no system runs with what was recorded, record it anew (docs/state.md)\n",
      now->name, revision + 1, revision + 1, revision);
  free(was);
  free(is);
}

static void check_state(const struct subject *subject, const struct book *book, const struct book *recorded,
                        const char *state, struct buffer *out) {
  const struct book_entry *now = book_find(book, "schema", state);
  uint64_t revision = schema_revision(subject, state);
  const struct book_entry *before = record_of(recorded, state, revision);
  if (now == NULL) return;
  if (before != NULL && before->hash != now->hash) refuse_changed(subject, book, recorded, now, before, out);
  if (before != NULL || !has_records(recorded, state)) return;
  buffer_format(out,
                "error: %s: revision %" PRIu64
                " of its state %s is not recorded, and others are; record it (docs/state.md)\n",
                subject->label, revision, state);
}

static void check_migration(const struct subject *subject, const struct book *book, const struct book *recorded,
                            const struct migration *migration, struct buffer *out, struct buffer *lines) {
  const struct object *object = subject_object(subject, migration->state);
  const char *state = migration->state;
  if (object == NULL || object->is_ops) {
    buffer_format(
        out, "error: %s: CELL_MIGRATE(%s, %" PRIu64 ", %s): it has no state %s; name one of its CELL_STATE objects\n",
        subject->label, state, migration->revision, migration->function, state);
    return;
  }
  if (migration->revision < 2) {
    buffer_format(out,
                  "error: %s: CELL_MIGRATE(%s, %" PRIu64
                  ", %s): revisions begin at 1, so the first that a migration leads to is 2\n",
                  subject->label, state, migration->revision, migration->function);
    return;
  }
  const struct book_entry *from = record_of(recorded, state, migration->revision - 1);
  const struct book_entry *to = migration->revision == schema_revision(subject, state)
                                    ? book_find(book, "schema", state)
                                    : record_of(recorded, state, migration->revision);
  if (from == NULL) {
    buffer_format(out,
                  "error: %s: CELL_MIGRATE(%s, %" PRIu64 ", %s) starts from revision %" PRIu64
                  ", whose schema is not recorded; record it from the sources that had it (docs/state.md), or name the "
                  "revision before\n",
                  subject->label, state, migration->revision, migration->function, migration->revision - 1);
    return;
  }
  if (to != NULL) buffer_format(lines, "migrate %016" PRIx64 " %016" PRIx64 " %s\n", from->hash, to->hash, state);
}

void schema_check_records(const struct subject *subject, const struct book *book, const struct book *recorded,
                          struct buffer *sentences, struct buffer *lines) {
  for (uint32_t i = 0; i < subject->object_count; i++)
    if (!subject->objects[i].is_ops) check_state(subject, book, recorded, subject->objects[i].name, sentences);
  for (uint32_t i = 0; i < subject->migration_count; i++) {
    const struct migration *migration = &subject->migrations[i];
    for (uint32_t k = 0; k < i; k++)
      if (strcmp(subject->migrations[k].state, migration->state) == 0 &&
          subject->migrations[k].revision == migration->revision)
        buffer_format(sentences, "error: %s: two CELL_MIGRATE lead to revision %" PRIu64 " of its state %s; keep one\n",
                      subject->label, migration->revision, migration->state);
    check_migration(subject, book, recorded, migration, sentences, lines);
  }
}

static void copy(const struct book *from, const struct book_entry *entry, const char *name, struct book *to) {
  char *text = book_text(from, entry);
  book_add(to, "schema", name, entry->hash, "", text);
  free(text);
}

void schema_record(const struct subject *subject, const struct book *book, const struct book *recorded,
                   struct book *out) {
  const struct book_entry *entry;
  for (uint32_t i = 0; i < subject->object_count; i++) {
    const struct object *object = &subject->objects[i];
    char name[160];
    if (object->is_ops || (entry = book_find(book, "schema", object->name)) == NULL) continue;
    snprintf(name, sizeof name, "%s.%" PRIu64, object->name, schema_revision(subject, object->name));
    copy(book, entry, name, out);
  }
  for (uint32_t i = 0; recorded != NULL && (entry = book_entry(recorded, i)) != NULL; i++)
    if (book_find(out, "schema", entry->name) == NULL) copy(recorded, entry, entry->name, out);
}
