// SPDX-License-Identifier: Apache-2.0
// The machine of unit tests.
#include "kernel/topology/host.h"

CELL_STATE(struct topology, topology_host) = {.cpus = 1};

struct topology *topology_host_now(void) {
  return &topology_host;
}

void topology_read(struct topology *out) {
  *out = topology_host;
}
