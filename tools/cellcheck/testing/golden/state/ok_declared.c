// SPDX-License-Identifier: Apache-2.0
// ok_declared: state as it should be.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC uint32_t requests_add(void);
// file: ok_declared.c
#include "cell.h"

struct requests {
  uint64_t count;
  uint32_t last;
};
CELL_STATE(struct requests, requests) = {.last = 7};
CELL_CPU_STATE(uint64_t, per_cpu);

uint32_t requests_add(void) {
  per_cpu[0]++;
  requests.count++;
  return requests.last;
}
