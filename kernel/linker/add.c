// SPDX-License-Identifier: Apache-2.0
// Links one cell into the region: pages, state, ops tables, rows of the graph, then its words. It happens whole or
// leaves the region's header, and with it everything reachable, as it was.
#include "kernel/linker/internal.h"

// What is known of the cell while it is being linked.
struct linking {
  uint8_t *region;
  const struct linker_elf *elf;
  struct linker_error *error;
  uint32_t index;
  struct graph_cell *cell;
  uint64_t pages;  // region offset of its first page
  uint64_t ops;    // region offset of its ops tables
};

// The address at run time of a place in the file's own numbering. Ops tables and state lie apart from the pages.
static uint64_t final_address(const struct linking *link, uint64_t address, uint32_t segment) {
  const struct linker_elf *elf = link->elf;
  if (segment == LINKER_OPS) return REGION_BASE + link->ops + (address - elf->segments[LINKER_OPS].address);
  if (segment == LINKER_STATE) return link->cell->state_address + (address - elf->segments[LINKER_STATE].address);
  return REGION_BASE + link->pages + address;
}

static void copy(uint8_t *to, const uint8_t *from, uint64_t size) {
  for (uint64_t i = 0; i < size; i++)
    to[i] = from[i];
}

// Room that a cell which was refused had before is not zero.
static status_t take_zeroed(const struct linking *link, enum region_area area, uint64_t size, uint64_t align,
                            uint64_t *offset) {
  status_t status = linker_take(link->region, area, size, align, offset, link->error);
  for (uint64_t i = 0; i < size && status == OK; i++)
    link->region[*offset + i] = 0;
  return status;
}

static status_t place(struct linking *link) {
  const struct linker_elf *elf = link->elf;
  struct graph_cell *cell = link->cell;
  uint64_t read = elf->segments[LINKER_READ].memory_size, text = elf->segments[LINKER_TEXT].memory_size;
  uint64_t text_at = elf->segments[LINKER_TEXT].address, state;
  uint64_t whole = (text_at + text + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE;
  uint64_t ops_size = elf->segments[LINKER_OPS].memory_size, state_size = elf->segments[LINKER_STATE].memory_size;
  status_t status = take_zeroed(link, REGION_CELL, whole, REGION_PAGE, &link->pages);
  if (status == OK) status = take_zeroed(link, REGION_OPS, ops_size, LINKER_ALIGN, &link->ops);
  if (status == OK) status = take_zeroed(link, REGION_STATE, state_size, LINKER_ALIGN, &state);
  if (status != OK) return status;
  cell->read_address = REGION_BASE + link->pages;
  cell->read_size = (uint32_t)read;
  cell->text_address = REGION_BASE + link->pages + text_at;
  cell->text_size = (uint32_t)text;
  cell->state_address = REGION_BASE + state;
  cell->state_size = (uint32_t)state_size;
  for (uint32_t i = 0; i < LINKER_SEGMENTS; i++)
    copy(linker_at(link->region, final_address(link, elf->segments[i].address, i)),
         elf->bytes + elf->segments[i].offset, elf->segments[i].file_size);
  return OK;
}

static status_t add_deps(struct linking *link) {
  link->cell->deps.first = (uint32_t)(linker_header(link->region)->used[REGION_DEPS] / sizeof(struct graph_dep));
  for (uint32_t i = 0; i < link->elf->dep_count; i++) {
    const char *label = link->elf->deps[i];
    uint32_t provider = graph_provider(link->region, label), ignored;
    if (provider == GRAPH_NONE)
      return LINKER_REFUSE(link->error, NOT_FOUND,
                           "%s depends on %s, which no cell before it is or provides; add a provider to the image",
                           link->elf->label, label);
    struct graph_dep *dep;
    status_t status = linker_row(link->region, REGION_DEPS, sizeof *dep, (void **)&dep, &ignored, link->error);
    if (status == OK) status = linker_string(link->region, label, &dep->label, link->error);
    if (status != OK) return status;
    dep->cell = link->index;
    dep->provider = provider;
    link->cell->deps.count++;
  }
  return OK;
}

static status_t add_export(struct linking *link, const char *name, uint32_t kind) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, name, ELF_SYMBOL_FUNCTION);
  struct graph_export *export;
  uint32_t ignored;
  status_t status = linker_row(link->region, REGION_EXPORTS, sizeof *export, (void **)&export, &ignored, link->error);
  if (status == OK) status = linker_string(link->region, name, &export->name, link->error);
  if (status != OK) return status;
  export->cell = link->index;
  export->kind = kind;
  export->gate = GRAPH_NONE;
  export->address = final_address(link, symbol->value, LINKER_TEXT);
  link->cell->exports.count++;
  return OK;
}

static status_t add_state(struct linking *link, const struct linker_note_line *line, bool cpu) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, line->a, ELF_SYMBOL_OBJECT);
  struct graph_state *state;
  uint32_t ignored;
  status_t status = linker_row(link->region, REGION_STATES, sizeof *state, (void **)&state, &ignored, link->error);
  if (status == OK) status = linker_string(link->region, line->a, &state->name, link->error);
  if (status == OK) status = linker_string(link->region, line->b, &state->type, link->error);
  if (status != OK) return status;
  state->cell = link->index;
  state->cpu = cpu;
  state->address = final_address(link, symbol->value, LINKER_STATE);
  state->size = symbol->size;
  link->cell->states.count++;
  return OK;
}

static status_t add_ops(struct linking *link, const struct linker_note_line *line) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, line->a, ELF_SYMBOL_OBJECT);
  struct graph_ops *ops;
  uint32_t ignored;
  status_t status = linker_row(link->region, REGION_OPSES, sizeof *ops, (void **)&ops, &ignored, link->error);
  if (status == OK) status = linker_string(link->region, line->a, &ops->name, link->error);
  if (status == OK) status = linker_string(link->region, line->b, &ops->type, link->error);
  if (status != OK) return status;
  ops->cell = link->index;
  ops->address = final_address(link, symbol->value, LINKER_OPS);
  ops->size = (uint32_t)symbol->size;
  link->cell->opses.count++;
  return OK;
}

static status_t refuse_taken(const struct linking *link, const char *label, uint32_t holder) {
  return LINKER_REFUSE(link->error, EXISTS, "%s: %s is or provides %s already; keep one of them", link->elf->label,
                       graph_string(link->region, graph_cell(link->region, holder)->label), label);
}

static status_t add_provides(struct linking *link, const char *label) {
  struct graph_provides *provides;
  uint32_t ignored, holder = graph_provider(link->region, label);
  if (holder != GRAPH_NONE) return refuse_taken(link, label, holder);
  status_t status =
      linker_row(link->region, REGION_PROVIDES, sizeof *provides, (void **)&provides, &ignored, link->error);
  if (status == OK) status = linker_string(link->region, label, &provides->label, link->error);
  if (status != OK) return status;
  provides->cell = link->index;
  link->cell->provides.count++;
  return OK;
}

static uint32_t rows(const struct linking *link, enum region_area area, uint64_t size) {
  return (uint32_t)(linker_header(link->region)->used[area] / size);
}

static status_t add_note(struct linking *link) {
  struct linker_note_line line;
  uint64_t cursor = 0;
  status_t status = OK;
  link->cell->exports.first = rows(link, REGION_EXPORTS, sizeof(struct graph_export));
  link->cell->states.first = rows(link, REGION_STATES, sizeof(struct graph_state));
  link->cell->opses.first = rows(link, REGION_OPSES, sizeof(struct graph_ops));
  link->cell->provides.first = rows(link, REGION_PROVIDES, sizeof(struct graph_provides));
  while (status == OK && linker_note_next(link->elf, &cursor, &line) == OK) {
    if (text_equal(line.word, "export")) status = add_export(link, line.b, linker_kind_of(line.a));
    if (text_equal(line.word, "callback")) status = add_export(link, line.a, GRAPH_CALLBACK);
    if (text_equal(line.word, "state")) status = add_state(link, &line, false);
    if (text_equal(line.word, "cpustate")) status = add_state(link, &line, true);
    if (text_equal(line.word, "ops")) status = add_ops(link, &line);
    if (text_equal(line.word, "provides")) status = add_provides(link, line.a);
    if (text_equal(line.word, "restart"))
      link->cell->restart = text_equal(line.a, "always") ? GRAPH_RESTART_ALWAYS : GRAPH_RESTART_NEVER;
  }
  return status;
}

static uint32_t export_called(const struct linking *link, const struct graph_cell *cell, const char *name) {
  for (uint32_t i = 0; i < cell->exports.count; i++) {
    const struct graph_export *export = graph_export(link->region, cell->exports.first + i);
    if (text_equal(graph_string(link->region, export->name), name)) return cell->exports.first + i;
  }
  return GRAPH_NONE;
}

// The value of an imported function's word, and the row that says so.
static status_t bind_import(struct linking *link, const char *name, bool called, uint64_t slot, uint64_t *value) {
  uint32_t found = GRAPH_NONE;
  for (uint32_t i = 0; i < link->cell->deps.count && found == GRAPH_NONE; i++) {
    const struct graph_cell *provider =
        graph_cell(link->region, graph_dep(link->region, link->cell->deps.first + i)->provider);
    found = export_called(link, provider, name);
    if (found != GRAPH_NONE && graph_export(link->region, found)->kind == GRAPH_CALLBACK) found = GRAPH_NONE;
  }
  if (found == GRAPH_NONE)
    return LINKER_REFUSE(link->error, NOT_FOUND,
                         "%s imports %s, which none of its dependencies exports; add the cell that does to deps",
                         link->elf->label, name);
  const struct graph_export *export = graph_export(link->region, found);
  bool by_gate = !called || export->kind == GRAPH_STEPS;
  *value = export->address;
  status_t status = OK;
  if (by_gate) status = linker_gate_of(link->region, found, value, link->error);
  struct graph_import *import;
  uint32_t ignored;
  if (status == OK)
    status = linker_row(link->region, REGION_IMPORTS, sizeof *import, (void **)&import, &ignored, link->error);
  if (status != OK) return status;
  *import = (struct graph_import){.name = export->name,
                                  .cell = link->index,
                                  .export_index = found,
                                  .form = by_gate ? GRAPH_BY_GATE : GRAPH_BY_SLOT,
                                  .slot = slot};
  link->cell->imports.count++;
  return OK;
}

// It is there: linker_note_check found each function in the note.
static status_t own_function(struct linking *link, const struct elf_symbol *symbol, uint64_t *value) {
  uint32_t own = export_called(link, link->cell, linker_symbol_name(link->elf, symbol));
  return linker_gate_of(link->region, own, value, link->error);
}

static status_t relocate(struct linking *link, const struct elf_rela *rela) {
  const struct linker_elf *elf = link->elf;
  uint32_t type = (uint32_t)rela->info;
  const struct elf_symbol *symbol = &elf->symbols[rela->info >> 32];
  uint64_t where = final_address(link, rela->offset, linker_segment_of(elf, rela->offset, 8)), value = 0;
  status_t status = OK;
  if (type == ELF_R_RELATIVE) {
    uint64_t target = (uint64_t)rela->addend;
    uint32_t segment = linker_segment_of(elf, target, 1);
    value = final_address(link, target, segment);
    if (segment == LINKER_TEXT) status = own_function(link, linker_function_at(elf, target), &value);
  } else if (symbol->section == ELF_UNDEFINED) {
    status = bind_import(link, linker_symbol_name(elf, symbol), type == ELF_R_JUMP_SLOT, where, &value);
  } else if (elf_symbol_type(symbol) == ELF_SYMBOL_FUNCTION) {
    status = own_function(link, symbol, &value);
  } else {
    value = final_address(link, symbol->value, linker_segment_of(elf, symbol->value, symbol->size));
  }
  if (status == OK) *(uint64_t *)linker_at(link->region, where) = value;
  return status;
}

static status_t link_cell(struct linking *link, uint32_t flags) {
  uint32_t holder = graph_provider(link->region, link->elf->label);
  if (holder != GRAPH_NONE) return refuse_taken(link, link->elf->label, holder);
  status_t status =
      linker_row(link->region, REGION_CELLS, sizeof *link->cell, (void **)&link->cell, &link->index, link->error);
  if (status == OK) status = linker_string(link->region, link->elf->label, &link->cell->label, link->error);
  if (status != OK) return status;
  link->cell->version = link->elf->version;
  status = place(link);
  if (status == OK) status = add_deps(link);
  if (status == OK) status = add_note(link);
  link->cell->imports.first = rows(link, REGION_IMPORTS, sizeof(struct graph_import));
  for (uint32_t t = 0; t < 2; t++)
    for (uint64_t i = 0; i < link->elf->relocation_counts[t] && status == OK; i++)
      status = relocate(link, &link->elf->relocations[t][i]);
  if (status == OK) link->cell->flags = GRAPH_LIVE | flags;
  return status;
}

status_t linker_add(uint8_t *region, const uint8_t *bytes, uint64_t size, uint32_t flags, uint32_t *cell,
                    struct linker_error *error) {
  struct linker_elf elf;
  status_t status = linker_read(bytes, size, &elf, error);
  if (status != OK) return status;
  struct graph_header before = *linker_header(region);
  struct linking link = {.region = region, .elf = &elf, .error = error};
  status = link_cell(&link, flags);
  if (status != OK) {
    linker_drop_gates(region, (uint32_t)(before.used[REGION_GATES] / sizeof(struct graph_gate)));
    *linker_header(region) = before;
    return linker_name_cell(status, elf.label, error);
  }
  *cell = link.index;
  return OK;
}
