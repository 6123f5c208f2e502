// SPDX-License-Identifier: Apache-2.0
// A CPU's own structures: stacks, descriptor tables, task state segment (Intel SDM vol. 3, 3.4 to 3.5, 6.10 to 6.14, 7.7).
#include "kernel/base/region.h"
#include "kernel/graph/graph.h"
#include "kernel/nucleus/journals.h"
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"

enum { CODE_SELECTOR = 8, DATA_SELECTOR = 16, TASK_SELECTOR = 24, VECTORS = 64, MSR_GS_BASE = 0xc0000101 };

struct __attribute__((packed)) task_segment {
  uint32_t reserved0;
  uint64_t rsp[3];
  uint64_t reserved1;
  uint64_t ist[7];
  uint64_t reserved2;
  uint16_t reserved3, io_map;
};

struct gate_descriptor {
  uint16_t low, selector;
  uint8_t ist, type;
  uint16_t middle;
  uint32_t high, reserved;
};

struct cpu_block {  // the data pages of a CPU's block
  struct nucleus_cpu cpu;
  uint64_t segments[5];
  struct task_segment task;
  __attribute__((aligned(4096))) struct gate_descriptor vectors[256];
};
static_assert(sizeof(struct cpu_block) == NUCLEUS_DATA_PAGES * 4096);
static_assert(NUCLEUS_CPU_PAGES * 4096 == 1 << 20);  // pvh.S shifts a number by 20

extern const uint8_t nucleus_stubs[][STUB_SIZE] __attribute__((visibility("hidden")));
extern void nucleus_stir(void) __attribute__((visibility("hidden")));
extern NORETURN void nucleus_choose(struct nucleus_context *suspended) __attribute__((visibility("hidden")));

RAW_STATIC uint64_t page_end(uint64_t block, uint32_t page, uint32_t pages) {
  return block + (page + pages) * UINT64_C(4096);
}

RAW_STATIC void fill_segments(struct cpu_block *block) {
  uint64_t task = (uint64_t)&block->task;
  block->segments[0] = 0;
  block->segments[1] = 0x00af9b000000ffff;  // 64-bit code, ring 0, accessed
  block->segments[2] = 0x00cf93000000ffff;  // data
  block->segments[3] =
      (sizeof block->task - 1) | (task & 0xffffff) << 16 | UINT64_C(0x89) << 40 | (task >> 24 & 0xff) << 56;
  block->segments[4] = task >> 32;
}

// Exceptions share a stack, since each copies itself off it at once; double fault, NMI and machine check can come in between.
RAW_STATIC uint8_t exception_stack(uint32_t vector) {
  if (vector >= 32) return 0;
  if (vector == 8) return 2;
  if (vector == 2) return 3;
  if (vector == 18) return 4;
  return 1;
}

RAW_STATIC void fill_vectors(struct cpu_block *block) {
  for (uint32_t vector = 0; vector < VECTORS; vector++) {
    uint64_t stub = (uint64_t)nucleus_stubs[vector];
    block->vectors[vector] = (struct gate_descriptor){.low = (uint16_t)stub,
                                                      .selector = CODE_SELECTOR,
                                                      .ist = exception_stack(vector),
                                                      .type = 0x8e,
                                                      .middle = (uint16_t)(stub >> 16),
                                                      .high = (uint32_t)(stub >> 32)};
  }
}

RAW_STATIC void load(const struct cpu_block *block) {
  struct __attribute__((packed)) {
    uint16_t size;
    uint64_t address;
  } table;
  table.size = sizeof block->segments - 1;
  table.address = (uint64_t)block->segments;
  __asm__ volatile("lgdt %0" ::"m"(table));
  __asm__ volatile("pushq %0; leaq 1f(%%rip), %%rax; pushq %%rax; lretq; 1: mov %1, %%ds; mov %1, %%es; mov %1, %%ss; "
                   "mov %2, %%fs; mov %2, %%gs" ::"i"((uint64_t)CODE_SELECTOR),
                   "r"(DATA_SELECTOR), "r"(0)
                   : "rax", "memory");
  __asm__ volatile("ltr %w0" ::"r"(TASK_SELECTOR));
  table.size = sizeof block->vectors - 1;
  table.address = (uint64_t)block->vectors;
  __asm__ volatile("lidt %0" ::"m"(table));
  uint64_t base = (uint64_t)&block->cpu;
  __asm__ volatile("wrmsr" ::"c"(MSR_GS_BASE), "a"((uint32_t)base), "d"((uint32_t)(base >> 32)));
}

void nucleus_enter(uint64_t start_info, uint64_t number) {
  uint64_t address = REGION_BASE + region_span(REGION_CPU).offset + number * NUCLEUS_CPU_PAGES * REGION_PAGE;
  struct cpu_block *block = (struct cpu_block *)(address + NUCLEUS_DATA_PAGE * UINT64_C(4096));
  block->cpu.self = &block->cpu;
  block->cpu.number = number;
  block->cpu.stack_top = page_end(address, NUCLEUS_STACK_PAGE, NUCLEUS_STACK_PAGES);
  block->cpu.fault_stack_top = page_end(address, NUCLEUS_FAULT_PAGE, NUCLEUS_FAULT_PAGES);
  nucleus_journals_start(&block->cpu, address);
  for (uint32_t i = 0; i < NUCLEUS_ISTS; i++)
    block->task.ist[i] = page_end(address, NUCLEUS_IST_PAGE + 2 * i, 1);
  block->task.io_map = sizeof block->task;
  fill_segments(block);
  fill_vectors(block);
  load(block);
  if (number != 0) {
    nucleus_stir();
    nucleus_choose(NULL);
  }
  // The header, not the graph cell: the nucleus calls nothing that can be exchanged before it has the gates to do it.
  const struct graph_header *header = (const struct graph_header *)REGION_BASE;
  uint64_t entry = header->entry;
  __asm__ volatile("mov %1, %%rsp; xor %%ebp, %%ebp; call *%0; ud2" ::"r"(entry), "r"(block->cpu.stack_top),
                   "D"(start_info)
                   : "memory");
  __builtin_unreachable();
}
