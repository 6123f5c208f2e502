// SPDX-License-Identifier: Apache-2.0
// crash: lets the crasher fault, and shows what became of it.
#include "cells/demo/crasher/crasher.h"
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/fault/fault.h"
#include "kernel/sched/sched.h"

enum { CHANGES = 3, TELL = 120 };

struct crash_often {
  const char *word;
  uint32_t faults;
};
static const struct crash_often often[] = {{"once", 1}, {"twice", 2}, {"always", CRASHER_ALWAYS}, {"never", 0}};
enum { OFTENS = sizeof often / sizeof often[0] };

CELL_CALLBACK void crash_task(void *) {
  struct crasher_work work = {.most = CHANGES};
  (void)crasher_work(&work);
}

static bool find_way(const char *word, enum crasher_way *way) {
  for (uint32_t i = 0; i < CRASHER_WAYS; i++) {
    if (!text_equal(word, crasher_way_name(i))) continue;
    *way = (enum crasher_way)i;
    return true;
  }
  return false;
}

static bool find_often(const char *word, uint32_t *faults) {
  for (uint32_t i = 0; i < OFTENS; i++) {
    if (!text_equal(word, often[i].word)) continue;
    *faults = often[i].faults;
    return true;
  }
  return false;
}

static void list(void) {
  console_print("%-10s %s\n", "WAY", "HOW IT FAULTS");
  for (uint32_t i = 0; i < CRASHER_WAYS; i++)
    console_print("%-10s %s\n", crasher_way_name(i), crasher_way_text(i));
}

// What became of each fault since `from`.
static void print_faults(uint64_t from) {
  uint64_t count = fault_count();
  struct fault_record record;
  char done[TELL];
  if (count - from > FAULTS_KEPT) from = count - FAULTS_KEPT;
  for (; from < count && fault_record(count - 1 - from, &record) == OK; from++) {
    fault_tell(&record, done, sizeof done);
    console_print("  %s\n    %s\n", record.what, done);
  }
}

static int64_t crash(enum crasher_way way, uint32_t faults) {
  struct crasher_view before, after;
  struct task *task;
  enum task_end end = TASK_RETURNED;
  uint64_t count = fault_count();
  crasher_look(&before);
  crasher_arm(way, faults);
  status_t status = sched_spawn("crash", crash_task, NULL, &task);
  if (status == OK) status = sched_join(&task, &end, NULL);
  crasher_arm(way, 0);
  if (status != OK) {
    console_print("crash: %s\n", status_name(status));
    return 1;
  }
  print_faults(count);
  crasher_look(&after);
  console_print("%u of %u changes made, %u noted; what they keep true %s; the task %s\n",
                (unsigned)(after.changes - before.changes), (unsigned)CHANGES, (unsigned)(after.notes - before.notes),
                after.holds ? "holds" : "DOES NOT HOLD", end == TASK_RETURNED ? "returned" : "was ended");
  return 0;
}

CELL_CALLBACK int64_t crash_run(struct shell_call *call) {
  enum crasher_way way;
  uint32_t faults = 1;
  if (call->count == 1) {
    list();
    return 0;
  }
  if (call->count > 3 || !find_way(call->words[1], &way) ||
      (call->count == 3 && !find_often(call->words[2], &faults))) {
    console_print("usage: crash [WAY [once|twice|always|never]]; `crash` lists the ways\n");
    return 1;
  }
  return crash(way, faults);
}

CELL_CALLBACK bool crash_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count == 2) return index < CRASHER_WAYS && text_copy(text, size, crasher_way_name(index));
  return call->count == 3 && index < OFTENS && text_copy(text, size, often[index].word);
}

CELL_OPS(struct shell_command, crash_command) = {
    .name = "crash",
    .summary = "let a demo fault, and show how it is recovered",
    .usage = "crash [WAY [once|twice|always|never]]",
    .help = "A task makes three changes, each a transaction, and faults on its way.\n"
            "once       the call that faulted is undone and made again\n"
            "twice      then the call around it\n"
            "always     then the task is ended, and what it owned returns\n"
            "`faults` shows the same and more, `own --leaks` that nothing is left.\n",
    .run = crash_run,
    .complete = crash_complete,
};
