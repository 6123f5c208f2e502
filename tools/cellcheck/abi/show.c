// SPDX-License-Identifier: Apache-2.0
// types FUNCTION FILE [FILE]: what a function's hash is made of, in a `.cell`, in the cells of an image (NAME.cells) or in an exports file; of two files
// what lies between them, "-" what the first has and "+" what the second has. A cell has texts of what it exports and of what it imports, as it saw that.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/cellcheck/abi/cell_book.h"

enum { MOST_DIFFERENCES = 40 };

static void end_with(const char *path, const char *what) {
  fprintf(stderr, "error: %s %s\n", path, what);
  exit(1);
}

static struct buffer read_file(const char *path) {
  struct buffer bytes = {0};
  char piece[65536];
  FILE *file = fopen(path, "rb");
  if (file == NULL) end_with(path, "cannot be opened");
  for (size_t size; (size = fread(piece, 1, sizeof piece, file)) > 0;)
    buffer_add(&bytes, piece, size);
  fclose(file);
  buffer_put(&bytes, "");
  return bytes;
}

static void read_cell(struct book *book, const char *path, const char *bytes, size_t size) {
  size_t length;
  const char *text = cell_book((const uint8_t *)bytes, size, &length);
  if (text != NULL && !book_read(book, text, length))
    end_with(path, "has malformed texts; build it with the tools of this tree");
}

// ar(1): a header of 60 bytes in front of each member, with its size at 48.
static void read_archive(struct book *book, const char *path, const struct buffer *bytes) {
  for (size_t at = 8; at + 60 <= bytes->size;) {
    size_t size = strtoul(bytes->bytes + at + 48, NULL, 10);
    at += 60;
    if (size > bytes->size - at) return;
    read_cell(book, path, bytes->bytes + at, size);
    at += size + size % 2;
  }
}

static struct book *read_book(const char *path) {
  struct buffer bytes = read_file(path);
  struct book *book = book_open();
  const char *text = memmem(bytes.bytes, bytes.size, "delias types 1\n", 15);
  if (strncmp(bytes.bytes, "!<arch>\n", 8) == 0)
    read_archive(book, path, &bytes);
  else if (strncmp(bytes.bytes, "\177ELF", 4) == 0)
    read_cell(book, path, bytes.bytes, bytes.size);
  else if (text != NULL && !book_read(book, text, bytes.size - (size_t)(text - bytes.bytes)))
    end_with(path, "has malformed texts; build it with the tools of this tree");
  if (book_entry(book, 0) == NULL)
    end_with(path, "has no texts; name a .cell, .cells or .exports file that the build wrote");
  buffer_free(&bytes);
  return book;
}

// As its provider has it, or else as an importer saw it.
static const struct book_entry *find(const struct book *book, const char *path, const char *name) {
  const struct book_entry *entry = book_find(book, "abi", name);
  if (entry == NULL) entry = book_find(book, NULL, name);
  if (entry != NULL) return entry;
  fprintf(stderr, "error: %s neither exports nor imports %s; it has texts of", path, name);
  for (uint32_t i = 0; (entry = book_entry(book, i)) != NULL; i++)
    fprintf(stderr, " %s", entry->name);
  end_with("", "");
  return NULL;
}

static void print_entry(const char *path, const struct book *book, const struct book_entry *entry) {
  char *text = book_text(book, entry);
  printf("%s %s %016" PRIx64 "\n%s", path, strcmp(entry->word, "uses") == 0 ? "saw" : "has", entry->hash, text);
  free(text);
}

int main(int count, char **words) {
  const char *folder = getenv("BUILD_WORKING_DIRECTORY");  // where `bazel run` was called
  if (count < 3 || count > 4) {
    fputs("usage: types FUNCTION FILE [FILE]\n", stderr);
    return 2;
  }
  if (folder != NULL && chdir(folder) != 0) end_with(folder, "cannot be entered");
  struct book *first = read_book(words[2]);
  const struct book_entry *before = find(first, words[2], words[1]);
  if (count == 3) {
    print_entry(words[2], first, before);
    return 0;
  }
  struct book *second = read_book(words[3]);
  const struct book_entry *after = find(second, words[3], words[1]);
  if (before->hash == after->hash) {
    printf("%s is the same in both: %016" PRIx64 "\n", words[1], before->hash);
    return 0;
  }
  struct buffer out = {0};
  char *old = book_text(first, before), *new = book_text(second, after);
  difference_put(&out, after->names, old, new, MOST_DIFFERENCES);
  printf("%s: - is %s (%016" PRIx64 "), + is %s (%016" PRIx64 ")\n%s", words[1], words[2], before->hash, words[3],
         after->hash, out.bytes);
  return 1;
}
