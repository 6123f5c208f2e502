// SPDX-License-Identifier: Apache-2.0
// Every cell of the kernel is exchanged for another version of itself, one after the other, while tasks run.
#include "kernel/clock/clock.h"
#include "kernel/console/console.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "testing/swap/helper.h"
#include "testing/system/system_test.h"

enum { ROUND_NS = 8'000'000 };

struct core_busy {
  volatile uint64_t computed, slept, made;
  volatile bool stop;
};

CELL_UNSAFE("others see it go on") CELL_CALLBACK void core_compute(void *argument) {
  struct core_busy *busy = argument;
  while (!busy->stop)
    busy->computed++;
}

CELL_UNSAFE("others see it go on") CELL_CALLBACK void core_sleep(void *argument) {
  struct core_busy *busy = argument;
  while (!busy->stop)
    if (clock_sleep(1) == OK) busy->slept++;
}

CELL_UNSAFE("others see it go on") CELL_CALLBACK void core_make(void *argument) {
  struct core_busy *busy = argument;
  while (!busy->stop) {
    uint64_t *object = NEW(uint64_t);
    void *span = NULL;
    if (object != NULL && pages_reserve(1, "core", &span) == OK && pages_release(span) == OK) busy->made++;
    heap_delete(object);
  }
}

static bool all_go_on(struct core_busy *busy) {
  uint64_t computed = busy->computed, slept = busy->slept, made = busy->made;
  while (busy->computed == computed || busy->slept == slept || busy->made == made)
    if (clock_sleep(ROUND_NS) != OK) return false;
  return true;
}

static bool swap_one(const struct graph_spare *spare, struct core_busy *busy, struct swap_report *report, char *why,
                     uint32_t size) {
  const uint8_t *region = graph_running();
  const char *label = graph_string(region, spare->label);
  uint32_t before = graph_find(region, label);
  status_t status = helper_swap(label, graph_string(region, spare->name), report);
  if (status != OK) {
    text_format(why, size, "%s: %s, %s", label, status_name(status), report->text);
    return false;
  }
  SYSTEM_EXPECT(graph_find(region, label) != before);
  SYSTEM_EXPECT(graph_check(region, why, size) == OK);
  SYSTEM_EXPECT(pages_check(why, size) == OK && heap_check());
  SYSTEM_EXPECT(all_go_on(busy));
  console_print("%s: %u words\n", label, report->words);
  return true;
}

static bool swap_all(struct core_busy *busy, struct swap_report *report, char *why, uint32_t size) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(graph_running(), i)) != NULL; i++)
    if (!swap_one(spare, busy, report, why, size)) return false;
  return true;
}

CELL_CALLBACK bool core_is_swapped(char *why, uint32_t size) {
  struct core_busy busy = {0};
  struct task *tasks[3];
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  SYSTEM_EXPECT(sched_spawn("computes", core_compute, &busy, &tasks[0]) == OK);
  SYSTEM_EXPECT(sched_spawn("sleeps", core_sleep, &busy, &tasks[1]) == OK);
  SYSTEM_EXPECT(sched_spawn("makes", core_make, &busy, &tasks[2]) == OK);
  bool passed = all_go_on(&busy) && swap_all(&busy, report, why, size);
  busy.stop = true;
  for (uint32_t i = 0; i < 3; i++)
    SYSTEM_EXPECT(sched_join(&tasks[i], NULL, NULL) == OK);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, core_swap_test) = {
    .name = "every cell of the kernel takes the place of its other version while tasks run", .run = core_is_swapped};
