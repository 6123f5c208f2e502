// SPDX-License-Identifier: Apache-2.0
// How the other processors come: one after another, while booting. docs/processors.md.
#include "kernel/arch/arch.h"
#include "kernel/clock/clock.h"
#include "kernel/interrupt/controller/controller.h"
#include "kernel/log/log.h"
#include "kernel/nucleus/block.h"
#include "kernel/nucleus/pvh/parameters.h"
#include "kernel/pages/pages.h"
#include "kernel/processors/state.h"
#include "kernel/trace/trace.h"

CELL_STATE(struct processors_state, processors);

// A page for each, so that one that comes late finds its own number: kernel/boot has them handed out to nobody, and a PC's firmware and
// loader are done with it.
enum { START_PAGES = 0x8000 };

uint64_t processors_block(uint32_t index) {
  return REGION_BASE + region_span(REGION_CPU).offset + (uint64_t)index * NUCLEUS_CPU_PAGES * REGION_PAGE;
}

struct nucleus_cpu *processors_cpu(uint32_t index) {
  return (struct nucleus_cpu *)(processors_block(index) + NUCLEUS_DATA_PAGE * REGION_PAGE);
}

RAW_PRIVATE bool processors_await(const uint64_t *word, uint64_t value, uint64_t deadline_ns) {
  while (__atomic_load_n(word, __ATOMIC_ACQUIRE) != value) {
    if (clock_now() > deadline_ns) return false;
    arch_pause();
  }
  return true;
}

RAW_STATIC void pass_time(uint64_t ns) {
  for (uint64_t end = clock_now() + ns; clock_now() < end;)
    arch_pause();
}

// ---- On the processor that comes ----

// It may have been given up already: then nobody asks it anything, and it runs nothing.
CELL_CALLBACK void processors_come(uint64_t number, uint64_t, uint64_t) {
  controller_join();
  arch_floating_start();
  uint64_t coming = PROCESSOR_COMING;
  if (!__atomic_compare_exchange_n(&processors.row[number].state, &coming, (uint64_t)PROCESSOR_ONLINE, false,
                                   __ATOMIC_ACQ_REL, __ATOMIC_RELAXED))
    return;
  struct nucleus_cpu *cpu = nucleus_cpu();
  cpu->upcalls.choose = processors_cpu(0)->upcalls.choose;
  cpu->choose_pending = 1;
}

// The choice of a processor that is not online. The first is its way in: the next one is the scheduler's.
CELL_CALLBACK struct nucleus_context *processors_choose(struct nucleus_context *) {
  uint64_t number = nucleus_cpu()->number;
  if (processors.row[number].state == PROCESSOR_COMING) AFTER(processors_come, number, 0, 0);
  return NULL;
}

// ---- On the one that boots ----

static status_t map_block(uint32_t index) {
  uint64_t block = processors_block(index);
  struct nucleus_run run;
  status_t status = OK;
  uint32_t count = 0;
  while (status == OK && (run = nucleus_run(count)).pages != 0) {
    uint64_t start = block + run.page * REGION_PAGE;
    status = pages_region_map(start, start + run.pages * REGION_PAGE, PAGES_RW);
    if (status == OK) count++;
  }
  while (status != OK && count-- > 0) {
    uint64_t start = block + nucleus_run(count).page * REGION_PAGE;
    (void)pages_region_unmap(start, start + nucleus_run(count).pages * REGION_PAGE);
  }
  return status;
}

RAW_STATIC uint32_t start_page(uint32_t index) {
  return START_PAGES + index * (uint32_t)REGION_PAGE;
}

// The code that the page begins with, and behind it the number.
RAW_STATIC void put_start_code(uint32_t index) {
  const struct boot_parameters *stub = (const struct boot_parameters *)BOOT_PARAMETERS;
  const uint8_t *from = (const uint8_t *)stub->start;
  uint64_t size = stub->start_end - stub->start;
  uint8_t *to = pages_direct(start_page(index));
  for (uint64_t i = 0; i < size; i++)
    to[i] = from[i];
  *(uint32_t *)(to + size - sizeof index) = index;
}

// Into the circle, before it can take a lock, which it can from here on, however late it comes.
RAW_STATIC void link(struct nucleus_cpu *cpu) {
  uint64_t interrupts = arch_interrupts_off();
  struct nucleus_cpu *boot = processors_cpu(0);
  cpu->following = boot->following == NULL ? boot : boot->following;
  __atomic_store_n(&boot->following, cpu, __ATOMIC_RELEASE);
  for (struct nucleus_cpu *other = cpu->following; other != cpu; other = other->following)
    other->others++;
  arch_interrupts_restore(interrupts);
}

RAW_STATIC status_t prepare(uint32_t index) {
  struct processor *row = &processors.row[index];
  status_t status = controller_reset(row->id);
  if (status != OK || row->is_mapped) return status;
  status = map_block(index);
  if (status != OK) return status;
  struct nucleus_cpu *cpu = processors_cpu(index);
  cpu->upcalls = nucleus_cpu()->upcalls;
  cpu->upcalls.choose = processors_choose;
  processors_listen_unmasked(cpu);
  cpu->strict = nucleus_cpu()->strict;
  cpu->number = index;
  cpu->others = 1;
  cpu->quiet = 1;
  put_start_code(index);
  if (trace_start_cpu(index) != OK) LOG(LOG_WARNING, "no memory for the trace of processor %u", index);
  row->is_mapped = true;
  link(cpu);
  return OK;
}

// The start-up message, again when the first was not heard (Intel SDM vol. 3, 9.4.4.1).
RAW_STATIC status_t call_in(uint32_t index) {
  struct processor *row = &processors.row[index];
  uint64_t coming = PROCESSOR_COMING;
  __atomic_store_n(&row->state, coming, __ATOMIC_RELEASE);
  for (uint32_t attempt = 0; attempt < 2; attempt++) {
    if (controller_start(row->id, start_page(index)) != OK) break;
    if (processors_await(&row->state, PROCESSOR_ONLINE, clock_now() + PROCESSORS_PATIENCE_NS / 2)) return OK;
  }
  bool is_given_up = __atomic_compare_exchange_n(&row->state, &coming, (uint64_t)PROCESSOR_ABSENT, false,
                                                 __ATOMIC_ACQ_REL, __ATOMIC_RELAXED);
  return is_given_up ? TIMED_OUT : OK;
}

// Its row, which it keeps; made when it has none.
RAW_STATIC uint32_t row_of(uint32_t id) {
  uint32_t index = 0;
  while (index < processors.count && processors.row[index].id != id)
    index++;
  if (index == processors.count && index < TOPOLOGY_CPUS) processors.row[processors.count++].id = id;
  return index;
}

// Between reset and start-up message lie 10 ms, the same for all. Made again, it goes on with those that are not there yet.
RAW_STATIC void start_all(const struct topology *machine) {
  enum { RESET_NS = 10 * 1000 * 1000 };
  status_t status[TOPOLOGY_CPUS] = {};
  uint32_t found = 0;
  for (uint32_t i = 0; i < machine->cpus; i++) {
    uint32_t index = machine->cpu[i] == TOPOLOGY_UNKNOWN ? 0 : row_of(machine->cpu[i]);
    if (index >= TOPOLOGY_CPUS || processors.row[index].state == PROCESSOR_ONLINE) continue;
    status[index] = prepare(index);
    found++;
  }
  if (found != 0) pass_time(RESET_NS);
  for (uint32_t index = 1; index < processors.count; index++) {
    const struct processor *row = &processors.row[index];
    if (row->state == PROCESSOR_ONLINE) continue;
    if (status[index] == OK) status[index] = call_in(index);
    if (status[index] != OK)
      LOG(LOG_WARNING, "processor %u (controller %u) does not come: %s", index, row->id, status_name(status[index]));
  }
}

CELL_CALLBACK status_t processors_init(void) {
  processors.row[0] = (struct processor){.id = controller_self(), .is_mapped = true, .state = PROCESSOR_ONLINE};
  processors.count = 1;
  return OK;
}

// A task, so that everything is there that another processor goes by, and nobody waits for it.
CELL_CALLBACK void processors_main(void) {
  struct topology machine;
  topology_read(&machine);
  processors_listen();
  start_all(&machine);
  if (processors.count > 1) LOG(LOG_INFO, "%u of %u processors are online", processors_online(), processors.count);
}

CELL_OPS(struct cell_lifecycle, processors_lifecycle) = {.init = processors_init, .main = processors_main};
