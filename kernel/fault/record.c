// SPDX-License-Identifier: Apache-2.0
// What is kept of faults: the last of them, and how often it was which cell and which task.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/fault/internal.h"
#include "kernel/task/task.h"

struct faults_state {
  uint32_t turn;  // 1 + the number of the processor that has it; 0: none
  uint64_t count;
  struct fault_record kept[FAULTS_KEPT];
  struct fault_tally cells[FAULT_TALLIES], tasks[FAULT_TALLIES];  // the one that faulted last is the first
};
CELL_STATE(struct faults_state, faults);

RAW_PRIVATE bool fault_turn_take(void) {
  uint32_t me = (uint32_t)nucleus_cpu()->number + 1;
  for (uint32_t holder = 0;
       !__atomic_compare_exchange_n(&faults.turn, &holder, me, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED); holder = 0) {
    if (holder == me) return false;
    arch_pause();
  }
  return true;
}

RAW_PRIVATE void fault_turn_give(void) {
  if (__atomic_load_n(&faults.turn, __ATOMIC_RELAXED) == nucleus_cpu()->number + 1)
    __atomic_store_n(&faults.turn, 0, __ATOMIC_RELEASE);
}

status_t fault_record(uint64_t index, struct fault_record *record) {
  uint64_t interrupts = arch_interrupts_off();
  bool kept = index < FAULTS_KEPT && index < faults.count;
  if (kept) *record = faults.kept[(faults.count - 1 - index) % FAULTS_KEPT];
  arch_interrupts_restore(interrupts);
  return kept ? OK : OUT_OF_RANGE;
}

uint64_t fault_count(void) {
  return faults.count;
}

static status_t tally_at(const struct fault_tally tallies[FAULT_TALLIES], uint32_t index, struct fault_tally *tally) {
  uint64_t interrupts = arch_interrupts_off();
  bool kept = index < FAULT_TALLIES && tallies[index].faults > 0;
  if (kept) *tally = tallies[index];
  arch_interrupts_restore(interrupts);
  return kept ? OK : OUT_OF_RANGE;
}

status_t fault_cell_tally(uint32_t index, struct fault_tally *tally) {
  return tally_at(faults.cells, index, tally);
}
status_t fault_task_tally(uint32_t index, struct fault_tally *tally) {
  return tally_at(faults.tasks, index, tally);
}

const char *fault_rung_name(enum fault_rung rung) {
  switch (rung) {
  case FAULT_GOES_ON: return "goes on";
  case FAULT_INSTRUCTION: return "instruction done again";
  case FAULT_CALL: return "call made again";
  case FAULT_REQUEST: return "request made again";
  case FAULT_AFTER: return "rest of the call done";
  case FAULT_INTERRUPT: return "interrupt given up";
  case FAULT_TASK: return "task ended";
  case FAULT_SYSTEM: return "system ended";
  case FAULT_RUNGS: break;
  }
  return "?";
}

// A row of its own for each.
struct fault_record *record_plain(const struct nucleus_fault *fault) {
  uint64_t sequence = __atomic_fetch_add(&faults.count, 1, __ATOMIC_RELAXED);
  struct fault_record *record = &faults.kept[sequence % FAULTS_KEPT];
  *record = (struct fault_record){
      .sequence = sequence,
      .trouble = sequence,
      .cpu = (uint32_t)nucleus_cpu()->number,
      .cycles = arch_cycles(),
      .vector = fault->frame.vector,
      .error = fault->frame.error,
      .rip = fault->frame.rip,
      .address = fault->frame.vector == VECTOR_PAGE ? fault->address : 0,
  };
  const struct task *task = (const struct task *)fault->context;
  if (task != NULL) {
    record->task = task->number;
    text_copy(record->task_name, sizeof record->task_name, task->name);
  }
  explain_plain(fault, record->what, sizeof record->what);
  return record;
}

void record_names(const struct nucleus_fault *fault, struct fault_record *record) {
  explain(fault, record->what, sizeof record->what);
  struct fault_place place = place_of(fault->frame.rip, false);
  uint64_t caller;
  if (place.cell == NULL && jumped_from(fault, &caller)) place = place_of(caller, true);
  if (place.cell == NULL) return;
  text_copy(record->cell, sizeof record->cell, place.cell);
  text_copy(record->symbol, sizeof record->symbol, place.symbol);
  record->cell_version = place.version;
  record->offset = place.offset;
}

// Its tally, moved to the front; the one that has not faulted for longest makes room.
RAW_STATIC struct fault_tally *tally_of(struct fault_tally tallies[FAULT_TALLIES], const char *name, uint64_t task) {
  uint32_t at = 0;
  while (at < FAULT_TALLIES - 1 && !(tallies[at].task == task && text_equal(tallies[at].name, name)))
    at++;
  struct fault_tally found = tallies[at];
  if (found.task != task || !text_equal(found.name, name)) {
    found = (struct fault_tally){.task = task};
    text_copy(found.name, sizeof found.name, name);
  }
  for (; at > 0; at--)
    tallies[at] = tallies[at - 1];
  tallies[0] = found;
  return &tallies[0];
}

RAW_STATIC void count(struct fault_tally *tally, enum fault_rung rung) {
  tally->faults++;
  if (rung == FAULT_TASK || rung == FAULT_SYSTEM) tally->ended++;
  if (rung == FAULT_INSTRUCTION || rung == FAULT_CALL || rung == FAULT_REQUEST || rung == FAULT_AFTER)
    tally->recovered++;
}

void record_count(const struct fault_record *record) {
  bool taken = fault_turn_take();
  count(tally_of(faults.cells, record->cell[0] == 0 ? "no cell" : record->cell, 0), record->rung);
  if (record->task != 0) count(tally_of(faults.tasks, record->task_name, record->task), record->rung);
  if (taken) fault_turn_give();
}

uint64_t record_faults_of_task(uint64_t task) {
  for (uint32_t i = 0; i < FAULT_TALLIES; i++)
    if (faults.tasks[i].task == task) return faults.tasks[i].faults;
  return 0;
}

void fault_tell(const struct fault_record *record, char *text, uint32_t size) {
  char undone[48] = "", released[48] = "", done[96];
  if (record->undone > 0)
    text_format(undone, sizeof undone, "%lu store%s undone, ", record->undone, record->undone == 1 ? "" : "s");
  if (record->released > 0) text_format(released, sizeof released, "%lu of what it had released, ", record->released);
  text_copy(done, sizeof done, fault_rung_name(record->rung));
  if (record->request[0] != 0 && (record->rung == FAULT_CALL || record->rung == FAULT_REQUEST))
    text_format(done, sizeof done, "%s made again", record->request);
  if (record->request[0] != 0 && record->rung == FAULT_AFTER)
    text_format(done, sizeof done, "the rest of %s done", record->request);
  size_t length =
      text_format(text, size, "%s%s%s%s%s", undone, released, done, record->why[0] == 0 ? "" : ": ", record->why);
  if (record->state[0] != 0 && length < size)
    length += text_format(text + length, size - length, "; its state was broken (%s)%s", record->state,
                          record->rebuilt ? " and is rebuilt" : "");
  if (record->inside > 0 && length < size)
    text_format(text + length, size - length, "; the handling itself faulted %lu times", record->inside);
}

void fault_note(const char *cell, uint64_t task, const char *name, const char *what, enum fault_rung rung,
                const char *why) {
  uint64_t interrupts = arch_interrupts_off();
  bool is_first = fault_turn_take();
  uint64_t sequence = __atomic_fetch_add(&faults.count, 1, __ATOMIC_RELAXED);
  struct fault_record *record = &faults.kept[sequence % FAULTS_KEPT];
  *record = (struct fault_record){
      .sequence = sequence,
      .trouble = sequence,
      .cpu = (uint32_t)nucleus_cpu()->number,
      .cycles = arch_cycles(),
      .task = task,
      .rung = rung,
  };
  text_copy(record->task_name, sizeof record->task_name, name);
  text_copy(record->what, sizeof record->what, what);
  text_copy(record->cell, sizeof record->cell, cell);
  text_copy(record->why, sizeof record->why, why);
  record_count(record);
  if (is_first) fault_turn_give();
  arch_interrupts_restore(interrupts);
}
