// SPDX-License-Identifier: Apache-2.0
// state: what the driver remembers of one serial port.
//
// All but `received` and `handed` is written by RAW code and follows the device: no undo takes a byte back that was read
// from it.
#pragma once
#include "kernel/base/cell.h"

enum uart_presence { UART_UNKNOWN, UART_PRESENT, UART_ABSENT };
enum { UART_RING = 64 };  // bytes: a power of two

struct uart16550_state {
  enum uart_presence presence;
  AS(ATOMIC) bool (*received)(uint8_t byte);
  uint32_t filled;          // bytes that were ever put into the ring
  uint32_t handed;          // bytes of it that were handed to `received`; undone with whatever that did
  uint8_t ring[UART_RING];  // read from the device
  bool first_is_damaged;    // of the bytes that wait in the FIFO
  bool has_fifo;            // sixteen bytes go out at once, else one
  uint64_t overruns;        // counted as one byte each: the device does not tell how many
  uint64_t damaged;         // bytes with wrong parity or framing, and breaks
  uint64_t unsent;          // bytes that the device did not take in time
};
