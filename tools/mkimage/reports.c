// SPDX-License-Identifier: Apache-2.0
// The reports for people: how large everything is, and where a debugger finds each cell.
#include "tools/mkimage/mkimage.h"

static uint64_t in_pages(uint64_t size) {
  return (size + PAGE - 1) / PAGE * PAGE;
}

// Memory that a cell takes beyond its text, read-only data and state: rounding to pages, its rows, names and gates.
static uint64_t overhead(const struct image *image, const struct graph_cell *cell) {
  const uint8_t *region = image->region;
  uint64_t bytes =
      in_pages(cell->read_size) - cell->read_size + in_pages(cell->text_size) - cell->text_size + sizeof *cell;
  bytes += cell->deps.count * sizeof(struct graph_dep) + cell->provides.count * sizeof(struct graph_provides);
  bytes += cell->states.count * sizeof(struct graph_state) + cell->opses.count * sizeof(struct graph_ops);
  bytes += cell->imports.count * sizeof(struct graph_import) + cell->symbols.count * sizeof(struct graph_symbol);
  for (uint32_t i = 0; i < cell->exports.count; i++) {
    const struct graph_export *export = graph_export(region, cell->exports.first + i);
    bytes += sizeof *export + 1;
    if (export->gate != GRAPH_NONE) bytes += sizeof(struct graph_gate) + 32 + 8;
    for (const char *c = graph_string(region, export->name); *c != 0; c++)
      bytes++;
  }
  for (uint32_t i = 0; i < cell->symbols.count; i++)
    for (const char *c = graph_string(region, graph_symbol(region, cell->symbols.first + i)->name); *c != 0; c++)
      bytes++;
  return bytes;
}

void image_write_size(const struct image *image, FILE *out) {
  const struct graph_header *header = graph_header(image->region);
  const struct graph_cell *cell;
  uint64_t text = 0, read = 0, state = 0, most = 0;
  fprintf(out, "%s: sizes in bytes\n\n%-40s %8s %8s %8s %9s\n", image->label, "cell", "text", "rodata", "state",
          "overhead");
  for (uint32_t i = 0; (cell = graph_cell(image->region, i)) != NULL; i++) {
    uint64_t beyond = overhead(image, cell);
    fprintf(out, "%-40s %8u %8u %8u %9llu\n", graph_string(image->region, cell->label), cell->text_size,
            cell->read_size, cell->state_size, (unsigned long long)beyond);
    text += cell->text_size, read += cell->read_size, state += cell->state_size;
    if (beyond > most) most = beyond;
  }
  fprintf(out, "%-40s %8llu %8llu %8llu %9llu (largest)\n\n", "all", (unsigned long long)text, (unsigned long long)read,
          (unsigned long long)state, (unsigned long long)most);
  fprintf(out, "%-40s %8s\n", "area of the region", "used");
  for (enum region_area area = 0; area < REGION_AREAS; area++)
    if (header->used[area] != 0)
      fprintf(out, "%-40s %8llu\n", region_span(area).name, (unsigned long long)header->used[area]);
  fprintf(out, "%-40s %8zu\n\n", "page tables", image->table_count * PAGE);
  fprintf(out, "%-40s %8llu\n", "image file", (unsigned long long)image->file_size);
  fprintf(out, "%-40s %8llu\n", "memory when loaded", (unsigned long long)(image->end - IMAGE_PHYSICAL + PAGE));
}

// Where its section of ops tables lies; 0: it has none.
static uint64_t ops_address(const uint8_t *region, const struct graph_cell *cell) {
  uint64_t lowest = 0;
  for (uint32_t i = 0; i < cell->opses.count; i++) {
    uint64_t address = graph_ops(region, cell->opses.first + i)->address;
    if (lowest == 0 || address < lowest) lowest = address;
  }
  return lowest;
}

// Section by section: of a file that is moved as a whole (-o) gdb knows functions, and looks for variables where they were linked.
void image_write_debugger(const struct image *image, FILE *out) {
  for (size_t i = 0; i < image->cell_count; i++) {
    const struct image_cell *file = &image->cells[i];
    if (file->spare != NULL) continue;
    const struct graph_cell *cell = graph_cell(image->region, file->index);
    uint64_t ops = ops_address(image->region, cell);
    fprintf(out, "add-symbol-file %s 0x%llx", file->debug, (unsigned long long)cell->text_address);
    if (cell->state_size != 0) fprintf(out, " -s .cell.state 0x%llx", (unsigned long long)cell->state_address);
    if (ops != 0) fprintf(out, " -s .cell.ops 0x%llx", (unsigned long long)ops);
    fprintf(out, "\n");
  }
}
