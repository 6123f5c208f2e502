// SPDX-License-Identifier: Apache-2.0
// trace: shows the events of the trace, and says what it records.
#include "kernel/trace/trace.h"

#include "cells/shell/command.h"
#include "cells/shell/commands/trace/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"

enum { LINES = 20, POINT_NAME = 64 };

static const char *const words[] = {"points", "on", "off", "detail", "clear", "--rows"};
enum { WORDS_KNOWN = sizeof words / sizeof *words };

static int64_t usage(void) {
  console_print("usage: trace [LINES] [POINT] | points | on [POINT] | off [POINT] | detail on|off | clear | --rows\n");
  return 1;
}

static void print_summary(void) {
  struct trace_ring_info info;
  uint64_t kept = 0, lost = 0;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++) {
    if (trace_ring_info(cpu, &info) != OK) continue;
    kept += info.next - info.first;
    lost += info.lost;
  }
  console_print("%llu events are kept, %llu older ones were overwritten; recording is %s\n", (unsigned long long)kept,
                (unsigned long long)lost,
                !trace_is_on()        ? "off, `trace on` resumes it"
                : trace_is_detailed() ? "on, in detail"
                                      : "on");
}

// All events are copied: names and begins are looked for in those that are not shown, too.
static int64_t show(uint64_t lines, const char *name, bool rows) {
  struct trace_view view;
  status_t status = view_take(&view);
  if (status != OK) {
    console_print("trace: no memory for a copy of the events (%s); `mem` tells who has it\n", status_name(status));
    return 1;
  }
  if (rows)
    print_rows(&view);
  else
    print_lines(&view, name, lines);
  view_drop(&view);
  if (!rows) print_summary();
  return 0;
}

void print_points(void) {
  const struct trace_point *point;
  uint32_t cell;
  console_print("%12s %-4s %-24s %s\n", "EVENTS", "", "POINT", "CELL");
  for (uint32_t cursor = 0; trace_point_next(&cursor, &point, &cell) == OK;)
    console_print("%12llu %-4s %-24s %s\n", (unsigned long long)trace_point_count(point),
                  trace_point_is_on(point) ? "on" : "off", point->name,
                  graph_string(graph_running(), graph_cell(graph_running(), cell)->label));
}

// The rest of the line is one name: `trace off task switch`.
static bool join(const struct shell_call *call, int32_t first, char name[POINT_NAME]) {
  size_t length = 0;
  name[0] = 0;
  for (int32_t i = first; i < call->count; i++) {
    length += text_format(name + length, POINT_NAME - length, "%s%s", i > first ? " " : "", call->words[i]);
    if (length >= POINT_NAME) return false;
  }
  return true;
}

// Points of several cells may have one name; then all are meant.
static int64_t set_points(const char *name, bool on) {
  const struct trace_point *point;
  uint32_t found = 0;
  for (uint32_t cursor = 0; trace_point_next(&cursor, &point, NULL) == OK;) {
    if (!text_equal(point->name, name)) continue;
    found++;
    status_t status = trace_point_set(point, on);
    if (status != OK) {
      console_print("trace: '%s' stays as it is (%s): there are more points than the trace has rows for\n", name,
                    status_name(status));
      return 1;
    }
  }
  if (found == 0) console_print("trace: no point is called '%s'; `trace points` lists all\n", name);
  return found == 0;
}

static int64_t set(const struct shell_call *call, bool on) {
  char name[POINT_NAME];
  if (call->count > 2) return join(call, 2, name) ? set_points(name, on) : usage();
  trace_set(on);
  return 0;
}

static bool is_begin_of_name(const char *name) {
  const struct trace_point *point;
  for (uint32_t cursor = 0; trace_point_next(&cursor, &point, NULL) == OK;)
    if (text_starts(point->name, name)) return true;
  return false;
}

static int64_t set_detail(const struct shell_call *call) {
  bool on = call->count == 3 && text_equal(call->words[2], "on");
  if (!on && (call->count != 3 || !text_equal(call->words[2], "off"))) return usage();
  trace_set_detail(on);
  return 0;
}

// How many lines, of which points.
static int64_t show_some(const struct shell_call *call) {
  char name[POINT_NAME];
  uint64_t lines = LINES;
  bool counted = text_number(call->words[1], &lines);
  if (!join(call, counted ? 2 : 1, name)) return usage();
  if (!is_begin_of_name(name)) {
    console_print("trace: no point's name begins with '%s'; `trace points` lists all, `help trace` the words\n", name);
    return 1;
  }
  return show(lines, name, false);
}

CELL_CALLBACK int64_t trace_run(struct shell_call *call) {
  if (call->count == 1) return show(LINES, "", false);
  const char *word = call->words[1];
  if (text_equal(word, "on") || text_equal(word, "off")) return set(call, text_equal(word, "on"));
  if (text_equal(word, "detail")) return set_detail(call);
  if (call->count != 2) return show_some(call);
  if (text_equal(word, "--rows")) return show(0, "", true);
  if (text_equal(word, "points")) {
    print_points();
  } else if (text_equal(word, "clear")) {
    trace_clear();
  } else {
    return show_some(call);
  }
  return 0;
}

CELL_CALLBACK bool trace_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  return call->count == 2 && index < WORDS_KNOWN && text_copy(text, size, words[index]);
}

CELL_OPS(struct shell_command, trace_command) = {
    .name = "trace",
    .summary = "show what happened: switches, interrupts, faults, commands",
    .usage = "trace [LINES] [POINT] | points | on [POINT] | off [POINT] | detail on|off | clear | --rows",
    .help = "trace           the last 20 events, oldest first\n"
            "trace 100       the last 100\n"
            "trace 9 swap    the last 9 of points whose names begin so\n"
            "trace points    what is recorded, by which cell, and how often it happened\n"
            "trace off       stops recording; `trace on` goes on with it\n"
            "trace off wake  stops recording of one point\n"
            "trace detail on tells waits, wakes, mutexes and messages too; `trace detail off` ends that\n"
            "trace clear     forgets the events so far\n"
            "trace --rows    all events in the format for programs, such as `cellctl trace`\n"
            "Lines show seconds since boot, microseconds since the line before, the task, and what happened.\n",
    .run = trace_run,
    .complete = trace_complete,
};
