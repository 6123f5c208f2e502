// SPDX-License-Identifier: Apache-2.0
// handle_index: the number of a row is handed out and taken back: a descriptor table.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
enum : uint32_t { NO_STREAM = 0xffffffff };
ATOMIC uint32_t stream_open(uint64_t start);
ATOMIC status_t stream_read(uint32_t stream, uint64_t *position);
// file: handle_index.c
#include "cell.h"

enum { STREAMS = 16 };
struct stream {
  bool used;
  uint64_t position;
};
struct streams {
  struct stream of[STREAMS];
};
CELL_STATE(struct streams, streams);

uint32_t stream_open(uint64_t start) {
  for (uint32_t i = 0; i < STREAMS; i++) {
    if (streams.of[i].used) continue;
    streams.of[i].used = true;
    streams.of[i].position = start;
    // want: state.handle the number that 'stream_open' hands out names something that this cell keeps for its client
    // mend: let the client own an object that is its own cursor, hand out an OWNED pointer, or mark what it owns
    //   OWN_RET
    return i;
  }
  return NO_STREAM;
}

status_t stream_read(uint32_t stream, uint64_t *position) {
  // note: 'stream_read' takes it as 'stream' and finds an element of 'streams' by it here
  if (stream >= STREAMS || !streams.of[stream].used) return NOT_FOUND;
  *position = streams.of[stream].position++;
  return OK;
}
