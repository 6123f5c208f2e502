// SPDX-License-Identifier: Apache-2.0
// An image that is asked.
#include <stdarg.h>
#include <stdlib.h>

#include "cells/shell/commands/graph/names/names.h"
#include "tools/graph/region.h"
#include "tools/graph/tool.h"

[[noreturn]] void tool_fail(const char *format, ...) {
  va_list arguments;
  fputs("error: ", stderr);
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  exit(TOOL_TROUBLE);
}

const struct image *image_read(const char *file) {
  static struct image images[2];  // as many as a question is about
  static size_t used;
  struct region_error error;
  struct image *image = used < 2 ? &images[used++] : NULL;
  if (image == NULL || (image->region = region_new()) == NULL) tool_fail("no memory for %s", file);
  image->file = file;
  if (!region_read(file, image->region, &error)) tool_fail("%s", error.text);
  if (walk_start(image->region, &image->walk) != OK) tool_fail("%s: more than %d live cells", file, WALK_CELLS);
  return image;
}

const char *image_name(const struct image *image) {
  return graph_string(image->region, graph_header(image->region)->image);
}

const char *image_version(const struct image *image, uint32_t node) {
  static char version[9];
  snprintf(version, sizeof version, "%08x", (unsigned)(walk_cell(&image->walk, node)->version >> 32));
  return version;
}

uint32_t image_cell(const struct image *image, const char *name) {
  const struct walk *walk = &image->walk;
  uint32_t node = names_find(walk, name), cursor = 0, other;
  if (node == GRAPH_NONE) {
    uint32_t nearest = names_nearest(walk, name);
    if (nearest == GRAPH_NONE) tool_fail("%s has no cell '%s'; `svg` draws all that it has", image_name(image), name);
    tool_fail("%s has no cell '%s'; did you mean %s?", image_name(image), name, walk_label(walk, nearest));
  }
  while ((other = names_also(walk, name, node, &cursor)) != GRAPH_NONE)
    fprintf(stderr, "(%s is called so too)\n", walk_label(walk, other));
  return node;
}
