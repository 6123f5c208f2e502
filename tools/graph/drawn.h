// SPDX-License-Identifier: Apache-2.0
// drawn: what a picture of the graph shows: cells, interfaces, and of the dependencies those that do not follow from others.
#pragma once
#include "tools/graph/tool.h"

// A vertex below walk.count is that node; the ones behind are interfaces.
struct drawn {
  const struct image *image;
  const char **interfaces;  // labels; vertex walk.count + i
  uint32_t interface_count, vertex_count;
  bool *edges;          // edges[from * vertex_count + to]: depends on
  uint32_t *providers;  // of each interface, a node
  uint32_t all, kept;   // dependencies
};

struct drawn *drawn_new(const struct image *image, bool all_edges);
void drawn_free(struct drawn *drawn);
bool drawn_edge(const struct drawn *drawn, uint32_t from, uint32_t to);
const char *drawn_label(const struct drawn *drawn, uint32_t vertex);
