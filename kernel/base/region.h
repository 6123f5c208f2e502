// SPDX-License-Identifier: Apache-2.0
// region: where everything of the graph lies. One table fixes the address map; the linker, the image assembler, the
// page tables and the tests all read it.
//
// Offsets count from REGION_BASE. The region lies in the low half, at the same addresses on every platform, so that one
// linked image maps in a virtual machine and in a Linux process. Each area has a fixed reserve of addresses and is
// mapped as far as it is used. docs/address-map.md explains the choice.
#pragma once
#include <stdint.h>

#define REGION_BASE UINT64_C(0x600000000000)
#define REGION_SIZE UINT64_C(0x40000000)  // 1 GiB: every rip-relative jump within it reaches
#define REGION_PAGE UINT64_C(4096)

// Memory outside the region, in the low half too, so that a Linux process can hold all of it.
#define DIRECT_BASE UINT64_C(0x100000000000)   // all RAM at DIRECT_BASE + physical address; never executable
#define DYNAMIC_BASE UINT64_C(0x500000000000)  // stacks with guard pages, device registers: kernel/pages hands it out
#define DYNAMIC_SIZE UINT64_C(0x7fc0000000)    // 511 GiB; with what follows one top-level entry
#define TABLES_BASE (DYNAMIC_BASE + DYNAMIC_SIZE)  // the page tables of the dynamic area, seen as pages of user mode
#define TABLES_SIZE (DYNAMIC_SIZE >> 9)

enum region_prot { REGION_R = 1, REGION_W = 2, REGION_X = 4 };

enum region_area {
  REGION_HEADER,    // struct graph_header
  REGION_CELLS,     // struct graph_cell[]
  REGION_EXPORTS,   // struct graph_export[]
  REGION_IMPORTS,   // struct graph_import[]
  REGION_DEPS,      // struct graph_dep[]
  REGION_PROVIDES,  // struct graph_provides[]
  REGION_GATES,     // struct graph_gate[]
  REGION_STATES,    // struct graph_state[]
  REGION_OPSES,     // struct graph_ops[]
  REGION_SYMBOLS,   // struct graph_symbol[]
  REGION_STRINGS,   // names, NUL-terminated; offset 0 is ""
  REGION_TARGETS,   // uint64_t[]: the word that each gate jumps through
  REGION_OPS,       // tables of functions
  REGION_GATE,      // the gates' code, 32 bytes each
  REGION_STATE,     // declared state, an arena a cell
  REGION_CPU,       // a block for each CPU: stacks with guard pages, struct nucleus_cpu
  REGION_CELL,      // cells: read-only pages, then text pages, each
  REGION_SPARES,    // struct graph_spare[]
  REGION_SPARE,     // the files of spares, as they were built
  REGION_AREAS,
};

struct region_span {
  const char *name;
  uint64_t offset;  // from REGION_BASE, bytes
  uint64_t size;    // reserve, bytes
  uint32_t prot;    // REGION_CELL: of its read-only pages; the text of cells is R X. REGION_CPU: of its mapped pages
};

// One aligned 8-byte word of the region and what it shall hold; nucleus_patch exchanges the two.
struct region_patch {
  uint64_t address, value;
};

// The address map. Kept as a function so that no cell needs a relocation for it.
// In RAW functions too.
__attribute__((always_inline)) static inline struct region_span region_span(enum region_area area) {
  switch (area) {
  case REGION_HEADER: return (struct region_span){"header", 0x00000000, 0x1000, REGION_R};
  case REGION_CELLS: return (struct region_span){"cells", 0x02a00000, 0x600000, REGION_R};
  case REGION_EXPORTS: return (struct region_span){"exports", 0x00200000, 0x400000, REGION_R};
  case REGION_IMPORTS: return (struct region_span){"imports", 0x00600000, 0x400000, REGION_R};
  case REGION_DEPS: return (struct region_span){"deps", 0x02700000, 0x300000, REGION_R};
  case REGION_PROVIDES: return (struct region_span){"provides", 0x01f00000, 0x100000, REGION_R};
  case REGION_GATES: return (struct region_span){"gates", 0x00b00000, 0x200000, REGION_R};
  case REGION_STATES: return (struct region_span){"states", 0x00d00000, 0x100000, REGION_R};
  case REGION_OPSES: return (struct region_span){"opses", 0x00e00000, 0x100000, REGION_R};
  case REGION_SYMBOLS: return (struct region_span){"symbols", 0x00f00000, 0x800000, REGION_R};
  case REGION_SPARES: return (struct region_span){"spares", 0x02600000, 0x100000, REGION_R};
  case REGION_STRINGS: return (struct region_span){"strings", 0x01700000, 0x800000, REGION_R};
  case REGION_TARGETS: return (struct region_span){"targets", 0x02000000, 0x100000, REGION_R};
  case REGION_OPS: return (struct region_span){"ops", 0x02100000, 0x100000, REGION_R};
  case REGION_GATE: return (struct region_span){"gate", 0x02200000, 0x400000, REGION_R | REGION_X};
  case REGION_CPU: return (struct region_span){"cpu", 0x03000000, 0x1000000, REGION_R | REGION_W};
  case REGION_STATE: return (struct region_span){"state", 0x04000000, 0x4000000, REGION_R | REGION_W};
  case REGION_CELL: return (struct region_span){"cell", 0x08000000, 0x30000000, REGION_R};
  case REGION_SPARE: return (struct region_span){"spare", 0x38000000, 0x08000000, REGION_R};
  case REGION_AREAS: break;
  }
  return (struct region_span){"?", 0, 0, 0};
}
