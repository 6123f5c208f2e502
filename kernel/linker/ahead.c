// SPDX-License-Identifier: Apache-2.0
// Ahead of time: the image assembler links cell by cell into a buffer, straight behind what is there. On a refusal the
// header, which says how far each area is in use, stays as it was; marks in older rows are taken back.
#include "kernel/linker/internal.h"

RAW_BEGIN

static struct graph_header *header_of(uint8_t *region) {
  return (struct graph_header *)region;
}

// Forgets gates from index `first` on, of which the header knows no more than the draft.
static void drop_gates(const struct linker_draft *draft) {
  const struct graph_gate *gate;
  uint32_t first = (uint32_t)(draft->areas[REGION_GATES].before / sizeof *gate);
  for (uint32_t i = first; (gate = linker_gate_row(draft, i)) != NULL; i++) {
    struct graph_export *export = (struct graph_export *)linker_export(draft, gate->export_index);
    if (export != NULL) export->gate = GRAPH_NONE;
  }
}

// Puts the draft in force, or forgets it.
static status_t finish(struct linker_draft *draft, status_t status, const char *label, struct linker_error *error) {
  if (status == OK) return linker_draft_finish(draft, error);
  drop_gates(draft);
  return linker_name_cell(status, label, error);
}

status_t linker_start(uint8_t *region, const char *image, const char *platform) {
  struct linker_error error;
  struct linker_draft draft;
  struct graph_header *header = header_of(region);
  *header = (struct graph_header){.magic = GRAPH_MAGIC, .layout = GRAPH_LAYOUT};
  header->used[REGION_HEADER] = sizeof *header;
  linker_draft_in_place(&draft, region);
  uint32_t empty;
  status_t status = linker_string(&draft, "", &empty, &error);
  if (status == OK) status = linker_string(&draft, image, &header->image, &error);
  if (status == OK) status = linker_string(&draft, platform, &header->platform, &error);
  return status != OK ? status : linker_draft_finish(&draft, &error);
}

status_t linker_add(uint8_t *region, const uint8_t *bytes, uint64_t size, uint32_t flags, uint32_t *cell,
                    struct linker_error *error) {
  struct linker_elf elf;
  struct linker_draft draft;
  status_t status = linker_read(bytes, size, &elf, error);
  if (status != OK) return status;
  linker_draft_in_place(&draft, region);
  return finish(&draft, linker_link(&draft, &elf, flags, GRAPH_NONE, cell, error), elf.label, error);
}

status_t linker_add_symbols(uint8_t *region, uint32_t index, const uint8_t *bytes, uint64_t size,
                            struct linker_error *error) {
  struct linker_elf elf;
  struct linker_draft draft;
  status_t status = linker_read(bytes, size, &elf, error);
  if (status != OK) return status;
  struct graph_cell *cell = (struct graph_cell *)graph_cell(region, index);
  if (cell == NULL || cell->version != elf.version || !linker_same(graph_string(region, cell->label), elf.label))
    return LINKER_REFUSE(error, INVALID, "%s: cell number %u of the graph was not linked from this file", elf.label,
                         index);
  if (cell->symbols.count != 0) return LINKER_REFUSE(error, INVALID, "%s: its symbols are there already", elf.label);
  struct graph_range added;
  linker_draft_in_place(&draft, region);
  status = finish(&draft, linker_draft_symbols(&draft, &elf, NULL, &added, error), elf.label, error);
  if (status == OK) cell->symbols = added;
  return status;
}

// A file that is kept and not linked, and its row.
static status_t keep(uint8_t *region, const struct graph_spare *kept, const char *name, const char *label,
                     const uint8_t *bytes, struct linker_error *error) {
  struct linker_draft draft;
  struct graph_spare *spare;
  uint32_t ignored;
  uint64_t address = 0;
  linker_draft_in_place(&draft, region);
  status_t status = linker_row(&draft, REGION_SPARES, sizeof *spare, (void **)&spare, &ignored, error);
  if (status == OK) status = linker_string(&draft, name, &spare->name, error);
  if (status == OK) status = linker_string(&draft, label, &spare->label, error);
  if (status == OK) status = linker_take(&draft, REGION_SPARE, kept->size, LINKER_ALIGN, &address, error);
  if (status != OK) return finish(&draft, status, label, error);
  __builtin_memcpy(linker_write(&draft, REGION_SPARE, address), bytes, kept->size);
  spare->address = address;
  spare->size = kept->size;
  spare->version = kept->version;
  return finish(&draft, OK, label, error);
}

status_t linker_add_spare(uint8_t *region, const char *name, const uint8_t *bytes, uint64_t size,
                          struct linker_error *error) {
  struct linker_elf elf;
  status_t status = linker_read(bytes, size, &elf, error);
  if (status != OK) return status;
  struct graph_spare kept = {.size = size, .version = elf.version};
  return keep(region, &kept, name, elf.label, bytes, error);
}

status_t linker_add_types(uint8_t *region, const uint8_t *bytes, uint64_t size, struct linker_error *error) {
  struct graph_spare kept = {.size = size};
  return keep(region, &kept, LINKER_TYPES, LINKER_TYPES, bytes, error);
}

status_t linker_gate(uint8_t *region, uint32_t cell, const char *name, uint64_t *address, struct linker_error *error) {
  struct linker_draft draft;
  const struct graph_cell *holder = graph_cell(region, cell);
  if (holder == NULL) return LINKER_REFUSE(error, NOT_FOUND, "there is no cell number %u to export %s", cell, name);
  linker_draft_in_place(&draft, region);
  const char *label = graph_string(region, holder->label);
  uint32_t export = linker_export_called(&draft, holder, name);
  if (export == GRAPH_NONE) return LINKER_REFUSE(error, NOT_FOUND, "%s exports no %s", label, name);
  return finish(&draft, linker_gate_of(&draft, export, address, error), label, error);
}

status_t linker_set_entry(uint8_t *region, const char *label, const char *function, struct linker_error *error) {
  uint32_t cell = graph_provider(region, label);
  if (cell == GRAPH_NONE)
    return LINKER_REFUSE(error, NOT_FOUND, "%s, where the image starts, is not among its cells; add it", label);
  return linker_gate(region, cell, function, &header_of(region)->entry, error);
}

RAW_END
