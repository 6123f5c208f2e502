// SPDX-License-Identifier: Apache-2.0
// Readers on all processors, without a lock, of a table that is replaced and freed under them.
#include "kernel/epoch/epoch_system_test.h"

#include "kernel/arch/arch.h"
#include "kernel/epoch/epoch.h"
#include "kernel/epoch/retire.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/nucleus/nucleus.h"
#include "kernel/sched/sched.h"
#include "testing/system/system_test.h"

enum { WORDS = 32, READERS = 3, TURNS = 100, LOOKS = 32 };

struct board_table {
  struct epoch_retired retired;
  uint64_t word[WORDS];
};
struct board {
  struct board_table *table;
  uint64_t over, reads, bad;
};
CELL_STATE(struct board, board);

// What is freed shows that it is.
CELL_CALLBACK void board_free(uint64_t object) {
  struct board_table *table = (struct board_table *)object;
  for (uint32_t i = 0; i < WORDS; i++)
    table->word[i] = i;
  heap_delete(table);
}

// Readers may find it before this has committed. Made again, it shows the same one.
CELL_CALLBACK void board_show(uint64_t next, uint64_t, uint64_t) {
  struct board_table *old = board.table;
  if (old != NULL) epoch_retire(&old->retired, board_free, (uint64_t)old);
  __atomic_store_n(&board.table, (struct board_table *)next, __ATOMIC_RELEASE);
}

status_t board_replace(uint64_t value) {
  struct board_table *next = NEW(struct board_table);
  if (next == NULL) return NO_MEMORY;
  for (uint32_t i = 0; i < WORDS; i++)
    next->word[i] = value;
  (void)!heap_give(next, ledger_cell(CELL_LABEL));
  AFTER(board_show, next, 0, 0);
  return OK;
}

void board_note(uint64_t reads, uint64_t bad) {
  __atomic_fetch_add(&board.reads, reads, __ATOMIC_RELAXED);
  __atomic_fetch_add(&board.bad, bad, __ATOMIC_RELAXED);
}

static bool is_whole(void) {
  bool whole = true;
  epoch_enter();
  const volatile struct board_table *table = __atomic_load_n(&board.table, __ATOMIC_ACQUIRE);
  uint64_t value = table->word[0];
  for (uint32_t look = 0; look < LOOKS; look++) {
    for (uint32_t i = 0; i < WORDS; i++)
      whole = whole && table->word[i] == value;
    arch_pause();
  }
  epoch_leave();
  return whole;
}

CELL_CALLBACK void board_reader(void *) {
  uint64_t reads = 0, bad = 0;
  for (; __atomic_load_n(&board.over, __ATOMIC_RELAXED) == 0; reads++) {
    bad += !is_whole();
    if (reads % 16 == 0) sched_give_way();
  }
  board_note(reads, bad);
}

CELL_CALLBACK bool board_stays_whole(char *why, uint32_t size) {
  struct task *readers[READERS];
  SYSTEM_EXPECT(board_replace(1) == OK);
  for (uint32_t i = 0; i < READERS; i++)
    SYSTEM_EXPECT(sched_spawn("reader", board_reader, NULL, &readers[i]) == OK);
  for (uint64_t i = 2; i < TURNS; i++) {
    SYSTEM_EXPECT(board_replace(i) == OK);
    sched_give_way();
  }
  SYSTEM_EXPECT(epoch_wait() == OK);
  board_end();
  for (uint32_t i = 0; i < READERS; i++)
    SYSTEM_EXPECT(sched_join(&readers[i], NULL, NULL) == OK);
  SYSTEM_EXPECT(epoch_waiting() == 0);
  SYSTEM_EXPECT(board.reads > READERS);
  SYSTEM_EXPECT(board.bad == 0);
  return true;
}
CELL_OPS(struct system_test, board_stays_whole_test) = {
    .name = "what readers without a lock see is not freed under them", .run = board_stays_whole};

void board_end(void) {
  board.over = 1;
}

void board_try(uint64_t *tries, uint64_t faults) {
  if (++*tries <= faults) *(volatile uint64_t *)16 = 0;
}

status_t board_read(uint64_t *tries, uint64_t faults) {
  epoch_enter();
  board_try(tries, faults);
  epoch_leave();
  return OK;
}

CELL_CALLBACK bool board_outlives_a_fault(char *why, uint32_t size) {
  uint64_t tries = 0;
  SYSTEM_EXPECT(board_read(&tries, 1) == OK);
  SYSTEM_EXPECT(tries == 2);
  SYSTEM_EXPECT(NUCLEUS_HERE(preempt_off) == 0);
  epoch_enter();
  uint64_t sections = epoch_sections();
  epoch_leave();
  SYSTEM_EXPECT(sections == 1);
  return true;
}
CELL_OPS(struct system_test, board_outlives_a_fault_test) = {
    .name = "a request that faults in a section of an epoch is made again", .run = board_outlives_a_fault};
