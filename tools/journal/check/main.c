// SPDX-License-Identifier: Apache-2.0
// The command line of the check.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/journal/check/check.h"

static const char usage[] =
    "usage: check --label LABEL --objdump LLVM-OBJDUMP [option ...] OBJECT...\n"
    "Holds the objects of a cell against docs/journal.md: no store that can leave a function's frame without its log.\n"
    "  --stamp FILE  written when all is well\n"
    "  --nucleus     the cell is the nucleus, whose C code is RAW\n"
    "  --off         the cells are compiled without the journal: nothing is checked\n"
    "  --strict      errors in an object that was compiled with a defect are errors, too\n";

struct words {
  const char *label, *objdump, *stamp;
  bool nucleus, off, strict;
};

static const char *needed(int count, char **words, int *at) {
  if (*at + 1 < count) return words[++*at];
  fprintf(stderr, "error: %s needs a value\n%s", words[*at], usage);
  exit(2);
}

// Returns where the objects begin.
static int parse(int count, char **words, struct words *out) {
  int at = 1;
  for (; at < count && strncmp(words[at], "--", 2) == 0; at++) {
    if (strcmp(words[at], "--label") == 0) {
      out->label = needed(count, words, &at);
    } else if (strcmp(words[at], "--objdump") == 0) {
      out->objdump = needed(count, words, &at);
    } else if (strcmp(words[at], "--stamp") == 0) {
      out->stamp = needed(count, words, &at);
    } else if (strcmp(words[at], "--nucleus") == 0) {
      out->nucleus = true;
    } else if (strcmp(words[at], "--off") == 0) {
      out->off = true;
    } else if (strcmp(words[at], "--strict") == 0) {
      out->strict = true;
    } else {
      fprintf(stderr, "error: no such option: %s\n%s", words[at], usage);
      exit(2);
    }
  }
  if (out->label != NULL && out->objdump != NULL) return at;
  fputs(usage, stderr);
  exit(2);
}

static void refuse(struct check *check, const struct object *object, const char *why) {
  fprintf(stderr, "error: %s: %s: %s\n", check->label, object->source, why);
  check->errors++;
}

static void check_journalled(struct check *check, const struct words *words, const struct object *object) {
  struct listing listing;
  const char *why;
  // The pass leaves out logs on purpose, for tests that have to notice it; their images are built nevertheless.
  const char *defect = object_defect(object);
  uint32_t before = check->errors;
  check->only_counts = defect != NULL && !words->strict;
  if (listing_read(&listing, words->objdump, object->path, &why))
    check_object(check, object, &listing);
  else
    refuse(check, object, why);
  listing_free(&listing);
  if (!check->only_counts) return;
  if (check->errors != before)
    fprintf(stderr, "note: %s: %s: compiled with %.*s: %u errors let pass\n", check->label, object->source,
            (int)strcspn(defect, "\n"), defect, check->errors - before);
  check->errors = before;
}

static void check_one(struct check *check, const struct words *words, const char *path) {
  struct object object;
  const char *why;
  if (!object_read(&object, path, &why))
    refuse(check, &object, why);
  else if (object.kind == OBJECT_COMPILED && object.code_count != 0 && !words->nucleus && !words->off)
    refuse(check, &object,
           "was compiled without the journal; compile it as the srcs of a cell are, without `-journal` in features");
  else if (object.kind == OBJECT_JOURNALLED && !words->off)
    check_journalled(check, words, &object);
  object_free(&object);
}

static bool write_stamp(const struct check *check, const char *path) {
  FILE *file = fopen(path, "w");
  if (file == NULL) return false;
  fprintf(file, "%s: %u functions checked, %u excused\n", check->label, check->checked, check->excused);
  return fclose(file) == 0;
}

int main(int count, char **arguments) {
  struct words words = {0};
  int at = parse(count, arguments, &words);
  struct check check = {.label = words.label};
  if (words.off) fprintf(stderr, "note: %s: compiled without the journal; its stores are not checked\n", words.label);
  for (; at < count; at++)
    check_one(&check, &words, arguments[at]);
  if (check.errors != 0) return 1;
  if (words.stamp != NULL && !write_stamp(&check, words.stamp)) {
    fprintf(stderr, "error: %s: cannot be written\n", words.stamp);
    return 1;
  }
  return 0;
}
