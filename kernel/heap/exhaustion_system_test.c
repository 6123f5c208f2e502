// SPDX-License-Identifier: Apache-2.0
// Out of memory at every allocation inside a transaction: each is refused in turn, and then every total is as before.
#include "kernel/arch/arch.h"
#include "kernel/base/text.h"
#include "kernel/frames/frames.h"
#include "kernel/heap/exhaustion.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/task/task.h"
#include "testing/system/system_test.h"

enum { OBJECTS = 40, SPANS = 4, REFUSALS_MOST = 2000 };

// Small objects of several slabs, and large ones, in one transaction.
status_t exhaustion_of_heap(void) {
  void *objects[OBJECTS];
  status_t status = OK;
  for (uint32_t i = 0; i < OBJECTS; i++) {
    objects[i] = heap_new(i % 4 == 3 ? 5000 + 1000 * i : 900 + 20 * i, 8, "exhaustion");
    if (objects[i] == NULL) status = NO_MEMORY;
  }
  for (uint32_t i = 0; i < OBJECTS; i++)
    heap_delete(objects[i]);
  return status;
}

status_t exhaustion_of_pages(void) {
  void *spans[SPANS] = {0};
  status_t status = OK;
  for (uint32_t i = 0; i < SPANS && status == OK; i++)
    status = pages_reserve(1 + 9 * i, "exhaustion", &spans[i]);
  for (uint32_t i = 0; i < SPANS; i++)
    if (spans[i] != NULL && pages_release(spans[i]) != OK) status = CORRUPT;
  return status;
}

CELL_CALLBACK void exhaustion_never_runs(void *) {}

CELL_OPS(struct ledger_type, exhaustion_task_type) = {.name = "exhaustion's task", .is_context = true};

status_t exhaustion_of_tasks(void) {
  struct task *task = NULL;
  status_t status = task_create("exhaustion", exhaustion_never_runs, NULL, 0, &exhaustion_task_type, &task);
  if (status != OK) return status;
  task_bury(task);
  task_trim();  // of the stack, which is kept for the next task
  return OK;
}

struct totals {
  uint64_t frames, live, live_bytes, spans, reserved_pages, entries, tasks;
};

// Frames that are kept by one cell or another for later are where they are, but none is lost.
static struct totals count(void) {
  struct frames_statistics frames;
  struct heap_statistics heap;
  struct pages_statistics pages;
  struct ledger_statistics ledger;
  frames_statistics(&frames);
  heap_statistics(&heap);
  pages_statistics(&pages);
  ledger_statistics(&ledger);
  return (struct totals){
      .frames = frames.free + heap.frames + ledger.frames + pages.table_frames + pages.record_frames +
                pages.region_frames + pages.reserved_pages,
      .live = heap.live,
      .live_bytes = heap.live_bytes,
      .spans = pages.spans,
      .reserved_pages = pages.reserved_pages,
      .entries = ledger.entries,
      .tasks = task_count(),
  };
}

static bool are_equal(const struct totals *a, const struct totals *b) {
  return __builtin_memcmp(a, b, sizeof *a) == 0;
}

struct refusals {
  const char *what;
  void (*refuse)(uint64_t nth);
  status_t (*attempt)(void);
};

// Objects that take up the ledger's free entries but a few, so that the next ones need memory for theirs.
struct filler {
  struct filler *next;
};

static struct filler *fill_ledger(void) {
  struct filler *fillers = NULL, *filler;
  struct ledger_statistics ledger;
  for (ledger_statistics(&ledger); ledger.entries + 3 < ledger.capacity; ledger_statistics(&ledger)) {
    if ((filler = NEW(struct filler)) == NULL) break;
    filler->next = fillers;
    fillers = filler;
  }
  return fillers;
}

static void drop(struct filler *fillers) {
  for (struct filler *next; fillers != NULL; fillers = next) {
    next = fillers->next;
    heap_delete(fillers);
  }
}

// Until so many allocations are let through that none is refused. Interrupts are off: other tasks allocate too.
static bool holds(const struct refusals *refusals, char *why, uint32_t size) {
  uint64_t interrupts = arch_interrupts_off(), nth = 1;
  struct filler *fillers = refusals->refuse == frames_fail_after ? fill_ledger() : NULL;
  task_trim();
  struct totals before = count(), after = before;
  status_t status = NO_MEMORY;
  for (; status == NO_MEMORY && are_equal(&before, &after) && nth < REFUSALS_MOST; nth++) {
    refusals->refuse(nth);
    status = refusals->attempt();
    refusals->refuse(0);
    after = count();
  }
  bool sound = heap_check() && frames_check() && ledger_check();
  drop(fillers);
  arch_interrupts_restore(interrupts);
  if (status == OK && are_equal(&before, &after) && sound && nth > 2) return true;
  text_format(why, size, "%s: refused the %luth: %s, frames %lu to %lu, objects %lu to %lu, entries %lu to %lu%s",
              refusals->what, nth - 1, status_name(status), before.frames, after.frames, before.live, after.live,
              before.entries, after.entries, sound ? "" : ", and a check fails");
  return false;
}

CELL_CALLBACK bool exhaustion_test(char *why, uint32_t size) {
  const struct refusals rows[] = {
      {"objects, by frames", frames_fail_after, exhaustion_of_heap},
      {"objects", heap_fail_after, exhaustion_of_heap},
      {"spans", frames_fail_after, exhaustion_of_pages},
      {"tasks, by frames", frames_fail_after, exhaustion_of_tasks},
      {"tasks", heap_fail_after, exhaustion_of_tasks},
  };
  for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (!holds(&rows[i], why, size)) return false;
  return pages_check(why, size) == OK;
}
CELL_OPS(struct system_test, exhaustion_system_test) = {
    .name = "out of memory at every allocation inside a transaction: every total is as before",
    .run = exhaustion_test,
};
