// SPDX-License-Identifier: Apache-2.0
// atomic_ninth_function_waits: a pointer that may be one of nine functions, the last of which waits.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// note: 'take' is ATOMIC
ATOMIC void take(uint32_t word);
// file: atomic_ninth_function_waits.c
#include "cell.h"
#include "kernel/sched/sched.h"

static void a(void) {}
static void b(void) {}
static void c(void) {}
static void d(void) {}
static void e(void) {}
static void f(void) {}
static void g(void) {}
static void h(void) {}
static void waits(void) {
  // want: kind.blocks 'sched_give_way' is STEPS, and so may wait, in an ATOMIC function
  sched_give_way();
}

void take(uint32_t word) {
  void (*const all[])(void) = {a, b, c, d, e, f, g, h, waits};
  // note: 'take' calls 'waits' here
  all[word % 9]();
}
