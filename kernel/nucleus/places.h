// SPDX-License-Identifier: Apache-2.0
// places: what lies where in a CPU's block of the region's CPU area.
#pragma once

enum {
  NUCLEUS_ENVIRONMENTS = 5
};  // that have a transaction each: tasks and choice, interrupts, faults of depth 1, 2, 3

// In pages; those that are not named here are unmapped guards.
enum {
  NUCLEUS_CPU_PAGES = 256,
  NUCLEUS_STACK_PAGE = 1,
  NUCLEUS_STACK_PAGES = 4,
  NUCLEUS_FAULT_PAGE = 6,
  NUCLEUS_FAULT_PAGES = 6,
  NUCLEUS_FAULT_SLICE = 8192,
  NUCLEUS_IST_PAGE = 13,  // then 15, 17, 19: exceptions, double fault, NMI, machine check
  NUCLEUS_ISTS = 4,
  NUCLEUS_DATA_PAGE = 21,  // struct nucleus_cpu, TSS, GDT; IDT on the last of them
  NUCLEUS_DATA_PAGES = 4,
  NUCLEUS_JOURNAL_PAGE = 32,  // of transaction 0; the others follow, each behind a guard page
  NUCLEUS_JOURNAL_PAGES = 16,
  NUCLEUS_SMALL_JOURNAL_PAGES = 4,  // of each other transaction
  NUCLEUS_SCRATCH_PAGE = 80,
  NUCLEUS_SCRATCH_PAGES = 8,
};
