// SPDX-License-Identifier: Apache-2.0
// internal: what the linker's files share.
#pragma once
#include "kernel/base/text.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"
#include "kernel/linker/linker.h"

RAW_BEGIN

// Fills error->text and gives `status`.
#define LINKER_REFUSE(error, status, ...) (linker_say(error, __VA_ARGS__), (status))

enum { LINKER_SEGMENT_MOST = 1 << 24 };             // bytes; a larger segment is a mistake
enum { LINKER_GATE = 32, LINKER_GATE_ENTRY = 16 };  // bytes of a gate's code, and where in it it is entered
enum { LINKER_LINE_LEAST = 11 };                    // bytes of the note: "provides x\n"

// Most names differ in the first letter.
static inline bool linker_same(const char *a, const char *b) {
  return *a == *b && text_equal(a, b);
}

// ---- refuse.c ----
void linker_say(struct linker_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

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
status_t linker_note_check(const struct linker_elf *elf, struct linker_error *error);
// Of the word behind `export`: "ATOMIC/2" for an ATOMIC function with two arguments; "ATOMIC" may have as many as there can be.
// GRAPH_NONE: no kind.
uint32_t linker_kind_of(const char *word, uint16_t *arguments);

enum { LINKER_HASH_DIGITS = 16 };
// The hash on a line `abi`, `schema` or `uses`; false: not 16 digits of 0 to 9 and a to f.
bool linker_hash_of(const char *digits, uint64_t *hash);
bool linker_revision_of(const char *digits, uint32_t *revision);  // false: no decimal number of 32 bits

// ---- draft.c ----
// A draft that writes the region itself: what is new goes behind the used parts at once, words of them too.
void linker_draft_in_place(struct linker_draft *draft, uint8_t *region);
// Takes `size` zeroed bytes of an area, aligned.
status_t linker_take(struct linker_draft *draft, enum region_area area, uint64_t size, uint64_t align,
                     uint64_t *address, struct linker_error *error);
// Where an address of that area can be read, and, if the draft has taken it, written.
const void *linker_see(const struct linker_draft *draft, enum region_area area, uint64_t address);
void *linker_write(struct linker_draft *draft, enum region_area area, uint64_t address);
bool linker_is_new(const struct linker_draft *draft, enum region_area area, uint64_t address);
// A word of the region's used part gets another value.
status_t linker_patch(struct linker_draft *draft, uint64_t address, uint64_t value, struct linker_error *error);
// Puts the cell's label in front of the sentence about a full area, which knows none; gives `status` on.
status_t linker_name_cell(status_t status, const char *label, struct linker_error *error);
// A new zeroed row at the end of a table.
status_t linker_row(struct linker_draft *draft, enum region_area area, uint64_t size, void **row, uint32_t *index,
                    struct linker_error *error);
status_t linker_string(struct linker_draft *draft, const char *text, uint32_t *offset, struct linker_error *error);
static inline uint32_t linker_rows(const struct linker_draft *draft, enum region_area area, uint64_t size) {
  return (uint32_t)(draft->areas[area].used / size);
}
static inline uint64_t linker_row_address(enum region_area area, uint32_t index, uint64_t size) {
  return REGION_BASE + region_span(area).offset + index * size;
}
// All rows of a table of the region, without the draft's.
const void *linker_table(const uint8_t *region, enum region_area area, uint64_t size, uint32_t *count);
// Rows of region and draft together; null beyond the table.
const struct graph_export *linker_export(const struct linker_draft *draft, uint32_t index);
const struct graph_dep *linker_dep(const struct linker_draft *draft, uint32_t index);
const struct graph_provides *linker_provides(const struct linker_draft *draft, uint32_t index);
const struct graph_gate *linker_gate_row(const struct linker_draft *draft, uint32_t index);
uint32_t linker_export_called(const struct linker_draft *draft, const struct graph_cell *cell, const char *name);

// ---- gate.c ----
status_t linker_gate_of(struct linker_draft *draft, uint32_t export_index, uint64_t *address,
                        struct linker_error *error);
// The word of an export's row that has its kind, its arguments and its gate.
static inline uint64_t linker_export_word(const struct graph_export *export, uint32_t gate) {
  return export->kind | (uint64_t)export->arguments << 16 | (uint64_t)gate << 32;
}
// The kcfi type id in front of a function; 0: none.
uint32_t linker_type_id(const struct linker_draft *draft, const struct graph_export *export);

// ---- adopt.c: what a version takes over from the one whose place it takes (old: null for none) ----
// A string for a row of that table: the old version's where it has the same.
status_t linker_name(struct linker_draft *draft, const struct graph_cell *old, enum region_area kind, const char *text,
                     uint32_t *string, struct linker_error *error);
// Where the old version's object of that name lies, which must fit; *address is 0 when it had none.
status_t linker_adopt_state(struct linker_draft *draft, const char *label, const struct graph_cell *old,
                            const struct graph_state *state, const char *name, uint64_t *address,
                            struct linker_error *error);
uint64_t linker_adopt_ops(struct linker_draft *draft, const struct graph_cell *old, const struct graph_ops *ops,
                          const char *name);
// Each gate of the old version that leads to a function which the new one has too leads there.
status_t linker_adopt_gates(struct linker_draft *draft, const struct graph_cell *old, uint32_t new,
                            struct linker_error *error);
// The old version's state that the new one has not, or objects of its that the new one would take for others: INVALID.
status_t linker_check_kept(struct linker_draft *draft, const char *label, const struct graph_cell *old, uint32_t new,
                           struct linker_error *error);

// ---- add.c ----
// linker_draft_add without the names of functions for reports.
status_t linker_link(struct linker_draft *draft, const struct linker_elf *elf, uint32_t flags, uint32_t old,
                     uint32_t *cell, struct linker_error *error);

// ---- symbols.c ----
// How many rows the file's symbol table makes, and how many bytes of names.
void linker_need_symbols(const struct linker_elf *elf, uint64_t *count, uint64_t *bytes);
// Rows for the functions in the file's symbol table; `old` lends its strings.
status_t linker_draft_symbols(struct linker_draft *draft, const struct linker_elf *elf, const struct graph_cell *old,
                              struct graph_range *added, struct linker_error *error);

RAW_END
