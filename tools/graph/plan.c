// SPDX-License-Identifier: Apache-2.0
// What `swap --plan` would say in the image's system, said by the same code (kernel/swap/plan).
#include "kernel/swap/plan/plan.h"

#include <stdlib.h>
#include <string.h>

#include "tools/graph/files.h"
#include "tools/graph/planned.h"
#include "tools/graph/tool.h"

static char text[PLAN_TEXT];

static void *zeroed(uint64_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 63) / 64 * 64 + 64);
  if (memory == NULL) tool_fail("no memory for a plan of %llu bytes", (unsigned long long)bytes);
  return memset(memory, 0, bytes);
}

status_t planned_make(struct planned *planned, const uint8_t *region, const struct plan_change *changes, uint32_t count,
                      bool back) {
  struct plan *plan = &planned->plan;
  *planned = (struct planned){.text = text};
  plan_start(plan, region, text, sizeof text);
  status_t status = plan_resolve(plan, changes, count);
  if (status != OK) return status;
  planned->memory = zeroed(plan_draft_bytes(plan));
  status = plan_draft(plan, back, planned->memory);
  uint64_t search = status == OK ? plan_search_bytes(plan) : 0;
  if (search != 0) {
    void *memory = zeroed(search);
    status = plan_search(plan, memory);
    free(memory);
  }
  if (status == OK) plan_tell(plan);
  return status;
}

void planned_free(struct planned *planned) {
  free(planned->memory);
  planned->memory = NULL;
}

// As kernel/swap prepares and commits; nobody runs here.
void planned_apply(const struct planned *planned, uint8_t *region) {
  const struct linker_draft *draft = &planned->plan.draft;
  for (uint32_t i = 0; i < REGION_AREAS; i++) {
    const struct linker_area *area = &draft->areas[i];
    memcpy(region + (area->start - REGION_BASE) + area->before, area->bytes, area->used - area->before);
  }
  for (uint32_t i = 0; i < draft->patch_count; i++)
    memcpy(region + (draft->patches[i].address - REGION_BASE), &draft->patches[i].value, sizeof(uint64_t));
}

static bool is_file(const char *word) {
  return strchr(word, '.') != NULL && strcmp(strrchr(word, '.'), ".cell") == 0;
}

static struct plan_change change_of(struct cell_files *files, const char *old, const char *new) {
  struct plan_change change = {.old = strcmp(old, "-") == 0 ? "" : old, .spare = ""};
  if (is_file(new)) {
    files_read(files, new);
    change.bytes = files->files[files->count - 1].bytes;
    change.size = files->files[files->count - 1].size;
  } else if (strcmp(new, "-") != 0) {
    change.spare = new;
  }
  return change;
}

struct differ tool_differ(const struct image *image, const struct cell_files *files) {
  static struct texts texts;
  static struct buffer out;
  static const struct image *read;  // once, however many sets are planned
  if (read != image) files_texts(&texts, image->file);
  for (size_t i = 0; i < files->count && read != image; i++)
    texts_add(&texts, files->files[i].bytes, files->files[i].size);
  read = image;
  return (struct differ){.texts = &texts,
                         .out = &out,
                         .indent = "    ",
                         .mend = "keep the NAME.cells that is built with a NAME.elf beside it"};
}

void tool_print_plan(struct differ *differ, const struct plan *plan) {
  differ_plan(differ, plan);
  if (differ->out->bytes != NULL) fputs(differ->out->bytes, stdout);
  buffer_free(differ->out);
}

int tool_plan(const struct image *image, const char *const *words, size_t count, bool back) {
  static struct cell_files files;
  static struct planned planned;
  struct plan_change changes[PLAN_SET] = {};
  uint32_t wanted = (uint32_t)(count / 2);
  for (uint32_t i = 0; i < wanted && i < PLAN_SET; i++)
    changes[i] = change_of(&files, words[2 * i], words[2 * i + 1]);
  status_t status = planned_make(&planned, image->region, changes, wanted, back);
  struct differ differ = tool_differ(image, &files);
  tool_print_plan(&differ, &planned.plan);
  differ_free(&differ);
  planned_free(&planned);
  return status == OK ? TOOL_YES : TOOL_NO;
}
