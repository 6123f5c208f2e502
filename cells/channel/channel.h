// SPDX-License-Identifier: Apache-2.0
// channel: answers the tools beside the system, over a second serial line: shows the graph, takes cells in, runs lines
// for the shell. protocol.h has what is said, docs/channel.md what is guaranteed.
//
// Context  any.
// State    `channel`: what came and was not read, what a command wrote and was not sent, the session, the cell that is
//          coming, the command that runs, counters. Bounded; the coming cell is a span of kernel/pages.
// Errors   none: each request is answered on the line.
#pragma once
#include "kernel/base/cell.h"

struct channel_statistics {
  bool present;              // there is a line
  uint32_t session;          // 0: none was opened since boot
  uint64_t sessions;         // opened since boot
  uint64_t requests;         // frames that were carried out
  uint64_t refused;          // frames that were not
  uint64_t corrupt;          // pieces of what was received that were no frames
  uint64_t received, sent;   // bytes
  uint64_t lost;             // bytes received that neither line nor channel could keep
  uint64_t unsent;           // bytes that the line did not take in time
  uint64_t output_dropped;   // bytes that commands wrote and nobody could be given
  uint64_t coming, arrived;  // bytes of a cell that is being stored, and how many are there
  bool running;              // a command runs
};
READ void channel_statistics(struct channel_statistics *out);
