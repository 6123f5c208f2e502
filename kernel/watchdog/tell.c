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
  case WATCHDOG_LOCK_HELD: return "holds a lock too long";
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

// Where it cannot be looked at, it is asked, and tells what it can hear.
static void tell_asked(uint32_t index) {
  const struct watchdog_note *note = &watchdog_notes[index];
  uint64_t told = note->told;
  status_t status = processors_call(index, watchdog_note_here, 0, ANSWER_NS);
  if (status != OK && note->told == told) {
    LOG(LOG_ERROR, "processor %u does not answer (%s): its interrupts are off", index, status_name(status));
    return;
  }
  LOG(LOG_ERROR, "processor %u runs %lu '%s'", index, note->task, note->name);
  processors_tell_frames(note->frame, note->frames);
}

static void tell_processor(uint32_t index) {
  struct processor_sight sight;
  status_t seen = processors_look(index, PROCESSORS_PATIENCE_NS, &sight);
  if (seen == UNSUPPORTED)
    tell_asked(index);
  else
    processors_tell(index, seen, &sight);
}

// All but that one.
static void tell_processors(uint32_t besides) {
  struct processor_info info;
  for (uint32_t i = 0; processors_info(i, &info) == OK; i++) {
    if (info.state != PROCESSOR_ONLINE || i == besides) continue;
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
  processors_tell_frames(finding->frame, finding->frames);
  tell_processors(CELL_CPUS_MAX);
  fault_note(CELL_LABEL, finding->task, finding->name, sentence,
             finding->kind == WATCHDOG_OVERDUE ? FAULT_TASK : FAULT_GOES_ON, done_about(finding->kind));
}

CELL_CALLBACK void watchdog_hear(uint64_t) {}

// A task that is on that processor for long holds what others wait for, or it has interrupts off for nothing.
static enum watchdog_kind kind_of_silence(status_t seen, const struct processor_sight *sight) {
  return seen == OK && sight->held != 0 ? WATCHDOG_LOCK_HELD : WATCHDOG_NO_ANSWER;
}

static void tell_silence(uint32_t index, status_t seen, const struct processor_sight *sight) {
  enum watchdog_kind kind = kind_of_silence(seen, sight);
  bool is_known = seen == OK && sight->task != 0;
  char sentence[FAULT_WHAT], place[64] = "";
  if (kind == WATCHDOG_LOCK_HELD) (void)graph_tell_address(graph_running(), sight->held, place, sizeof place);
  text_format(sentence, sizeof sentence, "processor %u %s%s%s", index, watchdog_kind_name(kind),
              place[0] == 0 ? "" : ": ", place);
  uint64_t task = is_known ? sight->task : 0;
  const char *name = is_known ? sight->name : "?";
  LOG(LOG_ERROR, "%s, for %lu ms; it runs %lu '%s'", sentence, ANSWER_NS / 1000000, task, name);
  if (seen == UNSUPPORTED)
    tell_asked(index);
  else
    processors_tell(index, seen, sight);
  tell_processors(index);
  fault_note(CELL_LABEL, task, name, sentence, FAULT_GOES_ON, done_about(kind));
  watchdog_count(kind);
}

// The next one that is online; itself: there is no other.
static uint32_t processor_behind(uint32_t from, struct processor_info *info) {
  uint32_t count = processors_count(), index = from;
  do
    index = (index + 1) % count;
  while (index != from && (processors_info(index, info) != OK || info->state != PROCESSOR_ONLINE));
  return index;
}

// One that is halted takes interrupts. One that others may be calling at the moment is asked the next time.
uint32_t watchdog_ask_next(void) {
  struct processor_info info;
  struct processor_sight sight;
  uint32_t here = (uint32_t)NUCLEUS_HERE(number), index = processor_behind(here, &info);
  if (index == here) return 0;
  status_t status = info.idle_since != 0 ? OK : processors_call(index, watchdog_hear, 0, ANSWER_NS);
  if (status != OK && status != TIMED_OUT) return 0;
  status_t seen = status == OK ? OK : processors_look(index, PROCESSORS_PATIENCE_NS, &sight);
  if (status == TIMED_OUT && seen == OK && !sight.interrupts_are_off)
    return 0;  // slow, not deaf: an emulator's that is not run
  uint64_t task = status == OK ? WATCHDOG_HEARS : seen == OK ? sight.task : 0;
  if (!watchdog_note_silence(index, task)) return 0;
  tell_silence(index, seen, &sight);
  return 1;
}
