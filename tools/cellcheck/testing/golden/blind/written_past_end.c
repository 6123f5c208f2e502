// SPDX-License-Identifier: Apache-2.0
// written_past_end: no bound is looked at: the last word lies behind the object.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint64_t sum(uint32_t count);
// file: written_past_end.c
#include "cell.h"
#include "kernel/heap/heap.h"

uint64_t sum(uint32_t count) {
  uint64_t *words = heap_new(count * sizeof(uint64_t), alignof(uint64_t), "words"), all = 0;
  if (words == NULL) return 0;
  for (uint32_t i = 0; i <= count; i++)
    all += words[i] = i;
  heap_delete(words);
  return all;
}
