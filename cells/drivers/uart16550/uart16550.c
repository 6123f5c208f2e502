// SPDX-License-Identifier: Apache-2.0
// uart16550: the console device on a PC's first serial port: 115200 baud, 8 data bits, no parity, 1 stop bit.
//
// Registers and bits after the PC16550D datasheet (National Semiconductor, June 1995), section 8. Output polls, so that it
// works at any time, faults and early boot included; input comes by interrupt.
#include "cells/drivers/uart16550/state.h"
#include "kernel/arch/arch.h"
#include "kernel/console/device.h"
#include "kernel/interrupt/interrupt.h"
#include "kernel/log/log.h"

enum { UART_PORT = 0x3f8, UART_LINE = 4, UART_DIVISOR = 1 };  // 1.8432 MHz / 16 / 115200

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
  FIFO_ON_CLEAR_1 =
      0x07,            // 8.5: enabled, both cleared, receive interrupt from the first byte on: 15 more fit meanwhile
  CONTROL_8N1 = 0x03,  // 8.1
  CONTROL_DLAB = 0x80,
  MODEM_DTR_RTS_OUT2 = 0x0b,  // 8.8; a PC's OUT2 lets the interrupt through
  MODEM_LOOPBACK = 0x10,      // 8.8: the line is cut off
  STATUS_READY = 0x01,        // 8.4: a byte was received
  STATUS_OVERRUN = 0x02,
  STATUS_PARITY = 0x04,
  STATUS_FRAMING = 0x08,
  STATUS_BREAK = 0x10,
  STATUS_CAN_SEND = 0x20,  // transmitter holding register empty
};

enum {
  SEND_POLLS =
      100'000,      // about 0.1 s: a byte takes 87 us; a port that is stuck longer loses the byte instead of hanging us
  CAUSES_MAX = 64,  // a device that always claims a cause must not keep us in the handler
  DRAIN_MAX = 256,
};

CELL_STATE(struct uart16550_state, uart16550);

static uint8_t get(enum uart_register number) {
  return arch_in8((uint16_t)(UART_PORT + number));
}
static void set(enum uart_register number, uint8_t value) {
  arch_out8((uint16_t)(UART_PORT + number), value);
}

// Only the scratch register keeps what is written to it (8.9); where there is no port, reads give 0xff.
static bool answers(void) {
  set(UART_SCRATCH, 0x51);
  if (get(UART_SCRATCH) != 0x51) return false;
  set(UART_SCRATCH, 0xae);
  return get(UART_SCRATCH) == 0xae;
}

static bool is_present(void) {
  if (uart16550.presence != UART_UNKNOWN) return uart16550.presence == UART_PRESENT;
  uart16550.presence = answers() ? UART_PRESENT : UART_ABSENT;
  if (uart16550.presence == UART_ABSENT) return false;
  set(UART_INTERRUPT_ENABLE, 0);
  set(UART_LINE_CONTROL, CONTROL_DLAB);  // the divisor: 8.3
  set(UART_DATA, UART_DIVISOR & 0xff);
  set(UART_INTERRUPT_ENABLE, UART_DIVISOR >> 8);
  set(UART_LINE_CONTROL, CONTROL_8N1);
  // Switching the FIFOs on drops what was received (8.5), which is the first byte of the input that an emulator is started with.
  // In loopback none comes between reading and switching.
  set(UART_MODEM_CONTROL, MODEM_LOOPBACK);
  uart16550.early_waits = (get(UART_LINE_STATUS) & STATUS_READY) != 0;
  if (uart16550.early_waits) uart16550.early = get(UART_DATA);
  set(UART_FIFO_CONTROL, FIFO_ON_CLEAR_1);
  set(UART_MODEM_CONTROL, MODEM_DTR_RTS_OUT2);
  return true;
}

// Reading the line status clears its error bits (8.4), so whoever reads it, to send or to receive, notes them here.
static uint8_t line_status(void) {
  uint8_t status = get(UART_LINE_STATUS);
  if (status == 0xff) return 0;  // the port is gone
  if (status & STATUS_OVERRUN) uart16550.overruns++;
  if (status & (STATUS_PARITY | STATUS_FRAMING | STATUS_BREAK)) uart16550.first_is_damaged = true;
  return status;
}

void device_put_now(uint8_t byte) {
  if (!is_present()) return;
  // After one byte that was not taken, the next ones do not wait as long again.
  uint32_t polls = uart16550.unsent == 0 ? SEND_POLLS : SEND_POLLS / 100;
  while ((line_status() & STATUS_CAN_SEND) == 0) {
    if (polls-- == 0) {
      uart16550.unsent++;
      return;
    }
    arch_pause();
  }
  set(UART_DATA, byte);
}

// Takes all bytes that wait; true: another task should be chosen.
static bool drain(void) {
  bool choose = false;
  for (uint32_t i = 0; i < DRAIN_MAX && (line_status() & STATUS_READY) != 0; i++) {
    uint8_t byte = get(UART_DATA);
    if (uart16550.first_is_damaged)
      uart16550.damaged++;
    else
      choose |= uart16550.received(byte);
    uart16550.first_is_damaged = false;
  }
  return choose;
}

// The line is edge-triggered: it rises again only after every cause was served, hence the loop.
CELL_CALLBACK bool uart16550_interrupt(void) {
  bool choose = false;
  for (uint32_t i = 0; i < CAUSES_MAX; i++) {
    if (get(UART_INTERRUPT_CAUSE) & CAUSE_NONE) break;
    choose |= drain();
    (void)get(UART_MODEM_STATUS);  // serves the cause that is left, though we never enabled it
  }
  return choose;
}

status_t device_start(bool (*received)(uint8_t byte)) {
  if (!is_present()) return UNSUPPORTED;
  uart16550.received = received;
  status_t status = interrupt_route(UART_LINE, "uart16550", uart16550_interrupt);
  if (status != OK) return status;
  if (uart16550.early_waits) received(uart16550.early);
  uart16550.early_waits = false;
  set(UART_INTERRUPT_ENABLE, ENABLE_RECEIVED | ENABLE_LINE_STATUS);
  drain();  // what came before is read, and the line is low
  LOG(LOG_INFO, "serial port at 0x%x, line %d, 115200 8n1", (unsigned)UART_PORT, (int)UART_LINE);
  return OK;
}

uint64_t device_lost(void) {
  return uart16550.overruns + uart16550.damaged;
}
