// SPDX-License-Identifier: Apache-2.0
// epoch: reading without a lock what others replace, and freeing what was replaced when nobody reads it any more.
//
//   epoch_enter();                                              a READ function, or code outside transactions
//   const struct table *table = __atomic_load_n(&state.table, __ATOMIC_ACQUIRE);
//   ...
//   epoch_leave();
//
//   AFTER(table_show, next, 0, 0);                              whoever replaces it, in an ATOMIC function that has made `next`
//
//   void table_show(uint64_t next, uint64_t, uint64_t) {        under the lock of all who replace it
//     struct table *old = state.table;
//     epoch_retire(&old->retired, table_free, (uint64_t)old);   kernel/epoch/retire.h
//     __atomic_store_n(&state.table, (struct table *)next, __ATOMIC_RELEASE);
//   }
//
// Readers see a store before its transaction has committed. So what they are shown was made in one that has: if the AFTER is undone, what they have
// found is still there, and is shown again.
//
// In a section this processor chooses nobody else, so every processor that has chosen since is out of the sections that it was in. Sections nest, are
// short, and end on the processor that they began on. Inside a transaction nobody is chosen anyway: both calls do nothing there.
//
// Context  any; epoch_leave may choose.
// Owns     nothing.
// State    `epochs`: how deep each processor is in sections.
// Errors   none. A fault in a section is one of the request around it, as under a READ's locks (docs/synchronisation.md).
#pragma once
#include "kernel/base/cell.h"

RAW void epoch_enter(void);
RAW void epoch_leave(void);
READ uint64_t epoch_sections(void);  // of this processor; while preemption is off
RAW void epoch_abandon(void);        // kernel/fault's: what runs here is abandoned, with the sections that it is in
