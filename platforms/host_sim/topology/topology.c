// SPDX-License-Identifier: Apache-2.0
// topology: the simulated machine has as many processors as it was told to have, with numbers from 0 on.
#include "kernel/topology/topology.h"

#include "platforms/host_sim/machine.h"

static_assert((int)TOPOLOGY_CPUS == (int)MACHINE_CPUS);

void topology_read(struct topology *out) {
  *out = (struct topology){.cpus = (uint32_t)host_sim_machine()->cpus};
  for (uint32_t i = 0; i < out->cpus; i++)
    out->cpu[i] = i;
}
