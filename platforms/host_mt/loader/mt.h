// SPDX-License-Identifier: Apache-2.0
// mt: what the files of the loader share, and what a program around it has: memory, traps and threads of the one machine that a process can hold.
//
// A CPU's thread is either in cells or in the loader. Signals of the host find it in cells, where they become faults and interrupts, or in the
// loader, where they change nothing: what they bring waits in `pending`, at which the way back to the cells looks.
#pragma once
#include "platforms/host/loader/host.h"
#include "platforms/host_mt/machine.h"

#define PLATFORM "//platforms:host_mt"

struct mt_options {
  const char *image;         // an os_image's .elf for //platforms:host_mt
  uint64_t ram_mib;          // 0: 64
  const char *command_line;  // null: ""
  uint32_t cpus;             // 0: one
  const char *socket;        // where the control line listens; null: it is silent
  bool tell_time;            // says on standard error when the system first waits: at a prompt
  char **restart;            // the words to execute for a restart; null: it ends the process with 200
  // What a cell asks by HOST_MEASURE; null: nobody answers.
  uint64_t (*measure)(uint64_t what, uint64_t argument);
};

// Runs the image until the end of the process.
[[noreturn]] void mt_boot(const struct mt_options *options);

// ---- memory.c: RAM, and the process's mappings in place of a TLB ----
enum memory_answer { MEMORY_MENDED, MEMORY_FAULT };
void memory_start(uint64_t ram_bytes);
void memory_paging_on(uint64_t page_root);
uint64_t memory_page_root(void);
void memory_look_up(uint64_t address, struct memory_leaf *leaf);
enum memory_answer memory_touched(uint64_t address, uint32_t error);  // a page fault of the host
void memory_tlb_drop(uint64_t address);
void memory_settle_dropped(void);  // what this CPU has dropped since it did so last: an undo may have put it back
void memory_windows_closed(void);
bool memory_has_room(uint64_t stack);  // whether an interrupt's frame can be pushed there

// ---- trap.c ----
void trap_start(void);         // for the process
void trap_start_thread(void);  // for a CPU's thread

// ---- cpus.c ----
void cpus_start(uint32_t count);
uint32_t cpus_count(void);
[[noreturn]] void cpus_run_first(uint64_t start_info);  // on the thread that calls
struct host_mt_processor *cpus_here(void);              // of the thread that asks, which is a CPU's
uint64_t cpus_idle(void);                               // until an interrupt is pending; the stub of its vector
void cpus_kick(uint32_t number);                        // an interrupt was made pending there
void cpus_alarm(void);                                  // the alarm of the CPU that asks was changed
void cpus_look_at_timer(void);                          // in a signal's handler
[[noreturn]] void cpus_stop(void);
bool cpus_reset(uint32_t number);  // any number; false: there is no such CPU, or it runs
bool cpus_begin(uint32_t number, uint64_t page);

// ---- host.c ----
uint64_t mt_host(uint64_t number, uint64_t a, uint64_t b);
[[noreturn]] void mt_end(int status);

// ---- enter.S ----
// Leaves the loader; what the CPU's page has in host_stack is where its calls begin from now on.
[[noreturn]] void mt_enter(uint64_t rip, uint64_t rsp, uint64_t start_info, uint64_t number);
void mt_host_entry(void);                    // where cells call
extern const char mt_back[], mt_back_end[];  // its last instructions, between which an interrupt may come
