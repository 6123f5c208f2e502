// SPDX-License-Identifier: Apache-2.0
// rows: all events for programs, in the format of docs/tracing.md: a word first, then numbers, then quoted texts.
#include "cells/shell/commands/trace/parts.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/task/task.h"

enum { FORMAT = 1, QUOTED = 96 };

// In quotes, which it takes from whatever is in the text, as with control characters; too long a text is cut.
static const char *quoted(char to[QUOTED], const char *text) {
  size_t length = 0;
  to[length++] = '"';
  for (; *text != 0 && length < QUOTED - 2; text++)
    to[length++] = *text < ' ' || *text == '"' || *text == '\\' || *text == 0x7f ? '?' : *text;
  to[length++] = '"';
  to[length] = 0;
  return to;
}

static void print_head(const struct trace_view *view) {
  console_print("trace %d\n", FORMAT);
  console_print("clock %llu %llu %llu\n", (unsigned long long)clock_frequency(), (unsigned long long)view->cycles,
                (unsigned long long)view->ns);
  struct trace_ring_info info;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++)
    if (trace_ring_info(cpu, &info) == OK) console_print("cpu %u %llu\n", cpu, (unsigned long long)info.lost);
}

static void print_point_rows(void) {
  const struct trace_point *point;
  char name[QUOTED], a[QUOTED], b[QUOTED];
  uint32_t cell;
  for (uint32_t cursor = 0; trace_point_next(&cursor, &point, &cell) == OK;)
    console_print("point %u %u %s %s %s\n", trace_point_number(point), cell, quoted(name, point->name),
                  quoted(a, point->a), quoted(b, point->b));
}

static void print_names(void) {
  const struct graph_cell *cell;
  char name[QUOTED];
  for (uint32_t i = 0; (cell = graph_cell(graph_running(), i)) != NULL; i++)
    console_print("cell %u %s\n", i, quoted(name, graph_string(graph_running(), cell->label)));
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    console_print("task %llu %s\n", (unsigned long long)info.number, quoted(name, info.name));
}

void print_rows(const struct trace_view *view) {
  static const char phases[TRACE_PHASES] = {'i', 'B', 'E', 'C'};
  print_head(view);
  print_point_rows();
  print_names();
  for (uint64_t i = 0; i < view->count; i++) {
    const struct trace_event *event = &view->events[i].event;
    char phase = event->phase < TRACE_PHASES ? phases[event->phase] : '?';
    console_print("event %u %llu %llu %c %u %u %llu %llu\n", view->events[i].cpu, (unsigned long long)event->sequence,
                  (unsigned long long)event->cycles, phase, event->task, event->point, (unsigned long long)event->a,
                  (unsigned long long)event->b);
  }
  console_print("end %llu\n", (unsigned long long)view->count);
}
