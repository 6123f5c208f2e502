// SPDX-License-Identifier: Apache-2.0
// cpu: the processor that runs this.
#include "kernel/ledger/entry.h"

struct nucleus_cpu *ledger_cpu(void) {
  return nucleus_cpu();
}
