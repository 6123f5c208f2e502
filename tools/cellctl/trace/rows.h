// SPDX-License-Identifier: Apache-2.0
// rows: what the system's `trace --rows` printed, as tables (docs/tracing.md has the format).
//
// Context  one thread.
// Owns     the tables, until rows_free. Names point into the text that was read, which must stay.
// State    none.
// Errors   false: `why` is a sentence for people; the tables are empty.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { ROWS_CPUS = 256, ROWS_TASKS = 1 << 25 };  // numbers of processors and tasks are below

struct row_point {
  uint64_t number, cell;
  const char *name, *a, *b;
};
struct row_name {  // of a cell or a task
  uint64_t number;
  const char *name;
};
struct row_event {
  uint64_t cpu, sequence, cycles, task, point, a, b;
  char phase;  // i B E C
};

struct rows {
  uint64_t hertz, cycles, ns;  // cycles and ns: one moment on both clocks
  uint64_t lost;               // older events that were overwritten
  struct row_point *points;
  struct row_name *cells, *tasks;
  struct row_event *events;  // in order of time
  size_t point_count, cell_count, task_count, event_count;
};

// Cuts the text, which ends in NUL, into its words. Lines that begin with an unknown word are left out.
bool rows_read(char *text, struct rows *rows, char *why, size_t size);
void rows_free(struct rows *rows);
const struct row_point *rows_point(const struct rows *rows, uint64_t number);        // null: of a cell that is gone
const char *rows_name(const struct row_name *names, size_t count, uint64_t number);  // null: unknown

#ifdef __cplusplus
}
#endif
