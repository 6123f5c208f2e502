// SPDX-License-Identifier: Apache-2.0
// lock_word: a lock as kernel/lock takes it and kernel/nucleus gives it back, and the words with which headers say who holds it.
#pragma once
#include <stdint.h>

// Behind a declaration, for clang (-Wthread-safety) to hold each function against. The lock is named as it is in a call: HOLDS(&heap.lock).
//
// ACQUIRES(lock)  held afterwards, not before        HOLDS(lock)   held before and afterwards
// RELEASES(lock)  held before, not afterwards        TRUSTED_LOCK  before a definition that clang cannot follow: nothing is checked in it
//
// What a lock guards is not written at the fields: clang 19 takes the same lock by two names for two locks, and reports what is right.
#define ACQUIRES(...) __attribute__((acquire_capability(__VA_ARGS__)))
#define RELEASES(...) __attribute__((release_capability(__VA_ARGS__)))
#define HOLDS(...) __attribute__((requires_capability(__VA_ARGS__)))
#define TRUSTED_LOCK __attribute__((no_thread_safety_analysis))

struct __attribute__((capability("lock"))) lock {
  uint32_t owner;  // CPU number + 1; 0: free
  uint32_t depth;  // how often it was entered and not left, outside a transaction
};
