// SPDX-License-Identifier: Apache-2.0
// memory: the four functions that clang calls on its own, also in freestanding code (GCC manual, "Standards": memcpy,
// memmove, memset, memcmp). Each cell links a private copy; the host's unit tests use libc's.
//
// Compiled with -fno-builtin, or clang would recognise the loops and turn each function into a call to itself.
// What they overwrite is logged before they are called.
#include "kernel/base/cell.h"

void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);

// Eight bytes at any address, of any type.
struct [[gnu::packed, gnu::may_alias]] memory_word {
  uint64_t value;
};

// From here on a string instruction is worth its start (Intel, "64 and IA-32 Architectures Optimization Reference Manual", section 3.7.6).
enum { LONG = 256 };

RAW_STATIC void copy_up(char *to, const char *from, size_t size) {
  if (size >= LONG) {
    size_t words = size / 8;
    __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
    size %= 8;
  }
  for (; size >= 8; to += 8, from += 8, size -= 8)
    ((struct memory_word *)to)->value = ((const struct memory_word *)from)->value;
  for (; size > 0; size--)
    *to++ = *from++;
}

RAW_STATIC void copy_down(char *to, const char *from, size_t size) {
  for (; size >= 8; size -= 8)
    ((struct memory_word *)(to + size - 8))->value = ((const struct memory_word *)(from + size - 8))->value;
  for (; size > 0; size--)
    to[size - 1] = from[size - 1];
}

RAW_PRIVATE VIEW_RET void *memcpy(void *restrict to, const void *restrict from, size_t size) {
  copy_up(to, from, size);
  return to;
}

RAW_PRIVATE VIEW_RET void *memmove(void *to, const void *from, size_t size) {
  // Upward a word is read before anything at or above it is written, so only a target inside the source needs the other
  // way.
  if ((uintptr_t)to - (uintptr_t)from < size)
    copy_down(to, from, size);
  else
    copy_up(to, from, size);
  return to;
}

RAW_PRIVATE VIEW_RET void *memset(void *to, int value, size_t size) {
  char *byte = to;
  uint64_t word = (uint8_t)value * UINT64_C(0x0101010101010101);
  if (size >= LONG) {
    size_t words = size / 8;
    __asm__ volatile("rep stosq" : "+D"(byte), "+c"(words) : "a"(word) : "memory");
    size %= 8;
  }
  for (; size >= 8; byte += 8, size -= 8)
    ((struct memory_word *)byte)->value = word;
  for (; size > 0; size--)
    *byte++ = (char)value;
  return to;
}

int memcmp(const void *a, const void *b, size_t size) {
  const uint8_t *left = a, *right = b;
  for (; size >= 8; left += 8, right += 8, size -= 8)
    if (((const struct memory_word *)left)->value != ((const struct memory_word *)right)->value) break;
  for (; size > 0 && *left == *right; size--)
    left++, right++;
  return size == 0 ? 0 : *left - *right;
}
