// SPDX-License-Identifier: Apache-2.0
// Ends and restarts QEMU's q35 and microvm: each way in turn, the most telling first.
//
// What a machine does not have ignores the write, so nothing is probed but PCI, whose absence says that this is a
// microvm. Measured on QEMU 7.2: q35 ends by 0x604 and restarts by 0xcf9, 0x64 and a triple fault; microvm has none of
// these three ports, ends by its event device and restarts by a triple fault. With -no-reboot every restart ends QEMU
// with status 0.
#include "kernel/power/power.h"

#include "kernel/arch/arch.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"

enum {
  EXIT_DEVICE = 0xf4,     // -device isa-debug-exit,iobase=0xf4,iosize=4: QEMU exits with (value << 1) | 1
  EXIT_FIRST = 16,        // so that no status is mistaken for QEMU's own failure: 0 becomes 33
  ACPI_CONTROL = 0x604,   // PM1a control of q35's ICH9 (ACPI 6.4, 4.8.3.2.1), where both firmwares put it
  ACPI_S5 = 0x2000,       // SLP_EN, SLP_TYP 0
  RESET_CONTROL = 0xcf9,  // ICH9 (Intel 316972, 13.7.5)
  RESET_FULL = 6,
  KEYBOARD_COMMAND = 0x64,
  KEYBOARD_RESET = 0xfe,
  PCI_ADDRESS = 0xcf8,
  PCI_DATA = 0xcfc,
  PCI_ENABLE = 0x80000000,
};

// The generic event device's sleep control (QEMU, include/hw/acpi/generic_event_device.h and
// include/hw/i386/microvm.h).
enum { EVENT_DEVICE = 0xfea00000, EVENT_DEVICE_SIZE = 4096, EVENT_SLEEP_CONTROL = 0x200, EVENT_S5 = 0x20 | 5 << 2 };

struct power_state {
  volatile uint8_t *event_device;  // null: not a microvm, or not mapped yet
};
CELL_STATE(struct power_state, power);

static bool has_pci(void) {
  arch_out32(PCI_ADDRESS, PCI_ENABLE);
  return arch_in32(PCI_DATA) != UINT32_MAX;
}

CELL_CALLBACK status_t power_init(void) {
  if (has_pci()) return OK;
  volatile void *device;
  if (pages_device(EVENT_DEVICE, EVENT_DEVICE_SIZE, &device) == OK)
    power.event_device = device;
  else
    LOG(LOG_WARNING, "the event device is not mapped: this machine can be halted, but not switched off");
  return OK;
}

CELL_OPS(struct cell_lifecycle, power_lifecycle) = {.init = power_init};

// No exception can be delivered through an empty table, so the processor shuts down (Intel SDM vol. 3, 6.15, double
// fault): the machine restarts.
[[noreturn]] static void triple_fault(void) {
  struct {
    uint16_t limit;
    uint64_t base;
  } __attribute__((packed)) none = {0, 0};
  __asm__ volatile("lidt %0\n\tint3" : : "m"(none));
  arch_stop();
}

void power_off(uint8_t status) {
  arch_interrupts_off();
  arch_out32(EXIT_DEVICE, (uint32_t)EXIT_FIRST + status);
  arch_out16(ACPI_CONTROL, ACPI_S5);
  if (power.event_device != NULL) power.event_device[EVENT_SLEEP_CONTROL] = EVENT_S5;
  arch_stop();
}

void power_restart(void) {
  arch_interrupts_off();
  arch_out8(RESET_CONTROL, RESET_FULL);
  arch_out8(KEYBOARD_COMMAND, KEYBOARD_RESET);
  triple_fault();
}
