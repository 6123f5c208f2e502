// SPDX-License-Identifier: Apache-2.0
// The interrupt controllers of q35 and microvm: the local APIC (Intel SDM vol. 3, 10) and the I/O APIC (Intel
// 82093AA).
//
// Line n of the I/O APIC arrives as vector 32 + n. Lines 0 to 15 are the ISA bus's (edge), the others PCI's (level).
// QEMU wires ISA line 0 to input 2 on q35; nobody needs it, as ticks come from the local APIC's timer. All is in xAPIC
// mode: QEMU 7.2 has no x2APIC under TCG.
//
// Registers are touched by RAW code only, what a transaction decides by AFTER.
#include "kernel/arch/arch.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/lock/lock.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/pages/pages.h"

enum {
  VECTOR_SPURIOUS = 63,  // the last that the nucleus has an entry for; its low four bits must be set (SDM 10.9)
};

enum {
  MSR_APIC_BASE = 0x1b,
  MSR_DEADLINE = 0x6e0,
  CPUID_FEATURES = 1,
  CPUID_HAS_DEADLINE = 1 << 24,  // in ecx
  APIC_ENABLE = 1 << 11,
  APIC_SIZE = 4096,
  IO_APIC = 0xfec00000,
};

// Registers, in words of 32 bits (SDM table 10-1).
enum {
  LOCAL_ID = 0x20 / 4,
  LOCAL_PRIORITY = 0x80 / 4,
  LOCAL_END = 0xb0 / 4,
  LOCAL_SPURIOUS = 0xf0 / 4,
  LOCAL_ENABLE = 1 << 8,
  LOCAL_SERVED = 0x100 / 4,  // eight words, LOCAL_STEP apart: a bit for each vector that is in service
  LOCAL_STEP = 0x10 / 4,
  LOCAL_COMMAND = 0x300 / 4,
  LOCAL_TARGET = 0x310 / 4,
  LOCAL_BUSY = 1 << 12,   // the last command is not delivered yet
  LOCAL_FIXED = 1 << 14,  // the vector in the low bits, as below
  LOCAL_NMI = 1 << 14 | 4 << 8,
  LOCAL_INIT = 1 << 14 | 5 << 8,
  LOCAL_START = 1 << 14 | 6 << 8,
  LOCAL_SPINS = 1000000,              // to wait for that: a delivery takes microseconds
  LOCAL_TARGETS = 255,                // that xAPIC mode can address, but for the broadcast
  LOCAL_TO_SELF = 1 << 18 | 1 << 14,  // an interrupt to this processor; the vector in the low bits
  LOCAL_TIMER = 0x320 / 4,
  LOCAL_INPUT0 = 0x350 / 4,
  LOCAL_INPUT1 = 0x360 / 4,
  LOCAL_ERROR = 0x370 / 4,
  LOCAL_MASKED = 1 << 16,
  LOCAL_DEADLINE = 1 << 18,  // the time-stamp counter's; else one-shot
  LOCAL_TIMER_START = 0x380 / 4,
  LOCAL_TIMER_NOW = 0x390 / 4,
  LOCAL_TIMER_DIVIDE = 0x3e0 / 4,
  LOCAL_DIVIDE_16 = 3,
};

// The I/O APIC's window: an index and the word behind it (82093AA, 3.1).
enum {
  IO_INDEX = 0,
  IO_WORD = 0x10 / 4,
  IO_VERSION = 1,
  IO_ROUTES = 0x10,
  IO_MASKED = 1 << 16,
  IO_LEVEL = 1 << 15,
  IO_LOW = 1 << 13
};

// The timer: docs/time.md, the processor's timer.
enum {
  WINDOWS_A_SECOND = 8192,  // it is measured for one
  AIM_EARLY = 256,          // what is far away is aimed at that part early
  ALARM_SECONDS = 4,        // at most
};

enum { PIC_MASTER = 0x21, PIC_SLAVE = 0xa1, ISA_LINES = 16 };

struct apic_state {
  struct lock lock;  // of the I/O APIC's window, which is two registers
  volatile uint32_t *local, *io;
  uint32_t lines;          // that the I/O APIC has
  bool has_deadline;       // the timer compares with the time-stamp counter itself
  uint64_t cycles_hertz;   // of the time-stamp counter; 0: the timer is not used yet
  uint64_t ticks_a_cycle;  // of the divided timer, times 2^32
};
CELL_STATE(struct apic_state, apic);

RAW_STATIC void local_write(uint32_t index, uint32_t value) {
  apic.local[index] = value;
}

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
  if (vector == VECTOR_SPURIOUS) return false;
  local_write(LOCAL_END, 0);
  return true;
}

// Taken, and in service although no handler runs: its frame did not fit on the stack that it came on (SDM 10.8.4, 10.6.1).
void controller_renew(void) {
  if (apic.local == NULL) return;
  for (uint32_t word = 8; word-- > 0;) {
    uint32_t served = apic.local[LOCAL_SERVED + word * LOCAL_STEP];
    for (uint32_t bit = 32; bit-- > 0;) {
      if (!(served & UINT32_C(1) << bit)) continue;
      local_write(LOCAL_END, 0);
      local_write(LOCAL_COMMAND, LOCAL_TO_SELF | (word * 32 + bit));
    }
  }
}

RAW_STATIC void timer_join(void) {
  local_write(LOCAL_TIMER_DIVIDE, LOCAL_DIVIDE_16);
  local_write(LOCAL_TIMER, (apic.has_deadline ? LOCAL_DEADLINE : 0) | CONTROLLER_TIMER);
  __atomic_thread_fence(__ATOMIC_SEQ_CST);  // before the first deadline is written (SDM 10.5.4.1)
}

RAW_STATIC void local_enable(void) {
  arch_msr_set(MSR_APIC_BASE, arch_msr(MSR_APIC_BASE) | APIC_ENABLE);
  local_write(LOCAL_TIMER, LOCAL_MASKED);
  local_write(LOCAL_INPUT0, LOCAL_MASKED);  // the legacy controllers' way in
  local_write(LOCAL_INPUT1, LOCAL_MASKED);
  local_write(LOCAL_ERROR, LOCAL_MASKED);
  local_write(LOCAL_PRIORITY, 0);
  local_write(LOCAL_SPURIOUS, LOCAL_ENABLE | VECTOR_SPURIOUS);
  if (apic.cycles_hertz != 0) timer_join();
}

static status_t local_start(void) {
  uint64_t base = arch_msr(MSR_APIC_BASE);
  volatile void *registers;
  status_t status = pages_device(base & ~UINT64_C(0xfff), APIC_SIZE, &registers);
  if (status != OK) return status;
  apic.local = registers;
  local_enable();
  return OK;
}

// Target and command are two registers: nobody may send between them. TIMED_OUT: the one before is never delivered.
RAW_STATIC status_t local_command(uint32_t processor, uint32_t command) {
  if (apic.local == NULL || processor >= LOCAL_TARGETS) return UNSUPPORTED;
  uint64_t interrupts = arch_interrupts_off();
  uint32_t spins = 0;
  while (apic.local[LOCAL_COMMAND] & LOCAL_BUSY && ++spins < LOCAL_SPINS)
    arch_pause();
  if (spins < LOCAL_SPINS) {
    local_write(LOCAL_TARGET, processor << 24);
    local_write(LOCAL_COMMAND, command);
  }
  arch_interrupts_restore(interrupts);
  return spins < LOCAL_SPINS ? OK : TIMED_OUT;
}

uint32_t controller_self(void) {
  return apic.local != NULL ? apic.local[LOCAL_ID] >> 24 : 0;
}

status_t controller_reset(uint32_t processor) {
  return local_command(processor, LOCAL_INIT);
}

status_t controller_start(uint32_t processor, uint32_t page) {
  return local_command(processor, LOCAL_START | page >> 12);
}

void controller_join(void) {
  local_enable();
}

status_t controller_signal(uint32_t processor) {
  return local_command(processor, LOCAL_FIXED | CONTROLLER_SIGNAL);
}

status_t controller_urge(uint32_t processor) {
  return local_command(processor, LOCAL_NMI);
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
  LOG(LOG_INFO, "local APIC %u, I/O APIC with %u lines", apic.local[LOCAL_ID] >> 24, apic.lines);
  return OK;
}

CELL_OPS(struct cell_lifecycle, apic_lifecycle) = {.init = apic_init};

static uint32_t trigger_of(uint32_t line) {
  return line < ISA_LINES ? 0 : IO_LEVEL | IO_LOW;
}

// To this CPU; its number is in the same bits.
CELL_CALLBACK void apic_unmask(uint64_t line, uint64_t, uint64_t) {
  lock_enter(&apic.lock);
  io_write(IO_ROUTES + 2 * (uint32_t)line + 1, apic.local[LOCAL_ID]);
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

// Ticks of the divided timer in 1/8192 s, counted by the time-stamp counter. A timer that stands still gives 0.
RAW_STATIC uint64_t timer_measure(uint64_t cycles_hertz) {
  local_write(LOCAL_TIMER_DIVIDE, LOCAL_DIVIDE_16);
  local_write(LOCAL_TIMER, LOCAL_MASKED);
  local_write(LOCAL_TIMER_START, UINT32_MAX);
  uint64_t start = arch_cycles(), window = cycles_hertz / WINDOWS_A_SECOND;
  while (arch_cycles() - start < window)
    arch_pause();
  uint64_t ticks = UINT32_MAX - apic.local[LOCAL_TIMER_NOW];
  uint64_t took = arch_cycles() - start;
  return ticks * window / took;
}

RAW_STATIC void timer_set(uint64_t cycles) {
  uint64_t now = arch_cycles(), span = cycles > now ? cycles - now : 0;
  if (span > ALARM_SECONDS * apic.cycles_hertz) span = ALARM_SECONDS * apic.cycles_hertz;
  if (apic.has_deadline) return arch_msr_set(MSR_DEADLINE, now + span);
  if (span > apic.cycles_hertz / 1000) span -= span / AIM_EARLY;
  uint64_t ticks = (uint64_t)((unsigned __int128)span * apic.ticks_a_cycle >> 32) + 1;
  local_write(LOCAL_TIMER_START, ticks < UINT32_MAX ? (uint32_t)ticks : UINT32_MAX);
}

CELL_CALLBACK void apic_alarm(uint64_t cycles, uint64_t, uint64_t) {
  if (cycles != UINT64_MAX) return timer_set(cycles);
  if (apic.has_deadline)
    arch_msr_set(MSR_DEADLINE, 0);
  else
    local_write(LOCAL_TIMER_START, 0);
}

CELL_CALLBACK void apic_start_timer(uint64_t, uint64_t, uint64_t) {
  timer_join();
}

// A processor that has the mode says so for all of them.
status_t controller_timer(uint64_t cycles_hertz) {
  uint32_t leaf[4];
  arch_cpuid(CPUID_FEATURES, 0, leaf);
  bool has_deadline = leaf[2] & CPUID_HAS_DEADLINE;
  uint64_t ticks = has_deadline ? 0 : timer_measure(cycles_hertz);
  if (ticks == 0 && !has_deadline) return UNSUPPORTED;
  apic.has_deadline = has_deadline;
  apic.cycles_hertz = cycles_hertz;
  apic.ticks_a_cycle = (ticks * WINDOWS_A_SECOND << 32) / cycles_hertz;
  AFTER(apic_start_timer, 0, 0, 0);
  return OK;
}

void controller_alarm(uint64_t cycles) {
  AFTER(apic_alarm, cycles, 0, 0);
}

void controller_alarm_soon(void) {
  timer_set(arch_cycles() + apic.cycles_hertz / 250);
}
