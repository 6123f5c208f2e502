// SPDX-License-Identifier: Apache-2.0
// Four pairs of tasks that wait for each other for ever and are left alone: what one does depends on a wake by the other each time.
#include "kernel/clock/clock.h"
#include "kernel/sched/sched.h"
#include "testing/soak/state.h"

enum { STOP = 2, GO = 1, PIECE = 48, LAST = 255, ROUNDS = 4, REST_NS = 200000 };

// They are many, and would leave the wild ones little: after some rounds each rests.
static void rest(uint64_t round) {
  if (round % ROUNDS == 0) (void)!clock_sleep(REST_NS);
}

static bool share(enum soak_end which, uint32_t right, OWN_RET struct channel_end **end) {
  if (channel_share(soak.end[which], soak_words(), right, end) == OK) return true;
  soak_wrong("a steady task has no end of its channel");
  return false;
}

static bool send(struct channel_end *end, uint64_t number) {
  struct soak_word word = {number, ~number};
  struct channel_turn turn = {0};
  return channel_send(end, &word, &turn, 0) == OK;
}

static bool receive(struct channel_end *end, uint64_t *number) {
  struct soak_word word = {0};
  struct channel_turn turn = {0};
  if (channel_receive(end, &word, &turn, 0) != OK) return false;
  if (word.again != ~word.number) soak_wrong("a message that was handed over is not what was sent");
  *number = word.number;
  return true;
}

// A number is sent and comes back; 0 is the last.
static void call(void) {
  struct channel_end *calls, *answers;
  if (!share(SOAK_CALLS, CHANNEL_SEND, &calls)) return;
  if (!share(SOAK_ANSWERS, CHANNEL_RECEIVE, &answers)) return channel_close(calls);
  for (uint64_t number = 1, answer = 0; number != 0; number = soak_goes_on() ? number + 1 : 0) {
    if (!send(calls, number) || !receive(answers, &answer) || answer != number) soak_wrong("a call was not answered");
    soak_advance(0);
    soak_add(SOAK_MESSAGES, 2);
    rest(number);
  }
  (void)!send(calls, 0);
  channel_close(calls);
  channel_close(answers);
}

static void answer(void) {
  struct channel_end *calls, *answers;
  if (!share(SOAK_CALLS, CHANNEL_RECEIVE, &calls)) return;
  if (!share(SOAK_ANSWERS, CHANNEL_SEND, &answers)) return channel_close(calls);
  for (uint64_t number = 1; receive(calls, &number) && number != 0; soak_advance(1))
    if (!send(answers, number)) soak_wrong("an answer was not taken");
  channel_close(calls);
  channel_close(answers);
}

// Bytes that count up, in pieces of any length; LAST ends them.
static void write_bytes(void) {
  struct channel_end *end;
  uint8_t bytes[PIECE], next = 0;
  if (channel_share(soak.end[SOAK_STEADY_BYTES], stream_type(), CHANNEL_SEND, &end) != OK) return;
  for (uint32_t round = 0; soak_goes_on(); round++) {
    uint32_t count = 1 + round * 7 % PIECE;
    struct channel_turn turn = {0};
    for (uint32_t i = 0; i < count; i++)
      bytes[i] = next, next = (uint8_t)((next + 1) % LAST);
    soak_refused("bytes were not written", stream_write(end, bytes, count, &turn, 0));
    soak_advance(2);
    rest(round);
    soak_add(SOAK_BYTES, 1);
  }
  struct channel_turn turn = {0};
  bytes[0] = LAST;
  (void)!stream_write(end, bytes, 1, &turn, 0);
  channel_close(end);
}

static void read_bytes(void) {
  struct channel_end *end;
  uint8_t bytes[PIECE], next = 0;
  if (channel_share(soak.end[SOAK_STEADY_BYTES], stream_type(), CHANNEL_RECEIVE, &end) != OK) return;
  for (bool ended = false; !ended; soak_advance(3)) {
    struct channel_turn turn = {0};
    if (stream_read(end, bytes, sizeof bytes, &turn, 0) != OK) break;
    for (uint64_t i = 0; i < turn.count && !ended; i++) {
      ended = bytes[i] == LAST;
      if (!ended && bytes[i] != next) soak_wrong("bytes came in another order");
      next = (uint8_t)((bytes[i] + 1) % LAST);
    }
  }
  channel_close(end);
}

static void ring(struct event *mine, struct event *other, uint32_t number, bool begins) {
  uint64_t round = 0;
  uint64_t taken = 0;
  for (bool goes_on = true; goes_on;) {
    if (begins) event_set(other, soak_goes_on() ? GO : STOP);
    taken = 0;
    soak_refused("an event did not come", event_wait(mine, &taken, 0));
    if (!begins) event_set(other, taken);
    goes_on = (taken & STOP) == 0;
    soak_advance(number);
    rest(round++);
    soak_add(SOAK_EVENTS, 1);
  }
}

void soak_pass(uint64_t to) {
  soak.turn = to;
}

// Each waits until it is its turn, and hands that on.
static void take_turns(uint64_t me, uint32_t number) {
  for (uint64_t round = 0; soak_goes_on();) {
    if (mutex_take(&soak.mutex) != OK) return soak_wrong("a mutex was not had");
    while (__atomic_load_n(&soak.turn, __ATOMIC_RELAXED) != me && soak_goes_on())
      (void)!condition_wait(&soak.changed, &soak.mutex, 0);
    soak_pass(1 - me);
    condition_signal(&soak.changed);
    if (mutex_give(&soak.mutex) != OK) return soak_wrong("a mutex was not held behind its condition");
    soak_advance(number);
    rest(round++);
    soak_add(SOAK_TURNS, 1);
  }
  // With the mutex: the other one looks and enters its wait with it.
  if (mutex_take(&soak.mutex) != OK) return soak_wrong("a mutex was not had at the end");
  condition_broadcast(&soak.changed);
  (void)!mutex_give(&soak.mutex);
}

CELL_CALLBACK void soak_steady(void *argument) {
  switch ((uint64_t)argument) {
  case 0: return call();
  case 1: return answer();
  case 2: return write_bytes();
  case 3: return read_bytes();
  case 4: return ring(&soak.ping, &soak.pong, 4, true);
  case 5: return ring(&soak.pong, &soak.ping, 5, false);
  case 6: return take_turns(0, 6);
  default: return take_turns(1, 7);
  }
}

status_t soak_start_steady(uint32_t number) {
  return sched_spawn("soak steady", soak_steady, (void *)(uint64_t)number, &soak.steady_task[number]);
}
