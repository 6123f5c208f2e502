// SPDX-License-Identifier: Apache-2.0
#include "tools/graph/drawn.h"

#include <stdlib.h>
#include <string.h>

bool drawn_edge(const struct drawn *drawn, uint32_t from, uint32_t to) {
  return drawn->edges[(size_t)from * drawn->vertex_count + to];
}

const char *drawn_label(const struct drawn *drawn, uint32_t vertex) {
  const struct walk *walk = &drawn->image->walk;
  return vertex < walk->count ? walk_label(walk, vertex) : drawn->interfaces[vertex - walk->count];
}

static uint32_t interface_of(struct drawn *drawn, const char *label, uint32_t provider) {
  for (uint32_t i = 0; i < drawn->interface_count; i++)
    if (strcmp(drawn->interfaces[i], label) == 0) return i;
  drawn->interfaces[drawn->interface_count] = label;
  drawn->providers[drawn->interface_count] = provider;
  return drawn->interface_count++;
}

// Calls for each declared dependency; interfaces are found in the first round and have their numbers in the second.
static void read_edges(struct drawn *drawn, bool number_only) {
  const struct walk *walk = &drawn->image->walk;
  for (uint32_t node = 0; node < walk->count; node++) {
    uint32_t cursor = 0, provider;
    const char *declared;
    while (walk_dep(walk, node, &cursor, &provider, &declared)) {
      uint32_t to = provider;
      if (strcmp(declared, walk_label(walk, provider)) != 0) to = walk->count + interface_of(drawn, declared, provider);
      if (number_only) continue;
      drawn->edges[(size_t)node * drawn->vertex_count + to] = true;
    }
  }
}

// What each vertex reaches, by Warshall's algorithm: an interface leads to its provider.
static bool *closure(const struct drawn *drawn) {
  size_t n = drawn->vertex_count;
  bool *reach = malloc(n * n);
  if (reach == NULL) tool_fail("no memory");
  memcpy(reach, drawn->edges, n * n);
  for (uint32_t i = 0; i < drawn->interface_count; i++)
    reach[(drawn->image->walk.count + i) * n + drawn->providers[i]] = true;
  for (size_t via = 0; via < n; via++)
    for (size_t from = 0; from < n; from++)
      for (size_t to = 0; reach[from * n + via] && to < n; to++)
        reach[from * n + to] |= reach[via * n + to];
  return reach;
}

// Takes away what another dependency leads to. A graph without circles has one such reduction, so the order does not matter.
static void reduce(struct drawn *drawn) {
  size_t n = drawn->vertex_count;
  bool *reach = closure(drawn), *whole = malloc(n * n);
  if (whole == NULL) tool_fail("no memory");
  memcpy(whole, drawn->edges, n * n);
  for (size_t from = 0; from < n; from++)
    for (size_t to = 0; to < n; to++)
      for (size_t via = 0; drawn->edges[from * n + to] && via < n; via++)
        if (via != to && whole[from * n + via] && reach[via * n + to]) drawn->edges[from * n + to] = false;
  free(whole);
  free(reach);
}

static uint32_t count_edges(const struct drawn *drawn) {
  uint32_t count = 0;
  for (size_t i = 0; i < (size_t)drawn->vertex_count * drawn->vertex_count; i++)
    count += drawn->edges[i];
  return count;
}

struct drawn *drawn_new(const struct image *image, bool all_edges) {
  struct drawn *drawn = calloc(1, sizeof *drawn);
  size_t most = graph_header(image->region)->used[REGION_DEPS] / sizeof(struct graph_dep) + 1;
  if (drawn == NULL) tool_fail("no memory");
  drawn->image = image;
  drawn->interfaces = calloc(most, sizeof *drawn->interfaces);
  drawn->providers = calloc(most, sizeof *drawn->providers);
  if (drawn->interfaces == NULL || drawn->providers == NULL) tool_fail("no memory");
  read_edges(drawn, true);
  drawn->vertex_count = image->walk.count + drawn->interface_count;
  drawn->edges = calloc((size_t)drawn->vertex_count + 1, drawn->vertex_count + 1);
  if (drawn->edges == NULL) tool_fail("no memory");
  read_edges(drawn, false);
  drawn->all = count_edges(drawn);
  if (!all_edges) reduce(drawn);
  drawn->kept = count_edges(drawn);
  return drawn;
}

void drawn_free(struct drawn *drawn) {
  free(drawn->edges);
  free(drawn->providers);
  free(drawn->interfaces);
  free(drawn);
}
