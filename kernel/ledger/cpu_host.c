// SPDX-License-Identifier: Apache-2.0
// cpu_host: the processor of unit tests: that of //kernel/nucleus/host, if the test has one, else one that nothing runs on.
#include "kernel/ledger/entry.h"
#include "kernel/ledger/ledger_host.h"

#pragma weak nucleus_cpu

struct ledger_host {
  struct nucleus_cpu cpu;
};
CELL_STATE(struct ledger_host, ledger_host);

struct nucleus_cpu *ledger_cpu(void) {
  return nucleus_cpu != NULL ? nucleus_cpu() : &ledger_host.cpu;
}

void ledger_host_forget(void) {
  ledger = (struct ledger_state){0};
  ledger_cpu()->owner = 0;
}
