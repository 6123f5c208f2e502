// SPDX-License-Identifier: Apache-2.0
// boot: from the boot protocol to running tasks: finds the memory, starts frames and pages, initialises every cell in the order
// of dependencies, starts a task for each cell that has a main, and leaves to the scheduler.
//
// Context  boot_main: once, on the CPU's own stack, interrupts off. READ: any.
// State    `boot`: what the loader has said.
// Errors   whatever goes wrong here ends the system with a sentence on the console and exit status 2.
#pragma once
#include "kernel/base/cell.h"

// start_info: physical address of struct hvm_start_info (Xen public/arch-x86/hvm/start_info.h).
RAW NORETURN void boot_main(uint64_t start_info);
// What the loader was given (QEMU -append), cut to 255 bytes; "" when nothing.
READ VIEW_RET const char *boot_command_line(void);
// Physical address of ACPI's root system description pointer, as the loader says it; 0: it says none.
READ uint64_t boot_acpi_root(void);
// Whether a word stands in the command line: "terminal=yes".
READ bool boot_has_word(const char *word);
