// SPDX-License-Identifier: Apache-2.0
// memory: the first use of RAM, before any other cell is initialised.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/boot/pvh.h"

// Gives all RAM of the loader's map to kernel/frames and kernel/pages; ends the system when that fails.
void boot_find_memory(const struct pvh_start_info *info);
__attribute__((noreturn)) void boot_fail(const char *what, status_t status);
