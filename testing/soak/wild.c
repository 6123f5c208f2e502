// SPDX-License-Identifier: Apache-2.0
// Tasks that do anything to what all of them share, each with ends, holds and files of its own, and may be killed at any instruction.
#include "cells/fs/file.h"
#include "kernel/clock/clock.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "kernel/timer/timer.h"
#include "testing/soak/state.h"

enum { SPINS = 10, ROUNDS = 1500, PATIENCE_NS = 300000, SHORT_NS = 40000, MARKS = 8, FATAL_IN = 64, STUMBLES_IN = 4 };

CHANNEL_TYPE(soak_word, CHANNEL_GIVES_NOTHING);
CHANNEL_TYPE(soak_gift, CHANNEL_GIVES_HEAP);

const struct channel_type *soak_words(void) {
  return CHANNEL_OF(soak_word);
}
const struct channel_type *soak_gifts(void) {
  return CHANNEL_OF(soak_gift);
}

struct wild {
  uint64_t number, random;
  struct channel_end *numbers, *gifts, *bytes;
};

// xorshift64*
static uint64_t choose(struct wild *wild, uint64_t below) {
  uint64_t x = wild->random;
  x ^= x >> 12, x ^= x << 25, x ^= x >> 27;
  wild->random = x;
  return (x * UINT64_C(0x2545f4914f6cdd1d) >> 20) % below;
}

static uint64_t soon(void) {
  return clock_now() + PATIENCE_NS;
}

static void use_numbers(struct wild *wild, uint64_t choice) {
  struct soak_word word = {wild->random, ~wild->random};
  struct channel_turn turn = {0};
  status_t status = choice % 2 == 0 ? channel_send(wild->numbers, &word, &turn, soon())
                                    : channel_receive(wild->numbers, &word, &turn, soon());
  if (status == OK && word.again != ~word.number) soak_wrong("a message is not what was sent");
  if (status != OK && status != TIMED_OUT) soak_wrong("a channel is closed that has ends");
  soak_add(SOAK_MESSAGES, 1);
}

void soak_fill(uint64_t *words, uint64_t count, uint64_t mark) {
  for (uint64_t i = 0; i < count; i++)
    words[i] = mark;
}

static void use_gifts(struct wild *wild, uint64_t choice) {
  struct soak_gift gift = {wild->random};
  struct channel_turn turn = {0};
  void *object = NULL;
  if (choice % 2 == 0) {
    object = heap_new(MARKS * sizeof(uint64_t), 8, "soak gift");
    if (object == NULL) return;
    soak_fill(object, MARKS, gift.mark);
    (void)!channel_send_object(wild->gifts, &gift, &object, &turn, soon());
  } else if (channel_receive_object(wild->gifts, &gift, &object, &turn, soon()) == OK) {
    const uint64_t *words = object;
    if (words[0] != gift.mark || words[MARKS - 1] != gift.mark) soak_wrong("an object is not the one that was sent");
  }
  heap_delete(object);
  soak_add(SOAK_OBJECTS, 1);
}

static void use_bytes(struct wild *wild, uint64_t choice) {
  uint8_t bytes[24] = {0};
  struct channel_turn turn = {0};
  uint32_t count = 1 + (uint32_t)choice % sizeof bytes;
  if (choice % 2 == 0)
    (void)!stream_write(wild->bytes, bytes, count, &turn, soon());
  else
    (void)!stream_read(wild->bytes, bytes, count, &turn, soon());
  soak_add(SOAK_BYTES, 1);
}

static void use_events(struct wild *, uint64_t choice) {
  uint64_t taken = 0;
  if (choice % 2 == 0)
    event_set(&soak.bits, 1 + choice);
  else
    (void)!event_wait(&soak.bits, &taken, soon());
  soak_add(SOAK_EVENTS, 1);
}

void soak_ring(uint64_t bits) {
  event_set(&soak.bits, bits);
}

static void use_timers(struct wild *wild, uint64_t choice) {
  struct timer *timer;
  if (timer_start(clock_now() + choice % SHORT_NS, soak_ring, 4, &timer) != OK) return;
  if (choice % 3 == 0) (void)!clock_sleep(choose(wild, SHORT_NS));
  if (choice % 5 == 0) timer_move(timer, clock_now() + SHORT_NS);
  (void)timer_stop(timer);
  soak_add(SOAK_TIMERS, 1);
}

void soak_write(bool table) {
  if (table) {
    soak.tabled[0]++;
    for (volatile uint32_t i = 0; i < SPINS; i++) {}
    soak.tabled[1]++;
  } else {
    soak.guarded[0]++;
    for (volatile uint32_t i = 0; i < SPINS; i++) {}
    soak.guarded[1]++;
  }
}

bool soak_is_whole(bool table) {
  const uint64_t *pair = table ? soak.tabled : soak.guarded;
  return __atomic_load_n(&pair[0], __ATOMIC_RELAXED) == __atomic_load_n(&pair[1], __ATOMIC_RELAXED);
}

static void use_guard(struct wild *wild, uint64_t) {
  if (mutex_take_until(&soak.guard, soon()) != OK) return;
  soak_write(false);
  if (choose(wild, 4) == 0) sched_give_way();
  if (!soak_is_whole(false)) soak_wrong("what a mutex guards is half changed");
  if (mutex_give(&soak.guard) != OK) soak_wrong("a mutex is not held by who took it");
  soak_add(SOAK_SECTIONS, 1);
}

static void use_table(struct wild *wild, uint64_t choice) {
  struct rwlock_hold *hold = &soak.hold[wild->number];
  bool writes = choice % 3 == 0;
  if (rwlock_take(&soak.table, hold, writes ? RWLOCK_WRITE : RWLOCK_READ, soon()) != OK) return;
  if (writes) soak_write(true);
  if (choose(wild, 4) == 0) sched_give_way();
  if (!soak_is_whole(true)) soak_wrong("what a lock guards is half changed");
  if (rwlock_give(hold) != OK) soak_wrong("a lock is not held by who took it");
  soak_add(SOAK_SECTIONS, 1);
}

static void path_of(char path[16], const char *start, uint64_t number) {
  uint32_t at = 0;
  for (; start[at] != 0; at++)
    path[at] = start[at];
  path[at] = (char)('a' + number);
  path[at + 1] = 0;
}

static void use_files(struct wild *wild, uint64_t choice) {
  char path[16], other[16];
  uint64_t words[2] = {wild->random, ~wild->random}, read[2] = {0};
  size_t count = 0;
  struct file_cursor *cursor;
  path_of(path, "/soak ", wild->number);
  path_of(other, "/other ", wild->number);
  if (file_open(path, FILE_READ | FILE_WRITE | FILE_CREATE | FILE_EMPTY, &cursor) == OK) {
    if (file_write(cursor, words, sizeof words, &count) == OK && file_seek(cursor, 0) == OK) {
      count = 0;
      if (file_read(cursor, read, sizeof read, &count) != OK || read[0] != words[0] || read[1] != words[1])
        soak_wrong("a file does not have what was written");
    }
    file_close(cursor);
  }
  if (choice % 3 == 0) (void)!file_rename(path, other);
  if (choice % 2 == 0) (void)!file_remove(choice % 4 == 0 ? path : other);
  soak_add(SOAK_FILES, 1);
}

static void use_memory(struct wild *wild, uint64_t choice) {
  uint64_t mark = wild->random, words = 4 + choice % 90;
  uint64_t *block = heap_new(words * sizeof *block, 8, "soak block");
  void *pages = NULL;
  if (choice % 8 == 0 && pages_reserve(1 + (uint32_t)choice % 3, "soak pages", &pages) != OK) pages = NULL;
  if (block != NULL) soak_fill(block, words, mark);
  if (pages != NULL) soak_fill(pages, MARKS, mark);
  if (choose(wild, 3) == 0) sched_give_way();
  if (block != NULL && (block[0] != mark || block[words - 1] != mark)) soak_wrong("a block has another's words");
  if (pages != NULL && *(uint64_t *)pages != mark) soak_wrong("a page has another's words");
  if (pages != NULL) (void)!pages_release(pages);
  heap_delete(block);
  soak_add(SOAK_BLOCKS, 1);
}

// One that begins again has nothing to do any more.
CELL_UNSAFE("it faults on purpose, outside of any call")
CELL_CALLBACK void soak_child(void *argument) {
  if ((uint64_t)argument == 0 || task_current()->restarts > 0) return;
  soak_add(SOAK_FATAL, 1);
  *(volatile uint64_t *)16 = 1;
}

static void use_tasks(struct wild *wild, uint64_t choice) {
  struct task *task;
  bool faults = choice % FATAL_IN == 0;
  struct task_options options = {.name = "soak child",
                                 .stack_pages = 2,
                                 .restart = TASK_RESTART_AFTER_FAULT,
                                 .restarts = 1,
                                 .back_off_ns = SHORT_NS};
  if (sched_spawn_with(&options, soak_child, (void *)(uint64_t)faults, &task) != OK) return;
  if (choose(wild, 3) == 0) (void)!sched_prioritise(task->number, (uint8_t)choose(wild, 4));
  enum task_end end = TASK_EXITED;
  if (sched_join(&task, &end, NULL) != OK || end != (faults ? TASK_FAULTED : TASK_RETURNED))
    soak_wrong("a child ended otherwise");
  soak_add(SOAK_SPAWNS, 1);
}

static void do_one(struct wild *wild) {
  uint64_t choice = choose(wild, UINT32_MAX);
  switch (choice % 10) {
  case 0: return use_numbers(wild, choice / 10);
  case 1: return use_gifts(wild, choice / 10);
  case 2: return use_bytes(wild, choice / 10);
  case 3: return use_events(wild, choice / 10);
  case 4: return use_timers(wild, choice / 10);
  case 5: return use_guard(wild, choice / 10);
  case 6: return use_table(wild, choice / 10);
  case 7: return use_files(wild, choice / 10);
  case 8: return use_memory(wild, choice / 10);
  default: return use_tasks(wild, choice / 10);
  }
}

static void do_many(struct wild *wild) {
  for (uint32_t round = 0; round < ROUNDS && soak_goes_on(); round++) {
    do_one(wild);
    if (round % STUMBLES_IN == 0) soak_stumble();
  }
}

CELL_CALLBACK void soak_wild(void *argument) {
  struct wild wild = {.number = (uint64_t)argument};
  wild.random = (soak.seed + 1) * UINT64_C(0x9e3779b97f4a7c15) + task_current()->number;
  if (channel_share(soak.end[SOAK_NUMBERS], CHANNEL_OF(soak_word), CHANNEL_BOTH, &wild.numbers) == OK &&
      channel_share(soak.end[SOAK_GIFTS], CHANNEL_OF(soak_gift), CHANNEL_BOTH, &wild.gifts) == OK &&
      channel_share(soak.end[SOAK_WILD_BYTES], stream_type(), CHANNEL_BOTH, &wild.bytes) == OK)
    do_many(&wild);
  else
    soak_wrong("no ends of the channels");
  channel_close(wild.numbers);
  channel_close(wild.gifts);
  channel_close(wild.bytes);
}

// Whoever started it may be gone when it is joined: the cell refers to it.
status_t soak_start_wild(uint32_t number) {
  status_t status = sched_spawn("soak wild", soak_wild, (void *)(uint64_t)number, &soak.wild[number]);
  return status != OK ? status : task_give(soak.wild[number], ledger_cell(CELL_LABEL));
}
