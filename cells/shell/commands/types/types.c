// SPDX-License-Identifier: Apache-2.0
// types: what a function's hash is made of, and what differs between the version that runs and the versions that the image carries.
#include "kernel/types/types.h"

#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

enum { DIFFERENCES = 20 };

static const char usage[] = "types FUNCTION";
static const char kept[] = "types";  // what the image names its texts (LINKER_TYPES)

CELL_CALLBACK void types_say(void *, const char *text, uint32_t size) {
  console_write(text, size);
}

static struct types_span file_of(const struct graph_spare *spare) {
  return (struct types_span){(const char *)spare->address, (uint32_t)spare->size};
}

static bool is_kept(const uint8_t *region, const struct graph_spare *spare) {
  return text_equal(graph_string(region, spare->name), kept);
}

// The texts of the cells that the image was linked of; an empty span: it has none.
static struct types_span image_book(const uint8_t *region) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(region, i)) != NULL; i++)
    if (is_kept(region, spare)) return file_of(spare);
  return (struct types_span){};
}

static const struct graph_export *live_export(const uint8_t *region, const char *name) {
  const struct graph_export *export;
  for (uint32_t i = 0; (export = graph_export(region, i)) != NULL; i++)
    if ((graph_cell(region, export->cell)->flags & GRAPH_LIVE) && export->kind != GRAPH_CALLBACK &&
        text_equal(graph_string(region, export->name), name))
      return export;
  return NULL;
}

static void print_text(const struct types_text *text) {
  for (uint32_t i = 0; i < text->count; i++)
    console_write(text->sections[i].at, text->sections[i].size);
}

// One side's text is not here: which, and where it is.
static void print_where(const char *name) {
  console_print("this image has only the hash of the running one; on the build machine: bazel run "
                "//tools/cellcheck/abi:types -- %s RUNNING.cell NEW.cell\n",
                name);
}

struct types_call {
  const uint8_t *region;
  const char *name, *label;
  const struct graph_export *export;
  struct types_text live, other;
  bool known;  // live is there
};

// What a spare exports, or was compiled against, under that name. True: it is something else than what runs.
static bool compare(struct types_call *call, const struct graph_spare *spare) {
  struct types_span file = file_of(spare), book = types_book(file.at, file.size);
  struct types_entry entry;
  bool any = false;
  for (uint64_t cursor = 0; types_next(book, &cursor, &entry);) {
    if (!types_is(entry.name, call->name) || entry.hash == call->export->abi || !types_read(book, &entry, &call->other))
      continue;
    any = true;
    console_print("spare %s %s %s %016llx; - is what runs, + is the spare's:\n",
                  graph_short_label(graph_string(call->region, spare->name)),
                  types_is(entry.word, "uses") ? "saw" : "has", call->name, (unsigned long long)entry.hash);
    if (call->known) {
      types_difference(&call->live, &call->other, DIFFERENCES, types_say, NULL);
      continue;
    }
    print_text(&call->other);
    print_where(call->name);
  }
  return any;
}

CELL_CALLBACK int64_t types_run(struct shell_call *words) {
  struct types_call call = {.region = graph_running()};
  if (words->count != 2) {
    console_print("usage: %s\n", usage);
    return 1;
  }
  call.name = words->words[1];
  call.export = live_export(call.region, call.name);
  if (call.export == NULL) {
    console_print("no cell exports %s; `graph` lists who exports what\n", call.name);
    return 1;
  }
  call.label = graph_string(call.region, graph_cell(call.region, call.export->cell)->label);
  console_print("%s has %s %016llx\n", call.label, call.name, (unsigned long long)call.export->abi);
  call.known = types_find(image_book(call.region), call.name, call.export->abi, &call.live);
  const struct graph_spare *spare;
  bool any = false;
  for (uint32_t i = 0; (spare = graph_spare(call.region, i)) != NULL; i++)
    if (!is_kept(call.region, spare)) any |= compare(&call, spare);
  if (!any && call.known) print_text(&call.live);
  if (!any && !call.known) print_where(call.name);
  return 0;
}

CELL_OPS(struct shell_command, types_command) = {
    .name = "types",
    .summary = "what a function's hash is made of, and what differs in the spares",
    .usage = usage,
    .help =
        "Of spares that export another function of that name, or were compiled against another one: what lies between\n"
        "theirs and the one that runs. An image has these texts when it was built with types = True.\n",
    .run = types_run,
};
