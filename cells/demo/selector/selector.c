// SPDX-License-Identifier: Apache-2.0
// selector: the asynchronous style: one task that starts others, waits for whatever any of them has to say, and goes on with that. It holds
// no lock, polls nothing, and hears the end of each by its channel's CLOSED.
#include "cells/demo/demo.h"
#include "kernel/base/text.h"
#include "kernel/channel/stream.h"
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"

struct selector_square {
  uint64_t number, square;
};
CHANNEL_TYPE(selector_square, CHANNEL_GIVES_NOTHING);

enum { SQUARES = 4, QUIET_NS = 300'000'000, PAUSE_NS = 100'000'000, TEXT = 40 };

// Each message is the completion of a piece of work.
CELL_CALLBACK void selector_compute(void *end) {
  for (uint64_t i = 1; i <= SQUARES; i++) {
    struct selector_square message = {.number = i, .square = i * i};
    struct channel_turn turn = {0};
    if (clock_sleep(PAUSE_NS) != OK || channel_send(end, &message, &turn, 0) != OK) return;
  }
}

CELL_CALLBACK void selector_talk(void *end) {
  static const char *const words[] = {"bytes come in pieces, ", "as they are written"};
  for (uint32_t i = 0; i < sizeof words / sizeof *words; i++) {
    struct channel_turn turn = {0};
    if (stream_write(end, words[i], (uint32_t)text_length(words[i]), &turn, 0) != OK) return;
    if (clock_sleep(5 * (uint64_t)PAUSE_NS) != OK) return;
  }
}

static status_t start(struct channel_end **squares, struct channel_end **talk) {
  status_t status = channel_make(CHANNEL_OF(selector_square), "squares", 0, CHANNEL_RECEIVE, squares);
  if (status == OK) status = channel_make(stream_type(), "talk", STREAM_LEAST, CHANNEL_RECEIVE, talk);
  if (status == OK)
    status = channel_spawn(*squares, CHANNEL_OF(selector_square), CHANNEL_SEND, "computes", selector_compute, NULL);
  if (status == OK) status = channel_spawn(*talk, stream_type(), CHANNEL_SEND, "talks", selector_talk, NULL);
  return status;
}

// What is left is moved up: CLOSED is said of a case for ever.
static void leave_out(struct channel_case *cases, uint32_t *count, uint32_t index) {
  --*count;
  if (index < *count) cases[index] = cases[*count];
}

CELL_CALLBACK void selector_run([[maybe_unused]] void *argument) {
  struct channel_end *squares = NULL, *talk = NULL;
  struct selector_square square;
  char text[TEXT];
  status_t status = start(&squares, &talk);
  struct channel_case cases[] = {
      {.end = squares, .right = CHANNEL_RECEIVE, .message = &square},
      {.end = talk, .right = CHANNEL_RECEIVE, .message = text, .count = sizeof text},
  };
  uint32_t count = status == OK ? 2 : 0;
  while (count > 0) {
    struct channel_turn turn = {0};
    status = channel_select(cases, count, &turn, clock_now() + QUIET_NS);
    if (status == CLOSED)
      leave_out(cases, &count, turn.index);
    else if (status == TIMED_OUT)
      console_print("nothing for a while\n");
    else if (status != OK)
      break;
    else if (cases[turn.index].end == squares)
      console_print("%llu squared is %llu\n", (unsigned long long)square.number, (unsigned long long)square.square);
    else
      console_print("'%.*s'\n", (int)turn.count, text);
  }
  console_print(status == CLOSED ? "all have ended\n" : "%s\n", status_name(status));
  channel_close(squares);
  channel_close(talk);
}

CELL_OPS(struct demo_task, selector_demo) = {
    .name = "selector",
    .summary = "waits for two others at once, and hears when they end",
    .run = selector_run,
};
