// SPDX-License-Identifier: Apache-2.0
// prompt: when Delias is ready for somebody at its console.
//
// Context  prompt_ready: any. prompt_wait: in a task.
// State    none.
// Errors   NOT_FOUND: no task is the shell.
#pragma once
#include "kernel/base/cell.h"

// The time-stamp counter. Called once the prompt is shown: a debugger that stops here counts the instructions up to it.
RAW uint64_t prompt_ready(void);
STEPS status_t prompt_wait(void);  // gives way until the shell waits for the first byte behind its prompt
