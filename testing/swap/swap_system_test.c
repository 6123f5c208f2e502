// SPDX-License-Identifier: Apache-2.0
// Swaps in a booted system: what reaches the new version, what is refused and leaves nothing.
#include "kernel/frames/frames.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "testing/swap/helper.h"
#include "testing/swap/table.h"
#include "testing/swap/user.h"
#include "testing/system/system_test.h"

static const struct swap_test_table *table_called(const char *name) {
  const struct swap_test_table *table;
  uint32_t cursor = 0;
  while ((table = graph_ops_next(graph_running(), "struct swap_test_table", &cursor, NULL)) != NULL)
    if (text_equal(table->name, name)) return table;
  return NULL;
}

static bool is_whole(void) {
  char why[100];
  return graph_check(graph_running(), why, sizeof why) == OK && pages_check(why, sizeof why) == OK && heap_check();
}

static bool contains(const char *text, const char *part) {
  for (; *text != 0; text++)
    if (text_starts(text, part)) return true;
  return false;
}

static bool swap_everybody(const struct swap_test_table *first, uint32_t (*kept)(void), struct swap_report *report,
                           char *why, uint32_t size) {
  uint64_t sum = user_add(0);
  SYSTEM_EXPECT(helper_swap("subject", "second", report) == OK);
  SYSTEM_EXPECT(user_plain() == 2);
  SYSTEM_EXPECT(user_request() == 2);
  SYSTEM_EXPECT(kept() == 2 && user_pointer()() == 2 && user_pointer() == kept);
  SYSTEM_EXPECT(user_add(1) == sum + 10);  // the second version's factor, the first one's sum
  SYSTEM_EXPECT(table_called("first") == NULL && table_called("second") == first && first->version() == 2);
  SYSTEM_EXPECT(is_whole());
  uint32_t now = graph_find(graph_running(), "subject");
  const struct graph_cell *cell = graph_cell(graph_running(), now);
  SYSTEM_EXPECT(cell->predecessor != 0);
  const struct graph_cell *before = graph_cell(graph_running(), cell->predecessor - 1);
  SYSTEM_EXPECT((before->flags & GRAPH_RETIRED) && !(before->flags & GRAPH_LIVE));
  return true;
}

CELL_CALLBACK bool swap_reaches_everybody(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  const struct swap_test_table *first = table_called("first");
  SYSTEM_EXPECT(first != NULL && user_plain() == 1 && user_request() == 1);
  (void)user_add(5);
  bool passed = swap_everybody(first, user_pointer(), report, why, size);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_reaches_test) = {
    .name = "calls, requests, kept pointers and tables reach the new version, and state stays",
    .run = swap_reaches_everybody};

static const struct {
  const char *old, *new;
  status_t status;
  const char *says;
} refusals[] = {
    {"nobody", "second", NOT_FOUND, "there is no cell nobody"},
    {"subject", "nobody", NOT_FOUND, "there is no spare nobody"},
    {"", "", INVALID, "neither an old cell nor a new one"},
    {"subject", "second", EXISTS, "already; nothing to swap"},
    {"nucleus", "second", INVALID, "stays; restart with another image"},
    {"subject", "earlier", INVALID, "would go back from revision 1 to 0; if that is meant, say --back"},
    {"subject", "gone", INVALID,
     "no longer exports subject_version, which //testing/swap:user calls; keep the function"},
    {"subject", "changed", INVALID, "which //testing/swap:user was compiled against; build //testing/swap:user too"},
    {"subject", "schema", INVALID, "its state subject_total has another schema"},
    {"subject", "stateless", INVALID, "it has no state subject_total, which would be lost"},
    {"subject", "circle", INVALID, "would depend on itself: it needs //testing/swap:user, which needs it"},
    {"subject", "needs", NOT_FOUND, "depends on //testing/swap:absent, which no cell"},
    {"subject", "", INVALID, "which would go; remove //testing/swap:user first"},
    {"round_robin", "absent", INVALID, "//kernel/sched"},
    {"", "second", EXISTS, "//testing/swap:subject is or provides //testing/swap:subject already"},
};

static bool refuse(uint32_t i, struct swap_report *report, char *why, uint32_t size) {
  struct frames_statistics before, after;
  uint64_t digest = helper_digest();
  frames_statistics(&before);
  status_t status = helper_swap(refusals[i].old, refusals[i].new, report);
  frames_statistics(&after);
  if (status != refusals[i].status || !contains(report->text, refusals[i].says)) {
    text_format(why, size, "%s %s: %s, %s", refusals[i].old, refusals[i].new, status_name(status), report->text);
    return false;
  }
  SYSTEM_EXPECT(helper_digest() == digest);
  SYSTEM_EXPECT(after.free == before.free);
  return true;
}

CELL_CALLBACK bool swap_refuses(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  bool passed = true;
  for (uint32_t round = 0; round < 2 && passed; round++)  // the first one makes tables and slabs that stay
    for (uint32_t i = 0; i < sizeof refusals / sizeof refusals[0] && passed; i++) {
      if (round == 0)
        (void)helper_swap(refusals[i].old, refusals[i].new, report);
      else
        passed = refuse(i, report, why, size);
    }
  heap_delete(report);
  SYSTEM_EXPECT(!passed || is_whole());
  return passed;
}
CELL_OPS(struct system_test, swap_refuses_test) = {
    .name = "what would break a cell is refused with the reason and the mend, and leaves nothing", .run = swap_refuses};

static bool plan(struct swap_report *report, char *why, uint32_t size) {
  uint64_t digest = helper_digest();
  SYSTEM_EXPECT(helper_plan("round_robin", "priority", report) == OK);
  SYSTEM_EXPECT(contains(report->text, "//kernel/sched:round_robin"));
  SYSTEM_EXPECT(helper_digest() == digest);
  return true;
}

CELL_CALLBACK bool swap_plans_only(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  bool passed = plan(report, why, size);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_plan_test) = {.name = "a plan changes nothing", .run = swap_plans_only};

static bool swap_sets(struct swap_report *report, char *why, uint32_t size) {
  SYSTEM_EXPECT(helper_swap_two("subject", "needs", "", "absent", report) == OK);
  SYSTEM_EXPECT(user_plain() == 6);
  SYSTEM_EXPECT(helper_swap("absent", "", report) == INVALID);
  SYSTEM_EXPECT(contains(report->text, "remove //testing/swap:subject first"));
  SYSTEM_EXPECT(helper_swap_two("subject", "second", "absent", "", report) == OK);
  SYSTEM_EXPECT(user_plain() == 2 && graph_find(graph_running(), "absent") == GRAPH_NONE);
  SYSTEM_EXPECT(helper_swap_two("subject", "needs", "subject", "", report) == INVALID);
  SYSTEM_EXPECT(contains(report->text, "is in the set twice"));
  SYSTEM_EXPECT(is_whole());
  return true;
}

CELL_CALLBACK bool swap_takes_sets(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  bool passed = swap_sets(report, why, size);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_set_test) = {.name = "cells that need each other come and go as a set",
                                               .run = swap_takes_sets};

static bool add_and_remove(struct swap_report *report, char *why, uint32_t size) {
  SYSTEM_EXPECT(helper_swap("", "refuses", report) == CORRUPT);
  SYSTEM_EXPECT(contains(report->text, "did not start: CORRUPT"));
  SYSTEM_EXPECT(table_called("refuses") == NULL && graph_find(graph_running(), "refuses") == GRAPH_NONE);
  SYSTEM_EXPECT(helper_swap("", "comes", report) == OK);
  const struct swap_test_table *table = table_called("comes");
  SYSTEM_EXPECT(table != NULL);
  while (table->version() != 2)
    sched_give_way();
  SYSTEM_EXPECT(helper_swap("comes", "", report) == OK);
  SYSTEM_EXPECT(table_called("comes") == NULL);
  SYSTEM_EXPECT(is_whole());
  return true;
}

CELL_CALLBACK bool swap_adds(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  bool passed = add_and_remove(report, why, size);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_add_test) = {
    .name = "a cell that is added runs its init and its task, or is taken out again", .run = swap_adds};

struct swap_busy {
  volatile uint64_t counts[2];
  volatile bool stop;
};

CELL_UNSAFE("others see it go on") CELL_CALLBACK void swap_busy_first(void *argument) {
  struct swap_busy *busy = argument;
  while (!busy->stop)
    busy->counts[0]++;
}
CELL_UNSAFE("others see it go on") CELL_CALLBACK void swap_busy_second(void *argument) {
  struct swap_busy *busy = argument;
  while (!busy->stop)
    busy->counts[1]++;
}

// Both go on after each swap, and so does this task, which is ready all the time.
static bool swap_schedulers(struct swap_busy *busy, struct swap_report *report, char *why, uint32_t size) {
  const char *cells[] = {"round_robin", "priority", "fair"}, *policies[] = {"round robin", "priority", "fair"};
  const uint8_t way[] = {0, 1, 2, 0, 2, 1, 0};  // each after each
  char name[32];
  for (uint32_t i = 1; i < sizeof way; i++) {
    SYSTEM_EXPECT(helper_swap(cells[way[i - 1]], cells[way[i]], report) == OK);
    sched_policy(name, sizeof name);
    SYSTEM_EXPECT(text_equal(name, policies[way[i]]));
    uint64_t before[2] = {busy->counts[0], busy->counts[1]};
    while (busy->counts[0] == before[0] || busy->counts[1] == before[1])
      sched_give_way();
  }
  return true;
}

CELL_CALLBACK bool swap_the_scheduler(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  struct swap_busy busy = {0};
  struct task *first, *second;
  SYSTEM_EXPECT(report != NULL);
  SYSTEM_EXPECT(sched_spawn("busy 1", swap_busy_first, &busy, &first) == OK);
  SYSTEM_EXPECT(sched_spawn("busy 2", swap_busy_second, &busy, &second) == OK);
  while (busy.counts[0] == 0 || busy.counts[1] == 0)
    sched_give_way();
  bool passed = swap_schedulers(&busy, report, why, size);
  busy.stop = true;
  SYSTEM_EXPECT(sched_join(&first, NULL, NULL) == OK && sched_join(&second, NULL, NULL) == OK);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_scheduler_test) = {
    .name = "the scheduler goes through all three policies while tasks run", .run = swap_the_scheduler};

// At each frame, and each heap object, that the way to a swap takes.
static bool run_out(struct swap_report *report, char *why, uint32_t size) {
  bool swapped = false;
  for (uint64_t takes = 1; !swapped; takes++) {
    struct frames_statistics before, after;
    struct pages_statistics pages_before, pages_after;
    uint64_t digest = helper_digest();
    frames_statistics(&before);
    pages_statistics(&pages_before);
    frames_fail_after(takes);
    status_t status = helper_swap("", "absent", report);
    frames_fail_after(0);
    frames_statistics(&after);
    pages_statistics(&pages_after);
    swapped = status == OK;
    if (swapped) break;
    SYSTEM_EXPECT(status == NO_MEMORY && report->text[0] != 0);
    SYSTEM_EXPECT(helper_digest() == digest);
    SYSTEM_EXPECT(after.free + pages_after.table_frames == before.free + pages_before.table_frames);
    SYSTEM_EXPECT(pages_after.region_frames == pages_before.region_frames);
  }
  SYSTEM_EXPECT(helper_swap("absent", "", report) == OK);
  for (uint64_t objects = 1; objects < 3; objects++) {
    uint64_t digest = helper_digest();
    heap_fail_after(objects);
    status_t status = helper_swap("", "absent", report);
    heap_fail_after(0);
    SYSTEM_EXPECT(status == NO_MEMORY && helper_digest() == digest);
  }
  SYSTEM_EXPECT(is_whole());
  return true;
}

CELL_CALLBACK bool swap_runs_out(char *why, uint32_t size) {
  struct swap_report *report = NEW(struct swap_report);
  SYSTEM_EXPECT(report != NULL);
  bool passed = run_out(report, why, size);
  heap_delete(report);
  return passed;
}
CELL_OPS(struct system_test, swap_memory_test) = {
    .name = "without memory at any point of the way the system is as before", .run = swap_runs_out};
