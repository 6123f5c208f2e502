// SPDX-License-Identifier: Apache-2.0
// fingerprints NOTE LINKED OUT --exports FILE --uses FILE --schema FILE --rows FILE --book OUT {--dep L=FILE}: the note with a hash for each function
// and object that it names, one for each function that the cell imports, and the rows that say what its state is made of; and the book of the
// texts behind the hashes, for the file. --uses is the book of what the cell sees in the headers of its dependencies, --schema that of what its
// state, its tables and its callbacks look like (tools/cellcheck/schema).
//
// What a cell imports is known when it is linked, and the note is part of what is linked. So a cell is linked twice: LINKED has the note
// without fingerprints.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/linker.h"
#include "tools/cell/celltool/celltool.h"
#include "tools/cell/celltool/linked.h"
#include "tools/cellcheck/abi/cell_book.h"

struct job {
  const char *label;
  FILE *out;
  struct tool_exports own, deps[LINKER_DEPS];
  size_t dep_count, refused[LINKER_DEPS];  // how many functions of each dependency this cell sees otherwise
  struct book *uses, *schema, *book;
  const char *book_file, *rows;
};

static void read_book(const struct job *job, struct book *book, const char *file) {
  size_t size;
  const char *text = (const char *)tool_read(file, &size);
  if (!book_read(book, text, size))
    tool_error("%s: %s is no book of types; build it with the tools of this tree", job->label, file);
}

static void read_words(struct job *job, int count, char **words) {
  for (int i = 0; i + 1 < count; i += 2) {
    if (strcmp(words[i], "--exports") == 0) {
      job->own = tool_read_exports("", words[i + 1]);
    } else if (strcmp(words[i], "--uses") == 0) {
      read_book(job, job->uses, words[i + 1]);
    } else if (strcmp(words[i], "--schema") == 0) {
      read_book(job, job->schema, words[i + 1]);
    } else if (strcmp(words[i], "--rows") == 0) {
      job->rows = words[i + 1];
    } else if (strcmp(words[i], "--book") == 0) {
      job->book_file = words[i + 1];
    } else if (strcmp(words[i], "--dep") == 0 && job->dep_count < LINKER_DEPS) {
      job->deps[job->dep_count++] = tool_read_dep(words[i + 1]);
    } else {
      tool_error("%s: '%s' makes no sense here", job->label, words[i]);
      exit(2);
    }
  }
}

// The hash of a state object, a table or a callback, and its text into the book.
static void add_schema(struct job *job, const char *word, const char *what, const char *name) {
  const struct book_entry *entry = book_find(job->schema, word, name);
  if (entry == NULL) {
    tool_error("%s: its C sources do not declare the %s %s; declare it in C, in the cell's own srcs", job->label, what,
               name);
    return;
  }
  char *text = book_text(job->schema, entry);
  book_add(job->book, word, name, entry->hash, entry->names, text);
  free(text);
  fprintf(job->out, "%s %016" PRIx64 " %s\n", word, entry->hash, name);
}

static void add_layout(struct job *job, const struct book_entry *layout) {
  char *text = book_text(job->schema, layout);
  book_add(job->book, "layout", layout->name, layout->hash, "", text);
  free(text);
  fprintf(job->out, "layout %016" PRIx64 "\n", layout->hash);
}

static void add_fingerprint(struct job *job, const char *line) {
  char word[12], first[128], second[128];
  int fields = sscanf(line, "%11s %127s %127s", word, first, second);
  bool is_state = fields == 3 && (strcmp(word, "state") == 0 || strcmp(word, "cpustate") == 0);
  if (fields == 3 && strcmp(word, "export") == 0)
    fprintf(job->out, "abi %s %s\n", tool_find_export(&job->own, second)->abi, second);
  if (fields == 2 && strcmp(word, "callback") == 0) add_schema(job, "abi", "callback", first);
  if (is_state) add_schema(job, "schema", "state object", first);
  if (fields == 3 && strcmp(word, "ops") == 0) add_schema(job, "schema", "table", first);
}

// Prints what lies between the texts of a function, which is not what its importer sees in the same header.
static void refuse_import(const struct job *job, const struct tool_exports *dep, const struct book_entry *seen) {
  struct book *alone = book_open(), *theirs = book_open();
  struct buffer text = {0};
  char *own = book_text(job->uses, seen);
  book_add(alone, "uses", seen->name, seen->hash, seen->names, own);
  tool_error("%s: sees another %s in the header of %s than that was built with; a flag of one of them changes the "
             "header (give "
             "both the same, or none), or it was edited during the build",
             job->label, seen->name, dep->label);
  if (book_read(theirs, dep->book, strlen(dep->book)) &&
      cell_book_refusal(&text, job->label, alone, dep->label, theirs))
    fputs(text.bytes, stderr);
  buffer_free(&text);
  free(own);
  book_close(alone);
  book_close(theirs);
}

// Of the first dependency that exports the function: the loader asks them in the same order.
static void add_import(struct job *job, const char *name) {
  for (size_t i = 0; i < job->dep_count; i++) {
    const struct tool_export *export = tool_find_export(&job->deps[i], name);
    if (export == NULL) continue;
    const struct book_entry *seen = book_find(job->uses, "uses", name);
    if (seen == NULL) {
      tool_error("%s: imports %s, which its headers do not declare", job->label, name);
      return;
    }
    if (seen->hash != strtoull(export->abi, NULL, 16)) {
      if (job->refused[i]++ == 0) refuse_import(job, &job->deps[i], seen);
      return;
    }
    char *text = book_text(job->uses, seen);
    book_add(job->book, "uses", name, seen->hash, seen->names, text);
    free(text);
    fprintf(job->out, "uses %s %s\n", export->abi, name);
    return;
  }
  tool_error("%s: imports %s, which no cell in its deps exports", job->label, name);
}

static void write_book(const struct job *job) {
  struct buffer text = {0};
  book_write(job->book, &text);
  tool_write(job->book_file, text.bytes, text.size);
  buffer_free(&text);
}

int fingerprints_command(int count, char **words) {
  static struct job job;
  if (count < 3) return 2;
  size_t size, note_size, row_size, import_count;
  char *note = (char *)tool_read(words[0], &note_size), *rest = NULL;
  const char *label = strstr(note, "\nlabel ");
  job.label = label == NULL ? words[0] : strndup(label + 7, strcspn(label + 7, "\n"));
  uint8_t *linked = tool_read(words[1], &size);
  job.out = fopen(words[2], "wb");
  if (job.out == NULL) {
    tool_error("%s: cannot write %s", job.label, words[2]);
    return 1;
  }
  job.uses = book_open();
  job.schema = book_open();
  job.book = book_open();
  read_words(&job, count - 3, words + 3);
  if (job.own.book != NULL && !book_read(job.book, job.own.book, strlen(job.own.book)))
    tool_error("%s: its exports file has no book of types; build it with the tools of this tree", job.label);
  for (char *line = strtok_r(note, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    fprintf(job.out, "%s\n", line);
    add_fingerprint(&job, line);
  }
  const struct book_entry *layout = book_find(job.schema, "layout", "objects");
  if (layout != NULL) add_layout(&job, layout);
  if (job.rows != NULL) fputs((const char *)tool_read(job.rows, &row_size), job.out);
  const char **imports = linked_imports(job.label, linked, size, &import_count);
  for (size_t i = 0; i < import_count; i++)
    add_import(&job, imports[i]);
  for (size_t i = 0; i < job.dep_count; i++)
    if (job.refused[i] > 1)
      tool_error("%s: and %zu functions more of %s", job.label, job.refused[i] - 1, job.deps[i].label);
  fclose(job.out);
  if (job.book_file != NULL) write_book(&job);
  return tool_failed() ? 1 : 0;
}
