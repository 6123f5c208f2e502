// SPDX-License-Identifier: Apache-2.0
// What Delias takes for each row. Counts of rounds and repetitions are those of Linux' side (init/rows.c), of which each is the
// smallest: an interrupt may fall into one of them.
#include "testing/bench/compare/delias/compare.h"

#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/channel/channel.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/frames/frames.h"
#include "kernel/pages/pages.h"
#include "kernel/power/power.h"
#include "kernel/sched/sched.h"
#include "kernel/sync/sync.h"
#include "kernel/task/task.h"
#include "testing/bench/callee.h"
#include "testing/bench/compare/delias/step.h"
#include "testing/bench/compare/rounds.h"

static void report(const char *name, uint64_t value, uint64_t count) {
  // A line of its own in one piece, wherever the shell may just have drawn its prompt again.
  console_print("\n[compare] %s %llu %llu\n", name, (unsigned long long)value, (unsigned long long)count);
}

static void NORETURN fail(const char *what, status_t status) {
  console_print("compare: %s failed: %s\n", what, status_name(status));
  power_off(1);
}

uint64_t compare_ready(void) {
  return arch_cycles();
}

// The shell reads from the console once its prompt is out.
static bool prompt_is_shown(void) {
  struct task_info info = {};
  while (task_next(info.number, &info) == OK)
    if (text_equal(info.name, "shell")) return info.state == TASK_WAITING && text_equal(info.waits_for, "console");
  fail("finding the task of the shell", NOT_FOUND);
}

static void report_memory(void) {
  struct frames_statistics frames;
  frames_statistics(&frames);
  report("memory_total", frames.total * FRAME_SIZE, 1);
  report("memory_available", frames.free * FRAME_SIZE, 1);
  report("memory_free", frames.free * FRAME_SIZE, 1);
}

static void least(const char *name, uint64_t (*count)(void), uint64_t of) {
  uint64_t best = UINT64_MAX;
  for (uint32_t i = 0; i < COMPARE_REPETITIONS; i++) {
    uint64_t took = count();
    if (took < best) best = took;
  }
  report(name, best, of);
}

// The loop that is around everything else, which is subtracted from it.
CELL_CALLBACK uint64_t compare_empty(void) {
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    __asm__ volatile("");
  return arch_cycles() - start;
}

CELL_CALLBACK uint64_t compare_slot(void) {
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = callee_next(value);
  return arch_cycles() - start + (value == 0);
}

CELL_CALLBACK uint64_t compare_gate(void) {
  uint64_t (*volatile function)(uint64_t) = callee_next;
  uint64_t (*held)(uint64_t) = function;
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = held(value);
  return arch_cycles() - start + (value == 0);
}

CELL_CALLBACK uint64_t compare_request(void) {
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = step_next(value);
  return arch_cycles() - start + (value == 0);
}

CELL_CALLBACK uint64_t compare_atomic(void) {
  uint64_t value = 0, start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_CALLS; i++)
    value = callee_change(value);
  return arch_cycles() - start + (value == 0);
}

CELL_CALLBACK void compare_gives_way(void *) {
  for (uint32_t i = 0; i < COMPARE_SWITCHES; i++)
    sched_give_way();
}

CELL_CALLBACK uint64_t compare_switch(void) {
  struct task *task;
  status_t status = sched_spawn("gives way", compare_gives_way, NULL, &task);
  if (status != OK) fail("sched_spawn", status);
  sched_give_way();  // it runs up to its first
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_SWITCHES / 2; i++)
    sched_give_way();
  uint64_t took = arch_cycles() - start;
  status = sched_join(&task, NULL, NULL);
  if (status != OK) fail("sched_join", status);
  return took;
}

struct compare_pair {
  struct mutex mutex;
  struct condition turned;
  uint32_t turn;
};

// Waits for the turn and gives it to the other.
static void take_turn(struct compare_pair *pair, uint32_t own) {
  status_t status = mutex_take(&pair->mutex);
  while (status == OK && pair->turn != own)
    status = condition_wait(&pair->turned, &pair->mutex, 0);
  if (status != OK) fail("taking a turn", status);
  pair->turn = !own;
  condition_signal(&pair->turned);
  status = mutex_give(&pair->mutex);
  if (status != OK) fail("mutex_give", status);
}

CELL_CALLBACK void compare_answers(void *pair) {
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++)
    take_turn(pair, 1);
}

CELL_CALLBACK uint64_t compare_round_trip(void) {
  struct compare_pair pair = {};
  struct task *task;
  status_t status = sched_spawn("answers", compare_answers, &pair, &task);
  if (status != OK) fail("sched_spawn", status);
  uint64_t start = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    take_turn(&pair, 0);
    if (i == 0) start = arch_cycles();
  }
  uint64_t took = arch_cycles() - start;
  status = sched_join(&task, NULL, NULL);
  if (status != OK) fail("sched_join", status);
  return took;
}

struct compare_message {
  uint64_t number;
};
CHANNEL_TYPE(compare_message, CHANNEL_GIVES_NOTHING);

static status_t say(struct channel_end *end, struct compare_message message) {
  struct channel_turn turn = {};
  return channel_send(end, &message, &turn, 0);
}

static status_t hear(struct channel_end *end, struct compare_message *message) {
  struct channel_turn turn = {};
  return channel_receive(end, message, &turn, 0);
}

// It ends when the other side has closed its ends.
CELL_CALLBACK void compare_echoes(void *there) {
  struct channel_end *back = NULL;
  struct compare_message message = {};
  status_t status = channel_connect("compare", CHANNEL_OF(compare_message), CHANNEL_SEND, &back);
  if (status != OK) fail("channel_connect", status);
  while (hear(there, &message) == OK && say(back, message) == OK) {}
  channel_close(back);
}

CELL_CALLBACK uint64_t compare_channel(void) {
  struct channel_end *there, *back;
  struct task *task;
  struct compare_message message = {};
  status_t status = channel_make(CHANNEL_OF(compare_message), "", 0, CHANNEL_SEND, &there);
  if (status != OK) fail("channel_make", status);
  status = channel_make(CHANNEL_OF(compare_message), "compare", 0, CHANNEL_RECEIVE, &back);
  if (status != OK) fail("channel_make", status);
  status = channel_spawn(there, CHANNEL_OF(compare_message), CHANNEL_RECEIVE, "echoes", compare_echoes, &task);
  if (status != OK) fail("channel_spawn", status);
  uint64_t start = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    if (i == 1) start = arch_cycles();
    if (say(there, message) != OK || hear(back, &message) != OK) fail("a round trip", CLOSED);
  }
  uint64_t took = arch_cycles() - start;
  channel_close(there);
  channel_close(back);
  status = sched_join(&task, NULL, NULL);
  if (status != OK) fail("sched_join", status);
  return took;
}

CELL_CALLBACK void compare_nothing(void *) {}

CELL_CALLBACK uint64_t compare_spawn(void) {
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_SPAWNS; i++) {
    struct task *task;
    status_t status = sched_spawn("short", compare_nothing, NULL, &task);
    if (status != OK) fail("sched_spawn", status);
    status = sched_join(&task, NULL, NULL);
    if (status != OK) fail("sched_join", status);
  }
  return arch_cycles() - start;
}

RAW_STATIC void touch(void *page) {
  *(volatile uint8_t *)page = 1;
}

CELL_CALLBACK uint64_t compare_map(void) {
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < COMPARE_MAPS; i++) {
    void *page;
    status_t status = pages_reserve(1, "compare", &page);
    if (status != OK) fail("pages_reserve", status);
    touch(page);
    status = pages_release(page);
    if (status != OK) fail("pages_release", status);
  }
  return arch_cycles() - start;
}

CELL_CALLBACK void compare_main(void) {
  while (!prompt_is_shown())
    sched_give_way();
  uint64_t ready = compare_ready();
  report("ready_tsc", ready, 1);
  report("frequency", clock_frequency(), 1);
  report_memory();
  least("empty_loop", compare_empty, COMPARE_CALLS);
  least("slot_call", compare_slot, COMPARE_CALLS);
  least("gate_call", compare_gate, COMPARE_CALLS);
  least("request", compare_request, COMPARE_CALLS);
  least("atomic", compare_atomic, COMPARE_CALLS);
  least("give_way", compare_switch, COMPARE_SWITCHES);
  least("condition_round_trip", compare_round_trip, COMPARE_TRIPS);
  least("channel_round_trip", compare_channel, COMPARE_TRIPS);
  least("spawn_join", compare_spawn, COMPARE_SPAWNS);
  least("reserve_touch_release", compare_map, COMPARE_MAPS);
  power_off(0);
}

CELL_OPS(struct cell_lifecycle, compare_lifecycle) = {.main = compare_main};
