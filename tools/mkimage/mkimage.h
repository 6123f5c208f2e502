// SPDX-License-Identifier: Apache-2.0
// mkimage: links the cells of an image ahead of time, lays the result out in physical memory behind ready page tables, and
// writes the bootable file and the reports. docs/image.md has the layout.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "kernel/base/region.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"
#include "kernel/nucleus/pvh/parameters.h"

enum { PAGE = 4096, IMAGE_CELLS = 512 };

// Physical addresses, bytes.
#define STUB_PHYSICAL UINT64_C(0x100000)
#define IMAGE_PHYSICAL UINT64_C(0x200000)
#define DIRECT_MAPPED UINT64_C(0x1000000)  // of RAM that the image's own tables map; boot extends it
#define LARGE_PAGE UINT64_C(0x200000)

struct image_cell {
  const char *file, *debug;  // debug: the path that the debugger's script names
  bool nucleus;
  const char *report;  // what CellSchema says of its state; null: nothing
  const char *spare;   // its target's name; null: a cell of the image
  uint8_t *bytes;
  size_t size;
  uint32_t index;  // in the graph
};

// One page of the region and where it lies.
struct image_page {
  uint64_t address, physical;
  uint32_t prot;
  bool zero;  // not in the file
};

struct image_stub {
  uint8_t *bytes;
  size_t size;
  struct elf_segment load, note;
  struct boot_parameters *parameters;  // in bytes
};

struct image {
  const char *label, *platform, *stub_file, *entry_cell, *entry_function;
  const char *out, *graph, *cells_file, *size, *state, *state_json, *debugger;
  bool types;  // keep the texts behind the hashes
  struct image_stub stub;
  struct image_cell cells[IMAGE_CELLS];
  size_t cell_count;
  uint8_t *region;
  struct image_page *pages;
  size_t page_count, file_pages;  // the first file_pages are in the file, the rest are zero
  uint64_t tables_physical;
  uint8_t *tables;
  size_t table_count;
  uint64_t end;  // physical address behind all
  uint64_t file_size;
};

[[noreturn]] void image_fail(const struct image *image, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The whole file, 16-byte aligned, a NUL behind it; or the end of the program.
uint8_t *image_read_file(const struct image *image, const char *path, size_t *size);

void image_read_stub(struct image *image);    // stub.c
void image_lay_out(struct image *image);      // pages.c
void image_make_tables(struct image *image);  // tables.c
uint64_t image_table_root(const struct image *image);
void image_write(struct image *image);  // boot_file.c
void image_write_graph(const struct image *image, FILE *out);
void image_write_cells(const struct image *image, FILE *out);  // cells_file.c
void image_write_size(const struct image *image, FILE *out);
void image_write_state(const struct image *image, FILE *out);
void image_write_state_json(const struct image *image, FILE *out);
void image_write_debugger(const struct image *image, FILE *out);
void json_string(FILE *out, const char *text);  // quoted and escaped
