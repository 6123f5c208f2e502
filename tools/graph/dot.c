// SPDX-License-Identifier: Apache-2.0
// The graph as text for Graphviz: floors above each other, interfaces between those who use them and who provides them.
#include "tools/graph/look.h"

enum { COLUMNS = 9 };  // of cells that nobody depends on: dot would put all of them in one row

static enum walk_floor floor_of(const struct drawn *drawn, uint32_t vertex) {
  return walk_floor(drawn_label(drawn, vertex));
}

static bool has_user(const struct drawn *drawn, uint32_t vertex) {
  for (uint32_t from = 0; from < drawn->vertex_count; from++)
    if (drawn_edge(drawn, from, vertex)) return true;
  return false;
}

static void write_floor(const struct drawn *drawn, FILE *out, enum walk_floor floor) {
  const struct walk *walk = &drawn->image->walk;
  fprintf(out, "  subgraph cluster_%s {\n    label=\"%s\"; bgcolor=\"%s\"; pencolor=\"%s\"; fontcolor=\"%s\";\n",
          walk_floor_name(floor), walk_floor_name(floor), look_ground(floor), look_edge(floor), look_edge(floor));
  for (uint32_t i = 0; i < walk->count; i++)
    if (floor_of(drawn, walk->order[i]) == floor) look_cell(drawn->image, out, walk->order[i]);
  for (uint32_t vertex = walk->count; vertex < drawn->vertex_count; vertex++)
    if (floor_of(drawn, vertex) == floor) look_interface(drawn, out, vertex);
  fputs("  }\n", out);
}

static void write_name(const struct drawn *drawn, FILE *out, uint32_t vertex) {
  fputc('"', out);
  look_escaped(out, drawn_label(drawn, vertex));
  fputc('"', out);
}

// Those of cells that nobody depends on are many and tell little: they are pale.
static void write_edge(const struct drawn *drawn, FILE *out, uint32_t from, uint32_t to, const char *more) {
  bool pale = floor_of(drawn, from) == WALK_APPLICATIONS && !has_user(drawn, from);
  fputs("  ", out);
  write_name(drawn, out, from);
  fputs(" -> ", out);
  write_name(drawn, out, to);
  fprintf(out, " [color=\"%s%s\"%s", look_edge(floor_of(drawn, from)), pale ? "90" : "", more);
  // An arrow that points up must not turn the floors over.
  fputs(floor_of(drawn, from) < floor_of(drawn, to) ? ", constraint=false];\n" : "];\n", out);
}

static void write_edges(const struct drawn *drawn, FILE *out) {
  uint32_t cells = drawn->image->walk.count;
  for (uint32_t from = 0; from < drawn->vertex_count; from++)
    for (uint32_t to = 0; to < drawn->vertex_count; to++)
      if (drawn_edge(drawn, from, to)) write_edge(drawn, out, from, to, "");
  for (uint32_t i = 0; i < drawn->interface_count; i++)
    write_edge(drawn, out, drawn->providers[i], cells + i, ", style=dashed, arrowhead=empty, arrowsize=0.9");
}

// The floor below that one that has anything on it.
static enum walk_floor next_floor(const struct drawn *drawn, enum walk_floor above) {
  for (int floor = (int)above - 1; floor >= 0; floor--)
    for (uint32_t vertex = 0; vertex < drawn->vertex_count; vertex++)
      if (floor_of(drawn, vertex) == (enum walk_floor)floor) return (enum walk_floor)floor;
  return WALK_FLOORS;
}

// Between two floors stands a point that all of the upper one lie above, and all of the lower one below.
static void write_order_of_floors(const struct drawn *drawn, FILE *out) {
  enum walk_floor upper = next_floor(drawn, WALK_FLOORS), lower;
  for (; upper != WALK_FLOORS && (lower = next_floor(drawn, upper)) != WALK_FLOORS; upper = lower) {
    const char *point = walk_floor_name(upper);
    fprintf(out, "  \"below %s\" [style=invis, shape=point, width=0, label=\"\"];\n", point);
    for (uint32_t vertex = 0; vertex < drawn->vertex_count; vertex++) {
      enum walk_floor floor = floor_of(drawn, vertex);
      if (floor != upper && floor != lower) continue;
      fputs("  ", out);
      if (floor == lower) fprintf(out, "\"below %s\" -> ", point);
      write_name(drawn, out, vertex);
      if (floor == upper) fprintf(out, " -> \"below %s\"", point);
      fputs(" [style=invis, weight=1];\n", out);
    }
  }
}

// Whether it has a place among its own floor because of what it depends on.
static bool stands_on_own_floor(const struct drawn *drawn, uint32_t vertex) {
  for (uint32_t to = 0; to < drawn->vertex_count; to++)
    if (drawn_edge(drawn, vertex, to) && floor_of(drawn, to) == floor_of(drawn, vertex)) return true;
  return false;
}

// Cells that nobody depends on, such as commands, in rows of COLUMNS.
static void write_rows(const struct drawn *drawn, FILE *out) {
  const struct walk *walk = &drawn->image->walk;
  uint32_t above[COLUMNS], count = 0;
  for (uint32_t i = 0; i < walk->count; i++) {
    uint32_t node = walk->order[i];
    if (floor_of(drawn, node) != WALK_APPLICATIONS || has_user(drawn, node) || stands_on_own_floor(drawn, node))
      continue;
    if (count >= COLUMNS) {
      fputs("  ", out);
      write_name(drawn, out, above[count % COLUMNS]);
      fputs(" -> ", out);
      write_name(drawn, out, node);
      fputs(" [style=invis, weight=4];\n", out);
    }
    above[count++ % COLUMNS] = node;
  }
}

void tool_dot(const struct image *image, const struct picture *picture, FILE *out) {
  struct drawn *drawn = drawn_new(image, picture->all_edges);
  fputs("digraph \"", out);
  look_escaped(out, image_name(image));
  fputs("\" {\n  labelloc=t; rankdir=TB; nodesep=0.16; ranksep=0.4; newrank=true; fontname=\"" LOOK_FONT "\"; "
        "fontsize=12;\n  node [shape=box, style=\"filled,rounded\", fontname=\"" LOOK_FONT "\", fontsize=11, "
        "margin=\"0.06,0.03\", penwidth=0.7, color=\"#56606e\"];\n  edge [arrowsize=0.55, penwidth=0.8, weight=3];\n  "
        "label=<",
        out);
  look_title(drawn, out);
  fputs(">;\n", out);
  for (int floor = WALK_FLOORS - 1; floor >= 0; floor--)
    if (next_floor(drawn, (enum walk_floor)(floor + 1)) == (enum walk_floor)floor)
      write_floor(drawn, out, (enum walk_floor)floor);
  write_edges(drawn, out);
  write_order_of_floors(drawn, out);
  write_rows(drawn, out);
  fputs("}\n", out);
  drawn_free(drawn);
}
