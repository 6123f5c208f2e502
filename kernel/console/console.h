// SPDX-License-Identifier: Apache-2.0
// console: the system's terminal: text out, bytes in, for any cell.
//
// Context  writing: any, faults included. Reading: in a task.
// State    `console`: the input ring (4096 bytes; when full, new bytes are refused and counted) and who waits.
// Errors   KILLED, TIMED_OUT. Output never fails; without a device it is dropped.
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
