// SPDX-License-Identifier: Apache-2.0
// A serial port: 115200 baud, 8 data bits, no parity, 1 stop bit.
//
// Registers and bits after the PC16550D datasheet (National Semiconductor, June 1995), section 8. Output polls, so that it
// works at any time, faults and early boot included; input comes by interrupt.
//
// Reading the receive register consumes the byte, which no undo brings back. So RAW code reads the device into a ring that
// no undo touches, and the interrupt's transaction hands on what lies there: how far it came is undone with what it did.
#include "cells/drivers/uart16550/port.h"

#include "kernel/arch/arch.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"

enum { UART_DIVISOR = 1 };  // 1.8432 MHz / 16 / 115200

enum uart_register {          // table II of section 8
  UART_DATA = 0,              // receiver buffer, transmitter holding; with DLAB the divisor's low byte
  UART_INTERRUPT_ENABLE = 1,  // with DLAB the divisor's high byte
  UART_INTERRUPT_CAUSE = 2,   // read; written it is FIFO control
  UART_FIFO_CONTROL = 2,
  UART_LINE_CONTROL = 3,
  UART_MODEM_CONTROL = 4,
  UART_LINE_STATUS = 5,
  UART_MODEM_STATUS = 6,
  UART_SCRATCH = 7,
};

enum {
  ENABLE_RECEIVED = 0x01,     // 8.7, ERBFI
  ENABLE_LINE_STATUS = 0x04,  // 8.7, ELSI
  CAUSE_NONE = 0x01,          // 8.6: bit 0 is 0 while an interrupt is pending
  CAUSE_FIFO = 0xc0,          // 8.6: both bits are set while the FIFOs are on
  FIFO_ON_CLEAR = 0x07,       // 8.5: enabled, both cleared; with enum uart_trigger
  CONTROL_8N1 = 0x03,         // 8.1
  CONTROL_DLAB = 0x80,
  MODEM_DTR_RTS_OUT2 = 0x0b,  // 8.8; a PC's OUT2 lets the interrupt through
  MODEM_LOOPBACK = 0x10,      // 8.8: the line is cut off
  STATUS_READY = 0x01,        // 8.4: a byte was received
  STATUS_OVERRUN = 0x02,
  STATUS_PARITY = 0x04,
  STATUS_FRAMING = 0x08,
  STATUS_BREAK = 0x10,
  STATUS_CAN_SEND = 0x20,  // 8.4: transmitter holding register empty; with FIFOs: the whole FIFO is
};

enum {
  SEND_POLLS =
      100'000,      // about 0.1 s: a byte takes 87 us; a port that is stuck longer loses the byte instead of hanging us
  CAUSES_MAX = 64,  // a device that always claims a cause must not keep us in the handler
  DRAIN_MAX = 256,  // nor one that always has another byte
  ROUNDS_MAX = 64,
};

__attribute__((always_inline)) static inline uint8_t get(struct uart_port port, enum uart_register number) {
  return arch_in8((uint16_t)(port.base + number));
}
__attribute__((always_inline)) static inline void set(struct uart_port port, enum uart_register number, uint8_t value) {
  arch_out8((uint16_t)(port.base + number), value);
}

// Only the scratch register keeps what is written to it (8.9); where there is no port, reads give 0xff.
RAW_STATIC bool answers(struct uart_port port) {
  set(port, UART_SCRATCH, 0x51);
  if (get(port, UART_SCRATCH) != 0x51) return false;
  set(port, UART_SCRATCH, 0xae);
  return get(port, UART_SCRATCH) == 0xae;
}

RAW_STATIC void keep(struct uart_port port, uint8_t byte) {
  struct uart16550_state *state = port.state;
  state->ring[state->filled % UART_RING] = byte;
  state->filled++;
}

RAW_STATIC bool is_present(struct uart_port port) {
  struct uart16550_state *state = port.state;
  if (state->presence != UART_UNKNOWN) return state->presence == UART_PRESENT;
  state->presence = answers(port) ? UART_PRESENT : UART_ABSENT;
  if (state->presence == UART_ABSENT) return false;
  set(port, UART_INTERRUPT_ENABLE, 0);
  set(port, UART_LINE_CONTROL, CONTROL_DLAB);  // the divisor: 8.3
  set(port, UART_DATA, UART_DIVISOR & 0xff);
  set(port, UART_INTERRUPT_ENABLE, UART_DIVISOR >> 8);
  set(port, UART_LINE_CONTROL, CONTROL_8N1);
  // Switching the FIFOs on drops what was received (8.5), which is the first byte of the input that an emulator is started with.
  // In loopback none comes between reading and switching.
  set(port, UART_MODEM_CONTROL, MODEM_LOOPBACK);
  if (get(port, UART_LINE_STATUS) & STATUS_READY) keep(port, get(port, UART_DATA));
  set(port, UART_FIFO_CONTROL, (uint8_t)(FIFO_ON_CLEAR | port.trigger));
  state->has_fifo = (get(port, UART_INTERRUPT_CAUSE) & CAUSE_FIFO) == CAUSE_FIFO;  // an 8250 or 16450 has none
  set(port, UART_MODEM_CONTROL, MODEM_DTR_RTS_OUT2);
  return true;
}

// Reading the line status clears its error bits (8.4), so whoever reads it, to send or to receive, notes them here.
RAW_STATIC uint8_t line_status(struct uart_port port) {
  uint8_t status = get(port, UART_LINE_STATUS);
  if (status == 0xff) return 0;  // the port is gone
  if (status & STATUS_OVERRUN) port.state->overruns++;
  if (status & (STATUS_PARITY | STATUS_FRAMING | STATUS_BREAK)) port.state->first_is_damaged = true;
  return status;
}

void uart_put_now(struct uart_port port, uint8_t byte) {
  if (!is_present(port)) return;
  // After one byte that was not taken, the next ones do not wait as long again.
  uint32_t polls = port.state->unsent == 0 ? SEND_POLLS : SEND_POLLS / 100;
  while ((line_status(port) & STATUS_CAN_SEND) == 0) {
    if (polls-- == 0) {
      port.state->unsent++;
      return;
    }
    arch_pause();
  }
  set(port, UART_DATA, byte);
}

// Interrupts are off because the handler reads the line status too.
uint32_t uart_put(struct uart_port port, const uint8_t *bytes, uint32_t count) {
  uint64_t interrupts = arch_interrupts_off();
  uint32_t room = 0, taken = 0;
  if (is_present(port) && (line_status(port) & STATUS_CAN_SEND) != 0) room = port.state->has_fifo ? UART_FIFO : 1;
  for (; taken < count && taken < room; taken++)
    set(port, UART_DATA, bytes[taken]);
  arch_interrupts_restore(interrupts);
  return taken;
}

RAW_STATIC bool has_room(const struct uart_port port) {
  return port.state->filled - port.state->handed < UART_RING;
}

// Reads what waits, as far as the ring has room.
RAW_STATIC void drain(struct uart_port port) {
  for (uint32_t i = 0; i < DRAIN_MAX && has_room(port) && (line_status(port) & STATUS_READY) != 0; i++) {
    uint8_t byte = get(port, UART_DATA);
    if (port.state->first_is_damaged)
      port.state->damaged++;
    else
      keep(port, byte);
    port.state->first_is_damaged = false;
  }
}

// The line is edge-triggered: it rises again only after every cause was served, hence the loop. True: all are.
RAW_STATIC bool collect(struct uart_port port) {
  for (uint32_t i = 0; i < CAUSES_MAX; i++) {
    if (get(port, UART_INTERRUPT_CAUSE) & CAUSE_NONE) return true;
    drain(port);
    if (!has_room(port)) return false;
    (void)get(port, UART_MODEM_STATUS);  // serves the cause that is left, though we never enabled it
  }
  return true;
}

RAW_STATIC void listen(struct uart_port port) {
  set(port, UART_INTERRUPT_ENABLE, ENABLE_RECEIVED | ENABLE_LINE_STATUS);
  drain(port);  // what came before is read, and the line is low
}

static bool hand_over(struct uart_port port) {
  struct uart16550_state *state = port.state;
  bool choose = false;
  while (state->handed != state->filled)
    choose |= state->received(state->ring[state->handed++ % UART_RING]);
  return choose;
}

bool uart_serve(struct uart_port port) {
  bool choose = false;
  for (uint32_t rounds = 0; rounds < ROUNDS_MAX; rounds++) {
    bool all = collect(port);
    choose |= hand_over(port);
    if (all) break;
  }
  return choose;
}

status_t uart_start(struct uart_port port, const char *name, bool (*handler)(void), bool (*received)(uint8_t byte)) {
  if (!is_present(port)) return UNSUPPORTED;
  port.state->received = received;
  status_t status = interrupt_route(port.line, name, handler);
  if (status != OK) return status;
  listen(port);
  hand_over(port);
  LOG(LOG_INFO, "serial port at 0x%x, line %d, 115200 8n1", (unsigned)port.base, (int)port.line);
  return OK;
}

uint64_t uart_lost(struct uart_port port) {
  return port.state->overruns + port.state->damaged;
}
