// SPDX-License-Identifier: Apache-2.0
// The names of all functions of a cell, static ones too, from the file's symbol table (which is not loaded), for
// reports.
#include "kernel/linker/internal.h"

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

struct symbol_table {
  const struct elf_symbol *symbols;
  uint64_t count;
  const char *strings;
  uint64_t strings_size;
};

static status_t find_table(const uint8_t *bytes, uint64_t size, struct symbol_table *table) {
  const struct elf_header *header = (const struct elf_header *)bytes;
  if (header->section_size != sizeof(struct elf_section) || header->section_offset % 8 != 0 ||
      !inside(header->section_offset, header->section_count * sizeof(struct elf_section), size))
    return NOT_FOUND;
  const struct elf_section *sections = (const struct elf_section *)(bytes + header->section_offset);
  for (uint32_t i = 0; i < header->section_count; i++) {
    const struct elf_section *section = &sections[i];
    if (section->type != ELF_SECTION_SYMBOLS || section->link >= header->section_count) continue;
    const struct elf_section *strings = &sections[section->link];
    if (section->offset % 8 != 0 || !inside(section->offset, section->size, size) ||
        !inside(strings->offset, strings->size, size))
      return NOT_FOUND;
    if (strings->size == 0 || bytes[strings->offset + strings->size - 1] != 0) return NOT_FOUND;
    *table = (struct symbol_table){(const struct elf_symbol *)(bytes + section->offset),
                                   section->size / sizeof(struct elf_symbol), (const char *)bytes + strings->offset,
                                   strings->size};
    return OK;
  }
  return NOT_FOUND;
}

// Sorts by offset, stable; cells have at most a few hundred functions.
static void insert_sorted(struct graph_symbol *rows, uint32_t count) {
  for (uint32_t i = count - 1; i > 0 && rows[i].offset < rows[i - 1].offset; i--) {
    struct graph_symbol later = rows[i - 1];
    rows[i - 1] = rows[i];
    rows[i] = later;
  }
}

status_t linker_add_symbols(uint8_t *region, uint32_t index, const uint8_t *bytes, uint64_t size,
                            struct linker_error *error) {
  struct linker_elf elf;
  struct symbol_table table;
  status_t status = linker_read(bytes, size, &elf, error);
  if (status != OK) return status;
  struct graph_cell *cell = (struct graph_cell *)graph_cell(region, index);
  if (cell == NULL || cell->version != elf.version || !text_equal(graph_string(region, cell->label), elf.label))
    return LINKER_REFUSE(error, INVALID, "%s: cell number %u of the graph was not linked from this file", elf.label,
                         index);
  if (cell->symbols.count != 0) return LINKER_REFUSE(error, INVALID, "%s: its symbols are there already", elf.label);
  if (find_table(bytes, size, &table) != OK) return OK;  // a stripped file: reports name exports only
  struct graph_header before = *linker_header(region);
  struct graph_range added = {(uint32_t)(before.used[REGION_SYMBOLS] / sizeof(struct graph_symbol)), 0};
  const uint64_t text = elf.segments[LINKER_TEXT].address, text_size = elf.segments[LINKER_TEXT].memory_size;
  for (uint64_t i = 0; i < table.count; i++) {
    const struct elf_symbol *symbol = &table.symbols[i];
    if (elf_symbol_type(symbol) != ELF_SYMBOL_FUNCTION || symbol->section == ELF_UNDEFINED ||
        symbol->name >= table.strings_size)
      continue;
    if (!inside(symbol->value - text, symbol->size == 0 ? 1 : symbol->size, text_size) ||
        text_starts(table.strings + symbol->name, "__cfi_"))
      continue;
    struct graph_symbol *row;
    uint32_t ignored;
    status = linker_row(region, REGION_SYMBOLS, sizeof *row, (void **)&row, &ignored, error);
    if (status == OK) status = linker_string(region, table.strings + symbol->name, &row->name, error);
    if (status != OK) {
      *linker_header(region) = before;
      return linker_name_cell(status, elf.label, error);
    }
    row->offset = (uint32_t)(symbol->value - text);
    row->size = (uint32_t)symbol->size;
    added.count++;
    insert_sorted(row + 1 - added.count, added.count);
  }
  cell->symbols = added;
  return OK;
}
