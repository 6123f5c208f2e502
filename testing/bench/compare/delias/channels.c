// SPDX-License-Identifier: Apache-2.0
// Messages and bytes to another task.
#include "kernel/channel/channel.h"
#include "kernel/channel/stream.h"
#include "kernel/sched/sched.h"
#include "testing/bench/compare/delias/measure.h"
#include "testing/bench/compare/rounds.h"

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
  measure_expect("channel_connect", channel_connect("compare", CHANNEL_OF(compare_message), CHANNEL_SEND, &back));
  while (hear(there, &message) == OK && say(back, message) == OK) {}
  channel_close(back);
}

CELL_CALLBACK uint64_t compare_channel(void) {
  struct channel_end *there, *back;
  struct task *task;
  struct compare_message message = {};
  measure_expect("channel_make", channel_make(CHANNEL_OF(compare_message), "", 0, CHANNEL_SEND, &there));
  measure_expect("channel_make", channel_make(CHANNEL_OF(compare_message), "compare", 0, CHANNEL_RECEIVE, &back));
  measure_expect("channel_spawn",
                 channel_spawn(there, CHANNEL_OF(compare_message), CHANNEL_RECEIVE, "echoes", compare_echoes, &task));
  uint64_t begun = 0;
  for (uint32_t i = 0; i <= COMPARE_TRIPS; i++) {
    if (i == 1) begun = measure_begin();
    if (say(there, message) != OK || hear(back, &message) != OK) measure_fail("a round trip", CLOSED);
  }
  uint64_t took = measure_end(begun);
  channel_close(there);
  channel_close(back);
  measure_expect("sched_join", sched_join(&task, NULL, NULL));
  return took;
}

static void write_piece(struct channel_end *end, const uint8_t *bytes, uint32_t size) {
  struct channel_turn turn = {};
  measure_expect("stream_write", stream_write(end, bytes, size, &turn, 0));
}

static uint64_t read_piece(struct channel_end *end, uint8_t *bytes, uint32_t size) {
  struct channel_turn turn = {};
  measure_expect("stream_read", stream_read(end, bytes, size, &turn, 0));
  return turn.count;
}

// Says when it begins, and when all has come.
CELL_CALLBACK void compare_reads(void *there) {
  uint8_t bytes[COMPARE_PIECE] = {};
  struct channel_end *back = NULL;
  measure_expect("channel_connect", channel_connect("compare", stream_type(), CHANNEL_SEND, &back));
  write_piece(back, bytes, 1);
  for (uint64_t rest = COMPARE_PIECES * COMPARE_PIECE; rest != 0;)
    rest -= read_piece(there, bytes, sizeof bytes);
  write_piece(back, bytes, 1);
  channel_close(back);
}

CELL_CALLBACK uint64_t compare_throughput(void) {
  uint8_t bytes[COMPARE_PIECE] = {};
  struct channel_end *there, *back;
  struct task *task;
  measure_expect("channel_make", channel_make(stream_type(), "", STREAM_MOST, CHANNEL_SEND, &there));
  measure_expect("channel_make", channel_make(stream_type(), "compare", STREAM_LEAST, CHANNEL_RECEIVE, &back));
  measure_expect("channel_spawn", channel_spawn(there, stream_type(), CHANNEL_RECEIVE, "reads", compare_reads, &task));
  (void)read_piece(back, bytes, 1);
  uint64_t begun = measure_begin();
  for (uint32_t i = 0; i < COMPARE_PIECES; i++)
    write_piece(there, bytes, sizeof bytes);
  (void)read_piece(back, bytes, 1);
  uint64_t took = measure_end(begun);
  channel_close(there);
  channel_close(back);
  measure_expect("sched_join", sched_join(&task, NULL, NULL));
  return took;
}

void rows_channels(void) {
  measure_least("channel_round_trip", compare_channel, COMPARE_TRIPS);
  measure_least("stream_piece", compare_throughput, COMPARE_PIECES);
}
