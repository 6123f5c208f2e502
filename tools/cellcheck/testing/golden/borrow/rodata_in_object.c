// SPDX-License-Identifier: Apache-2.0
// rodata_in_object: an object of the heap keeps the address of a literal.
// file: rodata_in_object.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct thread {
  const char *name;
  uint32_t number;
};

ATOMIC OWN_RET struct thread *thread_create(uint32_t number);

// file: rodata_in_object.c
#include "rodata_in_object.h"

struct thread *thread_create(uint32_t number) {
  struct thread *thread = NEW(struct thread);
  // note: 'thread' is not null here
  if (thread == NULL) return NULL;
  thread->number = number;
  // want: borrow.rodata 'thread->name' keeps the address of a string literal
  // mend: copy it: the constant goes with this version of the cell
  thread->name = "idle";
  return thread;
}
