// SPDX-License-Identifier: Apache-2.0
// Links one cell into a draft: pages, state, ops tables, rows of the graph, then its words.
#include "kernel/linker/internal.h"

RAW_BEGIN

// What is known of the cell while it is being linked.
struct linking {
  struct linker_draft *draft;
  const struct linker_elf *elf;
  struct linker_error *error;
  const struct graph_cell *old;  // whose place it takes, or null
  uint32_t index;
  struct graph_cell *cell;
  uint64_t pages;       // address of its first page
  uint64_t ops, state;  // addresses of its ops tables and state, as far as it does not take over the old version's
  bool new_ops, new_state;
};

static status_t place(struct linking *link) {
  const struct linker_elf *elf = link->elf;
  struct linker_draft *draft = link->draft;
  uint64_t text = elf->segments[LINKER_TEXT].memory_size, text_at = elf->segments[LINKER_TEXT].address;
  uint64_t whole = (text_at + text + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE;
  uint64_t ops = elf->segments[LINKER_OPS].memory_size, state = elf->segments[LINKER_STATE].memory_size;
  status_t status = linker_take(draft, REGION_CELL, whole, REGION_PAGE, &link->pages, link->error);
  if (status == OK) status = linker_take(draft, REGION_OPS, ops, LINKER_ALIGN, &link->ops, link->error);
  if (status == OK) status = linker_take(draft, REGION_STATE, state, LINKER_ALIGN, &link->state, link->error);
  if (status != OK) return status;
  link->cell->read_address = link->pages;
  link->cell->read_size = (uint32_t)elf->segments[LINKER_READ].memory_size;
  link->cell->text_address = link->pages + text_at;
  link->cell->text_size = (uint32_t)text;
  const struct {
    enum region_area area;
    uint64_t address;
  } to[LINKER_SEGMENTS] = {
      [LINKER_READ] = {REGION_CELL, link->pages + elf->segments[LINKER_READ].address},
      [LINKER_TEXT] = {REGION_CELL, link->pages + text_at},
      [LINKER_OPS] = {REGION_OPS, link->ops},
      [LINKER_STATE] = {REGION_STATE, link->state},
  };
  for (uint32_t i = 0; i < LINKER_SEGMENTS; i++)
    if (elf->segments[i].file_size != 0)
      __builtin_memcpy(linker_write(draft, to[i].area, to[i].address), elf->bytes + elf->segments[i].offset,
                       elf->segments[i].file_size);
  return OK;
}

// Mostly the old version had the same dependency, so that nobody has to be searched.
static uint32_t provider_of(const struct linking *link, const char *label) {
  const uint8_t *region = link->draft->region;
  for (uint32_t i = 0; link->old != NULL && i < link->old->deps.count; i++) {
    const struct graph_dep *dep = graph_dep(region, link->old->deps.first + i);
    if (linker_draft_stays(link->draft, dep->provider) && linker_same(graph_string(region, dep->label), label))
      return dep->provider;
  }
  return linker_draft_provider(link->draft, label);
}

// Who has that label or provides it, this cell and the one that it replaces aside.
static uint32_t taken_by(const struct linking *link, const char *label) {
  const uint8_t *region = link->draft->region;
  if (link->old != NULL && linker_same(graph_string(region, link->old->label), label)) return GRAPH_NONE;
  for (uint32_t i = 0; link->old != NULL && i < link->old->provides.count; i++)
    if (linker_same(graph_string(region, graph_provides(region, link->old->provides.first + i)->label), label))
      return GRAPH_NONE;
  return linker_draft_provider(link->draft, label);
}

static status_t add_deps(struct linking *link) {
  link->cell->deps.first = linker_rows(link->draft, REGION_DEPS, sizeof(struct graph_dep));
  for (uint32_t i = 0; i < link->elf->dep_count; i++) {
    const char *label = link->elf->deps[i];
    uint32_t provider = provider_of(link, label), ignored;
    if (provider == GRAPH_NONE)
      return LINKER_REFUSE(link->error, NOT_FOUND,
                           "%s depends on %s, which no cell before it is or provides; add a provider to the image",
                           link->elf->label, label);
    struct graph_dep *dep;
    status_t status = linker_row(link->draft, REGION_DEPS, sizeof *dep, (void **)&dep, &ignored, link->error);
    if (status == OK) status = linker_name(link->draft, link->old, REGION_DEPS, label, &dep->label, link->error);
    if (status != OK) return status;
    dep->cell = link->index;
    dep->provider = provider;
    link->cell->deps.count++;
  }
  return OK;
}

static status_t add_export(struct linking *link, const char *name, uint32_t kind, uint16_t arguments) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, name, ELF_SYMBOL_FUNCTION);
  struct graph_export *export;
  uint32_t ignored;
  status_t status = linker_row(link->draft, REGION_EXPORTS, sizeof *export, (void **)&export, &ignored, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_EXPORTS, name, &export->name, link->error);
  if (status != OK) return status;
  export->cell = link->index;
  export->kind = (uint16_t)kind;
  export->arguments = arguments;
  export->gate = GRAPH_NONE;
  export->address = link->pages + symbol->value;
  link->cell->exports.count++;
  return OK;
}

static status_t add_state(struct linking *link, const struct linker_note_line *line, bool cpu) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, line->a, ELF_SYMBOL_OBJECT);
  struct graph_state *state;
  uint32_t ignored;
  status_t status = linker_row(link->draft, REGION_STATES, sizeof *state, (void **)&state, &ignored, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_STATES, line->a, &state->name, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_STATES, line->b, &state->type, link->error);
  if (status != OK) return status;
  state->cell = link->index;
  state->cpu = cpu;
  state->size = symbol->size;
  state->address = link->state + (symbol->value - link->elf->segments[LINKER_STATE].address);
  link->cell->states.count++;
  return OK;
}

static status_t add_ops(struct linking *link, const struct linker_note_line *line) {
  const struct elf_symbol *symbol = linker_symbol_called(link->elf, line->a, ELF_SYMBOL_OBJECT);
  struct graph_ops *ops;
  uint32_t ignored;
  status_t status = linker_row(link->draft, REGION_OPSES, sizeof *ops, (void **)&ops, &ignored, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_OPSES, line->a, &ops->name, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_OPSES, line->b, &ops->type, link->error);
  if (status != OK) return status;
  ops->cell = link->index;
  ops->size = (uint32_t)symbol->size;
  ops->address = link->ops + (symbol->value - link->elf->segments[LINKER_OPS].address);
  link->cell->opses.count++;
  return OK;
}

static status_t refuse_taken(const struct linking *link, const char *label, uint32_t holder) {
  return LINKER_REFUSE(link->error, EXISTS, "%s: %s is or provides %s already; keep one of them", link->elf->label,
                       linker_draft_text(link->draft, linker_draft_cell(link->draft, holder)->label), label);
}

static status_t add_provides(struct linking *link, const char *label) {
  struct graph_provides *provides;
  uint32_t ignored, holder = taken_by(link, label);
  if (holder != GRAPH_NONE) return refuse_taken(link, label, holder);
  status_t status =
      linker_row(link->draft, REGION_PROVIDES, sizeof *provides, (void **)&provides, &ignored, link->error);
  if (status == OK) status = linker_name(link->draft, link->old, REGION_PROVIDES, label, &provides->label, link->error);
  if (status != OK) return status;
  provides->cell = link->index;
  link->cell->provides.count++;
  return OK;
}

static void *last_row(const struct linking *link, enum region_area area, uint64_t size) {
  return linker_write(link->draft, area, linker_row_address(area, linker_rows(link->draft, area, size) - 1, size));
}

// `abi` and `schema` lines stand right behind the line of what they are about (kernel/linker/note.c sees to that).
static void add_abi(const struct linking *link, const struct linker_note_line *line) {
  struct graph_export *export = last_row(link, REGION_EXPORTS, sizeof *export);
  (void)linker_hash_of(line->a, &export->abi);  // checked with the note
}

static void add_schema(const struct linking *link, const struct linker_note_line *line, bool ops) {
  struct graph_ops *table = ops ? last_row(link, REGION_OPSES, sizeof *table) : NULL;
  struct graph_state *state = ops ? NULL : last_row(link, REGION_STATES, sizeof *state);
  (void)linker_hash_of(line->a, ops ? &table->schema : &state->schema);
}

static status_t add_note(struct linking *link) {
  struct linker_note_line line;
  uint64_t cursor = 0;
  status_t status = OK;
  bool ops = false;
  uint16_t arguments;
  link->cell->exports.first = linker_rows(link->draft, REGION_EXPORTS, sizeof(struct graph_export));
  link->cell->states.first = linker_rows(link->draft, REGION_STATES, sizeof(struct graph_state));
  link->cell->opses.first = linker_rows(link->draft, REGION_OPSES, sizeof(struct graph_ops));
  link->cell->provides.first = linker_rows(link->draft, REGION_PROVIDES, sizeof(struct graph_provides));
  while (status == OK && linker_note_next(link->elf, &cursor, &line) == OK) {
    if (linker_same(line.word, "export")) {
      uint32_t kind = linker_kind_of(line.a, &arguments);
      status = add_export(link, line.b, kind, arguments);
    }
    if (linker_same(line.word, "callback")) status = add_export(link, line.a, GRAPH_CALLBACK, 0);
    if (linker_same(line.word, "abi")) add_abi(link, &line);
    if (linker_same(line.word, "state")) status = add_state(link, &line, false), ops = false;
    if (linker_same(line.word, "cpustate")) status = add_state(link, &line, true), ops = false;
    if (linker_same(line.word, "ops")) status = add_ops(link, &line), ops = true;
    if (linker_same(line.word, "schema")) add_schema(link, &line, ops);
    if (linker_same(line.word, "provides")) status = add_provides(link, line.a);
    if (linker_same(line.word, "revision")) (void)linker_revision_of(line.a, &link->cell->revision);
    if (linker_same(line.word, "layout")) (void)linker_hash_of(line.a, &link->cell->layout);
    if (linker_same(line.word, "restart"))
      link->cell->restart = linker_same(line.a, "always") ? GRAPH_RESTART_ALWAYS : GRAPH_RESTART_NEVER;
  }
  return status;
}

// Objects that the old version has lie where its do; what is left needs room of its own.
static status_t adopt_objects(struct linking *link) {
  struct linker_draft *draft = link->draft;
  status_t status = OK;
  for (uint32_t i = 0; i < link->cell->states.count && status == OK; i++) {
    uint32_t row = link->cell->states.first + i;
    struct graph_state *state =
        linker_write(draft, REGION_STATES, linker_row_address(REGION_STATES, row, sizeof *state));
    uint64_t address;
    status = linker_adopt_state(draft, link->elf->label, link->old, state, linker_draft_text(draft, state->name),
                                &address, link->error);
    if (status == OK && address != 0)
      state->address = address;
    else
      link->new_state = true;
  }
  for (uint32_t i = 0; i < link->cell->opses.count; i++) {
    struct graph_ops *ops =
        linker_write(draft, REGION_OPSES, linker_row_address(REGION_OPSES, link->cell->opses.first + i, sizeof *ops));
    uint64_t address = linker_adopt_ops(draft, link->old, ops, linker_draft_text(draft, ops->name));
    if (address != 0)
      ops->address = address;
    else
      link->new_ops = true;
  }
  bool kept = link->cell->states.count != 0 && !link->new_state;  // then the old version's arena is this one's
  link->cell->state_address = kept ? link->old->state_address : link->state;
  link->cell->state_size = kept              ? link->old->state_size
                           : link->new_state ? (uint32_t)link->elf->segments[LINKER_STATE].memory_size
                                             : 0;
  return status;
}

// The object of that name in the cell's own rows.
static uint64_t object_address(const struct linking *link, const char *name) {
  const struct linker_draft *draft = link->draft;
  for (uint32_t i = 0; i < link->cell->states.count; i++) {
    const struct graph_state *state = linker_see(
        draft, REGION_STATES, linker_row_address(REGION_STATES, link->cell->states.first + i, sizeof *state));
    if (linker_same(linker_draft_text(draft, state->name), name)) return state->address;
  }
  for (uint32_t i = 0; i < link->cell->opses.count; i++) {
    const struct graph_ops *ops =
        linker_see(draft, REGION_OPSES, linker_row_address(REGION_OPSES, link->cell->opses.first + i, sizeof *ops));
    if (linker_same(linker_draft_text(draft, ops->name), name)) return ops->address;
  }
  return 0;
}

// Where a word of an ops table ends up; it may be the old version's table.
static uint64_t ops_word(const struct linking *link, uint64_t address) {
  const struct linker_elf *elf = link->elf;
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (symbol->section == ELF_UNDEFINED || elf_symbol_type(symbol) != ELF_SYMBOL_OBJECT) continue;
    if (address - symbol->value < symbol->size)
      return object_address(link, linker_symbol_name(elf, symbol)) + (address - symbol->value);
  }
  return link->ops + (address - elf->segments[LINKER_OPS].address);
}

// The value of an imported function's word, and the row that says so.
static status_t bind_import(struct linking *link, const char *name, bool called, uint64_t slot, uint64_t *value) {
  struct linker_draft *draft = link->draft;
  uint32_t found = GRAPH_NONE;
  for (uint32_t i = 0; i < link->cell->deps.count && found == GRAPH_NONE; i++) {
    found = linker_export_called(
        draft, linker_draft_cell(draft, linker_dep(draft, link->cell->deps.first + i)->provider), name);
    if (found != GRAPH_NONE && linker_export(draft, found)->kind == GRAPH_CALLBACK) found = GRAPH_NONE;
  }
  if (found == GRAPH_NONE)
    return LINKER_REFUSE(link->error, NOT_FOUND,
                         "%s imports %s, which none of its dependencies exports; add the cell that does to deps",
                         link->elf->label, name);
  const struct graph_export *export = linker_export(draft, found);
  uint64_t abi = 0;
  if (linker_note_hash(link->elf, "uses", name, &abi) && abi != export->abi)
    return LINKER_REFUSE(link->error, INVALID,
                         "%s was compiled against another %s (%016lx) than %s has (%016lx): its public header "
                         "differs, `types %s` shows how; build both from the same sources and swap them together",
                         link->elf->label, name, (unsigned long)abi,
                         linker_draft_text(draft, linker_draft_cell(draft, export->cell)->label),
                         (unsigned long)export->abi, name);
  bool by_gate = !called || export->kind == GRAPH_STEPS || export->kind == GRAPH_ATOMIC;
  *value = export->address;
  status_t status = OK;
  if (by_gate) status = linker_gate_of(draft, found, value, link->error);
  struct graph_import *import;
  uint32_t ignored;
  if (status == OK) status = linker_row(draft, REGION_IMPORTS, sizeof *import, (void **)&import, &ignored, link->error);
  if (status != OK) return status;
  *import = (struct graph_import){.name = export->name,
                                  .cell = link->index,
                                  .export_index = found,
                                  .form = by_gate ? GRAPH_BY_GATE : GRAPH_BY_SLOT,
                                  .slot = slot,
                                  .abi = abi};
  link->cell->imports.count++;
  return OK;
}

// It is there: linker_note_check found each function in the note.
static status_t own_function(struct linking *link, const struct elf_symbol *symbol, uint64_t *value) {
  uint32_t own = linker_export_called(link->draft, link->cell, linker_symbol_name(link->elf, symbol));
  return linker_gate_of(link->draft, own, value, link->error);
}

static status_t relocate(struct linking *link, const struct elf_rela *rela) {
  const struct linker_elf *elf = link->elf;
  uint32_t type = (uint32_t)rela->info;
  const struct elf_symbol *symbol = &elf->symbols[rela->info >> 32];
  bool in_ops = linker_segment_of(elf, rela->offset, 8) == LINKER_OPS;
  uint64_t where = in_ops ? ops_word(link, rela->offset) : link->pages + rela->offset, value = 0;
  status_t status = OK;
  if (type == ELF_R_RELATIVE) {
    uint64_t target = (uint64_t)rela->addend;
    value = link->pages + target;
    if (linker_segment_of(elf, target, 1) == LINKER_TEXT)
      status = own_function(link, linker_function_at(elf, target), &value);
  } else if (symbol->section == ELF_UNDEFINED) {
    status = bind_import(link, linker_symbol_name(elf, symbol), type == ELF_R_JUMP_SLOT, where, &value);
  } else if (elf_symbol_type(symbol) == ELF_SYMBOL_FUNCTION) {
    status = own_function(link, symbol, &value);
  } else {
    value = object_address(link, linker_symbol_name(elf, symbol));
  }
  uint64_t template = link->ops + (rela->offset - elf->segments[LINKER_OPS].address);
  if (status == OK)
    *(uint64_t *)linker_write(link->draft, in_ops ? REGION_OPS : REGION_CELL, in_ops ? template : where) = value;
  return status;
}

// The words of the tables that lie where the old version's do.
static status_t renew_ops(struct linking *link) {
  status_t status = OK;
  for (uint32_t i = 1; i < link->elf->symbol_count && status == OK; i++) {
    const struct elf_symbol *symbol = &link->elf->symbols[i];
    if (symbol->section == ELF_UNDEFINED || linker_segment_of(link->elf, symbol->value, symbol->size) != LINKER_OPS)
      continue;
    uint64_t address = object_address(link, linker_symbol_name(link->elf, symbol));
    if (linker_is_new(link->draft, REGION_OPS, address)) continue;
    uint64_t template = link->ops + (symbol->value - link->elf->segments[LINKER_OPS].address);
    for (uint64_t at = 0; at < symbol->size && status == OK; at += 8)
      status = linker_patch(link->draft, address + at,
                            *(const uint64_t *)linker_see(link->draft, REGION_OPS, template + at), link->error);
  }
  return status;
}

// Gives room back that nothing of the cell lies in.
static void give_back(struct linking *link, enum region_area number, uint64_t address, uint64_t size) {
  struct linker_area *area = &link->draft->areas[number];
  uint64_t start = address - REGION_BASE - region_span(number).offset;
  if (area->used != start + size) return;
  __builtin_memset(linker_write(link->draft, number, address), 0, size);
  area->used = start;
}

static status_t add_rows(struct linking *link, uint32_t old) {
  status_t status = place(link);
  if (status == OK) status = add_deps(link);
  if (status == OK) status = add_note(link);
  if (status == OK) status = adopt_objects(link);
  if (status != OK || link->old == NULL) return status;
  status = linker_check_kept(link->draft, link->elf->label, link->old, link->index, link->error);
  if (status == OK) status = linker_adopt_gates(link->draft, link->old, link->index, link->error);
  link->cell->predecessor = old + 1;
  return status;
}

status_t linker_link(struct linker_draft *draft, const struct linker_elf *elf, uint32_t flags, uint32_t old,
                     uint32_t *cell, struct linker_error *error) {
  struct linking link = {.draft = draft, .elf = elf, .error = error};
  if (old != GRAPH_NONE) link.old = graph_cell(draft->region, old);
  uint32_t holder = taken_by(&link, elf->label);
  if (holder != GRAPH_NONE && holder != old) return refuse_taken(&link, elf->label, holder);
  if (old != GRAPH_NONE) {
    draft->replaced[draft->replaced_count].old = old;
    draft->replaced[draft->replaced_count++].successor =
        (uint32_t)(draft->areas[REGION_CELLS].used / sizeof(struct graph_cell));
  }
  status_t status = linker_row(draft, REGION_CELLS, sizeof *link.cell, (void **)&link.cell, &link.index, error);
  if (status == OK) status = linker_name(draft, link.old, REGION_CELLS, elf->label, &link.cell->label, error);
  if (status != OK) return status;
  link.cell->version = elf->version;
  status = add_rows(&link, old);
  link.cell->imports.first = linker_rows(draft, REGION_IMPORTS, sizeof(struct graph_import));
  for (uint32_t t = 0; t < 2; t++)
    for (uint64_t i = 0; i < elf->relocation_counts[t] && status == OK; i++)
      status = relocate(&link, &elf->relocations[t][i]);
  if (status == OK && old != GRAPH_NONE) status = renew_ops(&link);
  if (status != OK) return status;
  if (old != GRAPH_NONE && !link.new_ops) give_back(&link, REGION_OPS, link.ops, elf->segments[LINKER_OPS].memory_size);
  if (old != GRAPH_NONE && !link.new_state)
    give_back(&link, REGION_STATE, link.state, elf->segments[LINKER_STATE].memory_size);
  link.cell->flags = GRAPH_LIVE | flags;
  *cell = link.index;
  return OK;
}

status_t linker_draft_add(struct linker_draft *draft, const struct linker_elf *elf, uint32_t flags, uint32_t old,
                          uint32_t *cell, struct linker_error *error) {
  struct graph_range symbols;
  const struct graph_cell *before = old == GRAPH_NONE ? NULL : graph_cell(draft->region, old);
  status_t status = linker_link(draft, elf, flags, old, cell, error);
  if (status == OK) status = linker_draft_symbols(draft, elf, before, &symbols, error);
  if (status != OK) return linker_name_cell(status, elf->label, error);
  struct graph_cell *row = linker_write(draft, REGION_CELLS, linker_row_address(REGION_CELLS, *cell, sizeof *row));
  row->symbols = symbols;
  return OK;
}

RAW_END
