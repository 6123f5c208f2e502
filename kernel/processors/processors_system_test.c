// SPDX-License-Identifier: Apache-2.0
// processors_system_test: as many processors come as the machine was told to have ("cpus=N" on the command line), answer calls and meet.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/boot/boot.h"
#include "kernel/clock/clock.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/processors/processors.h"
#include "testing/system/system_test.h"

#define SHORT_NS UINT64_C(5000000)  // for one that cannot come; time is counted in instructions

enum { TURNS = 400 };  // by all together: the emulator lets one after another run

struct processors_test {
  uint64_t called[CELL_CPUS_MAX];
  uint32_t gathered, hold, unused;
  uint32_t interrupts_were_on;
};
CELL_STATE(struct processors_test, processors_test);

// Starting them is a task of its own.
static uint32_t wait_for_all(void) {
  char word[16];
  for (uint32_t wanted = 1; wanted < 100; wanted++) {
    text_format(word, sizeof word, "cpus=%u", wanted);
    if (!boot_has_word(word)) continue;
    for (uint32_t turn = 0; turn < 1000 && processors_online() < wanted; turn++)
      (void)clock_sleep(UINT64_C(10'000'000));
    return wanted;
  }
  return 0;
}

// The task keeps to a processor while it asks the others. Until nucleus_preempt_on.
RAW_STATIC uint32_t stay(void) {
  nucleus_preempt_off();
  return (uint32_t)nucleus_cpu()->number;
}

static bool fails(char *why, uint32_t size, const char *what, uint32_t index, status_t status) {
  text_format(why, size, "%s, processor %u: %s", what, index, status_name(status));
  return false;
}

CELL_CALLBACK bool processors_test_come(char *why, uint32_t size) {
  uint32_t wanted = wait_for_all();
  if (processors_online() != wanted || processors_count() != wanted) {
    text_format(why, size, "%u of %u are online, %u wanted", processors_online(), processors_count(), wanted);
    return false;
  }
  struct processor_info info;
  for (uint32_t i = 0; i < wanted; i++)
    if (processors_info(i, &info) != OK || info.state != PROCESSOR_ONLINE)
      return fails(why, size, "is not online", i, INVALID);
  return processors_info(wanted, &info) == OUT_OF_RANGE;
}
CELL_OPS(struct system_test, processors_come_test) = {.name = "each processor comes", .run = processors_test_come};

CELL_CALLBACK void processors_test_called(uint64_t argument) {
  processors_test.called[nucleus_cpu()->number] = argument + arch_interrupts_are_on();
}

CELL_CALLBACK bool processors_test_calls(char *why, uint32_t size) {
  uint32_t count = wait_for_all();
  for (uint32_t turn = 1; turn <= TURNS / count; turn++) {
    for (uint32_t i = 0; i < count; i++) {
      status_t status = processors_call(i, processors_test_called, 1000 * turn + 2 * i, PROCESSORS_PATIENCE_NS);
      if (status != OK) return fails(why, size, "call", i, status);
      if (processors_test.called[i] != 1000 * turn + 2 * i) return fails(why, size, "not there", i, INVALID);
    }
  }
  return processors_call(count, processors_test_called, 0, 0) == OUT_OF_RANGE;
}
CELL_OPS(struct system_test, processors_calls_test) = {.name = "a call is made on the processor that was named",
                                                       .run = processors_test_calls};

RAW_STATIC bool all_others_have_met(void) {
  for (uint32_t i = 0; i < processors_count(); i++) {
    struct processor_info info;
    if (i == nucleus_cpu()->number) continue;
    if (processors_info(i, &info) != OK || !info.waits) return false;
  }
  return true;
}

CELL_CALLBACK void processors_test_gathered(uint64_t) {
  processors_test.interrupts_were_on += arch_interrupts_are_on();
  if (all_others_have_met()) processors_test.gathered++;
}

CELL_CALLBACK bool processors_test_gather(char *why, uint32_t size) {
  uint32_t count = wait_for_all(), missing, before = processors_test.gathered;
  for (uint32_t turn = 1; turn <= TURNS / count; turn++) {
    status_t status = processors_gather(processors_test_gathered, 0, PROCESSORS_PATIENCE_NS, &missing);
    if (status != OK) return fails(why, size, "does not come", missing, status);
    if (processors_test.gathered != before + turn) return fails(why, size, "not all wait", turn, INVALID);
  }
  return processors_test.interrupts_were_on == 0;
}
CELL_OPS(struct system_test, processors_gather_test) = {.name = "all wait at a rendezvous, again and again",
                                                        .run = processors_test_gather};

CELL_CALLBACK void processors_test_hold(uint64_t) {
  while (__atomic_load_n(&processors_test.hold, __ATOMIC_ACQUIRE) != 0)
    arch_pause();
}

RAW_STATIC void set_hold(uint32_t value) {
  __atomic_store_n(&processors_test.hold, value, __ATOMIC_RELEASE);
}

// One that keeps interrupts off, and does not come; the others must not be kept by that.
static bool without(uint32_t held, char *why, uint32_t size) {
  uint32_t missing, before = processors_test.gathered;
  status_t status = processors_call(held, processors_test_hold, 0, SHORT_NS);
  if (status != TIMED_OUT) return fails(why, size, "the call that never ends", held, status);
  status = processors_gather(processors_test_gathered, 0, SHORT_NS, &missing);
  if (status != TIMED_OUT || missing != held) return fails(why, size, "not missed", missing, status);
  if (processors_test.gathered != before) return fails(why, size, "done all the same", held, INVALID);
  for (uint32_t i = 0; i < processors_count(); i++) {
    status = i == held ? OK : processors_call(i, processors_test_called, 7, PROCESSORS_PATIENCE_NS);
    if (status != OK) return fails(why, size, "call of one that came", i, status);
  }
  return true;
}

static bool each_missing(uint32_t here, char *why, uint32_t size) {
  uint32_t count = processors_count(), missing;
  for (uint32_t held = 0; held < count && held < 4; held++) {
    if (held == here) continue;
    set_hold(1);
    bool passed = without(held, why, size);
    set_hold(0);
    if (!passed) return false;
    status_t status = processors_call(held, processors_test_called, 7, PROCESSORS_PATIENCE_NS);
    if (status == OK) status = processors_gather(processors_test_gathered, 0, PROCESSORS_PATIENCE_NS, &missing);
    if (status != OK) return fails(why, size, "does not come back", held, status);
  }
  return true;
}

CELL_CALLBACK bool processors_test_missing(char *why, uint32_t size) {
  (void)wait_for_all();
  bool passed = each_missing(stay(), why, size);
  nucleus_preempt_on();
  return passed;
}
CELL_OPS(struct system_test, processors_missing_test) = {
    .name = "one that does not come is named, nothing is done, all others go on",
    .run = processors_test_missing,
};

RAW_STATIC void write_to_nowhere(void) {
  *(volatile uint64_t *)8 = 1;
}

CELL_CALLBACK void processors_test_faults(uint64_t argument) {
  processors_test.called[nucleus_cpu()->number] = argument;
  write_to_nowhere();
}

static bool each_faults(uint32_t here, char *why, uint32_t size) {
  uint32_t count = processors_count(), missing;
  for (uint32_t i = 0; i < count && i < 4; i++) {
    if (i == here) continue;
    processors_test.called[i] = 7;
    status_t status = processors_call(i, processors_test_faults, 9, PROCESSORS_PATIENCE_NS);
    if (status != INVALID) return fails(why, size, "the call that faults", i, status);
    if (processors_test.called[i] != 7) return fails(why, size, "what it did is not undone", i, INVALID);
    status = processors_call(i, processors_test_called, 8, PROCESSORS_PATIENCE_NS);
    if (status == OK) status = processors_gather(processors_test_gathered, 0, PROCESSORS_PATIENCE_NS, &missing);
    if (status != OK) return fails(why, size, "is not the same afterwards", i, status);
  }
  return true;
}

CELL_CALLBACK bool processors_test_fault(char *why, uint32_t size) {
  (void)wait_for_all();
  bool passed = each_faults(stay(), why, size);
  nucleus_preempt_on();
  return passed;
}
CELL_OPS(struct system_test, processors_fault_test) = {
    .name = "a call that faults there is undone, answered, and in nobody's way",
    .run = processors_test_fault,
};
