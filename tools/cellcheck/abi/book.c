// SPDX-License-Identifier: Apache-2.0
// Books in memory: sections once, entries with the numbers of theirs.
#include "tools/cellcheck/abi/book.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/abi/hash.h"

#define FIRST_LINE "delias types 1\n"

struct book {
  char **sections;
  uint32_t section_count;
  size_t section_room;
  struct book_entry *entries;
  uint32_t count;
  size_t room;
};

struct book *book_open(void) {
  size_t room = 0;
  struct book *book = buffer_grow(NULL, 0, &room, sizeof *book);
  *book = (struct book){0};
  return book;
}

void book_close(struct book *book) {
  for (uint32_t i = 0; i < book->section_count; i++)
    free(book->sections[i]);
  for (uint32_t i = 0; i < book->count; i++) {
    struct book_entry *entry = &book->entries[i];
    free(entry->word);
    free(entry->name);
    free(entry->names);
    free(entry->head);
    free(entry->sections);
  }
  free(book->sections);
  free(book->entries);
  free(book);
}

static char *copy(const char *at, size_t size) {
  struct buffer text = {0};
  buffer_add(&text, at, size);
  return text.bytes;
}

static uint32_t section(struct book *book, const char *at, size_t size) {
  for (uint32_t i = 0; i < book->section_count; i++)
    if (strncmp(book->sections[i], at, size) == 0 && book->sections[i][size] == 0) return i;
  book->sections = buffer_grow(book->sections, book->section_count, &book->section_room, sizeof *book->sections);
  book->sections[book->section_count] = copy(at, size);
  return book->section_count++;
}

// Where the next section begins, or the end.
static const char *behind_section(const char *at, const char *end) {
  do {
    const char *line = memchr(at, '\n', (size_t)(end - at));
    at = line == NULL ? end : line + 1;
  } while (at < end && *at == ' ');
  return at;
}

static struct book_entry *new_entry(struct book *book, const char *word, const char *name, uint64_t hash,
                                    const char *names) {
  book->entries = buffer_grow(book->entries, book->count, &book->room, sizeof *book->entries);
  struct book_entry *entry = &book->entries[book->count++];
  *entry = (struct book_entry){
      copy(word, strlen(word)), copy(name, strlen(name)), hash, copy(names, strlen(names)), NULL, NULL, 0};
  return entry;
}

static void add_section(struct book_entry *entry, uint32_t number, size_t *room) {
  entry->sections = buffer_grow(entry->sections, entry->count, room, sizeof *entry->sections);
  entry->sections[entry->count++] = number;
}

void book_add(struct book *book, const char *word, const char *name, uint64_t hash, const char *names,
              const char *text) {
  struct book_entry *entry = new_entry(book, word, name, hash, names);
  const char *end = text + strlen(text), *at = behind_section(text, end);
  size_t room = 0;
  entry->head = copy(text, (size_t)(at - text));
  while (at < end) {
    const char *next = behind_section(at, end);
    add_section(entry, section(book, at, (size_t)(next - at)), &room);
    at = next;
  }
}

char *book_text(const struct book *book, const struct book_entry *entry) {
  struct buffer text = {0};
  buffer_put(&text, entry->head);
  for (uint32_t i = 0; i < entry->count; i++)
    buffer_put(&text, book->sections[entry->sections[i]]);
  return text.bytes;
}

// "entry WORD NAME HASH NUMBER..." and "names ...", up to the head. Null: malformed.
static const char *read_entry(struct book *book, const char *line, const char *end, const uint32_t *numbers,
                              uint32_t known) {
  char word[16], name[256];
  uint64_t hash;
  int used = 0;
  char *copied = copy(line, (size_t)(end - line < 8192 ? end - line : 8192));
  char *stop = strchr(copied, '\n');
  if (stop != NULL) *stop = 0;
  const char *second = stop == NULL ? NULL : line + (stop - copied) + 1;
  bool good = second != NULL && sscanf(copied, "entry %15s %255s %16" SCNx64 "%n", word, name, &hash, &used) == 3 &&
              used > 0 && end - second > 6 && strncmp(second, "names ", 6) == 0;
  const char *names = second == NULL ? NULL : second + 6,
             *behind = good ? memchr(names, '\n', (size_t)(end - names)) : NULL;
  if (behind == NULL) {
    free(copied);
    return NULL;
  }
  char *said = copy(names, (size_t)(behind - names));
  struct book_entry *entry = new_entry(book, word, name, hash, said);
  size_t room = 0;
  free(said);
  for (char *at = copied + used, *next; *at == ' ' && good; at = next) {
    unsigned long number = strtoul(at, &next, 10);
    good = next != at && number < known;
    if (good) add_section(entry, numbers[number], &room);
  }
  free(copied);
  entry->head = copy("", 0);
  return good ? behind + 1 : NULL;
}

static bool has_hash(const struct book *book, const struct book_entry *entry) {
  char *text = book_text(book, entry);
  bool same = hash_of_text(BOOK_SCHEME, text) == entry->hash;
  free(text);
  return same;
}

bool book_read(struct book *book, const char *bytes, size_t size) {
  const char *at = bytes, *end = bytes + size;
  uint32_t *numbers = NULL, known = 0;  // of the written book's sections, here
  size_t room = 0, length = strlen(FIRST_LINE);
  bool good = size >= length && strncmp(at, FIRST_LINE, length) == 0;
  for (at += good ? length : 0; good && at < end;) {
    const char *next;
    if ((size_t)(end - at) > 8 && strncmp(at, "section\n", 8) == 0) {
      at += 8;
      next = behind_section(at, end);
      numbers = buffer_grow(numbers, known, &room, sizeof *numbers);
      numbers[known++] = section(book, at, (size_t)(next - at));
    } else {
      next = read_entry(book, at, end, numbers, known);
      good = next != NULL;
      if (good) {
        struct book_entry *entry = &book->entries[book->count - 1];
        at = next;
        next = behind_section(at, end);
        free(entry->head);
        entry->head = copy(at, (size_t)(next - at));
        good = has_hash(book, entry);
      }
    }
    at = next;
  }
  free(numbers);
  return good;
}

void book_write(const struct book *book, struct buffer *out) {
  buffer_put(out, FIRST_LINE);
  for (uint32_t i = 0; i < book->section_count; i++)
    buffer_format(out, "section\n%s", book->sections[i]);
  for (uint32_t i = 0; i < book->count; i++) {
    const struct book_entry *entry = &book->entries[i];
    buffer_format(out, "entry %s %s %016" PRIx64, entry->word, entry->name, entry->hash);
    for (uint32_t k = 0; k < entry->count; k++)
      buffer_format(out, " %u", entry->sections[k]);
    buffer_format(out, "\nnames %s\n%s", entry->names, entry->head);
  }
}

const struct book_entry *book_entry(const struct book *book, uint32_t index) {
  return index < book->count ? &book->entries[index] : NULL;
}

const struct book_entry *book_find(const struct book *book, const char *word, const char *name) {
  for (uint32_t i = 0; i < book->count; i++)
    if ((word == NULL || strcmp(book->entries[i].word, word) == 0) && strcmp(book->entries[i].name, name) == 0)
      return &book->entries[i];
  return NULL;
}
