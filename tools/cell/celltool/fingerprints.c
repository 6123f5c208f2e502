// SPDX-License-Identifier: Apache-2.0
// fingerprints NOTE LINKED OUT --exports FILE {--dep L=FILE} {--foreign HEADER} {--private FILE}: the note with a fingerprint for each
// function and object that it names, and one for each function that the cell imports.
//
// What a cell imports and how its types are laid out is known when it is linked, and the note is part of what is
// linked. So a cell is linked twice: LINKED has the note without fingerprints. --foreign is a header of another cell
// that this one may include, --private a source or private header of its own.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/linker.h"
#include "tools/cell/celltool/celltool.h"
#include "tools/cell/celltool/linked.h"
#include "tools/cell/celltool/types.h"

enum { MOST_FOREIGN = 4096, MOST_SECRET = 1024 };

struct job {
  const char *label;
  FILE *out;
  struct types types;
  struct tool_exports own, deps[LINKER_DEPS];
  size_t dep_count;
  const char *foreign[MOST_FOREIGN], *secret[MOST_SECRET];
  uint32_t exported[LINKER_SYMBOLS];  // functions in the debug data
  size_t exported_count;
};

static void read_words(struct job *job, int count, char **words) {
  for (int i = 0; i + 1 < count; i += 2) {
    if (strcmp(words[i], "--exports") == 0) {
      job->own = tool_read_exports("", words[i + 1]);
    } else if (strcmp(words[i], "--dep") == 0 && job->dep_count < LINKER_DEPS) {
      job->deps[job->dep_count++] = tool_read_dep(words[i + 1]);
    } else if (strcmp(words[i], "--foreign") == 0 && job->types.foreign_count < MOST_FOREIGN) {
      job->foreign[job->types.foreign_count++] = words[i + 1];
    } else if (strcmp(words[i], "--private") == 0 && job->types.secret_count < MOST_SECRET) {
      job->secret[job->types.secret_count++] = words[i + 1];
    } else {
      tool_error("%s: '%s' makes no sense here", job->label, words[i]);
      exit(2);
    }
  }
}

static void add_schema(struct job *job, const char *word, const char *name) {
  uint32_t variable = types_variable(&job->types, name);
  if (variable == DWARF_NONE) {
    tool_error("%s: the debug data does not have the type of %s; define it in C, with -g", job->label, name);
    return;
  }
  bool all = strcmp(word, "ops") != 0;
  fprintf(job->out, "schema %016" PRIx64 " %s\n", types_schema(&job->types, variable, all), name);
}

static void add_callback(struct job *job, const char *name) {
  uint32_t function = types_function(&job->types, name);
  if (function == DWARF_NONE) {
    tool_error("%s: the debug data does not have the type of the callback %s; define it in C, with -g", job->label,
               name);
    return;
  }
  fprintf(job->out, "abi %016" PRIx64 " %s\n", types_abi(&job->types, function), name);
}

// An export in assembly has no type here.
static void keep_export(struct job *job, const char *name) {
  uint32_t function = types_function(&job->types, name);
  if (function != DWARF_NONE && job->exported_count < LINKER_SYMBOLS) job->exported[job->exported_count++] = function;
}

static void add_fingerprint(struct job *job, const char *line) {
  char word[12], first[128], second[128];
  int fields = sscanf(line, "%11s %127s %127s", word, first, second);
  if (fields == 3 && strcmp(word, "export") == 0) {
    keep_export(job, second);
    fprintf(job->out, "abi %s %s\n", tool_find_export(&job->own, second)->abi, second);
  }
  if (fields == 2 && strcmp(word, "callback") == 0) add_callback(job, first);
  if (fields == 3 && (strcmp(word, "state") == 0 || strcmp(word, "cpustate") == 0 || strcmp(word, "ops") == 0))
    add_schema(job, word, first);
}

// As the first dependency has it that exports the function: the loader asks them in the same order.
static void add_import(struct job *job, const char *name) {
  for (size_t i = 0; i < job->dep_count; i++) {
    const struct tool_export *export = tool_find_export(&job->deps[i], name);
    if (export == NULL) continue;
    fprintf(job->out, "uses %s %s\n", export->abi, name);
    return;
  }
  tool_error("%s: imports %s, which no cell in its deps exports", job->label, name);
}

int fingerprints_command(int count, char **words) {
  static struct job job;
  if (count < 3) return 2;
  size_t size, note_size, import_count;
  char *note = (char *)tool_read(words[0], &note_size), *rest = NULL;
  const char *label = strstr(note, "\nlabel ");
  job.label = label == NULL ? words[0] : strndup(label + 7, strcspn(label + 7, "\n"));
  uint8_t *linked = tool_read(words[1], &size);
  job.out = fopen(words[2], "wb");
  if (job.out == NULL) {
    tool_error("%s: cannot write %s", job.label, words[2]);
    return 1;
  }
  read_words(&job, count - 3, words + 3);
  job.types.label = job.label;
  job.types.foreign = job.foreign;
  job.types.secret = job.secret;
  job.types.dwarf = dwarf_read(job.label, linked, size);
  for (char *line = strtok_r(note, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    fprintf(job.out, "%s\n", line);
    add_fingerprint(&job, line);
  }
  uint64_t layout = types_layout(&job.types, job.exported, job.exported_count);
  if (layout != 0) fprintf(job.out, "layout %016" PRIx64 "\n", layout);
  const char **imports = linked_imports(job.label, linked, size, &import_count);
  for (size_t i = 0; i < import_count; i++)
    add_import(&job, imports[i]);
  fclose(job.out);
  return tool_failed() ? 1 : 0;
}
