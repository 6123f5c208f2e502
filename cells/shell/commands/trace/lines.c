// SPDX-License-Identifier: Apache-2.0
// lines: events for people, with the names that numbers stand for.
#include "cells/shell/commands/trace/parts.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/task/task.h"

enum { WORDS = 120 };

struct words {  // a line's second half, built piece by piece; cut when too long
  char text[WORDS];
  size_t length;
};

__attribute__((format(printf, 2, 3))) static void add(struct words *words, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  size_t room = sizeof words->text - words->length;
  size_t length = text_format_list(words->text + words->length, room, format, arguments);
  va_end(arguments);
  words->length += length < room ? length : room - 1;
}

static void unpack(uint64_t value, char text[9]) {
  for (uint32_t i = 0; i < 8; i++) {
    char c = (char)(value >> 8 * i);
    text[i] = c != 0 && (c < ' ' || c == 0x7f) ? '?' : c;
  }
  text[8] = 0;
}

// An ended task's name is told by the events of its begin and end, those of the point "task", while they are kept.
static bool name_from_events(uint32_t number, char name[TASK_NAME]) {
  struct trace_event event;
  const struct trace_point *point;
  for (uint32_t cpu = 0; cpu < CELL_CPUS_MAX; cpu++) {
    for (uint64_t from = 0; trace_read(cpu, from, &event) == OK; from = event.sequence + 1) {
      if (event.task != number || event.phase == TRACE_PHASE_INSTANT) continue;
      if (trace_point_find(event.point, &point, NULL) != OK || !text_equal(point->name, "task")) continue;
      unpack(event.a, name);
      unpack(event.b, name + text_length(name));
      return true;
    }
  }
  return false;
}

static void task_words(uint32_t number, char *to, size_t size) {
  char name[TASK_NAME] = "";
  struct task_info task = {};
  if (number == 0) {
    text_copy(to, size, "-");
    return;
  }
  if (task_next(number - 1, &task) == OK && task.number == number) {
    text_copy(name, sizeof name, task.name);
  } else if (!name_from_events(number, name)) {
    name[0] = 0;
  }
  text_format(to, size, "%u%s%s", number, name[0] == 0 ? "" : " ", name);
}

static void add_address(struct words *words, uint64_t address) {
  uint32_t cell;
  const char *symbol;
  uint64_t offset;
  add(words, "0x%llx", (unsigned long long)address);
  if (graph_symbol_at(graph_running(), address, &cell, &symbol, &offset) == OK && symbol[0] != 0)
    add(words, " (%s+0x%llx)", symbol, (unsigned long long)offset);
}

static void add_argument(struct words *words, const char *name, uint64_t value) {
  enum argument_kind kind = argument_kind(name);
  const struct graph_cell *cell;
  char text[48];
  if (kind != ARGUMENT_NONE && kind != ARGUMENT_TEXT) add(words, "  %s ", name);
  switch (kind) {
  case ARGUMENT_NONE: return;
  case ARGUMENT_NUMBER: add(words, "%llu", (unsigned long long)value); return;
  case ARGUMENT_ADDRESS: add_address(words, value); return;
  case ARGUMENT_TASK:
    task_words((uint32_t)value, text, sizeof text);
    add(words, "%s", text);
    return;
  case ARGUMENT_CELL:
    cell = value > UINT32_MAX ? NULL : graph_cell(graph_running(), (uint32_t)value);
    add(words, "%s", cell == NULL ? "?" : graph_string(graph_running(), cell->label));
    return;
  case ARGUMENT_TEXT: unpack(value, text); add(words, "%s", text);
  }
}

static const char *phase_word(enum trace_phase phase) {
  switch (phase) {
  case TRACE_PHASE_BEGIN: return " begins";
  case TRACE_PHASE_END: return " ends";
  default: return "";
  }
}

static void describe(const struct trace_event *event, struct words *words) {
  const struct trace_point *point;
  words->length = 0;
  if (trace_point_find(event->point, &point, NULL) != OK) {
    add(words, "(point %u of a cell that is gone)  %llu %llu", event->point, (unsigned long long)event->a,
        (unsigned long long)event->b);
    return;
  }
  add(words, "%s%s", point->name, phase_word(event->phase));
  if (argument_kind(point->a) == ARGUMENT_TEXT) add(words, "  ");
  add_argument(words, point->a, event->a);
  add_argument(words, point->b, event->b);
}

// On the clock that counts from the machine's entry, as `log` shows times.
static uint64_t time_of(const struct trace_view *view, const struct trace_event *event) {
  if (event->cycles > view->cycles) return view->ns + clock_from_cycles(event->cycles - view->cycles);
  uint64_t ago = clock_from_cycles(view->cycles - event->cycles);
  return view->ns > ago ? view->ns - ago : 0;
}

static uint64_t since(const struct trace_event *before, const struct trace_event *event) {
  return before == NULL || event->cycles < before->cycles ? 0 : clock_from_cycles(event->cycles - before->cycles);
}

// The begin that an end belongs to; null: it is not kept.
static const struct trace_event *begin_of(const struct trace_view *view, uint64_t end) {
  const struct trace_event *own = &view->events[end].event;
  uint32_t inner = 0;
  for (uint64_t i = end; i > 0; i--) {
    const struct trace_event *event = &view->events[i - 1].event;
    if (event->point != own->point || event->task != own->task) continue;
    if (event->phase == TRACE_PHASE_END) inner++;
    if (event->phase == TRACE_PHASE_BEGIN && inner-- == 0) return event;
  }
  return NULL;
}

static bool is_called(const struct trace_event *event, const char *name) {
  const struct trace_point *point;
  return name[0] == 0 || (trace_point_find(event->point, &point, NULL) == OK && text_starts(point->name, name));
}

static void print_line(const struct trace_view *view, uint64_t at, const struct trace_event *before) {
  const struct trace_event *event = &view->events[at].event;
  const struct trace_event *begin = event->phase == TRACE_PHASE_END ? begin_of(view, at) : NULL;
  uint64_t us = time_of(view, event) / 1000, after_ns = since(before, event), took_ns = since(begin, event);
  struct words words;
  char task[32];
  task_words(event->task, task, sizeof task);
  describe(event, &words);
  if (begin != NULL)
    add(&words, "  took %llu.%llu us", (unsigned long long)(took_ns / 1000), (unsigned long long)(took_ns / 100 % 10));
  console_print("%6llu.%06llu %9llu.%llu  %-20s %s\n", (unsigned long long)(us / 1000000),
                (unsigned long long)(us % 1000000), (unsigned long long)(after_ns / 1000),
                (unsigned long long)(after_ns / 100 % 10), task, words.text);
}

// Where the last `last` events of that name begin.
static uint64_t start_of(const struct trace_view *view, const char *name, uint64_t last) {
  uint64_t start = view->count;
  for (uint64_t found = 0; start > 0 && found < last; start--)
    found += is_called(&view->events[start - 1].event, name);
  return start;
}

void print_lines(const struct trace_view *view, const char *name, uint64_t last) {
  const struct trace_event *before = NULL;
  console_print("%13s %11s  %-20s %s\n", "SECONDS", "+MICROSEC", "TASK", "EVENT");
  for (uint64_t i = start_of(view, name, last); i < view->count; i++) {
    if (!is_called(&view->events[i].event, name)) continue;
    print_line(view, i, before);
    before = &view->events[i].event;
  }
}
