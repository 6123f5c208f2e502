// SPDX-License-Identifier: Apache-2.0
// region: the region of an image, read from its NAME.elf into memory as it stands when the system boots, so that kernel/graph answers
// questions about a file as it does about the running system.
//
// Context  the build machine.
// Owns     region_new gives REGION_SIZE bytes that region_free takes back.
// State    none.
// Errors   false: error->text names the file, what is wrong with it and, where there is one, the next step. The bytes at `region` are
//          undefined then, but for what was there outside the pages of the image.
#pragma once
#include <stdint.h>

#include "kernel/base/region.h"
#ifdef __cplusplus
extern "C" {
#endif

struct region_error {
  char text[4608];  // a path, and a sentence
};

// REGION_SIZE zeroed bytes: addresses only, memory comes as they are touched. Null: the machine has no more addresses.
uint8_t *region_new(void);
void region_free(uint8_t *region);

// Reads the image's pages to where its page tables show them: the byte at REGION_BASE + x in the running system is region[x].
// After true, graph_check holds.
bool region_read(const char *file, uint8_t *region, struct region_error *error);

#ifdef __cplusplus
}
#endif
