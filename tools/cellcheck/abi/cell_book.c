// SPDX-License-Identifier: Apache-2.0
// The section of a cell's file that has the texts.
#include "tools/cellcheck/abi/cell_book.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_DIFFERENCES = 12 };

static bool is_inside(uint64_t offset, uint64_t bytes, size_t size) {
  return offset <= size && bytes <= size - offset;
}

// The header of the section; false: there is none. `at`: where in the file it stands.
static bool find_section(const uint8_t *bytes, size_t size, Elf64_Shdr *section, size_t *at) {
  Elf64_Ehdr header;
  Elf64_Shdr names;
  if (size < sizeof header) return false;
  memcpy(&header, bytes, sizeof header);
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_shentsize != sizeof *section ||
      header.e_shstrndx >= header.e_shnum ||
      !is_inside(header.e_shoff, (uint64_t)header.e_shnum * sizeof *section, size))
    return false;
  memcpy(&names, bytes + header.e_shoff + (size_t)header.e_shstrndx * sizeof names, sizeof names);
  if (!is_inside(names.sh_offset, names.sh_size, size)) return false;
  for (size_t i = 0; i < header.e_shnum; i++) {
    *at = (size_t)header.e_shoff + i * sizeof *section;
    memcpy(section, bytes + *at, sizeof *section);
    if (section->sh_name >= names.sh_size || names.sh_size - section->sh_name < sizeof CELL_BOOK_SECTION) continue;
    if (memcmp(bytes + names.sh_offset + section->sh_name, CELL_BOOK_SECTION, sizeof CELL_BOOK_SECTION) == 0)
      return section->sh_type == SHT_PROGBITS && is_inside(section->sh_offset, section->sh_size, size);
  }
  return false;
}

const char *cell_book(const uint8_t *bytes, size_t size, size_t *book_size) {
  Elf64_Shdr section;
  size_t at;
  if (!find_section(bytes, size, &section, &at)) return NULL;
  *book_size = section.sh_size;
  return (const char *)bytes + section.sh_offset;
}

// Whatever lies behind the book moves up; its own header stays, of size 0, so that the indices of sections stay.
uint8_t *cell_without_book(const uint8_t *bytes, size_t size, size_t *new_size) {
  struct buffer copy = {0};
  Elf64_Shdr section;
  Elf64_Ehdr header;
  size_t at;
  if (!find_section(bytes, size, &section, &at)) {
    buffer_add(&copy, (const char *)bytes, size);
    *new_size = size;
    return (uint8_t *)copy.bytes;
  }
  uint64_t start = section.sh_offset, gone = section.sh_size / 8 * 8;  // what lies behind keeps its alignment
  buffer_add(&copy, (const char *)bytes, start);
  buffer_add(&copy, (const char *)bytes + start + gone, size - start - gone);
  memcpy(&header, copy.bytes, sizeof header);
  if (header.e_shoff > start) header.e_shoff -= gone;
  memcpy(copy.bytes, &header, sizeof header);
  for (size_t i = 0; i < header.e_shnum; i++) {
    size_t place = (size_t)header.e_shoff + i * sizeof section;
    Elf64_Shdr other;
    memcpy(&other, copy.bytes + place, sizeof other);
    if (other.sh_offset == start && other.sh_size == section.sh_size && other.sh_name == section.sh_name)
      other.sh_size = 0;
    else if (other.sh_offset > start)
      other.sh_offset -= gone;
    memcpy(copy.bytes + place, &other, sizeof other);
  }
  *new_size = copy.size;
  return (uint8_t *)copy.bytes;
}

bool cell_book_refusal(struct buffer *out, const char *importer, const struct book *importers, const char *exporter,
                       const struct book *exporters) {
  const struct book_entry *uses;
  bool any = false;
  for (uint32_t i = 0; (uses = book_entry(importers, i)) != NULL; i++) {
    const struct book_entry *abi = strcmp(uses->word, "uses") == 0 ? book_find(exporters, "abi", uses->name) : NULL;
    if (abi == NULL || abi->hash == uses->hash) continue;
    char *before = book_text(importers, uses), *after = book_text(exporters, abi);
    buffer_format(out, "%s is not what %s was compiled against; - is what %s saw, + what %s has:\n", uses->name,
                  importer, importer, exporter);
    difference_put(out, abi->names, before, after, MOST_DIFFERENCES);
    free(before);
    free(after);
    any = true;
  }
  return any;
}
