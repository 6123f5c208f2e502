// SPDX-License-Identifier: Apache-2.0
// Channels in the real system: under preemption, kills and exchanges of their own cell.
#include "kernel/arch/arch.h"
#include "kernel/channel/stream.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"
#include "testing/channel/letter.h"
#include "testing/channel/other_peer.h"
#include "testing/channel/peer.h"
#include "testing/swap/helper.h"
#include "testing/system/system_test.h"

enum { TASKS = 4, LETTERS = 300, SWAPS = 20, KILLS = 60, BYTES = 20000 };

CHANNEL_TYPE(channel_letter, CHANNEL_GIVES_NOTHING);
struct channel_parcel {
  uint64_t number;
};
CHANNEL_TYPE(channel_parcel, CHANNEL_GIVES_HEAP);

// Each word is written by one task, whose function's frame outlives the others.
struct channel_traffic {
  struct channel_end *of;  // of which the tasks share theirs
  uint64_t sent[TASKS], sent_sum[TASKS], received[TASKS], sum[TASKS];
  bool goes_on;                   // senders send more than LETTERS
  uint64_t numbers[2], begun[2];  // who receive, who send; and have an end of their own
  uint64_t failed;                // where one task can see it
};

static void linger(void) {
  for (uint32_t i = 0; i < 2000; i++) {
    __asm__ volatile("");
    if (i % 512 == 0) arch_pause();  // where host_sim lets the tick in
  }
}

static struct channel_end *mine(struct channel_traffic *traffic, const struct channel_type *type, uint32_t rights,
                                uint64_t *number) {
  struct channel_end *end = NULL;
  *number = __atomic_fetch_add(&traffic->numbers[rights == CHANNEL_SEND], 1, __ATOMIC_RELAXED) % TASKS;
  if (channel_share(traffic->of, type, rights, &end) != OK) traffic->failed++;
  __atomic_fetch_add(&traffic->begun[rights == CHANNEL_SEND], 1, __ATOMIC_RELEASE);
  return end;
}

static bool goes_on(const struct channel_traffic *traffic) {
  return __atomic_load_n(&traffic->goes_on, __ATOMIC_RELAXED);
}

CELL_CALLBACK void channel_test_send(void *argument) {
  struct channel_traffic *traffic = argument;
  uint64_t number;
  struct channel_end *end = mine(traffic, CHANNEL_OF(channel_letter), CHANNEL_SEND, &number);
  for (uint64_t i = 1; end != NULL && (i <= LETTERS || goes_on(traffic)); i++) {
    struct channel_letter letter = {.from = number, .number = i};
    struct channel_turn turn = {0};
    if (channel_send(end, &letter, &turn, 0) != OK) break;
    traffic->sent[number]++;
    traffic->sent_sum[number] += i;
    if (i % 8 == number) linger();
  }
  channel_close(end);
}

CELL_CALLBACK void channel_test_receive(void *argument) {
  struct channel_traffic *traffic = argument;
  uint64_t number;
  struct channel_end *end = mine(traffic, CHANNEL_OF(channel_letter), CHANNEL_RECEIVE, &number);
  uint64_t last[TASKS] = {0};
  for (;;) {
    struct channel_letter letter;
    struct channel_turn turn = {0};
    if (end == NULL || channel_receive(end, &letter, &turn, 0) != OK) break;
    if (letter.number <= last[letter.from]) traffic->failed++;  // each sender's come in order
    last[letter.from] = letter.number;
    traffic->received[number]++;
    traffic->sum[number] += letter.number;
    if (letter.number % 16 == number) linger();
  }
  channel_close(end);
}

static status_t start(struct channel_traffic *traffic, struct task *tasks[2 * TASKS]) {
  for (uint32_t i = 0; i < 2 * TASKS; i++) {
    status_t status = sched_spawn(i < TASKS ? "sends" : "receives",
                                  i < TASKS ? channel_test_send : channel_test_receive, traffic, &tasks[i]);
    if (status != OK) return status;
  }
  while (__atomic_load_n(&traffic->begun[0], __ATOMIC_RELAXED) < TASKS ||
         __atomic_load_n(&traffic->begun[1], __ATOMIC_RELAXED) < TASKS)
    sched_give_way();
  return OK;
}

static bool is_complete(const struct channel_traffic *traffic) {
  uint64_t sent = 0, sent_sum = 0, received = 0, sum = 0;
  for (uint32_t i = 0; i < TASKS; i++) {
    sent += traffic->sent[i];
    sent_sum += traffic->sent_sum[i];
    received += traffic->received[i];
    sum += traffic->sum[i];
  }
  return traffic->failed == 0 && sent >= TASKS * LETTERS && received == sent && sum == sent_sum;
}

static status_t join_all(struct task *tasks[2 * TASKS]) {
  for (uint32_t i = 0; i < 2 * TASKS; i++) {
    status_t status = sched_join(&tasks[i], NULL, NULL);
    if (status != OK) return status;
  }
  return OK;
}

static bool exchange(uint32_t capacity, char *why, uint32_t size) {
  struct channel_traffic traffic = {0};
  struct task *tasks[2 * TASKS];
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_letter), "letters", capacity, CHANNEL_BOTH, &traffic.of) == OK);
  SYSTEM_EXPECT(start(&traffic, tasks) == OK);
  channel_close(traffic.of);
  SYSTEM_EXPECT(join_all(tasks) == OK);
  SYSTEM_EXPECT(is_complete(&traffic));
  return true;
}

CELL_CALLBACK bool channel_loses_nothing(char *why, uint32_t size) {
  return exchange(0, why, size) && exchange(3, why, size);
}
CELL_OPS(struct system_test, channel_traffic_test) = {
    .name = "many senders and receivers lose no message and get none twice", .run = channel_loses_nothing};

// ---- Its cell is exchanged meanwhile ----

static uint64_t count_sent(const struct channel_traffic *traffic) {
  uint64_t sent = 0;
  for (uint32_t i = 0; i < TASKS; i++)
    sent += __atomic_load_n(&traffic->sent[i], __ATOMIC_RELAXED);
  return sent;
}

static status_t exchange_cell(void) {
  status_t status = OK;
  for (uint32_t i = 0; i < SWAPS && status == OK; i++) {
    struct swap_report *report = NEW(struct swap_report);
    if (report == NULL) return NO_MEMORY;
    status = helper_swap("channel", i % 2 == 0 ? "again" : "channel", report);
    if (status != OK) console_print("%s\n", report->text);
    heap_delete(report);
    linger();
    sched_give_way();
  }
  return status;
}

CELL_CALLBACK bool channel_is_exchanged(char *why, uint32_t size) {
  struct channel_traffic traffic = {.goes_on = true};
  struct task *tasks[2 * TASKS];
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_letter), "letters", 2, CHANNEL_BOTH, &traffic.of) == OK);
  SYSTEM_EXPECT(start(&traffic, tasks) == OK);
  struct swap_statistics before, after;
  swap_statistics(&before);
  uint64_t sent = count_sent(&traffic);
  SYSTEM_EXPECT(exchange_cell() == OK);
  SYSTEM_EXPECT(count_sent(&traffic) > sent);  // or nothing was exchanged under traffic
  swap_statistics(&after);
  SYSTEM_EXPECT(after.swaps - before.swaps == SWAPS);
  __atomic_store_n(&traffic.goes_on, false, __ATOMIC_RELAXED);
  channel_close(traffic.of);
  SYSTEM_EXPECT(join_all(tasks) == OK);
  SYSTEM_EXPECT(is_complete(&traffic));
  return true;
}
CELL_OPS(struct system_test, channel_swap_test) = {
    .name = "the cell is exchanged twenty times under traffic and no message is lost", .run = channel_is_exchanged};

// ---- Deaths ----

struct channel_totals {
  struct heap_statistics heap;
  struct ledger_statistics ledger;
  uint64_t entries;  // but for those of processors, which come when they are first needed
};

static void take_totals(struct channel_totals *totals) {
  heap_statistics(&totals->heap);
  ledger_statistics(&totals->ledger);
  struct ledger_info info;
  totals->entries = 0;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
    totals->entries += !text_equal(info.type, "processor");
}

CELL_CALLBACK void channel_test_post(void *argument) {
  struct channel_traffic *traffic = argument;
  uint64_t number;
  struct channel_end *end = mine(traffic, CHANNEL_OF(channel_parcel), CHANNEL_SEND, &number);
  for (uint64_t i = 0; end != NULL; i++) {
    struct channel_parcel parcel = {i};
    struct channel_turn turn = {0};
    void *object = heap_new(100, 8, "parcel's");
    if (object == NULL || channel_send_object(end, &parcel, &object, &turn, 0) != OK) {
      heap_delete(object);
      break;
    }
  }
  channel_close(end);
}

CELL_CALLBACK void channel_test_fetch(void *argument) {
  struct channel_traffic *traffic = argument;
  uint64_t number;
  struct channel_end *end = mine(traffic, CHANNEL_OF(channel_parcel), CHANNEL_RECEIVE, &number);
  for (uint64_t i = 0; end != NULL; i++) {
    struct channel_parcel parcel;
    struct channel_turn turn = {0};
    void *object = NULL;
    if (channel_receive_object(end, &parcel, &object, &turn, 0) != OK) break;
    if (heap_size(object) != 100) traffic->failed++;
    if (i % 5 == number) linger();
    heap_delete(object);
  }
  channel_close(end);
}

// Kills whoever is at it, and starts another one in its place.
static bool kill_some(struct channel_traffic *traffic, struct task *tasks[2 * TASKS], char *why, uint32_t size) {
  for (uint32_t i = 0; i < KILLS; i++) {
    uint32_t at = i * 5 % (2 * TASKS);
    for (uint32_t j = 0; j < i % 7; j++)
      linger();
    sched_give_way();
    SYSTEM_EXPECT(sched_kill(tasks[at]->number) == OK);
    SYSTEM_EXPECT(sched_join(&tasks[at], NULL, NULL) == OK);
    SYSTEM_EXPECT(sched_spawn("one more", at < TASKS ? channel_test_post : channel_test_fetch, traffic, &tasks[at]) ==
                  OK);
  }
  return true;
}

static bool kill_traffic(char *why, uint32_t size) {
  struct channel_traffic traffic = {0};
  struct task *tasks[2 * TASKS];
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_parcel), "", 4, CHANNEL_BOTH, &traffic.of) == OK);
  for (uint32_t i = 0; i < 2 * TASKS; i++)
    SYSTEM_EXPECT(sched_spawn("subject", i < TASKS ? channel_test_post : channel_test_fetch, &traffic, &tasks[i]) ==
                  OK);
  if (!kill_some(&traffic, tasks, why, size)) return false;
  for (uint32_t i = 0; i < 2 * TASKS; i++) {
    SYSTEM_EXPECT(sched_kill(tasks[i]->number) == OK);
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, NULL) == OK);
  }
  channel_close(traffic.of);
  SYSTEM_EXPECT(traffic.failed == 0);
  return true;
}

CELL_CALLBACK bool channel_outlives_kills(char *why, uint32_t size) {
  struct channel_totals before, after;
  if (!kill_traffic(why, size)) return false;  // the first time makes the nodes of cells
  system_settle();
  take_totals(&before);
  if (!kill_traffic(why, size)) return false;
  system_settle();
  take_totals(&after);
  SYSTEM_EXPECT(after.heap.live == before.heap.live);
  SYSTEM_EXPECT(after.entries == before.entries);
  SYSTEM_EXPECT(after.heap.defects == before.heap.defects && after.ledger.refused == before.ledger.refused);
  return true;
}
CELL_OPS(struct system_test, channel_kill_test) = {
    .name = "tasks that are killed while objects change hands leave nothing behind", .run = channel_outlives_kills};

CELL_CALLBACK bool channel_tells_of_death(char *why, uint32_t size) {
  struct channel_traffic traffic = {0};
  struct task *task;
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_letter), "", 0, CHANNEL_RECEIVE, &traffic.of) == OK);
  SYSTEM_EXPECT(sched_spawn("dies", channel_test_send, &traffic, &task) == OK);
  struct channel_letter letter;
  struct channel_turn turn = {0};
  SYSTEM_EXPECT(channel_receive(traffic.of, &letter, &turn, 0) == OK);
  SYSTEM_EXPECT(sched_kill(task->number) == OK);
  status_t status = OK;
  while (status == OK) {
    turn = (struct channel_turn){0};
    status = channel_receive(traffic.of, &letter, &turn, 0);
  }
  SYSTEM_EXPECT(status == CLOSED);
  channel_close(traffic.of);
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return true;
}
CELL_OPS(struct system_test, channel_death_test) = {.name = "who waits for a dead peer hears of its death",
                                                    .run = channel_tells_of_death};

// ---- Types ----

CELL_CALLBACK bool channel_is_typed(char *why, uint32_t size) {
  struct channel_end *end, *other;
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_letter), "letters", 1, CHANNEL_SEND, &end) == OK);
  SYSTEM_EXPECT(channel_hash(CHANNEL_OF(channel_letter)) == channel_hash(channel_peer_type()));
  SYSTEM_EXPECT(channel_hash(CHANNEL_OF(channel_letter)) != channel_hash(channel_other_peer_type()));
  SYSTEM_EXPECT(channel_connect("letters", channel_other_peer_type(), CHANNEL_RECEIVE, &other) == INVALID);
  SYSTEM_EXPECT(channel_connect("letters", channel_peer_type(), CHANNEL_RECEIVE, &other) == OK);
  channel_close(end);
  channel_close(other);
  return true;
}
CELL_OPS(struct system_test, channel_type_test) = {
    .name = "cells connect when their messages are of one type, and are refused when not", .run = channel_is_typed};

// ---- Bytes ----

CELL_CALLBACK void channel_test_write(void *argument) {
  struct channel_traffic *traffic = argument;
  uint64_t number;
  struct channel_end *end = mine(traffic, stream_type(), CHANNEL_SEND, &number);
  uint8_t bytes[97];
  for (uint32_t at = 0, count; end != NULL && at < BYTES; at += count) {
    count = at % sizeof bytes + 1 < BYTES - at ? at % sizeof bytes + 1 : BYTES - at;
    for (uint32_t i = 0; i < count; i++)
      bytes[i] = (uint8_t)((at + i) * 7);
    struct channel_turn turn = {0};
    if (stream_write(end, bytes, count, &turn, 0) != OK) break;
  }
  channel_close(end);
}

CELL_CALLBACK bool channel_carries_bytes(char *why, uint32_t size) {
  struct channel_traffic traffic = {0};
  struct task *task;
  SYSTEM_EXPECT(channel_make(stream_type(), "", 256, CHANNEL_RECEIVE, &traffic.of) == OK);
  SYSTEM_EXPECT(sched_spawn("writes", channel_test_write, &traffic, &task) == OK);
  uint32_t at = 0;
  status_t status;
  do {
    uint8_t bytes[50];
    struct channel_turn turn = {0};
    status = stream_read(traffic.of, bytes, sizeof bytes, &turn, 0);
    for (uint32_t i = 0; i < turn.count; i++)
      SYSTEM_EXPECT(bytes[i] == (uint8_t)((at + i) * 7));
    at += (uint32_t)turn.count;
  } while (status == OK);
  SYSTEM_EXPECT(status == CLOSED && at == BYTES);
  channel_close(traffic.of);
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return true;
}
CELL_OPS(struct system_test, channel_stream_test) = {
    .name = "a stream carries its bytes in order to the end of the file", .run = channel_carries_bytes};
