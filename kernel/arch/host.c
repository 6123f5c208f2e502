// SPDX-License-Identifier: Apache-2.0
// host: provider of kernel/arch for unit tests: no instruction that a process may not use, every answer from a test's
// tables.
#include "kernel/arch/host.h"
#include "kernel/arch/arch.h"
#include <stdio.h>
#include <stdlib.h>

CELL_STATE(struct arch_host, arch_host_state) = {.interrupts_on = 1};

struct arch_host *arch_host(void) {
  return &arch_host_state;
}

void arch_host_reset(void) {
  uint64_t page_root = arch_host_state.page_root;
  void (*tlb_drop)(uint64_t) = arch_host_state.tlb_drop;
  arch_host_state = (struct arch_host){.interrupts_on = 1, .page_root = page_root, .tlb_drop = tlb_drop};
}

[[noreturn]] static void give_up(const char *what) {
  fprintf(stderr, "arch host: %s\n", what);
  abort();
}

void arch_host_set_port(uint16_t port, uint32_t value) {
  struct arch_host *host = &arch_host_state;
  uint32_t i = 0;
  while (i < host->port_count && host->ports[i].port != port)
    i++;
  if (i == ARCH_HOST_PORTS) give_up("the table of ports is full; raise ARCH_HOST_PORTS");
  host->ports[i] = (struct arch_host_port){.port = port, .value = value};
  if (i == host->port_count) host->port_count++;
}

void arch_host_set_msr(uint32_t number, uint64_t value) {
  struct arch_host *host = &arch_host_state;
  uint32_t i = 0;
  while (i < host->msr_count && host->msrs[i].number != number)
    i++;
  if (i == ARCH_HOST_MSRS) give_up("the table of model-specific registers is full; raise ARCH_HOST_MSRS");
  host->msrs[i] = (struct arch_host_msr){.number = number, .value = value};
  if (i == host->msr_count) host->msr_count++;
}

void arch_host_set_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t eax, uint32_t ebx, uint32_t ecx, uint32_t edx) {
  struct arch_host *host = &arch_host_state;
  uint32_t i = 0;
  while (i < host->cpuid_count && (host->cpuids[i].leaf != leaf || host->cpuids[i].subleaf != subleaf))
    i++;
  if (i == ARCH_HOST_CPUIDS) give_up("the table of cpuid leaves is full; raise ARCH_HOST_CPUIDS");
  host->cpuids[i] = (struct arch_host_cpuid){leaf, subleaf, {eax, ebx, ecx, edx}};
  if (i == host->cpuid_count) host->cpuid_count++;
}

static uint32_t port_in(uint16_t port, uint32_t bytes) {
  struct arch_host *host = &arch_host_state;
  if (host->in != NULL) return host->in(port, bytes);
  for (uint32_t i = 0; i < host->port_count; i++) {
    if (host->ports[i].port == port) return host->ports[i].value;
  }
  return UINT32_MAX;  // an absent device leaves the bus high
}

static void port_out(uint16_t port, uint32_t bytes, uint32_t value) {
  struct arch_host *host = &arch_host_state;
  host->outs[host->out_count++ % ARCH_HOST_OUTS] =
      (struct arch_host_out){.port = port, .bytes = (uint16_t)bytes, .value = value};
  if (host->out != NULL) host->out(port, bytes, value);
}

uint8_t arch_in8(uint16_t port) {
  return (uint8_t)port_in(port, 1);
}
uint16_t arch_in16(uint16_t port) {
  return (uint16_t)port_in(port, 2);
}
uint32_t arch_in32(uint16_t port) {
  return port_in(port, 4);
}
void arch_out8(uint16_t port, uint8_t value) {
  port_out(port, 1, value);
}
void arch_out16(uint16_t port, uint16_t value) {
  port_out(port, 2, value);
}
void arch_out32(uint16_t port, uint32_t value) {
  port_out(port, 4, value);
}

uint64_t arch_interrupts_off(void) {
  uint64_t were_on = arch_host_state.interrupts_on;
  arch_host_state.interrupts_on = 0;
  return were_on;
}

void arch_interrupts_restore(uint64_t were_on) {
  if (were_on == 0) return;
  arch_host_state.interrupts_on = 1;
  if (arch_host_state.let_in != NULL) arch_host_state.let_in();
}

bool arch_interrupts_are_on(void) {
  return arch_host_state.interrupts_on != 0;
}
void arch_pause(void) {
  arch_host_state.pauses++;
}

void arch_stop(void) {
  arch_host_state.interrupts_on = 0;
  if (arch_host_state.stop != NULL) arch_host_state.stop();
  give_up("the processor was stopped");
}

uint64_t arch_cycles(void) {
  uint64_t cycles = arch_host_state.cycles;
  arch_host_state.cycles += arch_host_state.cycles_step;
  return cycles;
}

uint64_t arch_msr(uint32_t number) {
  struct arch_host *host = &arch_host_state;
  for (uint32_t i = 0; i < host->msr_count; i++) {
    if (host->msrs[i].number == number) return host->msrs[i].value;
  }
  return 0;
}

void arch_msr_set(uint32_t number, uint64_t value) {
  arch_host_set_msr(number, value);
  if (arch_host_state.msr_set != NULL) arch_host_state.msr_set(number, value);
}

void arch_cpuid(uint32_t leaf, uint32_t subleaf, uint32_t registers[4]) {
  struct arch_host *host = &arch_host_state;
  for (uint32_t i = 0; i < 4; i++)
    registers[i] = 0;
  for (uint32_t i = 0; i < host->cpuid_count; i++) {
    if (host->cpuids[i].leaf != leaf || host->cpuids[i].subleaf != subleaf) continue;
    for (uint32_t j = 0; j < 4; j++)
      registers[j] = host->cpuids[i].registers[j];
  }
}

uint64_t arch_page_root(void) {
  return arch_host_state.page_root;
}

void arch_tlb_drop(uint64_t address) {
  arch_host_state.tlb_drops++;
  if (arch_host_state.tlb_drop != NULL) arch_host_state.tlb_drop(address);
}

void arch_tlb_drop_all(void) {
  arch_host_state.tlb_drops_all++;
  if (arch_host_state.tlb_drop != NULL) arch_host_state.tlb_drop(UINT64_MAX);
}

uint64_t arch_write_window_open(void) {
  arch_host_state.windows++;
  arch_host_state.windows_opened++;
  return arch_interrupts_off();
}

void arch_write_window_close(uint64_t window) {
  if (arch_host_state.windows == 0) give_up("a write window was closed that nobody opened");
  arch_host_state.windows--;
  arch_interrupts_restore(window);
}

void arch_tlb_added(uint64_t address, uint64_t pages) {
  if (arch_host_state.tlb_drop == NULL) return;
  for (uint64_t i = 0; i < pages; i++)
    arch_host_state.tlb_drop(address + i * 4096);
}
