// SPDX-License-Identifier: Apache-2.0
// What can still be said of a fault before kernel/fault listens: one line of hexadecimal on the first serial port.
#include "kernel/nucleus/nucleus.h"

enum { SERIAL = 0x3f8, SERIAL_STATUS = 0x3fd, SERIAL_EMPTY = 0x20, EXIT_DEVICE = 0xf4, EXIT_STATUS = 16 + 3 };

static uint8_t in8(uint16_t port) {
  uint8_t value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
  return value;
}

static void put(char c) {
  for (uint32_t spins = 0; spins < 100000 && !(in8(SERIAL_STATUS) & SERIAL_EMPTY); spins++) {}
  __asm__ volatile("outb %0, %1" ::"a"((uint8_t)c), "Nd"((uint16_t)SERIAL));
}

static void put_word(char name, uint64_t value) {
  put(' '), put(name), put('=');
  for (int32_t shift = 60; shift >= 0; shift -= 4)
    put("0123456789abcdef"[value >> shift & 15]);
}

__attribute__((visibility("hidden"))) void nucleus_fault_print(const struct nucleus_fault *fault);

void nucleus_fault_print(const struct nucleus_fault *fault) {
  for (const char *text = "\r\nnucleus: early fault: vector, error, rip, stack, address:"; *text != 0; text++)
    put(*text);
  put_word('v', fault->frame.vector);
  put_word('e', fault->frame.error);
  put_word('i', fault->frame.rip);
  put_word('s', fault->frame.rsp);
  put_word('a', fault->address);
  put('\r'), put('\n');
  __asm__ volatile("outl %0, %1" ::"a"(EXIT_STATUS), "Nd"((uint16_t)EXIT_DEVICE));
}
