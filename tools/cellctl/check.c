// SPDX-License-Identifier: Apache-2.0
// The cells of both graphs, and what became of each; what is inside of one is compared in check_cell.c.
#include "tools/cellctl/check.h"

#include <string.h>

#include "kernel/graph/graph.h"
#include "tools/cellctl/check_cell.h"

static const char *label_of(const uint8_t *region, const struct graph_cell *cell) {
  return graph_string(region, cell->label);
}

static unsigned short_version(const struct graph_cell *cell) {
  return (unsigned)(cell->version >> 32);
}

const struct graph_cell *check_live(const uint8_t *region, const char *label) {
  const struct graph_cell *cell;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    if ((cell->flags & GRAPH_LIVE) != 0 && strcmp(label_of(region, cell), label) == 0) return cell;
  return NULL;
}

bool check_is_swapped(const uint8_t *image, const uint8_t *running, const char *label) {
  const struct graph_cell *was = check_live(image, label), *cell;
  if (was == NULL) return true;  // nothing that the image has
  for (uint32_t i = 0; (cell = graph_cell(running, i)) != NULL; i++)
    if ((cell->flags & GRAPH_RETIRED) != 0 && cell->version == was->version &&
        strcmp(label_of(running, cell), label) == 0)
      return true;
  return false;
}

static void compare_cell(const struct check *check, const struct graph_cell *was, struct check_result *result) {
  const char *label = label_of(check->image, was);
  const struct graph_cell *is = check_live(check->running, label);
  bool swapped = check_is_swapped(check->image, check->running, label);
  if (is == NULL) {
    fprintf(check->out, swapped ? "%s %08x was removed by a swap\n" : "%s %08x is gone, and no swap removed it\n",
            label, short_version(was));
  } else if (swapped) {
    fprintf(check->out, "%s was swapped: %08x in the image, %08x runs\n", label, short_version(was), short_version(is));
  } else if (was->version != is->version) {
    fprintf(check->out, "%s: the image has version %08x, and %08x runs without a swap\n", label, short_version(was),
            short_version(is));
  } else {
    uint32_t found = check_cell(check, was, is);
    result->differences += found;
    result->same += found == 0;
    return;
  }
  if (swapped)
    result->swapped++;
  else
    result->differences++;
}

static void compare_added(const struct check *check, const struct graph_cell *is, struct check_result *result) {
  const char *label = label_of(check->running, is);
  if (check_live(check->image, label) != NULL) return;
  if (graph_header(check->running)->generation > 0) {
    fprintf(check->out, "%s %08x was added by a swap\n", label, short_version(is));
    result->swapped++;
  } else {
    fprintf(check->out, "%s %08x runs, and is not in the image\n", label, short_version(is));
    result->differences++;
  }
}

struct check_result check_graphs(const uint8_t *image, const uint8_t *running, FILE *out) {
  struct check check = {.image = image, .running = running, .out = out};
  struct check_result result = {0};
  const struct graph_cell *cell;
  const char *was = graph_string(image, graph_header(image)->image),
             *is = graph_string(running, graph_header(running)->image);
  if (strcmp(was, is) != 0) {
    fprintf(out, "the running system is %s, and the file is %s\n", is, was);
    result.differences++;
  }
  for (uint32_t i = 0; (cell = graph_cell(image, i)) != NULL; i++)
    if ((cell->flags & GRAPH_LIVE) != 0) compare_cell(&check, cell, &result);
  for (uint32_t i = 0; (cell = graph_cell(running, i)) != NULL; i++)
    if ((cell->flags & GRAPH_LIVE) != 0) compare_added(&check, cell, &result);
  return result;
}
