// SPDX-License-Identifier: Apache-2.0
// What request.S counts.
#include "kernel/linker/testdata/request.h"

CELL_STATE(struct request_trace, request_state);

const struct request_trace *request_trace(void) {
  return &request_state;
}
