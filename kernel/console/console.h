// SPDX-License-Identifier: Apache-2.0
// console: the system's terminal: text out, bytes in, for any cell.
//
// Context  writing: any but faults; a task whose output is diverted may wait in it, outside transactions. Reading: in a
//          task.
// Owns     nothing. The foreground and the diversion belong to the task that they name, and go with it.
// State    `console`: the input ring (4096 bytes; when full, new bytes are refused and counted), who waits, what
//          transactions wrote and have not shown yet, the foreground, and whose output is diverted.
// Errors   TIMED_OUT; EMPTY: the task's output is diverted, so the input is not meant for it; NOT_FOUND: no such task.
//          Output never fails; without a device it is dropped.
#pragma once
#include "kernel/base/cell.h"

enum {
  CONSOLE_WHOLE =
      256,  // a write of up to that many bytes comes out in one piece; longer ones are parted, at line ends if they can
  CONSOLE_INPUT = 4096,
  CONSOLE_KEPT = 1024,  // bytes that a transaction can write before they are shown at once instead
};

// Outside a transaction the text is on its way when this returns. Inside one it is kept, and shown when that has committed;
// a transaction that is undone has written nothing. "\n" becomes "\r\n".
RAW void console_write(const char *text, size_t length);
// At most CONSOLE_WHOLE - 1 bytes; longer text is cut and ends in "...".
RAW void console_print(const char *format, ...) __attribute__((format(printf, 1, 2)));
ATOMIC bool console_keep(const char *text, size_t length);  // console_write's step inside a transaction; false: no room

// Where a read puts its byte: the reader's, who clears `taken` before it asks for the next one. So a read that was
// abandoned and is made again takes no second byte.
struct console_input {
  bool taken;
  uint8_t byte;
};
STEPS status_t console_read(struct console_input *input, uint64_t deadline_ns);  // deadline_ns: clock_now(); 0: none
// Its step. OK: there is a byte. WAITING: the running task is among the readers; wait_here() next (kernel/sync).
ATOMIC status_t console_take(struct console_input *input, uint64_t deadline_ns);

// The foreground task: Ctrl-C (0x03) ends it (sched_kill) instead of being read. 0: nobody, the byte is read. NOT_FOUND,
// NO_MEMORY: it is nobody.
ATOMIC status_t console_foreground(uint64_t task);
ATOMIC void console_foreground_end(uint64_t task);  // no effect unless that task is
// For who draws a prompt: how many bytes were written so far, by anybody; and whether the last one ended a line.
READ uint64_t console_written(void);
READ bool console_at_line_start(void);
READ uint64_t console_refused(void);  // input bytes lost because nobody read, or because the device overran

// What that task writes goes to `sink` instead of the device. The sink is ATOMIC: it takes what fits and returns how much
// that was; 0: it is full, and the running task is in a wait queue, whose wake lets the write go on. What the task writes
// with interrupts off, or inside a transaction and more than the sink takes, still goes to the device, as do the writes of
// interrupt handlers, of all other tasks, and a fault's report. BUSY: another task, which still lives, has its output
// diverted. INVALID: no sink. NOT_FOUND: no such task, or it has ended.
ATOMIC status_t console_divert(uint64_t task, AS(ATOMIC) size_t (*sink)(const char *text, size_t length));
ATOMIC void console_divert_end(uint64_t task);  // no effect unless that task's output is diverted
