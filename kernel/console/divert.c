// SPDX-License-Identifier: Apache-2.0
// divert: tasks whose output goes elsewhere, and whose input comes from elsewhere. A slot for each, which belongs to its task.
#include "kernel/console/state.h"
#include "kernel/sched/sched.h"

CELL_CALLBACK void console_release_diversion(uint64_t number) {
  console_divert_end(number);
}
CELL_OPS(struct ledger_type, console_diversion_type) = {.name = "console diversion",
                                                        .release = console_release_diversion};

// Without the lock: a task's slot changes while it is made and when it ends, or by its own hand.
struct console_diversion *console_diversion_of(uint64_t number) {
  for (uint32_t i = 0; i < CONSOLE_DIVERSIONS; i++)
    if (console.diverted[i].task == number) return &console.diverted[i];
  return NULL;
}

struct console_diversion *console_diversion(void) {
  if (console.diversions == 0) return NULL;
  const struct task *task = task_current();
  return task == NULL ? NULL : console_diversion_of(task->number);
}

HOLDS(&console.lock) static void leave(struct console_diversion *diversion) {
  ledger_remove(diversion->entry, diversion->task);
  *diversion = (struct console_diversion){};
  console.diversions--;
}

// Ended tasks whose undertaker has not come yet are in nobody's way.
HOLDS(&console.lock) static struct console_diversion *free_slot(void) {
  struct console_diversion *slot = console_diversion_of(0);
  for (uint32_t i = 0; slot == NULL && i < CONSOLE_DIVERSIONS; i++) {
    const struct task *task = task_view(console.diverted[i].task);
    if (task != NULL && task->state != TASK_ENDED) continue;
    slot = &console.diverted[i];
    leave(slot);
  }
  return slot;
}

// That task's slot, made if it has none.
HOLDS(&console.lock) static status_t slot_for(uint64_t number, struct console_diversion **slot) {
  const struct task *task = number == 0 ? NULL : task_view(number);
  if (task == NULL || task->state == TASK_ENDED) return NOT_FOUND;
  *slot = console_diversion_of(number);
  if (*slot != NULL) return OK;
  *slot = free_slot();
  if (*slot == NULL) return FULL;
  uint32_t entry = ledger_add((uint32_t)task->context.owner, &console_diversion_type, number);
  if (entry == LEDGER_NONE) return NO_MEMORY;
  **slot = (struct console_diversion){.task = number, .entry = entry};
  console.diversions++;
  return OK;
}

status_t console_divert(uint64_t task, size_t (*sink)(void *context, const char *text, size_t length, bool may_wait),
                        void *context) {
  struct console_diversion *slot = NULL;
  if (sink == NULL) return INVALID;
  lock_enter(&console.lock);
  status_t status = slot_for(task, &slot);
  if (status == OK) {
    slot->sink = sink;
    slot->sink_context = context;
  }
  lock_leave(&console.lock);
  return status;
}

status_t console_divert_input(uint64_t task, status_t (*source)(void *context, void *to, size_t size, size_t *count),
                              void *context) {
  struct console_diversion *slot = NULL;
  if (source == NULL) return INVALID;
  lock_enter(&console.lock);
  status_t status = slot_for(task, &slot);
  if (status == OK) {
    slot->source = source;
    slot->source_context = context;
  }
  lock_leave(&console.lock);
  return status;
}

void console_divert_end(uint64_t task) {
  lock_enter(&console.lock);
  struct console_diversion *slot = task == 0 ? NULL : console_diversion_of(task);
  if (slot != NULL) leave(slot);
  lock_leave(&console.lock);
}

status_t console_take_piece(struct console_piece *piece) {
  size_t count = 0;
  if (piece->count > 0) return OK;
  const struct console_diversion *diversion = console_diversion();
  if (diversion == NULL || diversion->source == NULL) return NOT_FOUND;
  status_t status = diversion->source(diversion->source_context, piece->bytes, sizeof piece->bytes, &count);
  if (status == OK) piece->count = (uint32_t)count;
  return status;
}

status_t console_read_piece(struct console_piece *piece) {
  status_t status;
  while ((status = console_take_piece(piece)) == WAITING)
    if ((status = sched_wait_here()) != OK) break;
  return status;
}
