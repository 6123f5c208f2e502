// SPDX-License-Identifier: Apache-2.0
// console: the system's terminal: text out, bytes in, for any cell.
//
// Context  writing: any but faults; a task whose output is diverted may wait in it, outside transactions. Reading: in a
//          task.
// Owns     nothing. The foreground and a diversion belong to the task that they name, and go with it.
// State    `console`: the input ring (4096 bytes; when full, new bytes are refused and counted), who waits, what
//          transactions wrote and have not shown yet, the foreground, and whose output and input are diverted.
// Errors   TIMED_OUT; EMPTY: the task's output is diverted, so the input is not meant for it; NOT_FOUND: no such task.
//          Output never fails; without a device it is dropped.
#pragma once
#include "kernel/base/cell.h"

enum {
  CONSOLE_WHOLE =
      256,  // a write of up to that many bytes comes out in one piece; longer ones are parted, at line ends if they can
  CONSOLE_INPUT = 4096,
  CONSOLE_KEPT = 1024,      // bytes that a transaction can write before they are shown at once instead
  CONSOLE_DIVERSIONS = 16,  // tasks
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

// What that task writes goes to `sink` instead of the device. The sink is an exported ATOMIC function: it takes what fits and returns how
// much that was; 0: it is full, and if it may_wait the running task is in a wait queue, whose wake lets the write go on, with the same text. What
// the task writes with interrupts off, or inside a transaction and more than the sink takes, still goes to the device, as do the
// writes of interrupt handlers, of all other tasks, and a fault's report. The context is the sink's, and has to outlive the diversion. FULL:
// CONSOLE_DIVERSIONS tasks are diverted. INVALID: no sink. NOT_FOUND: no such task, or it has ended.
ATOMIC status_t console_divert(uint64_t task,
                               AS(ATOMIC) size_t (*sink)(void *context, const char *text, size_t length, bool may_wait),
                               void *context);
// The same for what console_read_piece gives that task. The source is an exported ATOMIC function. OK: *count bytes, one at least. EMPTY: there will
// be no more. WAITING: none yet, and the running task is in a wait queue.
ATOMIC status_t console_divert_input(uint64_t task,
                                     AS(ATOMIC) status_t (*source)(void *context, void *to, size_t size, size_t *count),
                                     void *context);
ATOMIC void console_divert_end(uint64_t task);  // both; no effect unless that task is diverted

// What a task is given to read: a piece of it, the reader's, who sets count to 0 before it asks for the next one. EMPTY: that was all.
// NOT_FOUND: its input is not diverted.
struct console_piece {
  uint32_t count;
  char bytes[CONSOLE_WHOLE];
};
STEPS status_t console_read_piece(struct console_piece *piece);
ATOMIC status_t console_take_piece(struct console_piece *piece);  // its step. WAITING: wait_here() next
