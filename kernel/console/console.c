// SPDX-License-Identifier: Apache-2.0
// console: a ring of input bytes with tasks that wait for them, and output straight to the device, or to whom it is
// diverted.
#include "kernel/console/console.h"

#include <stdarg.h>

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/console/device.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/task/task.h"

enum { CTRL_C = 0x03 };

struct console_state {
  struct spin lock;
  struct wait_queue readers;
  uint64_t foreground;  // task number; 0: nobody
  uint64_t refused;
  uint64_t written;       // bytes of output
  char last;              // of them
  uint32_t first, count;  // of the bytes in `input`
  uint8_t input[CONSOLE_INPUT];
  uint64_t diverted;  // task number; 0: nobody's output is
  void (*sink)(const char *text, size_t length);
};

CELL_STATE(struct console_state, console);

// How much of the text may go out before interrupts are let in: up to the last line end, so that others part us only there.
static size_t piece_length(const char *text, size_t length) {
  if (length <= CONSOLE_WHOLE) return length;
  for (size_t i = CONSOLE_WHOLE; i > 0; i--)
    if (text[i - 1] == '\n') return i;
  return CONSOLE_WHOLE;
}

// Task numbers are never used again, so a diversion that outlives its task diverts nothing.
static bool is_diverted(void) {
  if (console.diverted == 0) return false;
  const struct task *task = task_current();
  return task != NULL && task->number == console.diverted;
}

// Takes no lock: a fault inside a write must still be able to tell about itself.
static void write_to_device(const char *text, size_t length) {
  while (length > 0) {
    size_t piece = piece_length(text, length);
    uint64_t interrupts = arch_interrupts_off();
    for (size_t i = 0; i < piece; i++) {
      if (text[i] == '\n') device_put_now('\r');
      device_put_now((uint8_t)text[i]);
    }
    console.written += piece;
    console.last = text[piece - 1];
    arch_interrupts_restore(interrupts);
    text += piece;
    length -= piece;
  }
}

void console_write(const char *text, size_t length) {
  if (arch_interrupts_are_on() && is_diverted())
    console.sink(text, length);
  else
    write_to_device(text, length);
}

void console_print(const char *format, ...) {
  char text[CONSOLE_WHOLE];
  va_list arguments;
  va_start(arguments, format);
  size_t length = text_format_list(text, sizeof text, format, arguments);
  va_end(arguments);
  if (length >= sizeof text) {
    length = sizeof text - 1;
    text_copy(text + length - 4, 5, "...\n");
  }
  console_write(text, length);
}

// Takes the oldest byte, or waits for one. The lock is held. Every byte wakes one reader, so when one gives up, no other waits in
// vain; and a reader that was told to end leaves what came meanwhile to the others.
static status_t take_byte(uint8_t *byte, uint64_t deadline_ns) {
  while (console.count == 0) {
    status_t status = wait_on(&console.readers, &console.lock, deadline_ns, "console");
    if (status == KILLED || (status != OK && console.count == 0)) return status;
  }
  *byte = console.input[console.first];
  console.first = (console.first + 1) % CONSOLE_INPUT;
  console.count--;
  return OK;
}

status_t console_read(uint8_t *byte, uint64_t deadline_ns) {
  uint8_t taken = 0;
  if (is_diverted()) return EMPTY;
  spin_take(&console.lock);
  status_t status = take_byte(&taken, deadline_ns);
  spin_give(&console.lock);
  if (status == OK) *byte = taken;
  return status;
}

// Ctrl-C for the foreground task; false: there is none (any more), so the byte is for whoever reads.
static bool interrupt_foreground(void) {
  return console.foreground != 0 && sched_kill(console.foreground) == OK;
}

static bool keep_byte(uint8_t byte) {
  if (console.count == CONSOLE_INPUT) {
    console.refused++;
    return false;
  }
  console.input[(console.first + console.count) % CONSOLE_INPUT] = byte;
  console.count++;
  return wait_wake_one(&console.readers);
}

CELL_CALLBACK bool console_received(uint8_t byte) {
  if (byte == CTRL_C && interrupt_foreground()) return true;
  spin_take(&console.lock);
  bool choose = keep_byte(byte);
  spin_give(&console.lock);
  return choose;
}

void console_foreground(uint64_t task) {
  console.foreground = task;
}

// Whoever diverted its output may have ended without a word.
static bool diverts(uint64_t number) {
  struct task *task = NULL;
  if (number == 0 || task_find(number, &task) != OK) return false;
  bool lives = task->state != TASK_ENDED;
  task_release(task);
  return lives;
}

status_t console_divert(uint64_t task, void (*sink)(const char *text, size_t length)) {
  if (task == 0 || sink == NULL) return INVALID;
  uint64_t interrupts = arch_interrupts_off();
  bool busy = console.diverted != task && diverts(console.diverted);
  if (!busy) {
    console.sink = sink;
    console.diverted = task;
  }
  arch_interrupts_restore(interrupts);
  return busy ? BUSY : OK;
}

void console_divert_end(uint64_t task) {
  uint64_t interrupts = arch_interrupts_off();
  if (console.diverted == task) console.diverted = 0;
  arch_interrupts_restore(interrupts);
}

uint64_t console_written(void) {
  return console.written;
}

bool console_at_line_start(void) {
  return console.written == 0 || console.last == '\n';
}

uint64_t console_refused(void) {
  return console.refused + device_lost();
}

CELL_CALLBACK status_t console_init(void) {
  status_t status = device_start(console_received);
  if (status != OK) LOG(LOG_WARNING, "no console device (%s): output is dropped, nothing is read", status_name(status));
  return OK;
}

CELL_OPS(struct cell_lifecycle, console_lifecycle) = {.init = console_init};
