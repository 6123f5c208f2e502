// SPDX-License-Identifier: Apache-2.0
// Sequence counters (as Linux's seqcount; Boehm, Can Seqlocks Get Along With Programming Language Memory Models?, 2012), in a
// system that takes stores back.
#include "kernel/sync/sequence.h"

#include "kernel/nucleus/nucleus.h"

// Behind the commit, when the lock may be another's already: only if nobody has begun a change since.
CELL_CALLBACK void sequence_changed(uint64_t sequence, uint64_t count, uint64_t) {
  (void)__atomic_compare_exchange_n((uint64_t *)sequence, &count, count + 1, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

// From even to the next odd number; from odd, which an undo has left or which is about to end, to the one behind it.
void sequence_change(struct sequence *sequence) {
  uint64_t before = __atomic_load_n(&sequence->count, __ATOMIC_RELAXED), odd;
  do
    odd = before % 2 == 0 ? before + 1 : before + 2;
  while (!__atomic_compare_exchange_n(&sequence->count, &before, odd, false, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED));
  AFTER(sequence_changed, sequence, odd, 0);
}

bool sequence_read(const struct sequence *sequence, const void *from, void *to, uint32_t size) {
  uint64_t count = __atomic_load_n(&sequence->count, __ATOMIC_ACQUIRE);
  if (count % 2 != 0) return false;
  const uint64_t *words = from;
  uint64_t *copy = to;
  for (uint32_t i = 0; i < size / sizeof *words; i++)
    copy[i] = __atomic_load_n(&words[i], __ATOMIC_RELAXED);
  __atomic_thread_fence(__ATOMIC_ACQUIRE);
  return __atomic_load_n(&sequence->count, __ATOMIC_RELAXED) == count;
}
