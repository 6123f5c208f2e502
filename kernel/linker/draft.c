// SPDX-License-Identifier: Apache-2.0
// The draft: room behind the used part of each area, and words of the used part with their new values. Nothing of it is
// in force, so a link that fails is forgotten by forgetting the draft.
#include "kernel/linker/internal.h"

RAW_BEGIN

// A gate for each word that the linker fills and for each function; rows as many as the file has of each.
void linker_need(const struct linker_elf *elf, struct linker_needs *needs) {
  uint64_t words = elf->relocation_counts[0] + elf->relocation_counts[1], symbols = elf->symbol_count;
  uint64_t listed, names, labels = text_length(elf->label) + 1;
  linker_need_symbols(elf, &listed, &names);
  for (uint32_t i = 0; i < elf->dep_count; i++)
    labels += text_length(elf->deps[i]) + 1;
  uint64_t text = elf->segments[LINKER_TEXT].address + elf->segments[LINKER_TEXT].memory_size;
  const uint64_t bytes[REGION_AREAS] = {
      [REGION_CELLS] = sizeof(struct graph_cell),
      [REGION_EXPORTS] = symbols * sizeof(struct graph_export),
      [REGION_IMPORTS] = words * sizeof(struct graph_import),
      [REGION_DEPS] = elf->dep_count * sizeof(struct graph_dep),
      [REGION_PROVIDES] = elf->note_size / LINKER_LINE_LEAST * sizeof(struct graph_provides),
      [REGION_GATES] = words * sizeof(struct graph_gate),
      [REGION_STATES] = symbols * sizeof(struct graph_state),
      [REGION_OPSES] = symbols * sizeof(struct graph_ops),
      [REGION_SYMBOLS] = listed * sizeof(struct graph_symbol),
      [REGION_STRINGS] = elf->note_size + labels + names,
      [REGION_TARGETS] = words * 8,
      [REGION_OPS] = elf->segments[LINKER_OPS].memory_size + LINKER_ALIGN,
      [REGION_GATE] = words * LINKER_GATE + LINKER_GATE,
      [REGION_STATE] = elf->segments[LINKER_STATE].memory_size + LINKER_ALIGN,
      [REGION_CELL] = (text + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE,  // whole pages, behind whole pages
  };
  for (uint32_t area = 0; area < REGION_AREAS; area++)
    needs->bytes[area] += bytes[area];
  // Its ops tables may lie where the old version's do, its exports take over gates; each gate it makes marks a row.
  needs->patches += elf->segments[LINKER_OPS].memory_size / 8 + symbols * 3 + words + REGION_AREAS + 4;
}

void linker_need_replacing(const uint8_t *region, uint32_t old, struct linker_needs *needs) {
  struct graph_range exports = graph_cell(region, old)->exports;
  uint32_t count;
  const struct graph_import *imports = linker_table(region, REGION_IMPORTS, sizeof *imports, &count);
  for (uint32_t i = 0; i < count; i++)
    if (imports[i].export_index - exports.first < exports.count) needs->patches += 2;
  const struct graph_dep *deps = linker_table(region, REGION_DEPS, sizeof *deps, &count);
  for (uint32_t i = 0; i < count; i++)
    if (deps[i].provider == old) needs->patches++;
  needs->patches += REGION_AREAS + 4;  // its own row, and the header
}

// A whole table of the region. Calling for each row would cost more than looking at it.
const void *linker_table(const uint8_t *region, enum region_area area, uint64_t size, uint32_t *count) {
  *count = (uint32_t)(graph_header(region)->used[area] / size);
  return region + region_span(area).offset;
}

static uint64_t aligned(uint64_t bytes) {
  return (bytes + 63) / 64 * 64;
}

uint64_t linker_draft_bytes(const struct linker_needs *needs) {
  uint64_t sum = aligned(needs->patches * sizeof(struct region_patch));
  for (uint32_t area = 0; area < REGION_AREAS; area++)
    sum += aligned(needs->bytes[area]);
  return sum;
}

void linker_draft_start(struct linker_draft *draft, const uint8_t *region, const struct linker_needs *needs,
                        void *memory) {
  uint8_t *at = memory;
  *draft = (struct linker_draft){.region = region, .patches = memory, .patch_most = (uint32_t)needs->patches};
  at += aligned(needs->patches * sizeof(struct region_patch));
  for (uint32_t area = 0; area < REGION_AREAS; area++) {
    uint64_t used = graph_header(region)->used[area];
    draft->areas[area] = (struct linker_area){.start = REGION_BASE + region_span(area).offset,
                                              .before = used,
                                              .used = used,
                                              .most = used + needs->bytes[area],
                                              .bytes = at};
    at += aligned(needs->bytes[area]);
  }
}

void linker_draft_in_place(struct linker_draft *draft, uint8_t *region) {
  *draft = (struct linker_draft){.region = region};
  for (uint32_t area = 0; area < REGION_AREAS; area++) {
    struct region_span span = region_span(area);
    uint64_t used = graph_header(region)->used[area];
    draft->areas[area] =
        (struct linker_area){REGION_BASE + span.offset, used, used, span.size, region + span.offset + used};
  }
}

status_t linker_take(struct linker_draft *draft, enum region_area number, uint64_t size, uint64_t align,
                     uint64_t *address, struct linker_error *error) {
  struct linker_area *area = &draft->areas[number];
  uint64_t start = (area->used + align - 1) & ~(align - 1);
  if (start <= area->most && size <= area->most - start) {
    if (draft->patches == NULL) __builtin_memset(area->bytes + (start - area->before), 0, size);
    area->used = start + size;
    *address = area->start + start;
    return OK;
  }
  struct region_span span = region_span(number);
  if (start > span.size || size > span.size - start)
    return LINKER_REFUSE(error, NO_MEMORY,
                         "the area '%s' of the region is full (%lu of %lu bytes used, %lu wanted); choose fewer cells",
                         span.name, (unsigned long)area->used, (unsigned long)span.size, (unsigned long)size);
  return LINKER_REFUSE(error, NO_MEMORY, "the draft has no room for %lu bytes in '%s'; this is a defect of the linker",
                       (unsigned long)size, span.name);
}

status_t linker_name_cell(status_t status, const char *label, struct linker_error *error) {
  struct linker_error plain = *error;
  if (status == NO_MEMORY) linker_say(error, "%s: %s", label, plain.text);
  return status;
}

const void *linker_see(const struct linker_draft *draft, enum region_area number, uint64_t address) {
  const struct linker_area *area = &draft->areas[number];
  uint64_t offset = address - area->start;
  return offset < area->before ? draft->region + (address - REGION_BASE) : area->bytes + (offset - area->before);
}

void *linker_write(struct linker_draft *draft, enum region_area number, uint64_t address) {
  const struct linker_area *area = &draft->areas[number];
  return area->bytes + (address - area->start - area->before);
}

bool linker_is_new(const struct linker_draft *draft, enum region_area number, uint64_t address) {
  return address - draft->areas[number].start >= draft->areas[number].before;
}

static const void *row_at(const struct linker_draft *draft, enum region_area number, uint32_t index, uint64_t size) {
  const struct linker_area *area = &draft->areas[number];
  uint64_t offset = index * size;
  if (offset + size > area->used) return NULL;
  return offset < area->before ? draft->region + (area->start - REGION_BASE) + offset
                               : area->bytes + (offset - area->before);
}

const struct graph_cell *linker_draft_cell(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_CELLS, index, sizeof(struct graph_cell));
}
const struct graph_export *linker_export(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_EXPORTS, index, sizeof(struct graph_export));
}
const struct graph_ops *linker_draft_ops(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_OPSES, index, sizeof(struct graph_ops));
}
const struct graph_dep *linker_dep(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_DEPS, index, sizeof(struct graph_dep));
}
const struct graph_provides *linker_provides(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_PROVIDES, index, sizeof(struct graph_provides));
}
const struct graph_gate *linker_gate_row(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_GATES, index, sizeof(struct graph_gate));
}

const char *linker_draft_text(const struct linker_draft *draft, uint32_t string) {
  const char *text = row_at(draft, REGION_STRINGS, string, 1);
  return text != NULL ? text : "";
}

status_t linker_row(struct linker_draft *draft, enum region_area number, uint64_t size, void **row, uint32_t *index,
                    struct linker_error *error) {
  uint64_t address;
  *index = linker_rows(draft, number, size);
  status_t status = linker_take(draft, number, size, 1, &address, error);
  if (status == OK) *row = linker_write(draft, number, address);
  return status;
}

status_t linker_string(struct linker_draft *draft, const char *text, uint32_t *string, struct linker_error *error) {
  uint64_t address, size = text_length(text) + 1;
  status_t status = linker_take(draft, REGION_STRINGS, size, 1, &address, error);
  if (status != OK) return status;
  __builtin_memcpy(linker_write(draft, REGION_STRINGS, address), text, size);
  *string = (uint32_t)(address - draft->areas[REGION_STRINGS].start);
  return OK;
}

status_t linker_patch(struct linker_draft *draft, uint64_t address, uint64_t value, struct linker_error *error) {
  if (draft->patches == NULL) {
    *(uint64_t *)((uint8_t *)draft->region + (address - REGION_BASE)) = value;
    return OK;
  }
  if (*(const uint64_t *)(draft->region + (address - REGION_BASE)) == value) return OK;
  if (draft->patch_count == draft->patch_most)
    return LINKER_REFUSE(error, NO_MEMORY, "the draft has no room for a word more; this is a defect of the linker");
  draft->patches[draft->patch_count++] = (struct region_patch){address, value};
  return OK;
}

uint32_t linker_export_called(const struct linker_draft *draft, const struct graph_cell *cell, const char *name) {
  for (uint32_t i = 0; i < cell->exports.count; i++)
    if (linker_same(linker_draft_text(draft, linker_export(draft, cell->exports.first + i)->name), name))
      return cell->exports.first + i;
  return GRAPH_NONE;
}

uint32_t linker_draft_successor(const struct linker_draft *draft, uint32_t cell) {
  for (uint32_t i = 0; i < draft->replaced_count; i++)
    if (draft->replaced[i].old == cell) return draft->replaced[i].successor;
  return cell;
}

bool linker_draft_stays(const struct linker_draft *draft, uint32_t cell) {
  return (linker_draft_cell(draft, cell)->flags & GRAPH_LIVE) && linker_draft_successor(draft, cell) == cell;
}

uint32_t linker_draft_provider_of(const struct linker_draft *draft, uint32_t dep) {
  return linker_draft_successor(draft, linker_dep(draft, dep)->provider);
}

bool linker_draft_gate_moves(const struct linker_draft *draft, uint32_t gate) {
  const struct graph_export *export;
  uint32_t first = (uint32_t)(draft->areas[REGION_EXPORTS].before / sizeof *export);
  for (uint32_t i = first; (export = linker_export(draft, i)) != NULL; i++)
    if (export->gate == gate) return true;
  return false;
}

static bool is_called(const struct linker_draft *draft, uint32_t index, const char *label) {
  const struct graph_cell *cell = linker_draft_cell(draft, index);
  if (linker_same(linker_draft_text(draft, cell->label), label)) return true;
  for (uint32_t k = 0; k < cell->provides.count; k++)
    if (linker_same(linker_draft_text(draft, linker_provides(draft, cell->provides.first + k)->label), label))
      return true;
  return false;
}

uint32_t linker_draft_provider(const struct linker_draft *draft, const char *label) {
  for (uint32_t i = 0; linker_draft_cell(draft, i) != NULL; i++)
    if (linker_draft_stays(draft, i) && is_called(draft, i, label)) return i;
  return GRAPH_NONE;
}

status_t linker_draft_finish(struct linker_draft *draft, struct linker_error *error) {
  const struct graph_header *header = graph_header(draft->region);
  status_t status = OK;
  for (uint32_t area = 0; area < REGION_AREAS && status == OK; area++)
    status = linker_patch(draft, REGION_BASE + offsetof(struct graph_header, used) + area * UINT64_C(8),
                          draft->areas[area].used, error);
  if (status != OK || draft->patches == NULL) return status;
  return linker_patch(draft, REGION_BASE + offsetof(struct graph_header, generation), header->generation + 1, error);
}

RAW_END
