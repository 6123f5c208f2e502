// SPDX-License-Identifier: Apache-2.0
// read: bytes of the graph, for who wants to know what the system consists of. State and the processors' blocks are not
// the graph's.
#include "cells/control/parts.h"
#include "kernel/graph/graph.h"

enum { READ_REQUEST = 16 };

static uint64_t whole_pages(uint64_t size) {
  return (size + REGION_PAGE - 1) / REGION_PAGE * REGION_PAGE;
}

// How many bytes from `offset` of REGION_CELL on lie in one cell's read-only pages or text. Between cells nothing need
// be mapped.
static uint64_t cell_bytes_from(const uint8_t *region, uint64_t offset) {
  uint64_t address = REGION_BASE + region_span(REGION_CELL).offset + offset;
  for (uint32_t i = 0; i < graph_cell_count(region); i++) {
    const struct graph_cell *cell = graph_cell(region, i);
    uint64_t in_read = address - cell->read_address, in_text = address - cell->text_address;
    uint64_t read = whole_pages(cell->read_size), text = whole_pages(cell->text_size);
    if (in_read < read) return read - in_read;
    if (in_text < text) return text - in_text;
  }
  return 0;
}

// How many bytes there are from there on; offset < used.
static uint64_t bytes_from(const uint8_t *region, enum region_area area, uint64_t offset) {
  uint64_t left = graph_header(region)->used[area] - offset;
  if (area != REGION_CELL) return left;
  uint64_t in_cell = cell_bytes_from(region, offset);
  return in_cell < left ? in_cell : left;
}

void control_read(const struct control_frame *request) {
  if (request->length != READ_REQUEST)
    return control_refuse(request, INVALID, "a READ has an area (4 bytes), an offset (8) and a length (4)");
  const uint8_t *region = graph_running();
  uint64_t area = control_get_number(request->payload, 4), offset = control_get_number(request->payload + 4, 8);
  uint64_t length = control_get_number(request->payload + 12, 4);
  struct region_span span = region_span((enum region_area)area);
  if (area >= REGION_AREAS)
    return control_refuse(request, OUT_OF_RANGE, "there is no area %llu", (unsigned long long)area);
  if (span.prot & REGION_W)
    return control_refuse(request, INVALID, "the area '%s' is not the graph's; it is not shown", span.name);
  if (length > CONTROL_PAYLOAD)
    return control_refuse(request, OUT_OF_RANGE, "%llu bytes at once; ask for %d at most", (unsigned long long)length,
                          CONTROL_PAYLOAD);
  if (offset >= graph_header(region)->used[area]) return control_answer(request, CONTROL_BYTES, NULL, 0);
  uint64_t there = bytes_from(region, (enum region_area)area, offset);
  if (there == 0)
    return control_refuse(request, NOT_FOUND, "offset 0x%llx of the area '%s' lies in no cell",
                          (unsigned long long)offset, span.name);
  control_answer(request, CONTROL_BYTES, region + span.offset + offset, (uint32_t)(there < length ? there : length));
}
