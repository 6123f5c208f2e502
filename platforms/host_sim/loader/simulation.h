// SPDX-License-Identifier: Apache-2.0
// simulation: what the files of the loader share: memory, entry and traps of the one simulation that a process can hold.
//
// Addresses are fixed (kernel/base/region.h), so there is one simulation a process, and its state is here as plain variables.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <ucontext.h>

#include "platforms/host/loader/host.h"
#include "platforms/host_sim/loader/sim.h"
#include "platforms/host_sim/machine.h"

#define CPUS_NONE UINT32_MAX

// ---- memory.c: RAM, and the process's mappings in place of a TLB ----
enum memory_answer { MEMORY_MENDED, MEMORY_FAULT };

void memory_start(uint64_t ram_bytes);
void memory_paging_on(void);  // the tables at page_root are in force
void memory_look_up(uint64_t address, struct memory_leaf *leaf);
void memory_tlb_drop(uint64_t address);
void memory_tlb_drop_all(void);
void memory_windows_closed(void);
enum memory_answer memory_touched(uint64_t address, uint32_t error);  // a page fault of the host
void memory_for_read(uint64_t address, uint64_t size);  // before the loader itself reads what is shown there
void memory_overwrite(uint64_t address, const void *from, uint64_t size);  // whatever its protection

// Pages that were written to since the base, by index.
bool memory_text_for_write(uint64_t address);  // for a breakpoint; false: the host does not allow it
void memory_base_take(void);
uint64_t memory_hot_count(void);
uint64_t memory_hot_address(uint64_t index);      // where it shows
const uint8_t *memory_hot_page(uint64_t index);   // as it is
const uint8_t *memory_base_page(uint64_t index);  // as it was
void memory_put_back(uint64_t index, const uint8_t *bytes);
uint64_t memory_dropped_count(void);
void memory_settle_since(uint64_t dropped);
uint64_t memory_frames(void);
const uint8_t *memory_frame(uint64_t frame);  // wherever it shows

// ---- cpus.c: a number is in its range where nothing else is said ----
void cpus_start(uint32_t count, uint64_t seed);  // 0: one; the first is on
void cpus_seed(uint64_t seed);                   // 0: turns go round
void cpus_count(void);                           // one more pause, turn or wait; may leave
bool cpus_can_go_on(uint32_t number);
uint32_t cpus_choose(uint32_t besides);  // one that can go on, `besides` left out; CPUS_NONE: there is none
void cpus_put_on(uint32_t number);       // whoever was on has been written down
void cpus_again(void);                   // the machine says anew which one is on
uint64_t cpus_result(void);              // what the call returns that the one that is on is in
uint64_t cpus_next_alarm(void);          // in cycles; UINT64_MAX: no timer is to come
bool cpus_tick(void);                    // the timer of the one that is on, if it is due
// In a call into the loader, which may return elsewhere.
uint64_t cpus_go_on(uint32_t number);  // whoever is on is in a call
uint64_t cpus_pause(void);
uint64_t cpus_turn(void);
uint64_t cpus_stop(void);
bool cpus_reset(uint32_t number);  // any number; false: there is no such CPU, or it asks itself
bool cpus_begin(uint32_t number, uint64_t page);

// ---- trap.c, enter.S ----
void trap_start(void);
uint64_t sim_enter(uint64_t rip, uint64_t rsp, uint64_t argument);  // returns what sim_leave was given
[[noreturn]] void sim_leave(uint64_t result);
uint64_t sim_return(void);                                           // goes on behind the call that sim_leave ended
uint64_t sim_go(const struct sim_registers *registers);              // goes on there
[[noreturn]] void sim_go_on(const struct sim_registers *registers);  // the same in a call into the loader
void sim_host_back(void);  // returns from the call that the CPU that is on is in, with what rax holds
// Not 0: the loader is told of each instruction; of enum.
extern int sim_steps;
#define PLATFORM "//platforms:host_sim"
enum { STEPS_HOOK = 1, STEPS_TURN = 2 };
void trap_hook_on(bool on);  // whether the hook is asked from here on
void trap_hook_call(void);   // a call begins: now, or late
void trap_hook_now(void);
void trap_steps_changed(void);  // the machine's turn_steps, or which CPU is on
bool trap_has_hook(void);
bool trap_is_armed(void);                                 // a breakpoint waits to be reached
void trap_arm(struct sim_registers *registers);           // the next trap comes behind the next instruction
void trap_arm_here(struct sim_registers *registers);      // in front of it
bool trap_take_pending(struct sim_registers *registers);  // an interrupt comes there, if one wants to and may
void sim_host_entry(void);                                // where cells call
uint64_t sim_host(uint64_t number, uint64_t a, uint64_t b);

// ---- host.c ----
void ticks_start(void);  // signals that make ticks of real time, or look for tasks that never reach a safe point
extern struct sim_options sim_options;
