// SPDX-License-Identifier: Apache-2.0
// graph: what the system consists of: cells, versions, exports, imports, gates, state, ops tables, symbols. The image
// assembler writes it, the running system reads the same bytes (docs/graph.md has the format). All functions take the
// region's address as `region`: REGION_BASE in the running system (graph_running), a buffer in the assembler and in
// tests.
//
// Context  READ: any, faults included: nothing here waits, allocates or takes a lock.
// Owns     views into the region are valid until the next swap retires the cell they belong to.
// State    none of its own: the region is the state.
// Errors   NOT_FOUND; OUT_OF_RANGE: index beyond the table.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/region.h"

#define GRAPH_MAGIC UINT64_C(0x3173616964656c64)  // "deliasd1", little-endian
enum { GRAPH_LAYOUT = 3, GRAPH_NONE = 0xffffffff, GRAPH_ARGUMENTS = 6 };

enum graph_kind { GRAPH_READ, GRAPH_ATOMIC, GRAPH_STEPS, GRAPH_RAW, GRAPH_CALLBACK };
enum graph_cell_flag { GRAPH_LIVE = 1, GRAPH_NUCLEUS = 2, GRAPH_RETIRED = 4 };
enum graph_restart { GRAPH_RESTART_NEVER, GRAPH_RESTART_ALWAYS };
enum graph_import_form { GRAPH_BY_SLOT, GRAPH_BY_GATE };
enum graph_gate_form { GRAPH_GATE_PLAIN, GRAPH_GATE_REQUEST };  // request: of STEPS and ATOMIC

// Strings are offsets into REGION_STRINGS. Addresses are final (REGION_BASE + ...). `first`/`count` index the whole
// table.
struct graph_range {
  uint32_t first, count;
};

struct graph_cell {
  uint32_t label;         // "//kernel/heap"
  uint32_t flags;         // enum graph_cell_flag
  uint64_t version;       // first 8 bytes of the build id, a hash of the content
  uint64_t read_address;  // read-only pages: note, rodata, slots
  uint32_t read_size;     // bytes
  uint32_t text_size;     // bytes
  uint64_t text_address;
  uint64_t state_address;  // its arena
  uint32_t state_size;
  uint32_t restart;      // enum graph_restart
  uint32_t revision;     // declared; counts up when what the cell means changes
  uint32_t predecessor;  // 1 + the cell whose place it took; 0: none
  struct graph_range exports, imports, deps, provides, states, opses, symbols;
  uint64_t layout;  // hash of the types of the objects that it hands out and no header tells (docs/abi.md); 0: none
};

struct graph_export {
  uint32_t name, cell;
  uint16_t kind;       // enum graph_kind
  uint16_t arguments;  // ATOMIC: how many registers it has them in, at most GRAPH_ARGUMENTS; else 0
  uint32_t gate;       // index, or GRAPH_NONE
  uint64_t address;
  uint64_t abi;  // hash of its declaration and of all that its header says (docs/abi.md)
};

struct graph_import {
  uint32_t name, cell;    // the importing cell
  uint32_t export_index;  // what it is bound to
  uint32_t form;          // enum graph_import_form
  uint64_t slot;          // address of the 8-byte word
  uint64_t abi;           // as the importer saw it
};

struct graph_dep {
  uint32_t cell;      // who depends
  uint32_t provider;  // cell index
  uint32_t label;     // as declared: the provider's label, or the interface's
  uint32_t reserved;
};

struct graph_provides {
  uint32_t cell;
  uint32_t label;  // of the interface
};

struct graph_gate {
  uint32_t export_index;
  uint32_t form;     // enum graph_gate_form
  uint64_t address;  // entry; the kcfi id lies in the 4 bytes before it
  uint64_t target;   // address of its target word
};

struct graph_state {
  uint32_t name, type, cell;
  uint32_t cpu;  // 1: an element for each CPU
  uint64_t address, size;
  uint64_t schema;  // hash of the types that it reaches
};

struct graph_ops {
  uint32_t name, type, cell, size;
  uint64_t address;
  uint64_t schema;
};

struct graph_symbol {     // of a cell's text, sorted by offset
  uint32_t name, offset;  // from text_address
  uint32_t size;
};

struct graph_spare {  // a cell that the image carries and that is not linked
  uint32_t name;      // of its target: "//cells/demo/counter:by_two"
  uint32_t label;     // of the cell that it is a version of
  uint64_t address;   // of the file's bytes
  uint64_t size;
  uint64_t version;
};

struct graph_header {
  uint64_t magic;
  uint32_t layout, reserved;
  uint32_t image, platform;            // strings
  uint64_t used[REGION_AREAS];         // bytes of each area that are in use
  uint64_t entry;                      // gate of boot's entry function
  uint64_t image_physical, image_end;  // where the image lies in RAM
  uint64_t generation;                 // how often a swap changed the graph
};

READ const uint8_t *graph_running(void);
READ VIEW_RET const struct graph_header *graph_header(const uint8_t *region);
READ uint32_t graph_cell_count(const uint8_t *region);
READ VIEW_RET const struct graph_cell *graph_cell(const uint8_t *region, uint32_t index);  // null: beyond the table
READ VIEW_RET const char *graph_string(const uint8_t *region, uint32_t offset);            // "" when out of range
// Tables, by index; null when beyond the table.
READ VIEW_RET const struct graph_export *graph_export(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_import *graph_import(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_dep *graph_dep(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_provides *graph_provides(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_gate *graph_gate(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_state *graph_state(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_ops *graph_ops(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_symbol *graph_symbol(const uint8_t *region, uint32_t index);
READ VIEW_RET const struct graph_spare *graph_spare(const uint8_t *region, uint32_t index);

// The live cell with that label, or that provides the interface with that label. GRAPH_NONE.
READ uint32_t graph_provider(const uint8_t *region, const char *label);
// The live cell with that label or, failing that, the only one whose label ends in "/NAME" or ":NAME". GRAPH_NONE.
READ uint32_t graph_find(const uint8_t *region, const char *label);
// The spare of that name, or the only one whose name ends so. GRAPH_NONE.
READ uint32_t graph_find_spare(const uint8_t *region, const char *name);
READ VIEW_RET const char *graph_short_label(const char *label);  // "heap" of "//kernel/heap"
// The cell whose text holds that address; gates belong to none. GRAPH_NONE.
READ uint32_t graph_cell_at(const uint8_t *region, uint64_t address);
// The function that an address lies in; `name` is "" when unknown. Gates are named after what they lead to.
READ status_t graph_symbol_at(const uint8_t *region, uint64_t address, uint32_t *cell, VIEW_RET const char **name,
                              uint64_t *offset);
// What people call an address: "//kernel/heap heap+0x40" where it lies in state, else "0x1000002c4380". Returns the length, as text_format does.
READ size_t graph_tell_address(const uint8_t *region, uint64_t address, char *text, uint32_t size);
// The next ops table of that type (as written: "struct shell_command") in dependency order; start with *cursor = 0.
READ VIEW_RET const void *graph_ops_next(const uint8_t *region, const char *type, uint32_t *cursor, uint32_t *cell);
READ VIEW_RET const char *graph_kind_name(uint32_t kind);
// Holds the whole graph against itself: every string, row and address lies where it must, gates lead to what their rows say. After
// OK no other function here leaves the region, whatever its bytes. CORRUPT: `why` says what is wrong with which row.
READ status_t graph_check(const uint8_t *region, char *why, uint32_t size);
