// SPDX-License-Identifier: Apache-2.0
// tool: what the files of the program `graph` share.
#pragma once
#include <stdio.h>

#include "kernel/graph/graph.h"
#include "kernel/graph/walk/walk.h"
#include "tools/graph/differ.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { TOOL_YES = 0, TOOL_NO = 1, TOOL_TROUBLE = 2 };  // exit statuses: as asked, or the answer is no, or there is none

struct image {
  uint8_t *region;
  struct walk walk;
  const char *file;
};

[[noreturn]] void tool_fail(const char *format, ...)
    __attribute__((format(printf, 1, 2)));  // to stderr, with TOOL_TROUBLE

const struct image *image_read(const char *file);                     // or the end of the program
const char *image_name(const struct image *image);                    // "//images:qemu_x86_64"
uint32_t image_cell(const struct image *image, const char *name);     // a node, or the end of the program
const char *image_version(const struct image *image, uint32_t node);  // "1a2b3c4d"; valid until called again

int tool_why(const struct image *image, const char *from, const char *to);
int tool_dependents(const struct image *image, const char *name);
int tool_diff(const struct image *before, const struct image *after);
// What `swap --plan` would say: words are pairs, OLD and NEW, as that command has them; NEW may be a FILE.cell.
int tool_plan(const struct image *image, const char *const *words, size_t count, bool back);
// The swaps that lead from the image to the files; one_set: all of them in one, as `push` would send them.
struct cell_files;
int tool_plan_between(const struct image *image, const struct cell_files *files, bool one_set, bool back);
// For what differs behind a refusal, with the texts of the image and of the files; `out` is its own.
struct differ tool_differ(const struct image *image, const struct cell_files *files);
// Prints what the plan says, and under each line what differs.
void tool_print_plan(struct differ *differ, const struct plan *plan);

struct picture {
  bool all_edges;   // those too that follow from others
  const char *dot;  // Graphviz's program
};
void tool_dot(const struct image *image, const struct picture *picture, FILE *out);
int tool_svg(const struct image *image, const struct picture *picture, const char *file);

#ifdef __cplusplus
}
#endif
