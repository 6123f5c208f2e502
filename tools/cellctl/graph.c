// SPDX-License-Identifier: Apache-2.0
// graph: the cells of a running system, and whether they are those of its image.
#include "kernel/graph/graph.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/cellctl.h"
#include "tools/cellctl/check.h"
#include "tools/cellctl/running.h"
#include "tools/graph/region.h"

struct request {
  bool json, check;
  const char *file;  // null: the instance's own
};

static const char *state_of(const struct graph_cell *cell) {
  if ((cell->flags & GRAPH_LIVE) == 0) return (cell->flags & GRAPH_RETIRED) != 0 ? "retired" : "draft";
  return (cell->flags & GRAPH_NUCLEUS) != 0 ? "nucleus" : "live";
}

static void print_table(const uint8_t *region) {
  const struct graph_cell *cell;
  printf("%-44s %-8s %-7s %7s %7s %7s %7s %7s\n", "CELL", "VERSION", "STATE", "TEXT", "READ", "MEMORY", "EXPORTS",
         "IMPORTS");
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++)
    printf("%-44s %08x %-7s %7" PRIu32 " %7" PRIu32 " %7" PRIu32 " %7" PRIu32 " %7" PRIu32 "\n",
           graph_string(region, cell->label), (unsigned)(cell->version >> 32), state_of(cell), cell->text_size,
           cell->read_size, cell->state_size, cell->exports.count, cell->imports.count);
}

static void print_string(const char *text) {
  putchar('"');
  for (; *text != 0; text++) {
    if (*text == '"' || *text == '\\') putchar('\\');
    if ((unsigned char)*text < ' ')
      printf("\\u%04x", (unsigned)*text);
    else
      putchar(*text);
  }
  putchar('"');
}

static void print_json(const uint8_t *region) {
  const struct graph_cell *cell;
  fputs("{\"image\": ", stdout);
  print_string(graph_string(region, graph_header(region)->image));
  fputs(", \"platform\": ", stdout);
  print_string(graph_string(region, graph_header(region)->platform));
  fputs(", \"cells\": [", stdout);
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != NULL; i++) {
    fputs(i == 0 ? "\n  {\"label\": " : ",\n  {\"label\": ", stdout);
    print_string(graph_string(region, cell->label));
    printf(", \"version\": \"%016" PRIx64 "\", \"state\": \"%s\", \"text_address\": \"0x%" PRIx64
           "\", \"text_bytes\": %" PRIu32 ", \"read_bytes\": %" PRIu32 ", \"state_bytes\": %" PRIu32
           ",\n   \"deps\": [",
           cell->version, state_of(cell), cell->text_address, cell->text_size, cell->read_size, cell->state_size);
    for (uint32_t k = 0; k < cell->deps.count; k++) {
      fputs(k == 0 ? "" : ", ", stdout);
      print_string(graph_string(region, graph_cell(region, graph_dep(region, cell->deps.first + k)->provider)->label));
    }
    fputs("]}", stdout);
  }
  fputs("\n]}\n", stdout);
}

// The image's target is taken for its file: //images:minimal is bazel-bin/images/minimal.elf.
static void path_of(const char *given, char *path, size_t size) {
  char file[INSTANCE_PATH];
  if (strncmp(given, "//", 2) == 0) {
    const char *colon = strchr(given, ':'), *slash = strrchr(given, '/');
    int folder = colon != NULL ? (int)(colon - given - 2) : (int)strlen(given) - 2;
    snprintf(file, sizeof file, "bazel-bin/%.*s/%s.elf", folder, given + 2, colon != NULL ? colon + 1 : slash + 1);
    const char *workspace = getenv("BUILD_WORKSPACE_DIRECTORY");
    snprintf(path, size, "%s%s%s", workspace != NULL ? workspace : "", workspace != NULL ? "/" : "", file);
    return;
  }
  cellctl_path(given, path, size);
}

static int check_file(const char *given, const uint8_t *running) {
  char path[INSTANCE_PATH];
  struct region_error error;
  path_of(given, path, sizeof path);
  uint8_t *image = region_new();
  if (image == NULL) return cellctl_fail(CELLCTL_LOST, "no addresses for a region of 1 GiB");
  int status = CELLCTL_DONE;
  if (!region_read(path, image, &error)) {
    status = cellctl_fail(CELLCTL_USAGE, "%s", error.text);
  } else {
    struct check_result result = check_graphs(image, running, stdout);
    printf("%" PRIu32 " cells are as in %s, %" PRIu32 " swapped, %" PRIu32 " differences\n", result.same, path,
           result.swapped, result.differences);
    if (result.differences > 0) status = CELLCTL_NO;
  }
  region_free(image);
  return status;
}

static int read_request(struct request *request, int count, char **words) {
  *request = (struct request){0};
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--json") == 0)
      request->json = true;
    else if (strcmp(words[i], "--check") == 0)
      request->check = true;
    else if (words[i][0] != '-' && request->check && request->file == NULL)
      request->file = words[i];
    else
      return cellctl_fail(CELLCTL_USAGE, "graph has no use for %s; it takes --json, or --check [FILE.elf]", words[i]);
  }
  return request->json && request->check ? cellctl_fail(CELLCTL_USAGE, "graph takes --json or --check, not both")
                                         : CELLCTL_DONE;
}

static int show(const struct request *request, const struct instance *instance, struct client *client) {
  uint8_t *region = region_new();
  if (region == NULL) return cellctl_fail(CELLCTL_LOST, "no addresses for a region of 1 GiB");
  int status = running_read(client, region);
  if (status == CELLCTL_DONE && request->check) {
    status = check_file(request->file != NULL ? request->file : instance->file, region);
  } else if (status == CELLCTL_DONE && request->json) {
    print_json(region);
  } else if (status == CELLCTL_DONE) {
    print_table(region);
  }
  region_free(region);
  return status;
}

int graph_command(struct cellctl *cellctl, int count, char **words) {
  struct request request;
  struct instance instance;
  struct client client;
  int status = read_request(&request, count, words);
  if (status == CELLCTL_DONE) status = cellctl_choose(cellctl, &instance);
  if (status == CELLCTL_DONE) status = cellctl_open_at(cellctl, &instance, &client);
  if (status != CELLCTL_DONE) return status;
  status = show(&request, &instance, &client);
  client_close(&client);
  return status;
}
