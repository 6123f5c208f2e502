// SPDX-License-Identifier: Apache-2.0
// console: a ring of input bytes with tasks that wait for them, Ctrl-C, and the two slots that name a task.
#include "kernel/console/console.h"

#include "kernel/console/device.h"
#include "kernel/console/state.h"
#include "kernel/log/log.h"
#include "kernel/sched/sched.h"

enum { CTRL_C = 0x03 };

CELL_STATE(struct console_state, console);

status_t console_take(struct console_input *input, uint64_t deadline_ns) {
  if (input->taken) return OK;
  lock_enter(&console.lock);
  const struct console_diversion *diversion = console_diversion();
  status_t status = diversion != NULL && diversion->sink != NULL ? EMPTY : console.count == 0 ? WAITING : OK;
  if (status == OK) {
    *input = (struct console_input){.taken = true, .byte = console.input[console.first]};
    console.first = (console.first + 1) % CONSOLE_INPUT;
    console.count--;
  } else if (status == WAITING) {
    wait_join(&console.readers, deadline_ns, "console");
  }
  lock_leave(&console.lock);
  return status;
}

status_t console_read(struct console_input *input, uint64_t deadline_ns) {
  status_t status;
  while ((status = console_take(input, deadline_ns)) == WAITING)
    if ((status = sched_wait_here()) != OK) break;
  return status;
}

// Ctrl-C for the foreground task; false: there is none (any more), so the byte is for whoever reads.
HOLDS(&console.lock) static bool interrupt_foreground(void) {
  return console.foreground != 0 && sched_kill(console.foreground) == OK;
}

// All readers look: one that was woken alone could be killed before it took the byte.
HOLDS(&console.lock) static bool keep_byte(uint8_t byte) {
  if (console.count == CONSOLE_INPUT) {
    console.refused++;
    return false;
  }
  console.input[(console.first + console.count) % CONSOLE_INPUT] = byte;
  console.count++;
  return wait_wake_all(&console.readers) > 0;
}

CELL_CALLBACK bool console_received(uint8_t byte) {
  lock_enter(&console.lock);
  bool choose = byte == CTRL_C && interrupt_foreground();
  if (!choose) choose = keep_byte(byte);
  lock_leave(&console.lock);
  return choose;
}

// The slots. Each belongs to the task that it names, so it is given back when that task ends, however it does.
CELL_CALLBACK void console_release_foreground(uint64_t number) {
  console_foreground_end(number);
}
CELL_OPS(struct ledger_type, console_foreground_type) = {.name = "console foreground",
                                                         .release = console_release_foreground};

// Enters the slot below the task of that number; NOT_FOUND: there is none that lives.
HOLDS(&console.lock) static status_t enter(uint64_t number, const struct ledger_type *type, uint32_t *entry) {
  const struct task *task = task_view(number);
  if (task == NULL || task->state == TASK_ENDED) return NOT_FOUND;
  *entry = ledger_add((uint32_t)task->context.owner, type, number);
  return *entry == LEDGER_NONE ? NO_MEMORY : OK;
}

HOLDS(&console.lock) static void leave_foreground(void) {
  ledger_remove(console.foreground_entry, console.foreground);
  console.foreground_entry = LEDGER_NONE;
  console.foreground = 0;
}

status_t console_foreground(uint64_t task) {
  lock_enter(&console.lock);
  leave_foreground();
  status_t status = task == 0 ? OK : enter(task, &console_foreground_type, &console.foreground_entry);
  if (status == OK) console.foreground = task;
  lock_leave(&console.lock);
  return status;
}

void console_foreground_end(uint64_t task) {
  lock_enter(&console.lock);
  if (console.foreground == task) leave_foreground();
  lock_leave(&console.lock);
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
