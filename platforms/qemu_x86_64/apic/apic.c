// SPDX-License-Identifier: Apache-2.0
// The interrupt controllers of q35 and microvm: the local APIC (local.h) and the I/O APIC (Intel 82093AA).
//
// Line n of the I/O APIC arrives as vector 32 + n. Lines 0 to 15 are the ISA bus's (edge), the others PCI's (level).
// QEMU wires ISA line 0 to input 2 on q35; nobody needs it, as ticks come from the local APIC's timer.
//
// Registers are touched by RAW code only, what a transaction decides by AFTER.
#include "kernel/arch/arch.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"
#include "platforms/qemu_x86_64/apic/local.h"

// What is done to the device takes longer than the instructions around it: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

enum {
  APIC_SIZE = 4096,
  IO_APIC = 0xfec00000,
};

// The I/O APIC's window: an index and the word behind it (82093AA, 3.1).
enum {
  IO_INDEX = 0,
  IO_WORD = 0x10 / 4,
  IO_VERSION = 1,
  IO_ROUTES = 0x10,
  IO_MASKED = 1 << 16,
  IO_LEVEL = 1 << 15,
  IO_LOW = 1 << 13,
  IO_TARGETS = 255,  // processors that a line can be routed to
};

enum { PIC_MASTER = 0x21, PIC_SLAVE = 0xa1, ISA_LINES = 16 };

struct apic_state {
  struct lock lock;  // of the I/O APIC's window, which is two registers
  volatile uint32_t *io;
  uint32_t lines;  // that the I/O APIC has
  uint32_t first;  // the processor that booted
  struct local local;
};
CELL_STATE(struct apic_state, apic);

RAW_STATIC uint32_t io_read(uint32_t index) {
  apic.io[IO_INDEX] = index;
  return apic.io[IO_WORD];
}

RAW_STATIC void io_write(uint32_t index, uint32_t value) {
  apic.io[IO_INDEX] = index;
  apic.io[IO_WORD] = value;
}

// A spurious interrupt is not in service, so it takes no end (SDM 10.9). A level-triggered line may come once more for nothing; its
// handler asks the device.
bool controller_end(uint32_t vector) {
  if (vector == LOCAL_SPURIOUS_VECTOR) return false;
  local_end(&apic.local);
  return true;
}

// Taken, and in service although no handler runs: its frame did not fit on the stack that it came on.
void controller_renew(void) {
  local_renew(&apic.local);
}

static status_t local_start(void) {
  volatile void *registers;
  if (!local_choose(&apic.local)) {
    status_t status = pages_device(local_physical(), APIC_SIZE, &registers);
    if (status != OK) return status;
    apic.local.page = registers;
  }
  local_enable(&apic.local, CONTROLLER_TIMER);
  apic.first = local_self(&apic.local);
  return OK;
}

uint32_t controller_self(void) {
  return local_self(&apic.local);
}

status_t controller_reset(uint32_t processor) {
  return local_command(&apic.local, processor, LOCAL_INIT);
}

status_t controller_start(uint32_t processor, uint32_t page) {
  return local_command(&apic.local, processor, LOCAL_START | page >> 12);
}

void controller_join(void) {
  local_enable(&apic.local, CONTROLLER_TIMER);
}

status_t controller_signal(uint32_t processor) {
  return local_command(&apic.local, processor, LOCAL_FIXED | CONTROLLER_SIGNAL);
}

status_t controller_urge(uint32_t processor) {
  return local_command(&apic.local, processor, LOCAL_NMI);
}

static status_t io_start(void) {
  volatile void *registers;
  status_t status = pages_device(IO_APIC, APIC_SIZE, &registers);
  if (status != OK) return status;
  apic.io = registers;
  uint32_t version = io_read(IO_VERSION);
  if (version == 0 || version == UINT32_MAX) return UNSUPPORTED;
  uint32_t lines = (version >> 16 & 0xff) + 1;
  apic.lines = lines < INTERRUPT_LINES ? lines : INTERRUPT_LINES;
  for (uint32_t line = 0; line < lines; line++)
    io_write(IO_ROUTES + 2 * line, IO_MASKED);
  return OK;
}

CELL_CALLBACK status_t apic_init(void) {
  arch_out8(PIC_MASTER, 0xff);
  arch_out8(PIC_SLAVE, 0xff);
  status_t status = local_start();
  if (status == OK) status = io_start();
  if (status != OK) {
    LOG(LOG_ERROR, "no interrupt controller: %s", status_name(status));
    return status;
  }
  if (apic.first >= IO_TARGETS) {
    LOG(LOG_WARNING, "no interrupt line can be routed to processor %u: its number has more than eight bits",
        apic.first);
    apic.lines = 0;
  }
  LOG(LOG_INFO, "local APIC %u%s, I/O APIC with %u lines", apic.first, apic.local.is_wide ? " (x2APIC mode)" : "",
      apic.lines);
  return OK;
}

CELL_OPS(struct cell_lifecycle, apic_lifecycle) = {.init = apic_init};

static uint32_t trigger_of(uint32_t line) {
  return line < ISA_LINES ? 0 : IO_LEVEL | IO_LOW;
}

// To this CPU. Its number has eight bits there, whatever it has elsewhere.
RAW_STATIC uint32_t target(void) {
  uint32_t self = local_self(&apic.local);
  return (self < IO_TARGETS ? self : apic.first) << 24;
}

CELL_CALLBACK void apic_unmask(uint64_t line, uint64_t, uint64_t) {
  lock_enter(&apic.lock);
  io_write(IO_ROUTES + 2 * (uint32_t)line + 1, target());
  io_write(IO_ROUTES + 2 * (uint32_t)line, trigger_of((uint32_t)line) | (CONTROLLER_FIRST + (uint32_t)line));
  lock_leave(&apic.lock);
}

CELL_CALLBACK void apic_mask(uint64_t line, uint64_t, uint64_t) {
  lock_enter(&apic.lock);
  io_write(IO_ROUTES + 2 * (uint32_t)line, IO_MASKED);
  lock_leave(&apic.lock);
}

uint32_t controller_lines(void) {
  return apic.lines;
}

void controller_unmask(uint32_t line) {
  AFTER(apic_unmask, line, 0, 0);
}

void controller_mask(uint32_t line) {
  AFTER(apic_mask, line, 0, 0);
}

// ---- The timer, of the processor that runs this ----

CELL_CALLBACK void apic_alarm(uint64_t cycles, uint64_t, uint64_t) {
  if (cycles != UINT64_MAX)
    local_timer_set(&apic.local, cycles);
  else
    local_timer_stop(&apic.local);
}

CELL_CALLBACK void apic_start_timer(uint64_t, uint64_t, uint64_t) {
  local_timer_join(&apic.local, CONTROLLER_TIMER);
}

status_t controller_timer(uint64_t cycles_hertz) {
  status_t status = local_timer(&apic.local, cycles_hertz);
  if (status == OK) AFTER(apic_start_timer, 0, 0, 0);
  return status;
}

void controller_alarm(uint64_t cycles) {
  AFTER(apic_alarm, cycles, 0, 0);
}

void controller_alarm_soon(void) {
  local_timer_set(&apic.local, arch_cycles() + apic.local.cycles_hertz / 250);
}

#pragma clang attribute pop
