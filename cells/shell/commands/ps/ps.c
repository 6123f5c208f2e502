// SPDX-License-Identifier: Apache-2.0
// ps: the tasks.
#include "cells/shell/command.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/ledger/ledger.h"
#include "kernel/task/task.h"

static const char *state_name(enum task_state state) {
  switch (state) {
  case TASK_READY: return "ready";
  case TASK_RUNNING: return "running";
  case TASK_WAITING: return "waiting";
  case TASK_ENDED: return "ended";
  }
  return "?";
}

// What the task and all that it owns take, by the ledger; others go on meanwhile, so what goes while it is counted is left out.
static uint64_t bytes_of(const struct task_info *info) {
  struct ledger_info entry;
  if (info->node == LEDGER_NONE || ledger_look(info->node, &entry) != OK) return 0;
  uint32_t cursor = info->node, depth = entry.depth;
  uint64_t bytes = entry.bytes;
  while (ledger_next(&cursor, &entry) == OK && entry.depth > depth)
    bytes += entry.bytes;
  return bytes;
}

static void print_task(const struct task_info *info) {
  uint64_t run_us = clock_from_cycles(info->run_cycles) / 1000, stack_tenths = (info->stack_used * 10 + 1023) / 1024;
  char stack[24], memory[16];
  text_format(stack, sizeof stack, "%llu.%llu of %u", (unsigned long long)(stack_tenths / 10),
              (unsigned long long)(stack_tenths % 10), info->stack_pages * 4);
  text_bytes(memory, sizeof memory, bytes_of(info) + info->stack_pages * UINT64_C(4096));
  // wait_here is the wait itself: what it waits for tells more.
  bool asks = info->request[0] != '\0' && !text_equal(info->request, "wait_here");
  const char *waits = asks ? info->request : info->waits_for;
  if (info->state != TASK_WAITING) waits = "";
  console_print("%6llu %-16s %-8s %3u %4u %5llu.%06llu %8llu %9s %11s%s%s\n", (unsigned long long)info->number,
                info->name, state_name(info->state), info->cpu,
                info->inherited > info->priority ? info->inherited : info->priority,
                (unsigned long long)(run_us / 1000000), (unsigned long long)(run_us % 1000000),
                (unsigned long long)info->switches, memory, stack, waits[0] == '\0' ? "" : "  ", waits);
}

CELL_CALLBACK int64_t ps_run(struct shell_call *call) {
  if (call->count != 1) {
    console_print("usage: ps\n");
    return 1;
  }
  console_print("%6s %-16s %-8s %3s %4s %12s %8s %9s %11s  %s\n", "NUMBER", "NAME", "STATE", "CPU", "PRIO", "SECONDS",
                "SWITCHES", "MEMORY", "STACK KiB", "WAITS IN");
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    print_task(&info);
  return 0;
}

CELL_OPS(struct shell_command, ps_command) = {
    .name = "ps",
    .summary = "list the tasks",
    .usage = "ps",
    .help = "NUMBER       is never used again; `kill NUMBER` ends a task\n"
            "CPU          that runs it, or ran it last\n"
            "PRIO         its priority, or that of who waits for what it holds; `priority` changes it\n"
            "SECONDS      time that it ran\n"
            "SWITCHES     how often it was chosen to run\n"
            "MEMORY       its stack, and what it owns by the ledger: `own NUMBER` lists that\n"
            "STACK KiB    the most that was used when it stopped running, and what it has\n"
            "WAITS IN     the request that a waiting task is in or, without one, what it waits for\n",
    .run = ps_run,
};
