// SPDX-License-Identifier: Apache-2.0
// ring: how the log lies in memory.
#pragma once
#include "kernel/log/log.h"

enum { LOG_RING = 15 * 1024, LOG_CPU_SHIFT = 8 };

struct log_record {  // cell and text follow, without NUL; the next record begins at a multiple of 8
  uint64_t sequence;
  uint64_t cycles;
  uint32_t size;  // bytes, this header included
  uint8_t level;
  uint8_t cell_length;
  uint8_t text_length;
  uint8_t unused;
};

struct log_state {
  uint64_t oldest, next;  // positions
  uint64_t sequence;      // of the next line
  uint64_t dropped;
  uint32_t
      writing;  // between begin and end of a write: the depth of faults, from 1, and the CPU's number << LOG_CPU_SHIFT
  enum log_level lowest;
  uint8_t bytes[LOG_RING];
};
