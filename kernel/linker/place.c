// SPDX-License-Identifier: Apache-2.0
// Room in the region: areas grow from their start, the header knows how far. So undoing is setting the header back.
#include "kernel/linker/internal.h"

status_t linker_take(uint8_t *region, enum region_area area, uint64_t size, uint64_t align, uint64_t *offset,
                     struct linker_error *error) {
  struct region_span span = region_span(area);
  uint64_t *used = &linker_header(region)->used[area];
  uint64_t start = (*used + align - 1) / align * align;
  if (start > span.size || size > span.size - start)
    return LINKER_REFUSE(error, NO_MEMORY,
                         "the area '%s' of the region is full (%lu of %lu bytes used, %lu wanted); choose fewer cells",
                         span.name, (unsigned long)*used, (unsigned long)span.size, (unsigned long)size);
  *used = start + size;
  *offset = span.offset + start;
  return OK;
}

status_t linker_name_cell(status_t status, const char *label, struct linker_error *error) {
  struct linker_error plain = *error;
  if (status == NO_MEMORY) text_format(error->text, sizeof error->text, "%s: %s", label, plain.text);
  return status;
}

status_t linker_row(uint8_t *region, enum region_area area, uint64_t size, void **row, uint32_t *index,
                    struct linker_error *error) {
  uint64_t offset;
  *index = (uint32_t)(linker_header(region)->used[area] / size);
  status_t status = linker_take(region, area, size, 1, &offset, error);
  if (status != OK) return status;
  uint8_t *bytes = region + offset;
  for (uint64_t i = 0; i < size; i++)
    bytes[i] = 0;
  *row = bytes;
  return OK;
}

status_t linker_string(uint8_t *region, const char *text, uint32_t *string, struct linker_error *error) {
  uint64_t offset, size = text_length(text) + 1;
  status_t status = linker_take(region, REGION_STRINGS, size, 1, &offset, error);
  if (status != OK) return status;
  (void)text_copy((char *)region + offset, size, text);
  *string = (uint32_t)(offset - region_span(REGION_STRINGS).offset);
  return OK;
}

status_t linker_start(uint8_t *region, const char *image, const char *platform) {
  struct linker_error error;
  struct graph_header *header = linker_header(region);
  *header = (struct graph_header){.magic = GRAPH_MAGIC, .layout = GRAPH_LAYOUT};
  header->used[REGION_HEADER] = sizeof *header;
  uint32_t empty;
  status_t status = linker_string(region, "", &empty, &error);
  if (status == OK) status = linker_string(region, image, &header->image, &error);
  if (status == OK) status = linker_string(region, platform, &header->platform, &error);
  return status;
}
