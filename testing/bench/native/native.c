// SPDX-License-Identifier: Apache-2.0
// The system's side of the native rows: measures each of them round for round, and has the host measure its own in between.
#include "testing/bench/native/native.h"
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/channel/channel.h"
#include "kernel/console/console.h"
#include "kernel/event/event.h"
#include "kernel/heap/heap.h"
#include "kernel/power/power.h"
#include "kernel/processors/processors.h"
#include "kernel/sched/sched.h"
#include "kernel/swap/swap.h"
#include "platforms/host/machine.h"
#include "testing/bench/native/rows.h"
#include "testing/bench/native_heap/pairs.h"

enum { WORKERS = 2, SPARED = 2, PICO = 1000 };

struct native_worker {
  struct event ready, begin;
  uint64_t begun, ended;
} __attribute__((aligned(64)));
struct native_state {
  struct native_worker worker[WORKERS];
  uint64_t row, objects;
};
CELL_STATE(struct native_state, native);

static void expect(const char *what, status_t status) {
  if (status == OK) return;
  console_print("native: %s failed: %s\n", what, status_name(status));
  power_off(1);
}

RAW_STATIC uint64_t host(uint64_t verb, uint64_t row, uint64_t argument) {
  return host_call(HOST_MEASURE, verb | row << NATIVE_ROW_SHIFT, argument);
}

// ---- The heap ----

static uint64_t bytes_of(uint64_t row) {
  return row == NATIVE_FURTHER_16 ? 16 : row == NATIVE_FURTHER_256 ? 256 : 64;
}

static bool is_request(uint64_t row) {
  return row == NATIVE_REQUEST_64 || row == NATIVE_REQUEST_64_2;
}

static bool work(uint64_t row, uint64_t objects) {
  if (!is_request(row))
    return pairs_transactions(bytes_of(row), (uint32_t)objects, NATIVE_TRANSACTIONS, PAIRS_IN_TURN, 0);
  bool made = true;
  for (uint32_t i = 0; i < NATIVE_REQUESTS; i++) {
    void *object = heap_new(bytes_of(row), 8, "struct pair");
    made = made && object != NULL;
    heap_delete(object);
  }
  return made;
}

void native_note(uint64_t number, uint64_t begun, uint64_t ended) {
  native.worker[number].begun = begun;
  native.worker[number].ended = ended;
}

void native_choose(uint64_t row, uint64_t objects) {
  native.row = row;
  native.objects = objects;
}

static void hear(struct event *event) {
  uint64_t taken = 0;
  expect("event_wait", event_wait(event, &taken, 0));
}

CELL_CALLBACK void native_work(void *argument) {
  uint64_t number = (uint64_t)argument;
  event_set(&native.worker[number].ready, 1);
  hear(&native.worker[number].begin);
  uint64_t begun = arch_cycles();
  if (!work(native.row, native.objects)) expect("heap_new", NO_MEMORY);
  native_note(number, begun, arch_cycles());
}

// From when the first begins to when the last has ended.
static uint64_t heap_ns(uint64_t row, uint64_t objects, uint64_t workers) {
  struct task *task[WORKERS] = {};
  native_choose(row, objects);
  for (uint64_t i = 0; i < workers; i++) {
    struct task_options options = {.name = "worker", .cpus = UINT64_C(1) << i};
    expect("sched_spawn_with", sched_spawn_with(&options, native_work, (void *)i, &task[i]));
  }
  for (uint64_t i = 0; i < workers; i++)
    hear(&native.worker[i].ready);
  for (uint64_t i = 0; i < workers; i++)
    event_set(&native.worker[i].begin, 1);
  uint64_t begun = UINT64_MAX, ended = 0;
  for (uint64_t i = 0; i < workers; i++) {
    expect("sched_join", sched_join(&task[i], NULL, NULL));
    if (native.worker[i].begun < begun) begun = native.worker[i].begun;
    if (native.worker[i].ended > ended) ended = native.worker[i].ended;
  }
  return ended - begun;
}

static uint64_t heap_ps(uint64_t row) {
  uint64_t workers = row >= NATIVE_FURTHER_64_2 ? 2 : 1;
  bool is_whole = row == NATIVE_WHOLE_64 || row == NATIVE_WHOLE_64_2;
  uint64_t all = heap_ns(row, NATIVE_OBJECTS, workers);
  if (is_request(row)) return all * PICO / NATIVE_REQUESTS;
  if (is_whole) return all * PICO / (NATIVE_TRANSACTIONS * NATIVE_OBJECTS);
  uint64_t spared = heap_ns(row, SPARED, workers);
  return all <= spared ? 0 : (all - spared) * PICO / (NATIVE_TRANSACTIONS * (NATIVE_OBJECTS - SPARED));
}

// ---- Channels ----

struct native_message {
  uint64_t number;
};
CHANNEL_TYPE(native_message, CHANNEL_GIVES_NOTHING);

static status_t say(struct channel_end *end, struct native_message message) {
  struct channel_turn turn = {};
  return channel_send(end, &message, &turn, 0);
}

static status_t listen(struct channel_end *end, struct native_message *message) {
  struct channel_turn turn = {};
  return channel_receive(end, message, &turn, 0);
}

// It ends when the other side has closed its ends.
CELL_CALLBACK void native_echoes(void *) {
  struct channel_end *there = NULL, *back = NULL;
  struct native_message message = {};
  expect("channel_connect", channel_connect("native there", CHANNEL_OF(native_message), CHANNEL_RECEIVE, &there));
  expect("channel_connect", channel_connect("native back", CHANNEL_OF(native_message), CHANNEL_SEND, &back));
  while (listen(there, &message) == OK && say(back, message) == OK) {}
  channel_close(there);
  channel_close(back);
}

CELL_CALLBACK void native_trips(void *) {
  struct channel_end *there = NULL, *back = NULL;
  struct native_message message = {};
  expect("channel_make", channel_make(CHANNEL_OF(native_message), "native there", 0, CHANNEL_SEND, &there));
  expect("channel_make", channel_make(CHANNEL_OF(native_message), "native back", 0, CHANNEL_RECEIVE, &back));
  struct task *task = NULL;
  struct task_options options = {.name = "echoes", .cpus = UINT64_C(1) << (native.row == NATIVE_CHANNEL_OTHER ? 1 : 0)};
  expect("sched_spawn_with", sched_spawn_with(&options, native_echoes, NULL, &task));
  uint64_t begun = 0;
  for (uint32_t i = 0; i <= NATIVE_TRIPS; i++) {
    if (i == 1) begun = arch_cycles();
    if (say(there, message) != OK || listen(back, &message) != OK) expect("a round trip", CLOSED);
  }
  native_note(0, begun, arch_cycles());
  channel_close(there);
  channel_close(back);
  expect("sched_join", sched_join(&task, NULL, NULL));
}

static uint64_t channel_ps(uint64_t row) {
  struct task *task = NULL;
  native_choose(row, 0);
  struct task_options options = {.name = "trips", .cpus = 1};
  expect("sched_spawn_with", sched_spawn_with(&options, native_trips, NULL, &task));
  expect("sched_join", sched_join(&task, NULL, NULL));
  return (native.worker[0].ended - native.worker[0].begun) * PICO / NATIVE_TRIPS;
}

// ---- The linker ----

static void exchange(const char *old, const char *spare) {
  struct swap_request request = {.count = 1};
  struct swap_report report = {};
  (void)text_copy(request.changes[0].old, SWAP_NAME, old);
  (void)text_copy(request.changes[0].spare, SWAP_NAME, spare);
  status_t status = swap_run(&request, &report);
  if (status != OK) console_print("%s", report.text);
  expect("swap_run", status);
}

static uint64_t load_ps(void) {
  static const char label[] = "//testing/bench/native:loaded";
  uint64_t begun = arch_cycles();
  for (uint32_t i = 0; i < NATIVE_LOADS; i++) {
    exchange("", label);
    exchange(label, "");
  }
  return (arch_cycles() - begun) * PICO / NATIVE_LOADS;
}

static uint64_t ps_of(uint64_t row) {
  if (row == NATIVE_LOAD) return load_ps();
  return row < NATIVE_CHANNEL_SAME ? heap_ps(row) : channel_ps(row);
}

CELL_CALLBACK void native_main(void) {
  while (processors_online() < processors_count())  // starting them is no part of what is measured
    sched_give_way();
  for (uint32_t round = 0; round < NATIVE_ROUNDS; round++) {
    for (uint64_t row = 0; row < NATIVE_ROWS; row++) {
      host(NATIVE_TELL, row, ps_of(row));
      host(NATIVE_ASK, row, 0);
    }
  }
  power_off((uint8_t)host(NATIVE_END, 0, 0));
}

CELL_OPS(struct cell_lifecycle, native_lifecycle) = {.main = native_main};
