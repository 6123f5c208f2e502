// SPDX-License-Identifier: Apache-2.0
// The draft: room behind the used part of each area, and words of the used part with their new values. Nothing of it is
// in force, so a link that fails is forgotten by forgetting the draft.
#include "kernel/linker/internal.h"

// A gate for each word that the linker fills and for each function; rows as many as the file has of each.
void linker_need(const struct linker_elf *elf, struct linker_needs *needs) {
  uint64_t words = elf->relocation_counts[0] + elf->relocation_counts[1], symbols = elf->symbol_count;
  uint64_t listed = linker_symbols_most(elf), names = linker_symbol_names_bytes(elf);
  uint64_t text = elf->segments[LINKER_TEXT].address + elf->segments[LINKER_TEXT].memory_size;
  const uint64_t bytes[REGION_AREAS] = {
      [REGION_CELLS] = sizeof(struct graph_cell),
      [REGION_EXPORTS] = symbols * sizeof(struct graph_export),
      [REGION_IMPORTS] = words * sizeof(struct graph_import),
      [REGION_DEPS] = elf->dep_count * sizeof(struct graph_dep),
      [REGION_PROVIDES] = elf->note_size / 10 * sizeof(struct graph_provides),  // "provides x\n"
      [REGION_GATES] = words * sizeof(struct graph_gate),
      [REGION_STATES] = symbols * sizeof(struct graph_state),
      [REGION_OPSES] = symbols * sizeof(struct graph_ops),
      [REGION_SYMBOLS] = listed * sizeof(struct graph_symbol),
      [REGION_STRINGS] = 2 * elf->note_size + elf->strings_size * (elf->dep_count + 1) + names,
      [REGION_TARGETS] = words * 8,
      [REGION_OPS] = elf->segments[LINKER_OPS].memory_size + LINKER_ALIGN,
      [REGION_GATE] = words * LINKER_GATE + LINKER_GATE,
      [REGION_STATE] = elf->segments[LINKER_STATE].memory_size + LINKER_ALIGN,
      [REGION_CELL] = (text + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE + REGION_PAGE,
  };
  for (uint32_t area = 0; area < REGION_AREAS; area++)
    needs->bytes[area] += bytes[area];
  // Its ops tables may lie where the old version's do, its exports take over gates; each gate it makes marks a row.
  needs->patches += elf->segments[LINKER_OPS].memory_size / 8 + symbols * 3 + words + REGION_AREAS + 4;
}

void linker_need_replacing(const uint8_t *region, uint32_t old, struct linker_needs *needs) {
  const struct graph_cell *cell = graph_cell(region, old);
  const struct graph_import *import;
  const struct graph_dep *dep;
  for (uint32_t i = 0; (import = graph_import(region, i)) != NULL; i++)
    if (import->export_index - cell->exports.first < cell->exports.count) needs->patches += 2;
  for (uint32_t i = 0; (dep = graph_dep(region, i)) != NULL; i++)
    if (dep->provider == old) needs->patches++;
  needs->patches += 1;
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
    draft->areas[area] =
        (struct linker_area){.bytes = at, .most = used + needs->bytes[area], .before = used, .used = used};
    at += aligned(needs->bytes[area]);
  }
}

void linker_draft_in_place(struct linker_draft *draft, uint8_t *region) {
  *draft = (struct linker_draft){.region = region};
  for (uint32_t area = 0; area < REGION_AREAS; area++) {
    struct region_span span = region_span(area);
    uint64_t used = graph_header(region)->used[area];
    draft->areas[area] = (struct linker_area){region + span.offset + used, span.size, used, used};
  }
}

status_t linker_take(struct linker_draft *draft, enum region_area number, uint64_t size, uint64_t align,
                     uint64_t *address, struct linker_error *error) {
  struct region_span span = region_span(number);
  struct linker_area *area = &draft->areas[number];
  uint64_t start = (area->used + align - 1) / align * align;
  if (start > span.size || size > span.size - start)
    return LINKER_REFUSE(error, NO_MEMORY,
                         "the area '%s' of the region is full (%lu of %lu bytes used, %lu wanted); choose fewer cells",
                         span.name, (unsigned long)area->used, (unsigned long)span.size, (unsigned long)size);
  if (start + size > area->most)
    return LINKER_REFUSE(error, NO_MEMORY,
                         "the draft has no room for %lu bytes in '%s'; this is a defect of the linker",
                         (unsigned long)size, span.name);
  __builtin_memset(area->bytes + (start - area->before), 0, size);
  area->used = start + size;
  *address = REGION_BASE + span.offset + start;
  return OK;
}

status_t linker_name_cell(status_t status, const char *label, struct linker_error *error) {
  struct linker_error plain = *error;
  if (status == NO_MEMORY) text_format(error->text, sizeof error->text, "%s: %s", label, plain.text);
  return status;
}

const void *linker_see(const struct linker_draft *draft, enum region_area number, uint64_t address) {
  const struct linker_area *area = &draft->areas[number];
  uint64_t offset = address - REGION_BASE - region_span(number).offset;
  return offset < area->before ? draft->region + (address - REGION_BASE) : area->bytes + (offset - area->before);
}

void *linker_write(struct linker_draft *draft, enum region_area number, uint64_t address) {
  const struct linker_area *area = &draft->areas[number];
  return area->bytes + (address - REGION_BASE - region_span(number).offset - area->before);
}

bool linker_is_new(const struct linker_draft *draft, enum region_area number, uint64_t address) {
  return address - REGION_BASE - region_span(number).offset >= draft->areas[number].before;
}

static const void *row_at(const struct linker_draft *draft, enum region_area number, uint32_t index, uint64_t size) {
  if ((index + UINT64_C(1)) * size > draft->areas[number].used) return NULL;
  return linker_see(draft, number, linker_row_address(number, index, size));
}

const struct graph_cell *linker_draft_cell(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_CELLS, index, sizeof(struct graph_cell));
}
const struct graph_export *linker_export(const struct linker_draft *draft, uint32_t index) {
  return row_at(draft, REGION_EXPORTS, index, sizeof(struct graph_export));
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
  if (string >= draft->areas[REGION_STRINGS].used) return "";
  return linker_see(draft, REGION_STRINGS, linker_row_address(REGION_STRINGS, string, 1));
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
  *string = (uint32_t)(address - REGION_BASE - region_span(REGION_STRINGS).offset);
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
    if (text_equal(linker_draft_text(draft, linker_export(draft, cell->exports.first + i)->name), name))
      return cell->exports.first + i;
  return GRAPH_NONE;
}

uint32_t linker_successor(const struct linker_draft *draft, uint32_t cell) {
  for (uint32_t i = 0; i < draft->replaced_count; i++)
    if (draft->replaced[i].old == cell) return draft->replaced[i].successor;
  return cell;
}

static bool is_called(const struct linker_draft *draft, uint32_t index, const char *label) {
  const struct graph_cell *cell = linker_draft_cell(draft, index);
  if (text_equal(linker_draft_text(draft, cell->label), label)) return true;
  for (uint32_t k = 0; k < cell->provides.count; k++)
    if (text_equal(linker_draft_text(draft, linker_provides(draft, cell->provides.first + k)->label), label))
      return true;
  return false;
}

uint32_t linker_draft_provider(const struct linker_draft *draft, const char *label) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = linker_draft_cell(draft, i)) != NULL; i++)
    if ((cell->flags & GRAPH_LIVE) && linker_successor(draft, i) == i && is_called(draft, i, label)) return i;
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
