// SPDX-License-Identifier: Apache-2.0
// A cell's shade is for its code, a mark for its state; interfaces have a shape of their own.
#include "tools/graph/look.h"

#include <string.h>

#include "kernel/base/text.h"

static const char state_colour[] = "#a8324a", faint[] = "#5f6b7a";
static const char open_table[] = "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\">";

// Of each floor: its ground, the shade of little and of much code, and of its edges.
static const struct {
  const char *ground;
  uint8_t little[3], much[3];
  const char *edge;
} colours[WALK_FLOORS] = {
    [WALK_KERNEL] = {"#f3f7fc", {0xe6, 0xef, 0xfa}, {0x86, 0xb2, 0xe6}, "#4f7fb8"},
    [WALK_DRIVERS] = {"#fdf8ee", {0xfb, 0xef, 0xd5}, {0xf0, 0xb9, 0x54}, "#b98324"},
    [WALK_SERVICES] = {"#f2faf4", {0xde, 0xf3, 0xe4}, {0x83, 0xcc, 0x98}, "#3f9159"},
    [WALK_APPLICATIONS] = {"#f9f6fd", {0xee, 0xe8, 0xf9}, {0xbb, 0x9f, 0xe6}, "#8a6cc0"},
};

const char *look_ground(enum walk_floor floor) {
  return colours[floor].ground;
}

const char *look_edge(enum walk_floor floor) {
  return colours[floor].edge;
}

void look_escaped(FILE *out, const char *text) {
  for (; *text != 0; text++) {
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    case '\\': fputs("\\\\", out); break;
    default: fputc(*text, out);
    }
  }
}

// The label without what its floor says anyhow: the folder, and the name in it.
static void short_label(const char *label, char *folder, char *name, size_t size) {
  static const char *const prefixes[] = {"//kernel/", "//cells/", "//"};
  label += strcspn(label, "/");  // past the repository: @delias//kernel/heap
  const char *rest = label;
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes && rest == label; i++)
    if (text_starts(label, prefixes[i])) rest = label + strlen(prefixes[i]);
  const char *last = strrchr(rest, '/');
  snprintf(name, size, "%s", last == NULL ? rest : last + 1);
  snprintf(folder, size, "%.*s", last == NULL ? 0 : (int)(last - rest), rest);
}

// How much of the image's largest code that is.
static double share_of_code(const struct image *image, uint32_t size) {
  uint32_t most = 1;
  for (uint32_t node = 0; node < image->walk.count; node++)
    if (walk_cell(&image->walk, node)->text_size > most) most = walk_cell(&image->walk, node)->text_size;
  return (double)size / most;
}

static void shade(char *colour, size_t size, enum walk_floor floor, double share) {
  int mix[3];
  for (int i = 0; i < 3; i++)
    mix[i] = (int)(colours[floor].little[i] + share * (colours[floor].much[i] - colours[floor].little[i]));
  snprintf(colour, size, "#%02x%02x%02x", mix[0], mix[1], mix[2]);
}

// One line of a label. dot reckons with the widths of Helvetica; where a viewer has to take a wider font, there has to be room.
static void write_line(FILE *out, const char *ground, const char *font, double points, const char *tag,
                       const char *text) {
  int width = (int)((double)text_length(text) * points * (tag == NULL ? 0.64 : 0.74)) + 2;
  fprintf(out, "<TR><TD WIDTH=\"%d\"%s><FONT POINT-SIZE=\"%g\"%s>", width, ground, points, font);
  if (tag != NULL) fprintf(out, "<%s>", tag);
  look_escaped(out, text);
  if (tag != NULL) fprintf(out, "</%s>", tag);
  fputs("</FONT></TD></TR>", out);
}

static void write_words(const struct image *image, FILE *out, uint32_t node) {
  const struct graph_cell *cell = walk_cell(&image->walk, node);
  char folder[128], name[128], bytes[16], line[32], font[64], ground[64];
  short_label(walk_label(&image->walk, node), folder, name, sizeof name);
  fputs(open_table, out);
  snprintf(font, sizeof font, " COLOR=\"%s\"", faint);
  if (*folder != 0) write_line(out, "", font, 8, NULL, folder);
  write_line(out, "", "", 11, "B", name);
  text_bytes(bytes, sizeof bytes, cell->text_size);
  write_line(out, "", "", 8, NULL, bytes);
  snprintf(font, sizeof font, " FACE=\"Courier,monospace\" COLOR=\"%s\"", faint);
  write_line(out, "", font, 7, NULL, image_version(image, node));
  if (cell->state_size > 0) {
    text_bytes(bytes, sizeof bytes, cell->state_size);
    snprintf(line, sizeof line, "state %s", bytes);
    snprintf(ground, sizeof ground, " BGCOLOR=\"%s\"", state_colour);
    write_line(out, ground, " COLOR=\"white\"", 8, NULL, line);
  }
  fputs("</TABLE>", out);
}

void look_cell(const struct image *image, FILE *out, uint32_t node) {
  const struct graph_cell *cell = walk_cell(&image->walk, node);
  const char *label = walk_label(&image->walk, node);
  char colour[8], text[16], read[16], state[16];
  shade(colour, sizeof colour, walk_floor(label), share_of_code(image, cell->text_size));
  text_bytes(text, sizeof text, cell->text_size);
  text_bytes(read, sizeof read, cell->read_size);
  text_bytes(state, sizeof state, cell->state_size);
  fputs("    \"", out);
  look_escaped(out, label);
  fprintf(out, "\" [fillcolor=\"%s\", tooltip=\"", colour);
  look_escaped(out, label);
  fprintf(out, "\\nversion %016llx\\ncode %s, read-only %s, state %s\\n%u exports, %u imports\", label=<",
          (unsigned long long)cell->version, text, read, state, cell->exports.count, cell->imports.count);
  write_words(image, out, node);
  fputs(">];\n", out);
}

void look_interface(const struct drawn *drawn, FILE *out, uint32_t vertex) {
  const char *label = drawn_label(drawn, vertex);
  char folder[128], name[128];
  short_label(label, folder, name, sizeof name);
  fputs("    \"", out);
  look_escaped(out, label);
  fputs("\" [shape=hexagon, style=\"filled,dashed\", fillcolor=white, margin=\"0,0\", tooltip=\"", out);
  look_escaped(out, label);
  fprintf(out, ", an interface\", label=<%s", open_table);
  write_line(out, "", "", 10, "I", name);
  fputs("</TABLE>>];\n", out);
}

static void write_legend(FILE *out) {
  char little[8], much[8];
  shade(little, sizeof little, WALK_KERNEL, 0);
  shade(much, sizeof much, WALK_KERNEL, 1);
  fputs("<TR><TD><TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"6\" CELLPADDING=\"3\"><TR>", out);
  fprintf(out, "<TD WIDTH=\"80\" BGCOLOR=\"%s\">little code</TD><TD WIDTH=\"80\" BGCOLOR=\"%s\">much code</TD>", little,
          much);
  fprintf(out, "<TD WIDTH=\"90\" BGCOLOR=\"%s\"><FONT COLOR=\"white\">keeps state</FONT></TD>", state_colour);
  fputs("<TD WIDTH=\"80\" BORDER=\"1\" STYLE=\"DASHED\"><I>interface</I></TD>"
        "<TD WIDTH=\"170\">\xe2\x86\x92 depends on it</TD><TD WIDTH=\"170\">dashed \xe2\x86\x92 provides it</TD>"
        "</TR></TABLE></TD></TR>",
        out);
}

static uint32_t spare_count(const struct image *image) {
  uint32_t count = 0;
  while (graph_spare(image->region, count) != NULL)
    count++;
  return count;
}

void look_title(const struct drawn *drawn, FILE *out) {
  const struct image *image = drawn->image;
  const char *platform = graph_string(image->region, graph_header(image->region)->platform);
  uint64_t text = 0, state = 0;
  char sizes[2][16];
  for (uint32_t node = 0; node < image->walk.count; node++) {
    text += walk_cell(&image->walk, node)->text_size;
    state += walk_cell(&image->walk, node)->state_size;
  }
  text_bytes(sizes[0], sizeof sizes[0], text);
  text_bytes(sizes[1], sizeof sizes[1], state);
  fputs("<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\"><TR><TD><FONT POINT-SIZE=\"24\"><B>", out);
  look_escaped(out, image_name(image));
  fputs("</B></FONT></TD></TR><TR><TD>", out);
  fprintf(out, "%u cells for ", image->walk.count);
  look_escaped(out, platform);
  fprintf(out, ", %u interfaces, %u spares, %s of code, %s of state</TD></TR><TR><TD>%u dependencies",
          drawn->interface_count, spare_count(image), sizes[0], sizes[1], drawn->all);
  if (drawn->kept < drawn->all) fprintf(out, "; drawn are the %u that do not follow from others", drawn->kept);
  fputs("</TD></TR>", out);
  write_legend(out);
  fputs("</TABLE>", out);
}
