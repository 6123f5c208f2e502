// SPDX-License-Identifier: Apache-2.0
// faults: what faulted, what was done about it, and how often it was which cell and which task.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/fault/fault.h"

enum { TELL = 160, PLACE = 2 * FAULT_NAME + 24 };

static void place(const struct fault_record *record, char *text, uint32_t size) {
  if (record->cell[0] == 0)
    text_format(text, size, "no cell, at 0x%llx", (unsigned long long)record->rip);
  else
    text_format(text, size, "%s %s+0x%llx", record->cell, record->symbol, (unsigned long long)record->offset);
}

static void print_task(const struct fault_record *record) {
  if (record->task == 0)
    console_print("outside a task");
  else
    console_print("task %llu '%s'", (unsigned long long)record->task, record->task_name);
}

static void print_rung(const struct fault_record *record) {
  char text[TELL];
  fault_tell(record, text, sizeof text);
  console_print("       %s\n", text);
}

// One line for what and where, one for what was done.
static void print_short(const struct fault_record *record) {
  char where[PLACE];
  place(record, where, sizeof where);
  console_print("%5llu  ", (unsigned long long)record->sequence);
  print_task(record);
  console_print(": %s\n       in %s\n", record->what, where);
  print_rung(record);
}

static void print_whole(const struct fault_record *record) {
  print_short(record);
  console_print("       vector %llu, error 0x%llx, instruction 0x%llx, address 0x%llx\n",
                (unsigned long long)record->vector, (unsigned long long)record->error, (unsigned long long)record->rip,
                (unsigned long long)record->address);
  console_print("       version %016llx\n", (unsigned long long)record->cell_version);
}

static void print_all(void) {
  struct fault_record record;
  uint64_t count = fault_count(), kept = count < FAULTS_KEPT ? count : FAULTS_KEPT;
  for (uint64_t i = kept; i > 0; i--)
    if (fault_record(i - 1, &record) == OK) print_short(&record);
  if (kept < count) console_print("%llu older ones are not kept\n", (unsigned long long)(count - kept));
}

static void print_tally(const struct fault_tally *tally) {
  char name[FAULT_NAME + 24];
  if (tally->task == 0)
    text_copy(name, sizeof name, tally->name);
  else
    text_format(name, sizeof name, "task %llu '%s'", (unsigned long long)tally->task, tally->name);
  console_print("%-40s %8llu %10llu %8llu\n", name, (unsigned long long)tally->faults,
                (unsigned long long)tally->recovered, (unsigned long long)tally->ended);
}

static void print_tallies(void) {
  struct fault_tally tally;
  console_print("\n%-40s %8s %10s %8s\n", "WHOSE", "FAULTS", "RECOVERED", "ENDED");
  for (uint32_t i = 0; fault_cell_tally(i, &tally) == OK; i++)
    print_tally(&tally);
  for (uint32_t i = 0; fault_task_tally(i, &tally) == OK; i++)
    print_tally(&tally);
}

// A fault with all that belongs to its trouble: what was tried before, and after.
static int64_t print_trouble(uint64_t sequence) {
  struct fault_record asked, record;
  uint64_t count = fault_count();
  if (sequence >= count || fault_record(count - 1 - sequence, &asked) != OK || asked.sequence != sequence) {
    console_print("faults: there is no fault %llu, or it is not kept any more; `faults` lists those that are\n",
                  (unsigned long long)sequence);
    return 1;
  }
  print_whole(&asked);
  uint32_t others = 0;
  for (uint64_t i = FAULTS_KEPT; i > 0; i--) {
    if (fault_record(i - 1, &record) != OK || record.trouble != asked.trouble || record.sequence == sequence) continue;
    if (others++ == 0) console_print("the same trouble, from rung to rung:\n");
    print_short(&record);
  }
  if (others == 0) console_print("it did not come again\n");
  return 0;
}

CELL_CALLBACK int64_t faults_run(struct shell_call *call) {
  uint64_t sequence;
  if (call->count == 2 && text_number(call->words[1], &sequence)) return print_trouble(sequence);
  if (call->count != 1) {
    console_print("usage: faults [NUMBER]\n");
    return 1;
  }
  if (fault_count() == 0) {
    console_print("nothing has faulted\n");
    return 0;
  }
  print_all();
  print_tallies();
  return 0;
}

CELL_OPS(struct shell_command, faults_command) = {
    .name = "faults",
    .summary = "show what faulted, and what was done about it",
    .usage = "faults [NUMBER]",
    .help = "For each fault: what and where; then what was taken back, which rung was tried, and why the one before "
            "was not enough.\n"
            "faults NUMBER shows that one whole, with all of the same trouble.\n"
            "The rungs: the call is made again, the calls around it one after another, then its task is ended.\n",
    .run = faults_run,
};
