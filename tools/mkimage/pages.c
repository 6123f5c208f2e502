// SPDX-License-Identifier: Apache-2.0
// Which pages of the region the image has, with what protection, and where in physical memory each lies.
#include <stdlib.h>
#include <string.h>

#include "kernel/nucleus/block.h"
#include "tools/mkimage/mkimage.h"

static void add(struct image *image, uint64_t offset, uint64_t size, uint32_t prot) {
  for (uint64_t at = offset; at < offset + size; at += PAGE) {
    image->pages = realloc(image->pages, (image->page_count + 1) * sizeof *image->pages);
    if (image->pages == NULL) image_fail(image, "no memory");
    image->pages[image->page_count++] = (struct image_page){.address = REGION_BASE + at, .prot = prot};
  }
}

static void add_cells(struct image *image) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(image->region, i)) != NULL; i++) {
    add(image, cell->read_address - REGION_BASE, cell->read_size, REGION_R);
    add(image, cell->text_address - REGION_BASE, cell->text_size, REGION_R | REGION_X);
  }
}

// The first CPU's block: stacks and journals with guards between them, and its data.
static void add_cpu(struct image *image) {
  struct nucleus_run run;
  for (uint32_t i = 0; (run = nucleus_run(i)).pages != 0; i++)
    add(image, region_span(REGION_CPU).offset + run.page * PAGE, run.pages * PAGE, REGION_R | REGION_W);
}

static bool is_zero(const struct image *image, const struct image_page *page) {
  static const uint8_t zero[PAGE];
  return memcmp(image->region + (page->address - REGION_BASE), zero, PAGE) == 0;
}

void image_lay_out(struct image *image) {
  struct graph_header *header = (struct graph_header *)image->region;
  for (enum region_area area = 0; area < REGION_AREAS; area++) {
    struct region_span span = region_span(area);
    if (area == REGION_CELL) {
      add_cells(image);
    } else if (area == REGION_CPU) {
      add_cpu(image);
    } else {
      add(image, span.offset, header->used[area], span.prot);
    }
  }
  uint64_t physical = IMAGE_PHYSICAL;
  for (size_t i = 0; i < image->page_count; i++) {
    struct image_page *page = &image->pages[i];
    page->zero = page->address != REGION_BASE && is_zero(image, page);  // the header is still being filled
    if (page->zero) continue;
    page->physical = physical;
    physical += PAGE;
    image->file_pages++;
  }
  for (size_t i = 0; i < image->page_count; i++) {
    if (!image->pages[i].zero) continue;
    image->pages[i].physical = physical;
    physical += PAGE;
  }
  image->tables_physical = physical;
}
