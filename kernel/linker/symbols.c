// SPDX-License-Identifier: Apache-2.0
// The names of all functions of a cell, static ones too, from the file's symbol table (which is not loaded), for
// reports.
#include "kernel/linker/internal.h"

RAW_BEGIN

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

struct symbol_table {
  const struct elf_symbol *symbols;
  uint64_t count;
  const char *strings;
  uint64_t strings_size;
};

static status_t find_table(const struct linker_elf *elf, struct symbol_table *table) {
  const uint8_t *bytes = elf->bytes;
  uint64_t size = elf->size;
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

// A function of the text, not a mark of the compiler's.
static bool is_listed(const struct linker_elf *elf, const struct symbol_table *table, const struct elf_symbol *symbol) {
  uint64_t text = elf->segments[LINKER_TEXT].address, size = elf->segments[LINKER_TEXT].memory_size;
  return elf_symbol_type(symbol) == ELF_SYMBOL_FUNCTION && symbol->section != ELF_UNDEFINED &&
         symbol->name < table->strings_size &&
         inside(symbol->value - text, symbol->size == 0 ? 1 : symbol->size, size) &&
         !text_starts(table->strings + symbol->name, "__cfi_");
}

void linker_need_symbols(const struct linker_elf *elf, uint64_t *count, uint64_t *bytes) {
  struct symbol_table table;
  *count = *bytes = 0;
  if (find_table(elf, &table) != OK) return;
  for (uint64_t i = 0; i < table.count; i++) {
    if (!is_listed(elf, &table, &table.symbols[i])) continue;
    *count += 1;
    *bytes += text_length(table.strings + table.symbols[i].name) + 1;  // names may share their ends in the file
  }
}

// The old version's string; mostly both have the same functions in the same order.
static uint32_t old_name(const struct linker_draft *draft, const struct graph_cell *old, uint32_t hint,
                         const char *name) {
  if (old == NULL) return GRAPH_NONE;
  for (uint32_t i = 0; i < old->symbols.count; i++) {
    uint32_t string = graph_symbol(draft->region, old->symbols.first + (hint + i) % old->symbols.count)->name;
    if (linker_same(graph_string(draft->region, string), name)) return string;
  }
  return GRAPH_NONE;
}

status_t linker_draft_symbols(struct linker_draft *draft, const struct linker_elf *elf, const struct graph_cell *old,
                              struct graph_range *added, struct linker_error *error) {
  struct symbol_table table;
  *added = (struct graph_range){linker_rows(draft, REGION_SYMBOLS, sizeof(struct graph_symbol)), 0};
  if (find_table(elf, &table) != OK) return OK;  // a stripped file: reports name exports only
  for (uint64_t i = 0; i < table.count; i++) {
    const struct elf_symbol *symbol = &table.symbols[i];
    if (!is_listed(elf, &table, symbol)) continue;
    struct graph_symbol *row;
    uint32_t ignored;
    const char *name = table.strings + symbol->name;
    status_t status = linker_row(draft, REGION_SYMBOLS, sizeof *row, (void **)&row, &ignored, error);
    if (status != OK) return status;
    row->name = old_name(draft, old, added->count, name);
    if (row->name == GRAPH_NONE) status = linker_string(draft, name, &row->name, error);
    if (status != OK) return status;
    row->offset = (uint32_t)(symbol->value - elf->segments[LINKER_TEXT].address);
    row->size = (uint32_t)symbol->size;
    added->count++;
    insert_sorted(row + 1 - added->count, added->count);
  }
  return OK;
}

RAW_END
