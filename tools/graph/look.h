// SPDX-License-Identifier: Apache-2.0
// look: how cells, interfaces and the legend of a picture look, as Graphviz's text.
#pragma once
#include "tools/graph/drawn.h"

#define LOOK_FONT "Helvetica,Arial,sans-serif"

void look_escaped(FILE *out, const char *text);  // within quotes and within Graphviz's HTML
const char *look_ground(enum walk_floor floor);  // colours
const char *look_edge(enum walk_floor floor);
void look_cell(const struct image *image, FILE *out, uint32_t node);
void look_interface(const struct drawn *drawn, FILE *out, uint32_t vertex);
void look_title(const struct drawn *drawn, FILE *out);
