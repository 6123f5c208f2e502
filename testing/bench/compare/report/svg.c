// SPDX-License-Identifier: Apache-2.0
// The results as a picture: for each row three bars whose lengths are logarithms, so that ten instructions and a billion fit on one page.
// Bars begin at 1. Rows of one heading form a panel with an axis of its own.
// A line across Delias' bar marks where it would have to end for what is wanted.
#include <math.h>
#include <string.h>

#include "testing/bench/compare/report/write.h"

enum {
  WIDTH = 1000,
  MARGIN = 28,
  BARS = 330,      // where bars begin
  BARS_END = 830,  // where the last decade ends; behind it the longest bar's number
  HEADER = 96,
  PANEL_HEAD = 56,  // its heading, below it the axis' numbers
  ROW = 58,
  BAR = 12,
  BAR_STEP = 15,
  PANEL_GAP = 22,
  FOOTER = 80,
  LABELS_MOST = 10,
};

static const char *const STYLE =
    "  <style>\n"
    "    .page { fill: #ffffff } .line { stroke: #e2e8f0; stroke-width: 1 }\n"
    "    text { font-family: system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif; font-size: 13px; "
    "fill: #1e293b }\n"
    "    .title { font-size: 22px; font-weight: 700 } .head { font-size: 14px; font-weight: 700 }\n"
    "    .figure { font-size: 12px } .small { font-size: 11px; fill: #64748b } .ratio { font-weight: 700; fill: "
    "#0f766e }\n"
    "    .delias { fill: #0d9488 } .fast { fill: #5eead4 } .linux { fill: #f59e0b } .wanted { stroke: #dc2626; "
    "stroke-width: 2 } .missed { "
    "fill: #dc2626 }\n"
    "    @media (prefers-color-scheme: dark) {\n"
    "      .page { fill: #0f172a } .line { stroke: #334155 } text { fill: #e2e8f0 } .small { fill: #94a3b8 }\n"
    "      .ratio { fill: #2dd4bf } .delias { fill: #2dd4bf } .fast { fill: #0f766e } .linux { fill: #fbbf24 } .wanted "
    "{ stroke: #f87171 } "
    ".missed { fill: #f87171 }\n"
    "    }\n"
    "  </style>\n";

static void escaped(FILE *out, const char *text) {
  for (; *text != 0; text++) {
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    default:
      if ((unsigned char)*text >= ' ') fputc(*text, out);  // XML 1.0 has no other control characters than white space
    }
  }
}

static void label(FILE *out, double x, double y, const char *class, const char *anchor, const char *text) {
  fprintf(out, "  <text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">", x, y, class, anchor);
  escaped(out, text);
  fputs("</text>\n", out);
}

static double median(const struct compare_result *result, int system) {
  return result->side[system].median;
}

struct panel {
  const struct compare_result *first;
  uint32_t count;
  int low, high;  // powers of ten at both ends of its axis
  double top;
};

static bool is_drawn(double value) {
  return isfinite(value) && value > 0;
}

static struct panel panel_at(const struct compare_report *report, uint32_t first, double top) {
  struct panel panel = {.first = &report->results[first], .high = 1, .top = top};
  while (first + panel.count < report->count &&
         strcmp(report->results[first + panel.count].row->heading, panel.first->row->heading) == 0) {
    for (int system = 0; system < COMPARE_SYSTEMS; system++) {
      double value = median(&report->results[first + panel.count], system);
      if (!is_drawn(value)) continue;
      double power = log10(value);
      if (ceil(power) > panel.high) panel.high = (int)ceil(power);
      if (floor(power) < panel.low) panel.low = (int)floor(power);
    }
    panel.count++;
  }
  return panel;
}

static double place(const struct panel *panel, double power) {
  return BARS + (power - panel->low) * (BARS_END - BARS) / (panel->high - panel->low);
}

static void axis(FILE *out, const struct panel *panel) {
  static const char *const powers[] = {"", " k", " M", " G", " T", " P", " E"};
  double bottom = panel->top + PANEL_HEAD + panel->count * ROW;
  int step = (panel->high - panel->low + LABELS_MOST - 1) / LABELS_MOST;
  for (int power = panel->low; power <= panel->high; power += step) {
    double x = place(panel, power);
    char text[32];
    if (power < 0 || power >= 21)
      snprintf(text, sizeof text, "1e%d", power);
    else
      snprintf(text, sizeof text, "%.0f%s", pow(10, power % 3), powers[power / 3]);
    fprintf(out, "  <line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"line\"/>\n", x, panel->top + 38, x,
            bottom);
    label(out, x, panel->top + 32, "small", "middle", text);
  }
}

// From above.
static const struct {
  enum compare_system system;
  const char *class, *name;
} BARS_OF[] = {{COMPARE_DELIAS, "delias", "Delias, resilient"},
               {COMPARE_FAST, "fast", "Delias, fast"},
               {COMPARE_LINUX, "linux", "Linux"}};
enum { BAR_COUNT = sizeof BARS_OF / sizeof BARS_OF[0] };

static double bar_top(double row, int index) {
  return row + index * BAR_STEP;
}

static void bar(FILE *out, const struct panel *panel, const struct compare_result *result, int index, double y) {
  enum compare_system system = BARS_OF[index].system;
  double value = median(result, system), end = BARS;
  if (is_drawn(value)) {
    end = place(panel, log10(value));
    if (end < BARS + 1) end = BARS + 1;
    fprintf(out, "  <rect x=\"%d\" y=\"%.1f\" width=\"%.1f\" height=\"%d\" rx=\"2\" class=\"%s\"><title>", BARS, y,
            end - BARS, BAR, BARS_OF[index].class);
    escaped(out, result->row->thing->side[system == COMPARE_LINUX ? COMPARE_LINUX : COMPARE_DELIAS]);
    fputs("</title></rect>\n", out);
  }
  char text[16];
  write_short(text, value);
  label(out, end + 6, y + BAR - 2, "figure", "start", text);
}

// Where Delias' bar would have to end. Off the axis it is left out.
static void mark_wanted(FILE *out, const struct panel *panel, const struct compare_result *result, double y) {
  if (result->row->wanted == 0) return;
  double value = result->row->rule == COMPARE_SCALING ? result->row->wanted / 100.0
                                                      : median(result, COMPARE_LINUX) / result->row->wanted;
  if (!is_drawn(value)) return;
  double x = place(panel, log10(value));
  if (x < BARS || x > BARS_END) return;
  fprintf(out, "  <line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"wanted\"/>\n", x, y - 2, x,
          y + BAR + 2);
}

// At the right, beside the bar that it is about.
static void put_ratio(FILE *out, double ratio, const char *class, double y) {
  char text[64];
  if (!isfinite(ratio)) return;
  snprintf(text, sizeof text, ratio < 0.995 ? "1 : %.2f" : ratio < 99.95 ? "1 : %.1f" : "1 : %.0f", ratio);
  label(out, WIDTH - MARGIN, y + BAR - 2, class, "end", text);
}

static void draw_panel(FILE *out, const struct panel *panel) {
  label(out, MARGIN, panel->top + 14, "head", "start", panel->first->row->heading);
  axis(out, panel);
  for (uint32_t i = 0; i < panel->count; i++) {
    const struct compare_result *result = &panel->first[i];
    double y = panel->top + PANEL_HEAD + i * ROW - 8;
    label(out, MARGIN, bar_top(y, 1) + BAR - 1, "", "start", result->row->thing->title);
    for (int index = 0; index < BAR_COUNT; index++)
      bar(out, panel, result, index, bar_top(y, index));
    mark_wanted(out, panel, result, bar_top(y, 0));
    put_ratio(out, result->ratio.median, result->verdict == COMPARE_FAILS ? "ratio missed" : "ratio", bar_top(y, 0));
    put_ratio(out, result->fast_ratio.median, "figure", bar_top(y, 1));
  }
}

static double height_of(const struct compare_report *report) {
  double height = HEADER + FOOTER;
  for (uint32_t i = 0; i < report->count;) {
    struct panel panel = panel_at(report, i, 0);
    height += PANEL_HEAD + panel.count * ROW + PANEL_GAP;
    i += panel.count;
  }
  return height;
}

static void legend(FILE *out, double x, const char *class, const char *text) {
  fprintf(out, "  <rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" rx=\"2\" class=\"%s\"/>\n", x, 37, class);
  label(out, x + 18, 48, "", "start", text);
}

void write_svg(FILE *out, const struct compare_report *report) {
  double height = height_of(report);
  fprintf(
      out,
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" height=\"%.0f\" role=\"img\">\n",
      WIDTH, height, WIDTH, height);
  fputs("  <title>Delias beside Linux</title>\n", out);
  fputs(STYLE, out);
  fprintf(out, "  <rect width=\"%d\" height=\"%.0f\" class=\"page\"/>\n", WIDTH, height);
  label(out, MARGIN, 48, "title", "start", "Delias beside Linux");
  static const int places[BAR_COUNT] = {350, 204, 76};  // left of the margin
  for (int index = 0; index < BAR_COUNT; index++)
    legend(out, WIDTH - MARGIN - places[index], BARS_OF[index].class, BARS_OF[index].name);
  label(out, MARGIN, 70, "small", "start", report->linux);
  label(out, MARGIN, 86, "small", "start", report->machine);
  double top = HEADER;
  for (uint32_t i = 0; i < report->count;) {
    struct panel panel = panel_at(report, i, top);
    draw_panel(out, &panel);
    top += PANEL_HEAD + panel.count * ROW + PANEL_GAP;
    i += panel.count;
  }
  label(out, MARGIN, height - 54, "small", "start",
        "Shorter is better. The scale is logarithmic. Medians of all rounds.");
  label(out, MARGIN, height - 38, "small", "start",
        "The ratio to Linux at the right is what counts: that of the profile resilient, red where it misses what is "
        "wanted (the red line).");
  label(
      out, MARGIN, height - 22, "small", "start",
      "Calls in Delias stay within one privilege level and address space; system calls and processes do not: they are "
      "not the same thing.");
  fputs("</svg>\n", out);
}
