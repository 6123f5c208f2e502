// SPDX-License-Identifier: Apache-2.0
// ok_rodata_copied: the name is copied into the object.
// file: ok_rodata_copied.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct thread {
  char name[16];
  uint32_t number;
};

ATOMIC OWN_RET struct thread *thread_create(uint32_t number);

// file: ok_rodata_copied.c
#include "ok_rodata_copied.h"

struct thread *thread_create(uint32_t number) {
  struct thread *thread = NEW(struct thread);
  if (thread == NULL) return NULL;
  const char *name = number == 0 ? "idle" : "thread";
  for (uint32_t i = 0; i + 1 < sizeof thread->name && name[i] != 0; i++)
    thread->name[i] = name[i];
  return thread;
}
