// SPDX-License-Identifier: Apache-2.0
// linker: checks a `.cell` file, places it in the region and connects it: slots, gates, state, ops tables. The same
// source links images on the build machine and cells in the running system. docs/linker.md has the format and every
// refusal.
//
// Context  any place where memory may be written: the assembler's buffer, or the region inside a write window.
// Owns     the region's tables. Keeps no pointer into the ELF file.
// State    none of its own; everything lies in the region (kernel/graph).
// Errors   CORRUPT: the file is malformed or breaks the dialect. NOT_FOUND: an import or a dependency that nobody has.
//          EXISTS: a live cell has that label or provides that interface. NO_MEMORY: an area of the region is full.
//          INVALID: symbols of another file. On any of them the region is as before, and error->text says which cell,
//          what is wrong with it and what to do.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"

enum { LINKER_DEPS = 128, LINKER_SEGMENTS = 4, LINKER_SYMBOLS = 4096 };
enum { LINKER_ALIGN = 64 };  // bytes; of state and ops tables
enum linker_segment { LINKER_READ, LINKER_TEXT, LINKER_OPS, LINKER_STATE };

struct linker_error {
  char text[320];
};

// A checked ELF file: every offset below was found to lie inside it.
struct linker_elf {
  const uint8_t *bytes;
  uint64_t size;
  const char *label;              // from DT_SONAME
  const char *deps[LINKER_DEPS];  // from DT_NEEDED
  uint32_t dep_count;
  struct {
    uint64_t offset, address, file_size, memory_size;
  } segments[LINKER_SEGMENTS];
  const struct elf_symbol *symbols;
  uint32_t symbol_count;
  const char *strings;
  uint64_t strings_size;
  const struct elf_rela *relocations[2];  // DT_RELA, DT_JMPREL
  uint64_t relocation_counts[2];
  const char *note;  // text, LF-terminated lines
  uint64_t note_size;
  uint64_t version;
};

// Checks everything that can be checked without a graph: structure, segments, symbols, relocations, note.
READ status_t linker_read(const uint8_t *bytes, uint64_t size, struct linker_elf *elf, struct linker_error *error);

// An empty graph. `region`: REGION_SIZE zeroed bytes.
ATOMIC status_t linker_start(uint8_t *region, const char *image, const char *platform);
// Links a cell against the live cells in the region. flags: enum graph_cell_flag beside GRAPH_LIVE.
ATOMIC status_t linker_add(uint8_t *region, const uint8_t *bytes, uint64_t size, uint32_t flags, uint32_t *cell,
                           struct linker_error *error);
// Adds the names of the cell's functions, from the file's symbol table, for reports.
ATOMIC status_t linker_add_symbols(uint8_t *region, uint32_t cell, const uint8_t *bytes, uint64_t size,
                                   struct linker_error *error);
// The gate of an exported function, made if it is not there.
ATOMIC status_t linker_gate(uint8_t *region, uint32_t cell, const char *name, uint64_t *address,
                            struct linker_error *error);
// Makes it what the boot code enters: header->entry.
ATOMIC status_t linker_set_entry(uint8_t *region, const char *label, const char *function, struct linker_error *error);
