// SPDX-License-Identifier: Apache-2.0
// cellcheck_abi exports CLANG LABEL LIST OUT {HEADER... +}... -- FLAG...
// cellcheck_abi uses CLANG LABEL OUT {HEADER... +}... -- FLAG...
//
// exports: LIST has the functions of these headers, "KIND NAME" each; OUT gets the same with their hashes, and behind them
// the book of their texts. uses: the headers are those of other cells, the flags those of the cell LABEL: OUT gets the
// book of what LABEL is compiled against.
//
// CLANG is the compiler's program, for its headers. A + ends the headers of a cell or an interface. FLAG: what a cell adds
// to the flags that all are compiled with. Each error is a sentence on standard error; the status is then 1.
#include <clang-c/Index.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/header.h"

enum { MOST_FLAGS = 4096 };

struct job {
  const char *label;
  const char *words[MOST_FLAGS];
  struct buffer builtin;
  struct header_flags flags;
  CXIndex index;
  struct book *book;
  bool failed;
};

static void read_groups(struct job *job, const char *word, char **words, int count) {
  int first = 0;
  for (int i = 0; i < count; i++) {
    if (strcmp(words[i], "+") != 0) continue;
    struct header_group group = {(const char *const *)words + first, (uint32_t)(i - first)};
    for (uint32_t k = 0; k < group.count; k++)
      job->failed |= !header_read(job->book, word, job->label, job->index, &job->flags, &group, k);
    first = i + 1;
  }
}

static void write_file(struct job *job, const char *path, const struct buffer *text) {
  FILE *file = fopen(path, "wb");
  if (file == NULL || fwrite(text->bytes, 1, text->size, file) != text->size || fclose(file) != 0) {
    fprintf(stderr, "error: %s: cannot write %s\n", job->label, path);
    job->failed = true;
  }
}

// The list with a hash behind each line.
static void add_hashes(struct job *job, const char *list, struct buffer *out) {
  FILE *file = fopen(list, "rb");
  char line[512], kind[16], name[256];
  if (file == NULL) {
    fprintf(stderr, "error: %s: cannot open %s\n", job->label, list);
    job->failed = true;
    return;
  }
  while (fgets(line, sizeof line, file) != NULL) {
    if (sscanf(line, "%15s %255s", kind, name) != 2) continue;
    const struct book_entry *entry = book_find(job->book, "abi", name);
    if (entry != NULL) {
      buffer_format(out, "%s %s %016" PRIx64 "\n", kind, name, entry->hash);
      continue;
    }
    fprintf(stderr,
            "error: %s: clang does not find the function %s in the public headers; declare it at the top of one, "
            "outside of macros\n",
            job->label, name);
    job->failed = true;
  }
  fclose(file);
}

// What decides on types and constants among the flags of all cells (toolchains/cc/flags.bzl); the rest is the cell's own.
static void open_flags(struct job *job, const char *clang, char **words, int count) {
  static const char *const fixed[] = {
      "-x",           "c",       "--target=x86_64-unknown-none-elf", "-std=c23", "-w", "-ffreestanding", "-nostdlibinc",
      "-D__DELIAS__", "-isystem"};
  const char *slash = strrchr(clang, '/');
  int used = 0;
  for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
    job->words[used++] = fixed[i];
  // libclang looks for the compiler's headers beside itself only.
  buffer_format(&job->builtin, "%.*s/../lib/clang/19/include", slash == NULL ? 1 : (int)(slash - clang),
                slash == NULL ? "." : clang);
  job->words[used++] = job->builtin.bytes;
  for (int i = 0; i < count && used < MOST_FLAGS; i++)
    job->words[used++] = words[i];
  job->flags = (struct header_flags){job->words, used};
}

int main(int count, char **words) {
  static struct job job;
  struct buffer out = {0};
  int dashes = 0;
  while (dashes < count && strcmp(words[dashes], "--") != 0)
    dashes++;
  bool exports = dashes > 5 && strcmp(words[1], "exports") == 0, uses = dashes > 4 && strcmp(words[1], "uses") == 0;
  if (dashes == count || (!exports && !uses)) {
    fputs("usage: cellcheck_abi exports|uses ...; it is run by the rules in tools/cell\n", stderr);
    return 2;
  }
  job.label = words[3];
  open_flags(&job, words[2], words + dashes + 1, count - dashes - 1);
  job.index = clang_createIndex(0, 0);
  job.book = book_open();
  int first = exports ? 6 : 5;
  read_groups(&job, exports ? "abi" : "uses", words + first, dashes - first);
  buffer_put(&out, "");
  if (exports && !job.failed) add_hashes(&job, words[4], &out);
  book_write(job.book, &out);
  if (!job.failed) write_file(&job, words[exports ? 5 : 4], &out);
  buffer_free(&out);
  buffer_free(&job.builtin);
  book_close(job.book);
  clang_disposeIndex(job.index);
  return job.failed ? 1 : 0;
}
