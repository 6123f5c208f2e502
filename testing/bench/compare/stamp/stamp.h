// SPDX-License-Identifier: Apache-2.0
// stamp: makes a kernel tell when it is entered, in the same way for every kernel.
//
// Takes a 64-bit ELF file with a PVH entry (note "Xen", type 18: Xen docs/misc/pvh, x86/HVM direct boot ABI) and adds one page of code
// that the loader enters instead; it reports the time-stamp counter on port 0xe9 and jumps to the kernel's own entry. Nothing else
// of the file is changed.
//
// Errors   false, and `why` says in one line what is wrong with the file: no such ELF file, no PVH entry, or the page is in use.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { STAMP_PAGE = 4096, STAMP_WHY = 100 };

struct stamp {
  uint8_t *data;  // the new file; stamp_free
  size_t size;
  uint64_t entry;  // the kernel's own PVH entry, physical
};

// `physical`: a page that the file does not load anything to.
bool stamp_elf(const uint8_t *file, size_t size, uint32_t physical, struct stamp *stamp, char why[STAMP_WHY]);
void stamp_free(struct stamp *stamp);

#ifdef __cplusplus
}
#endif
