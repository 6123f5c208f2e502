// SPDX-License-Identifier: Apache-2.0
// Reads the records of a group as undo would: from the cursor down, each from its last word (docs/journal.md,
// "Records").
#include <stdio.h>

#include "tools/journal/check/check.h"

enum { RANGE_BIT = 1 << 30, ADDRESSES_FROM_BIT = 32 };

// What stands in the journal at offset from the cursor.
static bool word_at(const struct state *state, int64_t offset, struct value *word) {
  for (uint32_t i = 0; i < state->fact_count; i++) {
    const struct fact *fact = &state->facts[i];
    if (fact->kind != FACT_WRITTEN || fact->at.node != state->places[CURSOR].node) continue;
    if ((int64_t)(fact->at.add - state->places[CURSOR].add) != offset) continue;
    *word = fact->with;
    return true;
  }
  return false;
}

// Whether from offset on stand the old bytes at address, size of them.
static bool keeps(const struct state *state, int64_t offset, struct value address, uint64_t size) {
  uint64_t done = 0;
  for (bool more = true; done < size && more;) {
    more = false;
    for (uint32_t i = 0; i < state->fact_count; i++) {
      const struct fact *fact = &state->facts[i];
      if (fact->kind != FACT_KEPT || fact->at.node != state->places[CURSOR].node || fact->with.node != address.node)
        continue;
      uint64_t into = (uint64_t)offset + done - (fact->at.add - state->places[CURSOR].add);
      if (into >= fact->size || fact->with.add + into != address.add + done) continue;
      done += fact->size - into;
      more = true;
    }
  }
  return done >= size;
}

static void log_bytes(struct run *run, struct state *state, const struct instruction *instruction, int64_t offset,
                      struct value address, uint32_t size) {
  // Bytes that are in the journal already are restored by the earlier record, whatever this one holds.
  // A pointer that leads into the frame on some path is logged on all.
  if (!value_in_frame(&run->values, address) && !keeps(state, offset, address, size) &&
      !state_covers(state, address, size))
    check_error(run, instruction,
                "logs %u bytes, but what it keeps is not known to be what stood there before (record at cursor%+lld); "
                "the pass must load it "
                "between the last call and here",
                size, (long long)offset);
  state_add_fact(state, (struct fact){.kind = FACT_LOGGED, .size = size, .at = address});
}

static struct value moved(struct value value, uint64_t by) {
  return (struct value){value.node, value.add + by};
}

// Fields of one base, 1 to 4 of them, described by word. Returns where the record begins.
static int64_t log_fields(struct run *run, struct state *state, const struct instruction *instruction, int64_t end,
                          uint64_t word, struct value base) {
  static const uint8_t offset_bits[] = {26, 12, 7, 5};
  uint32_t count = (word & 3) + 1;
  int64_t start = end - 8 * (int64_t)(count + 2);
  uint32_t shift = 2;
  for (uint32_t i = 0; i < count; i++) {
    uint32_t size = 1u << (word >> shift & 3);
    uint64_t offset = (word >> (shift + 2) & ((1u << offset_bits[count - 1]) - 1)) * size;
    shift += 2u + offset_bits[count - 1];
    log_bytes(run, state, instruction, start + 8 * (int64_t)i, moved(base, offset), size);
  }
  return start;
}

void check_publish(struct run *run, struct state *state, const struct instruction *instruction, int64_t size) {
  int64_t end = size;
  if (size <= 0 || size % 8 != 0) {
    check_error(run, instruction,
                "moves the journal's cursor by %lld bytes; only records of whole words are added to it",
                (long long)size);
    return;
  }
  while (end > 0) {
    struct value last, address;
    if (!word_at(state, end - 8, &last) || !word_at(state, end - 16, &address)) {
      // The word in front of an 8-byte record's address is an old value, which is a word as well.
      check_error(run, instruction,
                  "moves the journal's cursor over words that this function has not written (cursor%+lld)",
                  (long long)(end - 16));
      break;
    }
    if (!value_is_number(last)) {
      log_bytes(run, state, instruction, end - 16, last, 8);
      end -= 16;
    } else if (last.add >> 31 != 0) {
      check_error(run, instruction,
                  "logs with the last word 0x%llx, which is neither an address of writable memory nor a descriptor",
                  (unsigned long long)last.add);
      break;
    } else if ((last.add & RANGE_BIT) == 0) {
      end = log_fields(run, state, instruction, end, last.add, address);
    } else {
      uint32_t length = (uint32_t)last.add & (RANGE_BIT - 1);
      end -= 16 + ((int64_t)length + 7) / 8 * 8;
      log_bytes(run, state, instruction, end, address, length);
    }
  }
  if (end < 0)
    check_error(run, instruction,
                "moves the journal's cursor by %lld bytes, which is less than the records in front of it",
                (long long)size);
  state_drop_facts(state, 1 << FACT_WRITTEN | 1 << FACT_KEPT);
  state->places[CURSOR].add += (uint64_t)size;
}
