// SPDX-License-Identifier: Apache-2.0
// The ladder: does what step_of (rung.c) has decided. What is shared is put right first, whatever comes after.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/epoch/epoch.h"
#include "kernel/fault/internal.h"
#include "kernel/graph/graph.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/ledger/ledger.h"
#include "kernel/log/log.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"
#include "kernel/state/state.h"

enum {
  UNDO_TRIES = 8,  // undo goes on where it was, so that a fault of the moment does not end it
  PART_TRIES = 2,
  AFTER_SHIFT = 48,    // nucleus_transaction.word
  RELEASE_TRIES = 16,  // kernel/ledger puts aside what faults twice, and the next try goes on behind it
};

struct fault_climbs {
  struct fault_climb at[FAULT_TALLIES];
  uint32_t next;  // to be overwritten
};
CELL_STATE(struct fault_climbs, climbs);

void end_system(const char *why) {
  report_line("*** the system ends: %s", why);
  power_off(FAULT_POWER_STATUS);
}

RAW_STATIC struct fault_climb *find_climb(uint64_t task) {
  for (uint32_t i = 0; i < FAULT_TALLIES; i++)
    if (climbs.at[i].task == task) return &climbs.at[i];
  struct fault_climb *climb = &climbs.at[climbs.next];
  climbs.next = (climbs.next + 1) % FAULT_TALLIES;
  *climb = (struct fault_climb){.task = task};
  return climb;
}

RAW_STATIC struct fault_climb *climb_of(uint64_t task) {
  bool taken = fault_turn_take();
  struct fault_climb *climb = find_climb(task);
  if (taken) fault_turn_give();
  return climb;
}

// The last word of a record says how long it is (docs/journal.md).
RAW_STATIC uint64_t stores_in(uint64_t start, uint64_t cursor) {
  uint64_t stores = 0;
  while (cursor > start) {
    uint64_t last = *(const uint64_t *)(cursor - 8), fields = 1, bytes = 8;
    if (last < UINT64_C(1) << 32 && last & 1 << 30)
      bytes = 8 + (((last & ((1 << 30) - 1)) + 7) & ~UINT64_C(7));
    else if (last < UINT64_C(1) << 32)
      fields = (last & 3) + 1, bytes = 8 + 8 * fields;
    if (bytes + 8 > cursor - start) break;
    stores += fields;
    cursor -= bytes + 8;
  }
  return stores;
}

RAW_STATIC void undo(struct nucleus_fault *fault, struct fault_record *record) {
  const uint64_t cursor_bits = ((UINT64_C(1) << 48) - 1) & ~(uint64_t)NUCLEUS_PHASES;
  if (record != NULL && record->undone == 0 && fault->transaction != NULL)
    record->undone = stores_in(fault->transaction->word & cursor_bits, fault->journal);
  nucleus_undo(fault);
}

// Of the cell that faulted. What does not hold now has been broken before; its owner may know how to make it anew.
RAW_STATIC void check(const struct nucleus_fault *fault, struct fault_record *record) {
  uint32_t cell = graph_cell_at(graph_running(), fault->frame.rip);
  char why[FAULT_WHY] = "";
  if (cell == GRAPH_NONE || state_check_cell(cell, why, sizeof why)) return;
  text_copy(record->state, sizeof record->state, why[0] == 0 ? "its check fails" : why);
  record->rebuilt = state_rebuild_cell(cell) == OK;
}

RAW_STATIC void release(struct nucleus_fault *fault, struct fault_record *record) {
  struct ledger_statistics before, after;
  ledger_statistics(&before);
  struct task *task = (struct task *)fault->context;
  if (task->waits_mark > fault->request->mark) sched_wait_leave(task);  // made again, it looks again
  ledger_release_since((uint32_t)fault->context->owner, fault->request->mark);
  ledger_statistics(&after);
  if (after.entries < before.entries) record->released += before.entries - after.entries;
}

// Of an AFTER that faults each time, and is left out: what its cell has named to be done instead (struct nucleus_instead).
RAW_STATIC void do_instead(const struct nucleus_fault *fault) {
  const struct nucleus_after *after = &fault->transaction->after[fault->transaction->word >> AFTER_SHIFT];
  const struct nucleus_instead *row;
  for (uint32_t cursor = 0, cell;
       (row = graph_ops_next(graph_running(), "struct nucleus_instead", &cursor, &cell)) != NULL;)
    if (row->after == after->fn) row->instead(after->arguments[0], after->arguments[1], after->arguments[2]);
}

RAW_STATIC void name_request(const struct nucleus_fault *fault, struct fault_record *record) {
  if (fault->request == NULL || record->request[0] != 0) return;
  struct fault_place place = place_of(*fault->request->target, false);
  text_copy(record->request, sizeof record->request,
            place.symbol == NULL || place.symbol[0] == 0 ? "a call" : place.symbol);
}

RAW_STATIC void tell(struct nucleus_fault *fault, struct fault_record *record, bool names) {
  bool taken = fault_turn_take();
  if (names) name_request(fault, record);
  bool over = record->rung == FAULT_TASK || record->rung == FAULT_SYSTEM || record->rung == FAULT_GOES_ON;
  if (over) report_fault(fault, record, names);
  char done[FAULT_WHAT];
  fault_tell(record, done, sizeof done);
  enum log_level level = over ? LOG_ERROR : LOG_WARNING;
  LOG(level, "fault %lu: %s in %s %s", record->sequence, record->what, record->cell[0] == 0 ? "no cell" : record->cell,
      record->symbol);
  LOG(level, "fault %lu: %s", record->sequence, done);
  if (taken) fault_turn_give();
}

void ladder_part(enum fault_part part, struct nucleus_fault *fault, struct fault_record *record) {
  switch (part) {
  case PART_NAMES: record_names(fault, record); break;
  case PART_INTERRUPTS: interrupt_renew(); break;
  case PART_UNDO: undo(fault, record); break;
  case PART_CHECK: check(fault, record); break;
  case PART_RELEASE: release(fault, record); break;
  case PART_INSTEAD: do_instead(fault); break;
  case PART_TELL: tell(fault, record, true); break;
  case PART_TELL_PLAIN:
    report_line("*** the report itself met a fault; once more, without names:");
    tell(fault, record, false);
    break;
  case PART_END:
    sched_end_running(((const struct task *)fault->context)->kill_wanted ? TASK_WAS_KILLED : TASK_FAULTED, 0);
    break;
  }
}

RAW_STATIC void tell_guarded(struct nucleus_fault *fault, struct fault_record *record) {
  if (!guard(PART_TELL, fault, record, 1)) (void)guard(PART_TELL_PLAIN, fault, record, 1);
}

RAW_STATIC void take_back(struct nucleus_fault *fault, struct fault_record *record, struct fault_step *step) {
  bool something = fault->transaction != NULL || (fault->next != NULL && fault->next->reads > 0);
  if (!something || guard(PART_UNDO, fault, record, UNDO_TRIES)) return;
  step->rung = FAULT_SYSTEM;
  step->why = "what it has done could not be taken back";
}

// A place where it goes on is told only when all is right again, so that a fault meanwhile finds the ladder where it was.
RAW_STATIC void climb_on(const struct nucleus_fault *fault, struct fault_climb *climb, const struct fault_step *step,
                         struct fault_record *record) {
  if (step->again) record->trouble = climb->trouble;
  if (step->rung != FAULT_CALL && step->rung != FAULT_REQUEST && step->rung != FAULT_AFTER) return;
  *climb = (struct fault_climb){
      .task = record->task, .key = key_of(fault), .trouble = record->trouble, .reached = step->request};
}

// Wherever it goes on, it is not in the entering or leaving of a lock.
RAW_STATIC enum nucleus_verdict verdict_of(struct nucleus_fault *fault, struct fault_record *record) {
  if (fault->context != NULL) fault->context->locking = 0;
  switch (record->rung) {
  case FAULT_REQUEST: epoch_abandon(); return NUCLEUS_REPLAY;
  case FAULT_CALL: return NUCLEUS_REPLAY;
  case FAULT_AFTER: return NUCLEUS_FINISH;
  case FAULT_INTERRUPT: return NUCLEUS_GIVE_UP;
  case FAULT_TASK:
    if (!guard(PART_END, fault, record, PART_TRIES)) end_system("the task could not be ended");
    epoch_abandon();
    return NUCLEUS_LEAVE;
  default: end_system(record->why);
  }
}

enum nucleus_verdict ladder(struct nucleus_fault *fault, struct fault_record *record) {
  uint64_t inside = guard_count();
  struct fault_climb *climb = climb_of(record->task);
  struct fault_step step = step_of(fault, record->cell, climb, record_faults_of_task(record->task));
  // An interrupt that came when the stack was used up has been taken and not entered.
  if (fault->context != NULL && fault->next != &nucleus_cpu()->transactions[1])
    (void)guard(PART_INTERRUPTS, fault, record, 1);
  if (step.rung != FAULT_SYSTEM) take_back(fault, record, &step);
  if (step.rung != FAULT_SYSTEM && !guard(PART_CHECK, fault, record, 1))
    text_copy(record->state, sizeof record->state, "its check faults");
  log_let_go();
  record->rung = step.rung;
  text_copy(record->why, sizeof record->why, step.why);
  climb_on(fault, climb, &step, record);
  fault->request = step.request;
  if (step.rung == FAULT_REQUEST && !guard(PART_RELEASE, fault, record, RELEASE_TRIES))
    text_copy(record->why, sizeof record->why, "not all that it had acquired could be released");
  if (step.rung == FAULT_AFTER && fault->transaction->after_faults > 0 &&
      !guard(PART_INSTEAD, fault, record, PART_TRIES))
    text_copy(record->why, sizeof record->why, "it faulted again, and what is done instead does too");
  record_count(record);
  record->inside = guard_count() - inside;
  tell_guarded(fault, record);
  return verdict_of(fault, record);
}
