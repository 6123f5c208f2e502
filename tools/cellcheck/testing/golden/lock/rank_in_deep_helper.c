// SPDX-License-Identifier: Apache-2.0
// rank_in_deep_helper: the lock is entered twelve calls deeper, by a helper that stands last.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void put(void);
// file: rank_in_deep_helper.c
#include "cell.h"
#include "kernel/lock/lock.h"

struct queue {
  struct lock lock, second;
  uint32_t count;
};
CELL_STATE(struct queue, queue);

static void f1(void);
static void f2(void);
static void f3(void);
static void f4(void);
static void f5(void);
static void f6(void);
static void f7(void);
static void f8(void);
static void f9(void);
static void f10(void);
static void f11(void);
static void f12(void);

void put(void) {
  lock_enter(&queue.second);
  // note: 'put' calls 'f1' here
  f1();
  lock_leave(&queue.second);
}

static void f1(void) {
  // note: 'f1' calls 'f2' here
  f2();
}

static void f2(void) {
  // note: 'f2' calls 'f3' here
  f3();
}

static void f3(void) {
  // note: 'f3' calls 'f4' here
  f4();
}

static void f4(void) {
  // note: 'f4' calls 'f5' here
  f5();
}

static void f5(void) {
  // note: 'f5' calls 'f6' here
  f6();
}

static void f6(void) {
  // note: 'f6' calls 'f7' here
  f7();
}

static void f7(void) {
  // note: 'f7' calls 'f8' here
  f8();
}

static void f8(void) {
  f9();
}

static void f9(void) {
  f10();
}

static void f10(void) {
  f11();
}

static void f11(void) {
  f12();
}

static void f12(void) {
  // want: lock.rank 'queue.lock' is entered behind 'queue.second': it stands before that in the state object, so its
  //   rank is lower
  lock_enter(&queue.lock);
  queue.count++;
  lock_leave(&queue.lock);
}
