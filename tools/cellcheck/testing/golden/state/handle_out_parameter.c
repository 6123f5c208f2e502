// SPDX-License-Identifier: Apache-2.0
// handle_out_parameter: the same through an out-parameter, and a helper that looks it up.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC status_t stream_open(uint32_t *stream);
ATOMIC status_t stream_close(uint32_t stream);
// file: handle_out_parameter.c
#include "cell.h"

enum { STREAMS = 16 };
struct streams {
  struct {
    bool used;
  } of[STREAMS];
};
CELL_STATE(struct streams, streams);

static bool *used(uint32_t stream) {
  // note: 'stream_close' takes it as 'stream' and finds an element of 'streams' by it here
  return &streams.of[stream % STREAMS].used;
}

status_t stream_open(uint32_t *stream) {
  uint32_t free = 0;
  while (free < STREAMS && streams.of[free].used)
    free++;
  if (free == STREAMS) return FULL;
  streams.of[free].used = true;
  // want: state.handle the number that 'stream_open' hands out names something that this cell keeps for its client
  *stream = free;
  return OK;
}

status_t stream_close(uint32_t stream) {
  bool *is_used = used(stream);
  if (!*is_used) return NOT_FOUND;
  *is_used = false;
  return OK;
}
