// SPDX-License-Identifier: Apache-2.0
// locks: who holds what across transactions, who waits for it, and for how long.
//
// Others go on meanwhile: each line is as it was when it was read.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/ledger/ledger.h"
#include "kernel/lock/meetings.h"
#include "kernel/lock/ranks.h"
#include "kernel/sched/sched.h"
#include "kernel/task/task.h"

enum { NAMED = 56 };

static void print_holders(const struct sched_wait_info *wait) {
  uint64_t known = wait->holders < SCHED_HOLDERS ? wait->holders : SCHED_HOLDERS;
  for (uint64_t i = 0; i < known; i++) {
    struct task_info holder;
    bool is_there = task_next(wait->holder[i] - 1, &holder) == OK && holder.number == wait->holder[i];
    console_print("%s%llu '%s'", i == 0 ? "" : ", ", (unsigned long long)wait->holder[i], is_there ? holder.name : "?");
  }
  if (wait->holders > known) console_print(" and %llu more", (unsigned long long)(wait->holders - known));
}

// A wait that nobody is known to end (a key, a time) is `ps`'s.
static bool print_wait(const struct sched_wait_info *wait) {
  if (wait->object == 0) return false;
  char task[TASK_NAME + 24], place[NAMED];
  text_format(task, sizeof task, "%llu '%s'", (unsigned long long)wait->number, wait->name);
  (void)graph_tell_address(graph_running(), wait->object, place, sizeof place);
  uint64_t now = clock_now(), ms = now < wait->since_ns ? 0 : (now - wait->since_ns) / 1000000;
  console_print("%-20s waits for %s %s of ", task, wait->what, place);
  print_holders(wait);
  console_print("%s for %llu.%03llu s%s\n", wait->holders == 0 ? "nobody" : "", (unsigned long long)(ms / 1000),
                (unsigned long long)(ms % 1000), wait->ends ? ", with a deadline" : "");
  return true;
}

static void print_stack(const struct lock_rank_report *report) {
  for (uint64_t i = 0; i < report->frames; i++) {
    uint32_t cell;
    const char *symbol;
    uint64_t offset;
    if (graph_symbol_at(graph_running(), report->frame[i] - 1, &cell, &symbol, &offset) != OK) continue;
    const struct graph_cell *row = graph_cell(graph_running(), cell);
    console_print("  by %s %s+0x%llx\n", row == NULL ? "?" : graph_string(graph_running(), row->label), symbol,
                  (unsigned long long)offset);
  }
}

// Only a version of kernel/lock that looks at the order of locks has any.
static uint64_t print_ranks(void) {
  uint64_t count = 0;
  struct lock_rank_report report;
  for (; lock_rank_report(count, &report) == OK; count++) {
    char held[NAMED], entered[NAMED];
    (void)graph_tell_address(graph_running(), report.held, held, sizeof held);
    (void)graph_tell_address(graph_running(), report.entered, entered, sizeof entered);
    console_print("wrong order, %llu times: %s was entered while %s was held, outside a transaction\n",
                  (unsigned long long)report.times, entered, held);
    print_stack(&report);
  }
  return count;
}

static bool is_lock(const struct ledger_info *info) {
  return text_equal(info->type, "mutex") || text_equal(info->type, "reader-writer lock");
}

// What is held belongs to its holder in the ledger.
static uint64_t print_held(void) {
  uint64_t count = 0;
  struct ledger_info info, owner;
  status_t status;
  for (uint32_t cursor = 0; (status = ledger_next(&cursor, &info)) == OK;) {
    if (!is_lock(&info) || ledger_look(info.owner, &owner) != OK) continue;
    console_print("%-20s holds %s %s\n", owner.name, info.type, info.name);
    count++;
  }
  if (status == BUSY) console_print("what is held changed while it was listed; once more, please\n");
  return count;
}

// Of locks within transactions: what processors cost one another.
static void print_meetings(void) {
  struct lock_meetings row;
  for (uint32_t cpu = 0; lock_meetings(cpu, &row) == OK; cpu++)
    if (row.times != 0)
      console_print("processor %u found a lock held by another one %llu times, and paused %llu times for it\n", cpu,
                    (unsigned long long)row.times, (unsigned long long)row.pauses);
}

CELL_CALLBACK int64_t locks_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: locks\n");
    return 1;
  }
  uint64_t lines = print_held();
  struct sched_wait_info wait = {0};
  while (sched_wait_next(wait.number, &wait) == OK)
    lines += print_wait(&wait);
  if (lines == 0) console_print("nothing is held across transactions, and nobody waits for what another one has\n");
  print_meetings();
  return print_ranks() == 0 ? 0 : 1;
}

CELL_OPS(struct shell_command, locks_command) = {
    .name = "locks",
    .summary = "show who holds locks, and who waits for them",
    .usage = "locks",
    .help =
        "What tasks hold across transactions (mutexes, reader-writer locks), and who waits for what another task has\n"
        "or is to do, since when, and whom that depends on; then how often\n"
        "processors have met at locks within transactions. Locks that were entered in the wrong order\n"
        "(--//kernel/lock:ranks=check) and circles of waits are told at the end; the result is 1 then.\n",
    .run = locks_run,
};
