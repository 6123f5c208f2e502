// SPDX-License-Identifier: Apache-2.0
#include <stdatomic.h>
#include <stdbool.h>
#include <stdckdint.h>
#include <stddef.h>
#include <stdint.h>

bool subject_add(uint32_t *sum, uint32_t a, uint32_t b);

bool subject_add(uint32_t *sum, uint32_t a, uint32_t b) {
  return !ckd_add(sum, a, b);
}
