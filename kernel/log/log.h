// SPDX-License-Identifier: Apache-2.0
// log: a ring of lines with level, time and the cell that wrote them. Rings only: who shows them reads them (console,
// shell).
//
// Context  any, interrupts and faults included; takes no lock, never blocks. A line stays when the transaction that wrote it
//          is undone. When full, the oldest lines go and are counted.
// Owns     nothing; the text is copied in, so no address of the writer's read-only data is kept.
// State    `log_ring`: 15 KiB of lines, as long as each needs; about 180 of the usual length.
// Errors   EMPTY: nothing at or after that sequence number. A line longer than LOG_LINE is cut and ends in "...".
//          A line that comes from a fault inside log_write itself is dropped and counted.
#pragma once
#include "kernel/base/cell.h"
#include <stdarg.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };
enum { LOG_LEVELS = 4, LOG_LINE = 160, LOG_CELL = 48 };

struct log_line {
  uint64_t sequence;  // counts from 0
  uint64_t cycles;    // time-stamp counter when written
  enum log_level level;
  char cell[LOG_CELL];  // "//kernel/heap"
  char text[LOG_LINE];
};

// Control characters become '?', but a newline at the end is left out.
RAW void log_write(enum log_level level, const char *cell, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
// For the handling of a fault that is not answered by going on: a write that it came into ends here, so that others need not wait for it.
RAW void log_let_go(void);
// Copies the oldest line whose sequence number is at least `from` (lines may have gone): compare line->sequence with
// it.
READ status_t log_read(uint64_t from, struct log_line *line);
READ uint64_t log_next(void);                      // the sequence number that the next line gets
READ uint64_t log_lost(void);                      // lines that were overwritten
READ uint64_t log_dropped(void);                   // lines refused because they came while another was being written
ATOMIC void log_set_level(enum log_level lowest);  // lines below are not kept
READ enum log_level log_level(void);
READ VIEW_RET const char *log_level_name(enum log_level level);  // "debug", "info", "warning", "error"

#define LOG(level, ...) log_write(level, CELL_LABEL, __VA_ARGS__)
