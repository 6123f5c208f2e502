// SPDX-License-Identifier: Apache-2.0
// Reads books where they lie: tools/cellcheck/abi/book.h tells how they are written. The bytes may have come over a wire.
#include "kernel/types/types.h"

// It stores to what its caller has on its stack; nobody else sees that, so there is nothing to log.
RAW_BEGIN

// Nothing here is fast, and an image has no room for copies of it.
#define SMALL __attribute__((noinline))

static const char kFirst[] = "delias types 1\n", kSection[] = "section\n", kEntry[] = "entry ", kNames[] = "names ";
static const char kName[] = ".delias.types";

bool types_is(struct types_span span, const char *text) {
  uint32_t size = 0;
  while (size < span.size && text[size] != 0 && text[size] == span.at[size])
    size++;
  return size == span.size && text[size] == 0;
}

SMALL static bool starts(const char *at, const char *end, const char *text) {
  for (; *text != 0; text++, at++)
    if (at >= end || *at != *text) return false;
  return true;
}

SMALL static uint64_t number(const uint8_t *at, uint32_t bytes) {
  uint64_t value = 0;
  for (uint32_t i = bytes; i > 0; i--)
    value = value << 8 | at[i - 1];
  return value;
}

static bool is_inside(uint64_t offset, uint64_t bytes, uint64_t size) {
  return offset <= size && bytes <= size - offset;
}

// ELF-64: e_shoff at 40, e_shnum at 60, e_shstrndx at 62; in a section's header sh_name at 0, sh_offset at 24, sh_size at 32.
struct types_span types_book(const void *file, uint64_t size) {
  const uint8_t *bytes = file;
  struct types_span none = {NULL, 0};
  if (size < 64 || number(bytes, 4) != 0x464c457f) return none;
  uint64_t table = number(bytes + 40, 8), count = number(bytes + 60, 2), names = number(bytes + 62, 2);
  if (!is_inside(table, count * 64, size) || names >= count) return none;
  uint64_t strings = number(bytes + table + names * 64 + 24, 8),
           strings_size = number(bytes + table + names * 64 + 32, 8);
  if (!is_inside(strings, strings_size, size)) return none;
  for (uint64_t i = 0; i < count; i++) {
    const uint8_t *header = bytes + table + i * 64;
    uint64_t name = number(header, 4), offset = number(header + 24, 8), bytes_of = number(header + 32, 8);
    if (!is_inside(name, sizeof kName, strings_size) || !is_inside(offset, bytes_of, size) || bytes_of > UINT32_MAX)
      continue;
    if (__builtin_memcmp(bytes + strings + name, kName, sizeof kName) == 0)
      return (struct types_span){(const char *)bytes + offset, (uint32_t)bytes_of};
  }
  return none;
}

// Where the next line begins.
static const char *next_line(const char *at, const char *end) {
  while (at < end && *at != '\n')
    at++;
  return at < end ? at + 1 : end;
}

SMALL static const char *behind_section(const char *at, const char *end) {
  do {
    at = next_line(at, end);
  } while (at < end && *at == ' ');
  return at;
}

static struct types_span cut(const char **at, const char *end) {
  struct types_span span = {*at, 0};
  while (*at < end && **at != ' ' && **at != '\n')
    (*at)++;
  span.size = (uint32_t)(*at - span.at);
  if (*at < end && **at == ' ') (*at)++;
  return span;
}

static bool read_hash(struct types_span digits, uint64_t *hash) {
  *hash = 0;
  for (uint32_t i = 0; i < digits.size; i++) {
    char c = digits.at[i];
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
    *hash = *hash << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return digits.size == 16;
}

// "entry WORD NAME HASH NUMBER...", "names ...", and the function's own section.
SMALL static bool read_entry(const char **at, const char *end, struct types_entry *entry) {
  const char *line = *at + sizeof kEntry - 1, *stop = next_line(line, end), *behind = next_line(stop, end);
  entry->word = cut(&line, stop);
  entry->name = cut(&line, stop);
  bool good =
      read_hash(cut(&line, stop), &entry->hash) && starts(stop, end, kNames) && behind > stop && behind[-1] == '\n';
  if (!good) return false;
  entry->numbers = (struct types_span){line, (uint32_t)(stop - line)};
  entry->names = (struct types_span){stop + sizeof kNames - 1, (uint32_t)(behind - 1 - (stop + sizeof kNames - 1))};
  *at = behind_section(behind, end);
  entry->head = (struct types_span){behind, (uint32_t)(*at - behind)};
  return true;
}

bool types_next(struct types_span book, uint64_t *cursor, struct types_entry *entry) {
  const char *end = book.at + book.size, *at = book.at + *cursor;
  if (book.at == NULL || !starts(book.at, end, kFirst)) return false;
  if (*cursor == 0) at += sizeof kFirst - 1;
  while (at < end && starts(at, end, kSection))
    at = behind_section(at + sizeof kSection - 1, end);
  if (!starts(at, end, kEntry) || !read_entry(&at, end, entry)) return false;
  *cursor = (uint64_t)(at - book.at);
  return true;
}

bool types_read(struct types_span book, const struct types_entry *entry, struct types_text *text) {
  const char *at = entry->numbers.at, *stop = at + entry->numbers.size;
  text->sections[0] = entry->head;
  text->count = 1;
  text->names = entry->names;
  while (at < stop && *at >= '0' && *at <= '9' && text->count < TYPES_SECTIONS) {
    uint64_t wanted = 0;
    for (; at < stop && *at >= '0' && *at <= '9' && wanted < 1000000; at++)
      wanted = wanted * 10 + (uint64_t)(*at - '0');
    if (at < stop) at++;
    const char *section = book.at + sizeof kFirst - 1, *end = book.at + book.size;
    for (uint64_t i = 0; i < wanted && starts(section, end, kSection); i++)
      section = behind_section(section + sizeof kSection - 1, end);
    if (!starts(section, end, kSection)) return false;
    section += sizeof kSection - 1;
    text->sections[text->count++] = (struct types_span){section, (uint32_t)(behind_section(section, end) - section)};
  }
  return true;
}

bool types_find(struct types_span book, const char *name, uint64_t hash, struct types_text *text) {
  struct types_entry entry;
  for (uint64_t cursor = 0; types_next(book, &cursor, &entry);)
    if (entry.hash == hash && types_is(entry.name, name)) return types_read(book, &entry, text);
  return false;
}

void types_split(const char *bytes, uint64_t size, struct types_text *text) {
  const char *at = bytes, *end = bytes + size;
  text->count = 0;
  text->names = (struct types_span){bytes, 0};
  while (at < end && text->count < TYPES_SECTIONS) {
    const char *next = behind_section(at, end);
    text->sections[text->count++] = (struct types_span){at, (uint32_t)(next - at)};
    at = next;
  }
}

RAW_END
