// SPDX-License-Identifier: Apache-2.0
// console: the system's terminal: text out, bytes in, for any cell.
//
// Context  writing: any, faults included; a task whose output is diverted may wait in it. Reading: in a task.
// State    `console`: the input ring (4096 bytes; when full, new bytes are refused and counted), who waits, and whose
//          output is diverted.
// Errors   KILLED, TIMED_OUT; EMPTY: the task's output is diverted, so the input is not meant for it. Output never
//          fails; without a device it is dropped.
#pragma once
#include "kernel/base/cell.h"

enum {
  CONSOLE_WHOLE =
      256,  // a write of up to that many bytes comes out in one piece; longer ones are parted, at line ends if they can
  CONSOLE_INPUT = 4096,
};

ATOMIC void console_write(const char *text, size_t length);  // "\n" becomes "\r\n"
// At most CONSOLE_WHOLE - 1 bytes; longer text is cut and ends in "...".
ATOMIC void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
STEPS status_t console_read(uint8_t *byte, uint64_t deadline_ns);  // deadline_ns: clock_now(); 0: none
// The foreground task: Ctrl-C (0x03) asks it to end instead of being read. 0: nobody, the byte is read.
ATOMIC void console_foreground(uint64_t task);
// For who draws a prompt: how many bytes were written so far, by anybody; and whether the last one ended a line.
READ uint64_t console_written(void);
READ bool console_at_line_start(void);
READ uint64_t console_refused(void);  // input bytes lost because nobody read, or because the device overran

// What that task writes goes to `sink` instead of the device. The sink runs in the task, interrupts on, and may wait.
// With interrupts off its writes still go to the device, as do those of interrupt handlers, of all other tasks, and a
// fault's report. BUSY: another task, which still lives, has its output diverted. INVALID: no task, or no sink.
ATOMIC status_t console_divert(uint64_t task, void (*sink)(const char *text, size_t length));
ATOMIC void console_divert_end(uint64_t task);  // no effect unless that task's output is diverted
