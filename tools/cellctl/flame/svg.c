// SPDX-License-Identifier: Apache-2.0
#include "tools/cellctl/flame/svg.h"

#include <string.h>

// In pixels.
enum { WIDTH = 1200, MARGIN = 10, HEAD = 44, ROW = 18, LETTER = 7, LABEL = 128 };

struct picture {
  FILE *out;
  uint64_t samples;
  uint32_t height;
};

static void put_escaped(FILE *out, const char *text, size_t most) {
  for (; *text != 0 && most > 0; text++, most--) {
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc((unsigned char)*text < ' ' || (unsigned char)*text > '~' ? '?' : *text, out);
    }
  }
}

static const char *label_of(const struct stack_node *node, uint32_t depth, char label[LABEL]) {
  if (depth == 0) return "all";
  if (node->name != NULL) return node->name;
  snprintf(label, LABEL, depth == 1 ? "task %llu" : "0x%llx", (unsigned long long)node->number);
  return label;
}

// One hue for each cell, so that neighbours of one cell look alike.
static unsigned hue_of(const struct stack_node *node) {
  unsigned hash = 2166136261;
  for (const char *at = node->cell; at != NULL && *at != 0; at++)
    hash = (hash ^ (unsigned char)*at) * 16777619;
  return hash % 360;
}

static void put_text(const struct picture *picture, const char *label, double x, double y, double width) {
  size_t room = width < 3 * LETTER ? 0 : (size_t)(width / LETTER), length = strlen(label);
  if (room == 0) return;
  fprintf(picture->out, "<text x=\"%.1f\" y=\"%.1f\">", x + 3, y + ROW - 5);
  put_escaped(picture->out, label, length <= room ? length : room - 2);
  fputs(length <= room ? "</text>" : "..</text>", picture->out);
}

static void put_bar(const struct picture *picture, const struct stack_node *node, uint32_t depth, double x,
                    double width) {
  char buffer[LABEL];
  const char *label = label_of(node, depth, buffer);
  double y = picture->height - MARGIN - (double)(depth + 1) * ROW;
  fputs("<g><title>", picture->out);
  put_escaped(picture->out, label, LABEL);
  if (node->cell != NULL) {
    fputs(" of ", picture->out);
    put_escaped(picture->out, node->cell, LABEL);
  }
  fprintf(picture->out, ": %llu samples, %.2f%%</title>", (unsigned long long)node->count,
          100.0 * (double)node->count / (double)picture->samples);
  fprintf(picture->out, "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" fill=\"hsl(%u,%d%%,72%%)\"/>", x, y,
          width, ROW - 1, hue_of(node), node->cell == NULL ? 0 : 60);
  put_text(picture, label, x, y, width);
  fputs("</g>\n", picture->out);
}

static void put_tree(const struct picture *picture, const struct stack_node *node, uint32_t depth, double x) {
  double scale = (double)(WIDTH - 2 * MARGIN) / (double)picture->samples, width = (double)node->count * scale;
  if (width < 0.1) return;  // nobody can see it
  put_bar(picture, node, depth, x, width);
  for (const struct stack_node *child = node->child; child != NULL; child = child->next) {
    put_tree(picture, child, depth + 1, x);
    x += (double)child->count * scale;
  }
}

bool svg_write(const struct stacks *stacks, const char *title, FILE *out) {
  struct picture picture = {.out = out, .samples = stacks->root->count};
  picture.height = HEAD + stacks->depth * ROW + MARGIN;
  fprintf(out,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%u\" viewBox=\"0 0 %d %u\" "
          "font-family=\"monospace\" font-size=\"11\">\n"
          "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>\n<text x=\"%d\" y=\"18\" font-size=\"14\">",
          WIDTH, picture.height, WIDTH, picture.height, MARGIN);
  put_escaped(out, title, LABEL);
  fprintf(
      out, "</text>\n<text x=\"%d\" y=\"36\">%llu samples, %llu a second of each processor, %llu without room</text>\n",
      MARGIN, (unsigned long long)stacks->samples, (unsigned long long)stacks->hertz, (unsigned long long)stacks->lost);
  if (picture.samples > 0) put_tree(&picture, stacks->root, 0, MARGIN);
  fputs("</svg>\n", out);
  return fflush(out) == 0 && !ferror(out);
}
