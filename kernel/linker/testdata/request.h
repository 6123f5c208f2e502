// SPDX-License-Identifier: Apache-2.0
// request: a nucleus for tests that only counts requests.
#pragma once
#include "kernel/base/cell.h"

struct request_trace {
  uint64_t count;          // of requests so far
  const uint64_t *target;  // target word of the last one
};

READ VIEW_RET const struct request_trace *request_trace(void);
RAW void nucleus_request(void);  // request gates jump here with the address of their target word in r11
