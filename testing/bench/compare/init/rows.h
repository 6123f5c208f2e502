// SPDX-License-Identifier: Apache-2.0
// rows: what is measured in Linux for each row of the comparison; one line on the console each.
#pragma once

void rows_empty(void);    // a loop without anything in it
void rows_getppid(void);  // one system call that does next to nothing
void rows_yield(void);    // two processes, each of which gives way to the other
void rows_pipe(void);     // two processes, one byte to the other and one back
void rows_clone(void);    // a child in the same address space, run to its end and waited for
void rows_map(void);      // a page mapped, written and unmapped
void rows_memory(void);   // what /proc/meminfo says
