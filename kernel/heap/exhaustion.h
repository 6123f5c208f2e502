// SPDX-License-Identifier: Apache-2.0
// exhaustion: transactions that allocate, for the test that refuses them one allocation after another.
//
// Context  a task.
// Owns     nothing when it returns.
// State    none.
// Errors   NO_MEMORY: something was refused; what there was is given back.
#pragma once
#include "kernel/base/cell.h"

ATOMIC status_t exhaustion_of_heap(void);
ATOMIC status_t exhaustion_of_pages(void);
ATOMIC status_t exhaustion_of_tasks(void);
