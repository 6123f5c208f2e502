// SPDX-License-Identifier: Apache-2.0
// Where the loader leads: the CPU's own structures, then the image's entry function, or a choice.
#include "kernel/base/region.h"
#include "kernel/graph/graph.h"
#include "kernel/nucleus/journals.h"
#include "kernel/nucleus/layout.h"
#include "kernel/nucleus/nucleus.h"
#include "platforms/host/machine.h"

extern const uint8_t nucleus_stubs[][STUB_SIZE] __attribute__((visibility("hidden")));
extern const uint8_t nucleus_deliver[] __attribute__((visibility("hidden")));
extern void nucleus_stir(void) __attribute__((visibility("hidden")));
extern NORETURN void nucleus_choose(struct nucleus_context *suspended) __attribute__((visibility("hidden")));

RAW_STATIC uint64_t page_end(uint64_t block, uint32_t page, uint32_t pages) {
  return block + (page + pages) * REGION_PAGE;
}

// The loader has set %gs.
void nucleus_enter(uint64_t start_info, uint64_t number) {
  struct nucleus_cpu *cpu = (struct nucleus_cpu *)host_cpu_address(number);
  uint64_t block = (uint64_t)cpu - NUCLEUS_DATA_PAGE * REGION_PAGE;
  cpu->self = cpu;
  cpu->number = number;
  cpu->stack_top = page_end(block, NUCLEUS_STACK_PAGE, NUCLEUS_STACK_PAGES);
  cpu->fault_stack_top = page_end(block, NUCLEUS_FAULT_PAGE, NUCLEUS_FAULT_PAGES);
  cpu->masked = 1;
  nucleus_journals_start(cpu, block);
  struct host_entry *entry = host_entry_at(number);
  entry->stubs = (uint64_t)nucleus_stubs;
  entry->deliver = (uint64_t)nucleus_deliver;
  entry->exception_stack = page_end(block, NUCLEUS_IST_PAGE, 1);
  if (number != 0) {
    nucleus_stir();
    nucleus_choose(NULL);
  }
  const struct graph_header *header = (const struct graph_header *)REGION_BASE;
  __asm__ volatile("mov %1, %%rsp; xor %%ebp, %%ebp; call *%0; ud2" ::"r"(header->entry), "r"(cpu->stack_top),
                   "D"(start_info)
                   : "memory");
  __builtin_unreachable();
}
