// SPDX-License-Identifier: Apache-2.0
// Plans the push once more, over a copy of the running graph, as far as needed to know which cells meet.
#include "tools/cellctl/refused.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/running.h"
#include "tools/graph/archive.h"
#include "tools/graph/differ.h"
#include "tools/graph/region.h"

enum { CELLS_MOST = 256 << 20 };  // bytes

static void path_of(const struct instance *instance, char path[static INSTANCE_PATH + 8]) {
  snprintf(path, INSTANCE_PATH + 8, "%s/cells", instance->folder);
}

// Null: there is none.
static uint8_t *read_kept(const struct instance *instance, size_t *size) {
  char path[INSTANCE_PATH + 8];
  path_of(instance, path);
  FILE *file = fopen(path, "rbe");
  long end = file != NULL && fseek(file, 0, SEEK_END) == 0 ? ftell(file) : -1;
  uint8_t *bytes = end > 0 && end <= CELLS_MOST ? malloc((size_t)end) : NULL;
  if (file != NULL) rewind(file);
  *size = bytes == NULL ? 0 : fread(bytes, 1, (size_t)end, file);
  if (file != NULL) fclose(file);
  return bytes;
}

static void tell(const struct plan *plan, const struct instance *instance, const struct refused_cell *cells,
                 uint32_t count) {
  struct texts texts = {0};
  struct buffer out = {0};
  struct differ differ = {.texts = &texts,
                          .out = &out,
                          .indent = "  ",
                          .mend = "with that of what runs, `bazel run //tools/cellcheck/abi:types -- FUNCTION "
                                  "RUNNING.cell NEW.cell` tells it"};
  size_t size;
  uint8_t *kept = read_kept(instance, &size);
  if (kept != NULL) texts_add(&texts, kept, size);
  for (uint32_t i = 0; i < count; i++)
    texts_add(&texts, cells[i].bytes, cells[i].size);
  differ_all(&differ, plan);
  if (out.size != 0)
    printf("what differs; - is what %s, + is what was sent:\n%s", count == 1 ? "runs" : "runs or was sent with it",
           out.bytes);
  differ_free(&differ);
  buffer_free(&out);
  texts_free(&texts);
  free(kept);
}

void refused_tell(struct client *client, const struct instance *instance, const struct refused_cell *cells,
                  uint32_t count) {
  static struct plan plan;
  static char text[PLAN_TEXT];
  struct plan_change changes[PLAN_SET] = {0};
  uint8_t *region = region_new();
  if (region == NULL) return;
  for (uint32_t i = 0; i < count && i < PLAN_SET; i++)
    changes[i] =
        (struct plan_change){.old = "", .spare = "", .bytes = cells[i].bytes, .size = cells[i].size, .by_label = true};
  if (running_read(client, region) == CELLCTL_DONE) {
    plan = (struct plan){0};
    plan_start(&plan, region, text, sizeof text);
    if (plan_resolve(&plan, changes, count) == OK) tell(&plan, instance, cells, count);
  }
  region_free(region);
}

void refused_keep(const struct instance *instance, const struct refused_cell *cells, uint32_t count) {
  char path[INSTANCE_PATH + 8];
  path_of(instance, path);
  FILE *file = fopen(path, "abe");
  if (file == NULL) return;
  if (fseek(file, 0, SEEK_END) == 0 && ftell(file) == 0) archive_begin(file);
  for (uint32_t i = 0; i < count; i++)
    archive_put(file, "pushed.cell/", cells[i].bytes, cells[i].size);
  fclose(file);
}
