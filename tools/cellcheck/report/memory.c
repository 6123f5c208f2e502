// SPDX-License-Identifier: Apache-2.0
// Allocation that does not return without memory.
#include "tools/cellcheck/report/memory.h"

#include <stdckdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *report_resize(void *old, size_t count, size_t size) {
  size_t bytes;
  void *memory = ckd_mul(&bytes, count, size) ? NULL : realloc(old, bytes == 0 ? 1 : bytes);
  if (memory != NULL) return memory;
  fputs("error: cellcheck: no memory; check fewer cells at once\n", stderr);
  exit(2);
}

char *report_copy(const char *text) {
  if (text == NULL) return NULL;
  size_t size = strlen(text) + 1;
  return memcpy(report_resize(NULL, size, 1), text, size);
}
