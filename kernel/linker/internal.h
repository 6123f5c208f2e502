// SPDX-License-Identifier: Apache-2.0
// internal: what the linker's files share.
#pragma once
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"
#include "kernel/linker/linker.h"

// Fills error->text and gives `status`.
#define LINKER_REFUSE(error, status, ...) (text_format((error)->text, sizeof(error)->text, __VA_ARGS__), (status))

enum { LINKER_SEGMENT_MOST = 1 << 24 };  // bytes; a larger segment is a mistake

// ---- read.c ----
static inline uint8_t elf_symbol_type(const struct elf_symbol *symbol) {
  return symbol->info & 15;
}
// Which segment holds [address, address+size); LINKER_SEGMENTS: none.
uint32_t linker_segment_of(const struct linker_elf *elf, uint64_t address, uint64_t size);
const char *linker_symbol_name(const struct linker_elf *elf, const struct elf_symbol *symbol);
// The function of this cell that starts exactly at that address; null: none that is exported or a callback.
const struct elf_symbol *linker_function_at(const struct linker_elf *elf, uint64_t address);
const struct elf_symbol *linker_symbol_called(const struct linker_elf *elf, const char *name, uint8_t type);

// ---- note.c ----
struct linker_note_line {
  char word[12];  // "export"
  char a[128];    // first operand
  char b[128];    // the rest of the line
};
// The next line at *cursor (0 at first); NOT_FOUND: the end; CORRUPT: not a line of the format.
status_t linker_note_next(const struct linker_elf *elf, uint64_t *cursor, struct linker_note_line *line);
status_t linker_note_check(const struct linker_elf *elf, struct linker_error *error);
uint32_t linker_kind_of(const char *word);  // GRAPH_NONE: no kind

// ---- place.c ----
// Takes `size` bytes of an area, aligned; *offset counts from the region's start.
status_t linker_take(uint8_t *region, enum region_area area, uint64_t size, uint64_t align, uint64_t *offset,
                     struct linker_error *error);
// Puts the cell's label in front of the sentence about a full area, which knows none; gives `status` on.
status_t linker_name_cell(status_t status, const char *label, struct linker_error *error);
// A new zeroed row at the end of a table.
status_t linker_row(uint8_t *region, enum region_area area, uint64_t size, void **row, uint32_t *index,
                    struct linker_error *error);
status_t linker_string(uint8_t *region, const char *text, uint32_t *offset, struct linker_error *error);
static inline struct graph_header *linker_header(uint8_t *region) {
  return (struct graph_header *)region;
}
static inline void *linker_at(uint8_t *region, uint64_t address) {
  return region + (address - REGION_BASE);
}

// ---- gate.c ----
status_t linker_gate_of(uint8_t *region, uint32_t export_index, uint64_t *address, struct linker_error *error);
// Forgets gates from index `first` on.
void linker_drop_gates(uint8_t *region, uint32_t first);
