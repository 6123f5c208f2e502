// SPDX-License-Identifier: Apache-2.0
// What messages cost, in instructions, held against budgets: under `-icount shift=0` the time-stamp counter counts them.
#include "kernel/arch/arch.h"
#include "kernel/channel/stream.h"
#include "kernel/console/console.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { ROUNDS = 200 };

struct channel_cost {
  uint64_t number;
};
CHANNEL_TYPE(channel_cost, CHANNEL_GIVES_NOTHING);

struct channel_costs {
  struct channel_end *there, *back;
};

static bool counts_instructions(void) {
  uint64_t start = arch_cycles(), turns = 1000;
  __asm__ volatile("1: dec %0; jnz 1b" : "+r"(turns) : : "cc");
  uint64_t took = arch_cycles() - start;
  return took >= 2000 && took < 2100;
}

static bool within(const char *what, uint64_t took, uint64_t rounds, uint64_t budget, char *why, uint32_t size) {
  uint64_t each = took / rounds;
  console_print("[cost] %s: %lu instructions, budget %lu\n", what, each, budget);
  if (each <= budget) return true;
  text_format(why, size, "%s costs %lu instructions, over its budget of %lu", what, each, budget);
  return false;
}

static status_t send(struct channel_end *end, uint64_t number) {
  struct channel_cost message = {number};
  struct channel_turn turn = {0};
  return channel_send(end, &message, &turn, 0);
}

static status_t receive(struct channel_end *end, uint64_t *number) {
  struct channel_cost message = {0};
  struct channel_turn turn = {0};
  status_t status = channel_receive(end, &message, &turn, 0);
  *number = message.number;
  return status;
}

CELL_CALLBACK void channel_costs_echo(void *argument) {
  const struct channel_costs *costs = argument;
  struct channel_end *there, *back;
  uint64_t number;
  if (channel_share(costs->there, CHANNEL_OF(channel_cost), CHANNEL_RECEIVE, &there) != OK) return;
  if (channel_share(costs->back, CHANNEL_OF(channel_cost), CHANNEL_SEND, &back) != OK) return channel_close(there);
  while (receive(there, &number) == OK)
    if (send(back, number) != OK) break;
  channel_close(there);
  channel_close(back);
}

static status_t make(const struct channel_type *type, uint32_t capacity, struct channel_costs *costs) {
  status_t status = channel_make(type, "", capacity, CHANNEL_SEND, &costs->there);
  return status == OK ? channel_make(type, "", capacity, CHANNEL_RECEIVE, &costs->back) : status;
}

static bool round_trips(uint32_t capacity, const char *what, uint64_t budget, char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct channel_costs costs;
  struct task *task;
  uint64_t number, start = 0;
  SYSTEM_EXPECT(make(CHANNEL_OF(channel_cost), capacity, &costs) == OK);
  SYSTEM_EXPECT(sched_spawn("echoes", channel_costs_echo, &costs, &task) == OK);
  sched_give_way();
  for (uint64_t i = 0; i < ROUNDS + 10; i++) {
    if (i == 10) start = arch_cycles();
    SYSTEM_EXPECT(send(costs.there, i) == OK);
    SYSTEM_EXPECT(receive(costs.back, &number) == OK && number == i);
  }
  uint64_t took = arch_cycles() - start;
  channel_close(costs.there);
  channel_close(costs.back);
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return within(what, took, ROUNDS, budget, why, size);
}

CELL_CALLBACK bool channel_costs_rendezvous(char *why, uint32_t size) {
  return round_trips(0, "round trip by channels without places", 3900, why, size);
}
CELL_OPS(struct system_test, channel_costs_rendezvous_test) = {
    .name = "a round trip from hand to hand keeps its budget", .run = channel_costs_rendezvous};

CELL_CALLBACK bool channel_costs_buffered(char *why, uint32_t size) {
  return round_trips(4, "round trip by channels with places", 3900, why, size);
}
CELL_OPS(struct system_test, channel_costs_buffered_test) = {
    .name = "a round trip by channels that keep messages keeps its budget", .run = channel_costs_buffered};

// Nobody waits: what a message takes that is kept and fetched by a task that has both ends.
CELL_CALLBACK bool channel_costs_alone(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct channel_end *end;
  uint64_t number, start = 0;
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_cost), "", 1, CHANNEL_BOTH, &end) == OK);
  for (uint64_t i = 0; i < ROUNDS + 10; i++) {
    if (i == 10) start = arch_cycles();
    SYSTEM_EXPECT(send(end, i) == OK);
    SYSTEM_EXPECT(receive(end, &number) == OK && number == i);
  }
  uint64_t took = arch_cycles() - start;
  channel_close(end);
  return within("message kept and fetched", took, ROUNDS, 850, why, size);
}
CELL_OPS(struct system_test, channel_costs_alone_test) = {.name = "a message that is kept and fetched keeps its budget",
                                                          .run = channel_costs_alone};

CELL_CALLBACK void channel_costs_drain(void *argument) {
  const struct channel_costs *costs = argument;
  struct channel_end *there;
  uint64_t number;
  if (channel_share(costs->there, CHANNEL_OF(channel_cost), CHANNEL_RECEIVE, &there) != OK) return;
  while (receive(there, &number) == OK) {}
  channel_close(there);
}

// One way: a task sends as fast as it can, another one receives; with the switches between them.
CELL_CALLBACK bool channel_costs_one_way(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct channel_costs costs;
  struct task *task;
  uint64_t start = 0;
  SYSTEM_EXPECT(channel_make(CHANNEL_OF(channel_cost), "", 64, CHANNEL_SEND, &costs.there) == OK);
  SYSTEM_EXPECT(sched_spawn("drains", channel_costs_drain, &costs, &task) == OK);
  sched_give_way();
  for (uint64_t i = 0; i < 10 * ROUNDS + 100; i++) {
    if (i == 100) start = arch_cycles();
    SYSTEM_EXPECT(send(costs.there, i) == OK);
  }
  uint64_t took = arch_cycles() - start;
  channel_close(costs.there);
  SYSTEM_EXPECT(sched_join(&task, NULL, NULL) == OK);
  return within("message one way, 64 places", took, UINT64_C(10) * ROUNDS, 880, why, size);
}
CELL_OPS(struct system_test, channel_costs_one_way_test) = {.name = "a message one way keeps its budget",
                                                            .run = channel_costs_one_way};

// A page's worth through a stream, written and read by one task.
CELL_CALLBACK bool channel_costs_bytes(char *why, uint32_t size) {
  if (!counts_instructions()) SYSTEM_SKIP("the time-stamp counter does not count instructions here");
  struct channel_end *end;
  uint8_t bytes[1024] = {0};
  SYSTEM_EXPECT(channel_make(stream_type(), "", 4096, CHANNEL_BOTH, &end) == OK);
  uint64_t start = arch_cycles();
  for (uint32_t i = 0; i < ROUNDS; i++) {
    struct channel_turn written = {0}, read = {0};
    SYSTEM_EXPECT(stream_write(end, bytes, sizeof bytes, &written, 0) == OK);
    SYSTEM_EXPECT(stream_read(end, bytes, sizeof bytes, &read, 0) == OK && read.count == sizeof bytes);
  }
  uint64_t took = arch_cycles() - start;
  channel_close(end);
  return within("1024 bytes written to a stream and read", took, ROUNDS, 1600, why, size);
}
CELL_OPS(struct system_test, channel_costs_bytes_test) = {.name = "bytes through a stream keep their budget",
                                                          .run = channel_costs_bytes};
