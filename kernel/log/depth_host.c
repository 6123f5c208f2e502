// SPDX-License-Identifier: Apache-2.0
// depth_host: the CPU and the depth of faults that a unit test plays.
#include "kernel/log/depth.h"

CELL_STATE(uint32_t, log_host_fault_depth);
CELL_STATE(uint32_t, log_host_cpu);
