// SPDX-License-Identifier: Apache-2.0
// state: what the driver remembers of one serial port.
#pragma once
#include "kernel/base/cell.h"

enum uart_presence { UART_UNKNOWN, UART_PRESENT, UART_ABSENT };

struct uart16550_state {
  enum uart_presence presence;
  bool (*received)(uint8_t byte);
  bool early_waits;       // for uart_start
  uint8_t early;          // what came before the FIFOs were on
  bool first_is_damaged;  // of the bytes that wait in the FIFO
  bool has_fifo;          // sixteen bytes go out at once, else one
  uint64_t overruns;      // counted as one byte each: the device does not tell how many
  uint64_t damaged;       // bytes with wrong parity or framing, and breaks
  uint64_t unsent;        // bytes that the device did not take in time
};
