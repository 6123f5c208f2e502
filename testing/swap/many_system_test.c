// SPDX-License-Identifier: Apache-2.0
// Ten thousand swaps, from two tasks at once: what they leave is the retired versions, and nothing else.
#include "kernel/frames/frames.h"
#include "kernel/graph/graph.h"
#include "kernel/heap/heap.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "testing/swap/helper.h"
#include "testing/swap/user.h"
#include "testing/system/system_test.h"

enum { MANY = 10000, WARM = 10 };

struct many_swaps {
  uint32_t left;  // both count down
  uint32_t busy, failed;
  uint32_t swapped;
  char text[200];
};

static void swap_once(struct many_swaps *many, struct swap_report *report) {
  status_t status = helper_swap("subject", user_plain() == 1 ? "second" : "subject", report);
  if (status == OK) __atomic_fetch_add(&many->swapped, 1, __ATOMIC_RELAXED);
  if (status == BUSY) __atomic_fetch_add(&many->busy, 1, __ATOMIC_RELAXED);
  // The other one may have swapped between the question and the swap.
  if (status == OK || status == BUSY || status == EXISTS) return;
  many->failed++;
  text_copy(many->text, sizeof many->text, report->text);
}

CELL_CALLBACK void many_swap(void *argument) {
  struct many_swaps *many = argument;
  struct swap_report *report = NEW(struct swap_report);
  while (report != NULL && many->failed == 0 && many->swapped < MANY)
    swap_once(many, report);
  heap_delete(report);
}

struct many_account {
  struct frames_statistics frames;
  struct heap_statistics heap;
  struct pages_statistics pages;
  struct graph_header header;
};

static void take_account(struct many_account *account) {
  system_settle();
  frames_statistics(&account->frames);
  heap_statistics(&account->heap);
  pages_statistics(&account->pages);
  account->header = *graph_header(graph_running());
}

// What each retired version keeps: its pages, its rows. Gates, targets, tables, state and names are the same ones.
static bool check_account(const struct many_account *before, const struct many_account *after, uint32_t swaps,
                          char *why, uint32_t size) {
  const uint64_t *then = before->header.used, *now = after->header.used;
  SYSTEM_EXPECT(now[REGION_CELLS] - then[REGION_CELLS] == swaps * sizeof(struct graph_cell));
  SYSTEM_EXPECT(now[REGION_CELL] - then[REGION_CELL] == swaps * UINT64_C(8192));
  const enum region_area same[] = {REGION_GATES, REGION_TARGETS, REGION_GATE,   REGION_OPS,
                                   REGION_STATE, REGION_STRINGS, REGION_SPARES, REGION_SPARE};
  for (uint32_t i = 0; i < sizeof same / sizeof same[0]; i++)
    SYSTEM_EXPECT(now[same[i]] == then[same[i]]);
  SYSTEM_EXPECT(after->heap.live == before->heap.live && after->heap.live_bytes == before->heap.live_bytes);
  SYSTEM_EXPECT(after->pages.spans == before->pages.spans);
  uint64_t rows = 0;
  for (uint32_t area = REGION_CELLS; area < REGION_STRINGS; area++)
    rows += (now[area] + 4095) / 4096 - (then[area] + 4095) / 4096;
  uint64_t region = after->pages.region_frames - before->pages.region_frames;
  SYSTEM_EXPECT(region == swaps * UINT64_C(2) + rows);
  uint64_t tables = after->pages.table_frames - before->pages.table_frames;
  SYSTEM_EXPECT(before->frames.free - after->frames.free == region + tables);
  SYSTEM_EXPECT(tables <= region / 256 + 64);  // a table shows 512 pages; a block of them is set aside at a time
  return true;
}

CELL_CALLBACK bool many_leave_nothing(char *why, uint32_t size) {
  struct many_swaps many = {.swapped = MANY - WARM};
  struct many_account before, after;
  many_swap(&many);
  take_account(&before);
  struct task *first, *second;
  many.swapped = 0;
  SYSTEM_EXPECT(sched_spawn("swaps 1", many_swap, &many, &first) == OK);
  SYSTEM_EXPECT(sched_spawn("swaps 2", many_swap, &many, &second) == OK);
  SYSTEM_EXPECT(sched_join(&first, NULL, NULL) == OK && sched_join(&second, NULL, NULL) == OK);
  take_account(&after);
  if (many.failed != 0) {
    text_format(why, size, "%s", many.text);
    return false;
  }
  SYSTEM_EXPECT(many.busy > 0);  // two at once did happen
  char complaint[100];
  SYSTEM_EXPECT(graph_check(graph_running(), complaint, sizeof complaint) == OK);
  return check_account(&before, &after, many.swapped, why, size);
}
CELL_OPS(struct system_test, many_test) = {
    .name = "ten thousand swaps by two tasks leave retired versions and nothing else", .run = many_leave_nothing};
