// SPDX-License-Identifier: Apache-2.0
// topology: which processors, interrupt controllers and timers the machine has. An interface; its provider is the platform's
// (//kernel/topology/acpi), and unit tests get //kernel/topology:host, which answers what the test has said.
//
// Context  any; nothing changes after init.
// State    of the provider: what it has found.
// Errors   none: a machine that does not tell, or tells nonsense, has one processor, and the log says why.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/topology/machine.h"

READ void topology_read(struct topology *out);
