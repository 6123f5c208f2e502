// SPDX-License-Identifier: Apache-2.0
// port: one serial port of a PC, for the cells that drive them: each links a copy of this and keeps a state of its own.
//
// Context  uart_put_now: any, faults and early boot included; it polls. uart_put: any; it does not wait, and interrupts
//          are off for UART_FIFO bytes at most. uart_start: boot. uart_serve: in the interrupt's transaction.
// State    struct uart16550_state, the calling cell's.
// Errors   UNSUPPORTED: there is no such port. EXISTS: its interrupt line is taken.
#pragma once
#include "cells/drivers/uart16550/state.h"

enum { UART_FIFO = 16 };  // bytes, each way
// How many received bytes make an interrupt (8.5). With more than one, fewer are told of when none follows within the
// time of four.
enum uart_trigger { UART_TRIGGER_1 = 0x00, UART_TRIGGER_8 = 0x80 };

struct uart_port {
  uint16_t base;  // first of its eight registers
  uint8_t line;   // interrupt
  uint8_t trigger;
  struct uart16550_state *state;
};

RAW_PRIVATE void uart_put_now(struct uart_port port, uint8_t byte);
// Returns how many of the bytes the port took; 0: it is still busy with others, or absent.
RAW_PRIVATE uint32_t uart_put(struct uart_port port, const uint8_t *bytes, uint32_t count);
// `handler` has a gate and calls uart_serve; so has `received`.
status_t uart_start(struct uart_port port, const char *name, AS(ATOMIC) bool (*handler)(void),
                    AS(ATOMIC) bool (*received)(uint8_t byte));
bool uart_serve(struct uart_port port);  // true: another task should be chosen
uint64_t uart_lost(struct uart_port port);
