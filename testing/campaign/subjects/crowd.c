// SPDX-License-Identifier: Apache-2.0
// The tasks on the other processors: start, end, counts; and what they do where a subject's cell does not say.
#include "testing/campaign/subjects/crowd.h"

#include "kernel/base/text.h"
#include "kernel/heap/heap.h"
#include "kernel/lock/lock.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"

enum { BLOCK_LEAST = 24, BLOCK_STEP = 104, SIZES = 6, WORDS_A_PAGE = 512 };

struct crowd {
  struct lock lock;
  struct campaign_kept *kept;
  const struct campaign_neighbours *neighbours;
  OWN struct task *task[CROWD_MOST];
  uint64_t came, at_work, goes, stops, wrong;
  uint64_t tally[CROWD_TALLIES];
  char why[CAMPAIGN_WHY];
};
CELL_STATE(struct crowd, crowd);

// ---- What they do where nobody says: take memory, and find in it what they have written ----

static void use_block(uint64_t number, uint64_t round) {
  uint64_t size = BLOCK_LEAST + (number + round) % SIZES * BLOCK_STEP, mark = number << 32 | round;
  uint64_t *block = heap_new(size, 8, "campaign crowd");
  if (block == NULL) return;
  crowd_mark(block, size / sizeof *block, mark);
  sched_give_way();
  for (uint64_t i = 0; i < size / sizeof *block; i++)
    if (block[i] != mark) {
      crowd_wrong("a block of the heap has another's words");
      break;
    }
  heap_delete(block);
}

static void use_pages(uint64_t number, uint64_t round) {
  void *pages;
  if (pages_reserve(1, "campaign crowd", &pages) != OK) return;
  crowd_mark(pages, WORDS_A_PAGE / 8, number << 32 | round);
  sched_give_way();
  if (*(uint64_t *)pages != (number << 32 | round)) crowd_wrong("a page has another's words");
  (void)!pages_release(pages);
}

void crowd_mark(uint64_t *words, uint64_t count, uint64_t mark) {
  for (uint64_t i = 0; i < count; i++)
    words[i] = mark;
}

static void use_memory(uint64_t number) {
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    use_block(number, round);
    if (round % 4 == 0) use_pages(number, round);
  }
  crowd_leave();
}

// ---- Start and end ----

CELL_CALLBACK void crowd_main(void *number) {
  if (crowd.neighbours != NULL)
    crowd.neighbours->work(crowd.kept, (uint64_t)number);
  else
    use_memory((uint64_t)number);
}

void crowd_clear(void) {
  lock_enter(&crowd.lock);
  crowd.came = crowd.at_work = crowd.goes = crowd.stops = crowd.wrong = 0;
  for (uint32_t i = 0; i < CROWD_TALLIES; i++)
    crowd.tally[i] = 0;
  crowd.why[0] = 0;
  lock_leave(&crowd.lock);
}

status_t crowd_start_one(RETAINS struct campaign_kept *kept, RETAINS const struct campaign_neighbours *neighbours,
                         uint64_t number) {
  lock_enter(&crowd.lock);
  crowd.kept = kept;
  crowd.neighbours = neighbours;
  struct task_options options = {.name = "crowd", .cpus = UINT64_C(1) << number};
  status_t status = sched_spawn_with(&options, crowd_main, (void *)number, &crowd.task[number - 1]);
  lock_leave(&crowd.lock);
  return status;
}

void crowd_stop(void) {
  lock_enter(&crowd.lock);
  crowd.stops = 1;
  lock_leave(&crowd.lock);
}

status_t crowd_start(struct campaign_kept *kept, const struct campaign_neighbours *neighbours, uint64_t cpus) {
  crowd_clear();
  if (neighbours != NULL && neighbours->begin != NULL) neighbours->begin(kept);
  uint64_t count = cpus - 1 < CROWD_MOST ? cpus - 1 : CROWD_MOST;
  for (uint64_t i = 1; i <= count; i++) {
    status_t status = crowd_start_one(kept, neighbours, i);
    if (status != OK) return status;
  }
  while (__atomic_load_n(&crowd.came, __ATOMIC_ACQUIRE) < count)
    sched_give_way();
  return OK;
}

uint64_t crowd_end(struct campaign_kept *kept, const struct campaign_neighbours *neighbours, char *why, uint32_t size) {
  crowd_stop();
  for (uint32_t i = 0; i < CROWD_MOST; i++) {
    enum task_end end = TASK_RETURNED;
    if (crowd.task[i] != NULL && (sched_join(&crowd.task[i], &end, NULL) != OK || end != TASK_RETURNED))
      crowd_wrong("a neighbour did not return");
  }
  if (neighbours != NULL && neighbours->end != NULL) neighbours->end(kept);
  text_copy(why, size, crowd.why);
  return crowd.wrong;
}

// ---- Counts ----

void crowd_come(void) {
  lock_enter(&crowd.lock);
  crowd.came++;
  crowd.at_work++;
  lock_leave(&crowd.lock);
}

void crowd_go(void) {
  lock_enter(&crowd.lock);
  crowd.goes = 1;
  lock_leave(&crowd.lock);
}

void crowd_at_work(void) {
  crowd_come();
  while (__atomic_load_n(&crowd.goes, __ATOMIC_ACQUIRE) == 0)
    sched_give_way();
}

// The last one to leave counts those that are at work down to nobody.
void crowd_leave(void) {
  lock_enter(&crowd.lock);
  crowd.at_work--;
  lock_leave(&crowd.lock);
}

bool crowd_has_left(void) {
  return __atomic_load_n(&crowd.at_work, __ATOMIC_ACQUIRE) == 0;
}

bool crowd_goes_on(uint64_t round) {
  if (round < CROWD_LEAST_ROUNDS) return true;
  return round < CROWD_MOST_ROUNDS && __atomic_load_n(&crowd.stops, __ATOMIC_ACQUIRE) == 0;
}

void crowd_add(uint32_t tally, uint64_t by) {
  lock_enter(&crowd.lock);
  crowd.tally[tally] += by;
  lock_leave(&crowd.lock);
}

uint64_t crowd_tally(uint32_t tally) {
  return __atomic_load_n(&crowd.tally[tally], __ATOMIC_ACQUIRE);
}

void crowd_put(uint32_t tally, uint64_t value) {
  lock_enter(&crowd.lock);
  crowd.tally[tally] = value;
  lock_leave(&crowd.lock);
}

void crowd_wrong(const char *what) {
  lock_enter(&crowd.lock);
  if (crowd.wrong++ == 0) text_copy(crowd.why, sizeof crowd.why, what);
  lock_leave(&crowd.lock);
}
