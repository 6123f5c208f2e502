// SPDX-License-Identifier: Apache-2.0
// What is told of a finding: a sentence in the log and among the faults, where the task stands, and what each processor does.
#include "kernel/backtrace/backtrace.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/fault/fault.h"
#include "kernel/graph/graph.h"
#include "kernel/log/log.h"
#include "kernel/processors/processors.h"
#include "kernel/task/task.h"
#include "kernel/watchdog/state.h"

#define ANSWER_NS UINT64_C(100000000)  // for a processor to take an interrupt

CELL_CPU_STATE(struct watchdog_note, watchdog_notes);

const char *watchdog_kind_name(enum watchdog_kind kind) {
  switch (kind) {
  case WATCHDOG_OVERDUE: return "waits longer than it said";
  case WATCHDOG_LONG: return "waits long";
  case WATCHDOG_NO_HOLDER: return "lost wake-up: nobody has what it waits for";
  case WATCHDOG_DEADLINE: return "lost wake-up: its deadline was missed";
  case WATCHDOG_NOT_RUN: return "is ready, and nobody runs it";
  case WATCHDOG_NO_CHOICE: return "keeps its processor although others are due";
  case WATCHDOG_NO_ANSWER: return "takes no interrupts";
  case WATCHDOG_NOTHING:
  case WATCHDOG_KINDS: break;
  }
  return "?";
}

static const char *done_about(enum watchdog_kind kind) {
  switch (kind) {
  case WATCHDOG_OVERDUE: return "it is ended";
  case WATCHDOG_NO_HOLDER:
  case WATCHDOG_DEADLINE: return "it is woken";
  case WATCHDOG_NOT_RUN: return "the run queues are made anew if they do not hold";
  default: return "it is only told";
  }
}

static void tell_frames(const uint64_t *frame, uint64_t count) {
  for (uint64_t i = 0; i < count; i++) {
    uint32_t cell;
    const char *symbol;
    uint64_t offset, address = frame[i] - (i == 0 ? 0 : 1);  // of the call, not of what follows it
    if (graph_symbol_at(graph_running(), address, &cell, &symbol, &offset) != OK) {
      LOG(LOG_ERROR, "  %s %016lx", i == 0 ? "at" : "by", frame[i]);
      continue;
    }
    const struct graph_cell *row = graph_cell(graph_running(), cell);
    LOG(LOG_ERROR, "  %s %016lx %s %s+0x%lx", i == 0 ? "at" : "by", frame[i],
        row == NULL ? "?" : graph_string(graph_running(), row->label), symbol, offset);
  }
}

// In that processor's interrupt: what it was doing lies where the interrupt's entry put it.
CELL_CALLBACK void watchdog_note_here(uint64_t) {
  const struct nucleus_cpu *cpu = nucleus_cpu();
  struct watchdog_note *note = &watchdog_notes[cpu->number];
  const struct task *task = (const struct task *)cpu->current;
  note->told++;
  note->task = task == NULL ? 0 : task->number;
  note->preempt_off = cpu->preempt_off;
  text_copy(note->name, sizeof note->name, task == NULL ? "nothing" : task->name);
  note->frames = task == NULL ? 0 : backtrace_context(&task->context, note->frame, WATCHDOG_FRAMES);
}

static void tell_processor(uint32_t index) {
  const struct watchdog_note *note = &watchdog_notes[index];
  uint64_t told = note->told;
  status_t status = processors_call(index, watchdog_note_here, 0, ANSWER_NS);
  if (status != OK && note->told == told) {
    LOG(LOG_ERROR, "processor %u does not answer (%s): its interrupts are off", index, status_name(status));
    return;
  }
  LOG(LOG_ERROR, "processor %u runs %lu '%s'", index, note->task, note->name);
  tell_frames(note->frame, note->frames);
}

static void tell_processors(void) {
  struct processor_info info;
  for (uint32_t i = 0; processors_info(i, &info) == OK; i++) {
    if (info.state != PROCESSOR_ONLINE) continue;
    if (i == NUCLEUS_HERE(number))
      LOG(LOG_ERROR, "processor %u runs this watchdog", i);
    else if (info.idle_since != 0)
      LOG(LOG_ERROR, "processor %u is halted", i);
    else
      tell_processor(i);
  }
}

static void sentence_of(const struct watchdog_finding *finding, char *text, uint32_t size) {
  char place[64] = "", limit[40] = "";
  if (finding->object != 0) (void)graph_tell_address(graph_running(), finding->object, place, sizeof place);
  if (finding->kind == WATCHDOG_OVERDUE)
    text_format(limit, sizeof limit, ", at most %lu ms", finding->most_ns / 1000000);
  text_format(text, size, "%s%s%s%s%s for %lu ms%s", watchdog_kind_name(finding->kind),
              finding->what[0] == 0 ? "" : ": ", finding->what, place[0] == 0 ? "" : " ", place,
              finding->since_ns / 1000000, limit);
}

void watchdog_tell(const struct watchdog_finding *finding) {
  char sentence[FAULT_WHAT];
  sentence_of(finding, sentence, sizeof sentence);
  LOG(LOG_ERROR, "task %lu '%s' %s; %s", finding->task, finding->name, sentence, done_about(finding->kind));
  tell_frames(finding->frame, finding->frames);
  tell_processors();
  fault_note(CELL_LABEL, finding->task, finding->name, sentence,
             finding->kind == WATCHDOG_OVERDUE ? FAULT_TASK : FAULT_GOES_ON, done_about(finding->kind));
}

// One that is halted takes interrupts. One that others may be calling at the moment is asked the next time.
uint32_t watchdog_ask_processors(void) {
  uint32_t silent = 0;
  struct processor_info info;
  for (uint32_t i = 0; processors_info(i, &info) == OK; i++) {
    if (info.state != PROCESSOR_ONLINE || info.idle_since != 0 || i == NUCLEUS_HERE(number)) continue;
    if (processors_call(i, watchdog_note_here, 0, ANSWER_NS) != TIMED_OUT) continue;
    silent++;
    watchdog_count(WATCHDOG_NO_ANSWER);
    LOG(LOG_ERROR, "processor %u takes no interrupts for %lu ms; it last ran %lu '%s'", i, ANSWER_NS / 1000000,
        watchdog_notes[i].task, watchdog_notes[i].name);
    tell_processors();
    fault_note(CELL_LABEL, watchdog_notes[i].task, watchdog_notes[i].name, "its processor takes no interrupts",
               FAULT_GOES_ON, done_about(WATCHDOG_NO_ANSWER));
  }
  return silent;
}
