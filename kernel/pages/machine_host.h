// SPDX-License-Identifier: Apache-2.0
// machine_host: the memory that unit tests have: a file as RAM, page tables in it, and this process's mappings in place
// of an MMU.
//
// It is there before main(), with 64 MiB, so that a test of any cell above can use kernel/heap and kernel/pages as they
// are. It is brought up in the order of kernel/boot, so every test runs that too.
//
//   physical 0      low memory, never given out
//            1 MiB  the boot stub's page, an image of one text, one constant and one state page, page tables,
//                   the table of frames; from there on free RAM
//
// The direct map is one writable mapping of the file: that tables and text are read-only there stands in the tables
// alone. Spans from pages_reserve are real mappings, and touching a guard page kills the test as it would the system.
#pragma once
#include "kernel/base/cell.h"

enum { MACHINE_RAM = 64 << 20, MACHINE_PREBUILT = 16 << 20 };
#define MACHINE_DIRECT UINT64_C(0x200000000000)
#define MACHINE_DYNAMIC UINT64_C(0x300000000000)

// Starts kernel/frames and kernel/pages anew over `ram` bytes, a multiple of 4096 from MACHINE_PREBUILT to 1 GiB.
// Nothing of the former memory may be used again: a test that calls it must not have used kernel/heap.
RAW void machine_host_start(uint64_t ram);
// The same, but as the image leaves memory to kernel/boot: prebuilt tables alone. frames_start was called, frames_add
// was not.
RAW void machine_host_prebuilt(uint64_t ram);
// First physical address that is free then.
READ uint64_t machine_host_free(void);
