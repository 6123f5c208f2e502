// SPDX-License-Identifier: Apache-2.0
// caller: a task that makes the calls that the program around the simulation asks for (loader/sim.h).
//
// Context  the task of this cell.
// State    none: what to call is in the machine's page.
// Errors   none.
#pragma once
#include "kernel/base/cell.h"

// Makes the call that the machine's page tells of. A request of its own, so that a fault outside of the function, in its gate's first or
// last instructions, has something to make again.
STEPS void host_sim_make_call(void);
// Where a program asked for it (sim_step_late), each instruction from here on is told to its hook.
RAW void host_sim_step_from_here(void);
