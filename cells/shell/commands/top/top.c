// SPDX-License-Identifier: Apache-2.0
// top: who has the CPU, round by round; memory and interrupts beside it.
#include "cells/shell/command.h"
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/frames/frames.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/task/task.h"

enum { TASKS = 128, SHOWN = 20, SOURCES = 16 };  // what fits a task's stack; lines of tasks; sources of interrupts
#define ROUND_NS UINT64_C(1000000000)

struct account {
  uint64_t number, run_cycles, spent_ns;  // spent_ns: in the round that ends here
};

// What was counted up to a moment. All zero: since boot.
struct moment {
  uint64_t at_ns;
  uint64_t idle_cycles[CELL_CPUS_MAX];  // of each processor
  uint64_t interrupts[SOURCES];
  struct account tasks[TASKS];  // by number
  uint32_t count, more;         // more: tasks that did not fit
};

struct display {
  bool terminal;  // each round over the one before
  uint64_t rounds;
};

static uint64_t cycles_before(const struct moment *last, uint64_t number) {
  for (uint32_t i = 0; i < last->count && last->tasks[i].number <= number; i++)
    if (last->tasks[i].number == number) return last->tasks[i].run_cycles;
  return 0;
}

static void account_tasks(struct moment *moment) {
  struct account now[TASKS];
  struct task_info info = {};
  uint32_t count = 0;
  moment->more = 0;
  while (task_next(info.number, &info) == OK) {
    if (count == TASKS) {
      moment->more++;
      continue;
    }
    uint64_t spent = info.run_cycles - cycles_before(moment, info.number);
    now[count++] = (struct account){info.number, info.run_cycles, clock_from_cycles(spent)};
  }
  for (uint32_t i = 0; i < count; i++)
    moment->tasks[i] = now[i];
  moment->count = count;
}

static const char *line_end(const struct display *display) {
  return display->terminal ? "\x1b[K\n" : "\n";  // what is left of the round before
}

static void print_share(uint64_t part, uint64_t whole) {
  uint64_t tenths = whole == 0 ? 0 : part * 1000 / whole;
  if (tenths > 1000) tenths = 1000;  // the clock went on while the tasks were asked
  console_print("%3llu.%llu", (unsigned long long)(tenths / 10), (unsigned long long)(tenths % 10));
}

// A halt is counted when it ends, so the one that goes on is added.
static uint64_t idle_cycles(const struct nucleus_cpu *cpu, uint64_t now) {
  uint64_t since = cpu->idle != 0 ? cpu->idle_since : now;
  return cpu->idle_cycles + (since < now ? now - since : 0);
}

static void print_busy(struct moment *moment, const struct nucleus_cpu *cpu, uint64_t now, uint64_t elapsed_ns) {
  uint64_t idle = idle_cycles(cpu, now), *before = &moment->idle_cycles[cpu->number];
  uint64_t idle_ns = idle < *before ? 0 : clock_from_cycles(idle - *before);
  *before = idle;
  print_share(idle_ns > elapsed_ns ? 0 : elapsed_ns - idle_ns, elapsed_ns);
}

// In the order of their numbers: they lie in a circle, whoever asks.
static void print_all_busy(struct moment *moment, uint64_t elapsed_ns) {
  const struct nucleus_cpu *here = nucleus_cpu();
  uint64_t now = arch_cycles();
  console_print(here->following == NULL ? "CPU busy " : "CPUs busy ");
  if (here->following == NULL) return print_busy(moment, here, now, elapsed_ns);
  for (uint32_t number = 0; number < CELL_CPUS_MAX; number++) {
    const struct nucleus_cpu *cpu = here;
    for (uint32_t step = 0; step < CELL_CPUS_MAX && cpu->number != number; step++)
      cpu = cpu->following;
    if (cpu->number != number) continue;
    if (number > 0) console_print(" ");
    print_busy(moment, cpu, now, elapsed_ns);
  }
}

static void print_machine(struct moment *moment, uint64_t elapsed_ns, const struct display *display) {
  struct frames_statistics frames;
  char free[16], all[16];
  frames_statistics(&frames);
  text_bytes(free, sizeof free, frames.free * FRAME_SIZE);
  text_bytes(all, sizeof all, frames.total * FRAME_SIZE);
  print_all_busy(moment, elapsed_ns);
  console_print(" %% of %llu.%03llu s; %u tasks; %s of %s free%s", (unsigned long long)(elapsed_ns / 1000000000),
                (unsigned long long)(elapsed_ns / 1000000 % 1000), moment->count + moment->more, free, all,
                line_end(display));
}

static void print_interrupts(struct moment *moment, uint64_t elapsed_ns, const struct display *display) {
  struct interrupt_info info;
  uint64_t elapsed_ms = elapsed_ns / 1000000;
  console_print("interrupts a second:");
  for (uint32_t i = 0; i < SOURCES && interrupt_info(i, &info) == OK; i++) {
    uint64_t came = info.count - moment->interrupts[i];
    moment->interrupts[i] = info.count;
    console_print("%s %s %llu", i == 0 ? "" : ",", info.name,
                  (unsigned long long)(elapsed_ms == 0 ? 0 : came * 1000 / elapsed_ms));
  }
  console_print("%s", line_end(display));
}

static const char *state_name(enum task_state state) {
  switch (state) {
  case TASK_READY: return "ready";
  case TASK_RUNNING: return "running";
  case TASK_WAITING: return "waiting";
  case TASK_ENDED: return "ended";
  }
  return "?";
}

static void print_task(const struct account *account, uint64_t elapsed_ns, const struct display *display) {
  struct task_info info = {};
  if (task_next(account->number - 1, &info) != OK || info.number != account->number) return;  // gone meanwhile
  console_print("%6llu %-16s %-8s ", (unsigned long long)info.number, info.name, state_name(info.state));
  print_share(account->spent_ns, elapsed_ns);
  console_print(" %8llu %4llu KiB%s", (unsigned long long)info.switches,
                (unsigned long long)(info.stack_used + 1023) / 1024, line_end(display));
}

// The one that spent most behind `last`, those that spent alike by number; null: no more.
static const struct account *next_busiest(const struct moment *moment, const struct account *last) {
  const struct account *next = NULL;
  for (uint32_t i = 0; i < moment->count; i++) {
    const struct account *task = &moment->tasks[i];
    bool behind = last == NULL || task->spent_ns < last->spent_ns || (task->spent_ns == last->spent_ns && task > last);
    if (behind && (next == NULL || task->spent_ns > next->spent_ns)) next = task;
  }
  return next;
}

static void print_tasks(const struct moment *moment, uint64_t elapsed_ns, const struct display *display) {
  const struct account *task = NULL;
  uint32_t shown = 0;
  console_print("%6s %-16s %-8s %5s %8s %8s%s", "NUMBER", "NAME", "STATE", "CPU %", "SWITCHES", "STACK",
                line_end(display));
  for (; shown < SHOWN && (task = next_busiest(moment, task)) != NULL; shown++)
    print_task(task, elapsed_ns, display);
  if (moment->count + moment->more > shown)
    console_print("and %u more%s", moment->count + moment->more - shown, line_end(display));
}

static void print_round(struct moment *moment, const struct display *display) {
  uint64_t now = clock_now(), elapsed = now - moment->at_ns;
  moment->at_ns = now;
  account_tasks(moment);
  if (display->terminal) console_print("\x1b[H");
  print_machine(moment, elapsed, display);
  print_interrupts(moment, elapsed, display);
  print_tasks(moment, elapsed, display);
  if (display->terminal) console_print("\x1b[J");
}

static bool read_words(const struct shell_call *call, struct display *display) {
  *display = (struct display){.terminal = call->terminal, .rounds = UINT64_MAX};
  if (call->count == 1) return true;
  if (call->count == 2 && text_equal(call->words[1], "--once")) {
    *display = (struct display){.rounds = 1};
    return true;
  }
  return call->count == 3 && text_equal(call->words[1], "--rounds") && text_number(call->words[2], &display->rounds) &&
         display->rounds > 0;
}

CELL_CALLBACK int64_t top_run(struct shell_call *call) {
  struct display display;
  if (!read_words(call, &display)) {
    console_print("usage: top [--once | --rounds N]\n");
    return 1;
  }
  struct moment moment = {};
  if (display.terminal) console_print("\x1b[2J");
  print_round(&moment, &display);
  for (uint64_t round = 1; round < display.rounds && clock_sleep(ROUND_NS) == OK; round++) {
    if (!display.terminal) console_print("\n");
    print_round(&moment, &display);
  }
  return 0;
}

CELL_CALLBACK bool top_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count != 2 || index > 1) return false;
  return text_copy(text, size, index == 0 ? "--once" : "--rounds");
}

CELL_OPS(struct shell_command, top_command) = {
    .name = "top",
    .summary = "show who has the CPU, each second anew",
    .usage = "top [--once | --rounds N]",
    .help = "The first round is since boot, each later one is of the second before; Ctrl-C ends it.\n"
            "CPU %     of the round; what is spent in interrupts and while idle is nobody's\n"
            "SWITCHES  how often the task was chosen to run, since it started\n"
            "STACK     the most that was used when it stopped running\n"
            "top --once      one table, since boot\n"
            "top --rounds N  ends after N tables\n",
    .run = top_run,
    .complete = top_complete,
};
