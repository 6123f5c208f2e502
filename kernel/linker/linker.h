// SPDX-License-Identifier: Apache-2.0
// linker: checks a `.cell` file, places it and connects it: slots, gates, state, ops tables. The same source links
// images on the build machine and cells in the running system. docs/linker.md has the format and every refusal.
//
// Whatever a link changes is drafted first: new bytes behind the used part of each area, and words of the used part
// with their new values. The running system reads a draft's cells nowhere before kernel/swap has put it in force; the
// assembler drafts straight into the unused part of its buffer (ahead.c).
//
// Context  any.
// Owns     a draft lies in memory that the caller gave. Keeps no pointer into the ELF file.
// State    none of its own; everything lies in the region (kernel/graph).
// Errors   CORRUPT: the file is malformed or breaks the dialect. NOT_FOUND: an import or a dependency that nobody has.
//          EXISTS: a live cell has that label or provides that interface. INVALID: it cannot take the place of the cell
//          that it is to replace, or symbols of another file. NO_MEMORY: an area of the region is full. On any of them
//          the region is as before, and error->text says which cell, what is wrong with it and what to do.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"

enum { LINKER_DEPS = 128, LINKER_SEGMENTS = 4, LINKER_SYMBOLS = 4096 };
enum { LINKER_ALIGN = 64 };  // bytes; of state and ops tables
enum { LINKER_SET = 8 };     // cells that one draft replaces at most
enum linker_segment { LINKER_READ, LINKER_TEXT, LINKER_OPS, LINKER_STATE, LINKER_LINK };

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
  } segments[LINKER_LINK + 1];  // of LINKER_SEGMENTS a cell has parts in memory; the last one holds the tables below
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
RAW status_t linker_read(const uint8_t *bytes, uint64_t size, struct linker_elf *elf, struct linker_error *error);

// A line of the note (docs/linker.md).
struct linker_note_line {
  char word[12];  // "export"
  char a[128];    // first operand
  char b[128];    // the rest of the line
};
// The next line at *cursor (0 at first); NOT_FOUND: the end; CORRUPT: not a line of the format.
RAW status_t linker_note_next(const struct linker_elf *elf, uint64_t *cursor, struct linker_note_line *line);
// The hash of that name on a line that begins with that word; false: there is none.
RAW bool linker_note_hash(const struct linker_elf *elf, const char *word, const char *name, uint64_t *hash);

// Whether the cell in the file has that label or provides that interface.
READ bool linker_elf_is(const struct linker_elf *elf, const char *label);

// ---- A draft of what a link changes ----

struct linker_area {
  uint64_t start;   // address of the area
  uint64_t before;  // bytes of it that are in use in the region
  uint64_t used;    // the same afterwards
  uint64_t most;    // up to where `bytes` reaches, counted like `used`
  uint8_t *bytes;   // what will lie at [before, used)
};

struct linker_draft {
  const uint8_t *region;
  struct linker_area areas[REGION_AREAS];
  struct region_patch *patches;  // null: the region itself may be written, nobody runs in it
  uint32_t patch_count, patch_most;
  struct {
    uint32_t old, successor;
  } replaced[LINKER_SET];  // successor: GRAPH_NONE for a cell that goes without a successor
  uint32_t replaced_count;
};

// How much memory a draft may need. Sums up over the cells of a set.
struct linker_needs {
  uint64_t bytes[REGION_AREAS];
  uint64_t patches;
};
RAW void linker_need(const struct linker_elf *elf, struct linker_needs *needs);
// For what replacing or removing that cell rewrites: words of importers, dependents, gates, tables.
RAW void linker_need_replacing(const uint8_t *region, uint32_t old, struct linker_needs *needs);
RAW uint64_t linker_draft_bytes(const struct linker_needs *needs);
// An empty draft over the region, in linker_draft_bytes(needs) bytes of zeroed memory, 16-byte aligned.
RAW void linker_draft_start(struct linker_draft *draft, RETAINS const uint8_t *region, const struct linker_needs *needs,
                            RETAINS void *memory);
// Links a cell against the live cells and those already in the draft. flags: enum graph_cell_flag beside GRAPH_LIVE.
// old: the live cell whose place it takes, with its state, gates and ops tables; or GRAPH_NONE. On an error the draft is
// of no use any more.
RAW status_t linker_draft_add(struct linker_draft *draft, const struct linker_elf *elf, uint32_t flags, uint32_t old,
                              uint32_t *cell, struct linker_error *error);
// A live cell that goes without a successor; nothing may depend on it.
RAW status_t linker_draft_remove(struct linker_draft *draft, uint32_t old, struct linker_error *error);
// After all cells of the set: turns everybody who reached a replaced cell to its successor. INVALID: somebody would be
// left behind; `error` names it and the mend.
RAW status_t linker_draft_rebind(struct linker_draft *draft, struct linker_error *error);
// Last: the header's words. From here on the draft only needs its bytes and patches put into the region.
RAW status_t linker_draft_finish(struct linker_draft *draft, struct linker_error *error);
// Rows of a draft, as graph_cell() gives those of a region.
READ VIEW_RET const struct graph_cell *linker_draft_cell(const struct linker_draft *draft, uint32_t index);
READ VIEW_RET const char *linker_draft_text(const struct linker_draft *draft, uint32_t string);
READ VIEW_RET const struct graph_ops *linker_draft_ops(const struct linker_draft *draft, uint32_t index);
// The cell in the draft, or the live one that stays, with that label or providing it. GRAPH_NONE.
READ uint32_t linker_draft_provider(const struct linker_draft *draft, const char *label);
// The cell that a row of deps leads to after the draft.
READ uint32_t linker_draft_provider_of(const struct linker_draft *draft, uint32_t dep);
// The cell that stands in its place after the draft; itself when it stays, GRAPH_NONE when it goes.
READ uint32_t linker_draft_successor(const struct linker_draft *draft, uint32_t cell);
READ bool linker_draft_stays(const struct linker_draft *draft, uint32_t cell);  // live, before and after
// Whether that gate of a replaced cell leads to its successor.
READ bool linker_draft_gate_moves(const struct linker_draft *draft, uint32_t gate);

// ---- Ahead of time: straight into a region that nobody runs in ----

// An empty graph. `region`: REGION_SIZE zeroed bytes.
RAW status_t linker_start(uint8_t *region, const char *image, const char *platform);
RAW status_t linker_add(uint8_t *region, const uint8_t *bytes, uint64_t size, uint32_t flags, uint32_t *cell,
                        struct linker_error *error);
// Keeps the file of a spare, under the name of its target.
RAW status_t linker_add_spare(uint8_t *region, const char *name, const uint8_t *bytes, uint64_t size,
                              struct linker_error *error);
// Keeps the texts behind the hashes of the image's cells (docs/abi.md), under a name that no spare has.
#define LINKER_TYPES "types"
RAW status_t linker_add_types(uint8_t *region, const uint8_t *bytes, uint64_t size, struct linker_error *error);
// Adds the names of the cell's functions, from the file's symbol table, for reports. linker_draft_add does that by
// itself.
RAW status_t linker_add_symbols(uint8_t *region, uint32_t cell, const uint8_t *bytes, uint64_t size,
                                struct linker_error *error);
// The gate of an exported function, made if it is not there.
RAW status_t linker_gate(uint8_t *region, uint32_t cell, const char *name, uint64_t *address,
                         struct linker_error *error);
// Makes it what the boot code enters: header->entry.
RAW status_t linker_set_entry(uint8_t *region, const char *label, const char *function, struct linker_error *error);
