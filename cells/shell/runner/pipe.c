// SPDX-License-Identifier: Apache-2.0
// pipe: what stands between two commands of a line: a stream, of which each has an end that goes with its task.
//
// The console asks sink and source again with the same text, or the same room, until it is taken, or filled: so both may lie in a channel's
// queue meanwhile, with the turn that says how far it has come.
#include "cells/shell/runner/parts.h"
#include "kernel/channel/stream.h"
#include "kernel/console/console.h"
#include "kernel/ledger/ledger.h"
#include "kernel/sched/sched.h"

enum { PIPE = 4096 };

static status_t share(struct channel_end *output, uint32_t from, uint32_t to, struct channel_end **input) {
  status_t status = channel_share(output, stream_type(), CHANNEL_RECEIVE, input);
  if (status != OK) return status;
  status = channel_give(output, from);
  if (status == OK) status = channel_give(*input, to);
  if (status != OK) channel_close(*input);
  return status;
}

status_t runner_connect(struct runner_stage *from, uint32_t from_owner, struct runner_stage *to, uint32_t to_owner) {
  struct channel_end *output = NULL, *input = NULL;
  status_t status = channel_make(stream_type(), "", PIPE, CHANNEL_SEND, &output);
  if (status != OK) return status;
  status = share(output, from_owner, to_owner, &input);
  if (status != OK) {
    channel_close(output);
    return status;
  }
  from->output = (struct channel_case){.end = output, .right = CHANNEL_SEND};
  to->input = (struct channel_case){.end = input, .right = CHANNEL_RECEIVE};
  return OK;
}

status_t runner_attach(struct runner_stage *stage) {
  uint64_t self = task_current()->number;
  status_t status = OK;
  if (stage->input.end != NULL) status = console_divert_input(self, runner_pipe_source, stage);
  if (status == OK && stage->output.end != NULL) status = console_divert(self, runner_pipe_sink, stage);
  return status;
}

// One end is among others in no select but its own.
static status_t step(struct channel_case *what, struct channel_turn *turn, bool may_wait) {
  if (may_wait) return channel_step(what, 1, turn, 0);
  channel_leave(what->end);
  return channel_try(what, 1, turn);
}

static size_t take_count(struct channel_turn *turn) {
  size_t count = turn->count;
  *turn = (struct channel_turn){};
  return count;
}

// Who writes where nobody reads any more has nothing to do any more, and ends here.
size_t runner_pipe_sink(void *context, const char *text, size_t length, bool may_wait) {
  struct runner_stage *stage = context;
  stage->output.message = (void *)text;
  stage->output.count = length < PIPE ? (uint32_t)length : PIPE;
  switch (step(&stage->output, &stage->sent, may_wait)) {
  case OK: return take_count(&stage->sent);
  case WAITING: return 0;
  case BUSY: return take_count(&stage->sent);
  default: (void)sched_kill(task_current()->number); return length;
  }
}

status_t runner_pipe_source(void *context, void *to, size_t size, size_t *count) {
  struct runner_stage *stage = context;
  stage->input.message = to;
  stage->input.count = (uint32_t)size;
  status_t status = step(&stage->input, &stage->received, true);
  if (status == OK) *count = take_count(&stage->received);
  return status == CLOSED ? EMPTY : status;
}

bool runner_begin_pipes(struct runner_stage *stage) {
  status_t status = runner_attach(stage);
  if (status == OK) return true;
  console_print("%s: no pipe for it (%s)\n", stage->call.words[0], status_name(status));
  return false;
}
