// SPDX-License-Identifier: Apache-2.0
// The forms of the journal's records (docs/journal.md).
#include "kernel/nucleus/undo.h"

#define LOWEST_ADDRESS (UINT64_C(1) << 32)
enum { RANGE = 1 << 30 };

RAW_STATIC void restore(uint64_t address, uint64_t old, uint32_t size_log) {
  switch (size_log) {
  case 0: *(uint8_t *)address = (uint8_t)old; break;
  case 1: *(uint16_t *)address = (uint16_t)old; break;
  case 2: *(uint32_t *)address = (uint32_t)old; break;
  default: *(uint64_t *)address = old; break;
  }
}

RAW_STATIC uint64_t restore_range(const uint64_t *end, uint64_t length) {
  uint64_t padded = (length + 7) & ~UINT64_C(7);
  const uint8_t *from = (const uint8_t *)end - 16 - padded;
  uint8_t *to = (uint8_t *)end[-2];
  for (uint64_t i = 0; i < length; i++)
    *(volatile uint8_t *)&to[i] = from[i];
  return (uint64_t)from;
}

// How many bits of the descriptor an offset has, by the number of fields.
RAW_STATIC uint32_t offset_bits(uint32_t fields) {
  return fields == 1 ? 26 : fields == 2 ? 12 : fields == 3 ? 7 : 5;
}

RAW_PRIVATE uint64_t undo_record(uint64_t cursor) {
  const uint64_t *end = (const uint64_t *)cursor;
  uint64_t last = end[-1];
  if (last >= LOWEST_ADDRESS) {
    restore(last, end[-2], 3);
    return cursor - 16;
  }
  if (last & RANGE) return restore_range(end, last & (RANGE - 1));
  uint32_t fields = (uint32_t)(last & 3) + 1, bits = offset_bits(fields);
  const uint64_t *old = end - 2 - fields;
  last >>= 2;
  for (uint32_t i = 0; i < fields; i++, last >>= bits + 2) {
    uint32_t size_log = last & 3;
    restore(end[-2] + ((last >> 2 & ((UINT64_C(1) << bits) - 1)) << size_log), old[i], size_log);
  }
  return (uint64_t)old;
}
