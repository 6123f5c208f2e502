// SPDX-License-Identifier: Apache-2.0
// host: the machine that a unit test has. At first one processor, number 0, and nothing else.
//
// Context  the test's one thread.
// State    `topology_host`, which the test writes.
// Errors   none.
#pragma once
#include "kernel/topology/topology.h"

RAW VIEW_RET struct topology *topology_host_now(void);
