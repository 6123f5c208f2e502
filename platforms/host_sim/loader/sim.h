// SPDX-License-Identifier: Apache-2.0
// sim: the machine that is one Linux process, for programs: boots an image, calls its functions, looks at each instruction, forces
// faults and interrupts, keeps the world and restores it. docs/host-sim.md.
//
// Calls need //platforms/host_sim/caller among the image's cells: a task that waits for them.
//
// Context  one thread, one simulation a process. A step hook runs in a signal handler on a stack of its own: it may use everything here
//          but sim_boot, sim_call and sim_continue.
// Owns     a world belongs to who made it. All of them die with the base: sim_base_take makes them invalid.
// State    the process's: RAM at DIRECT_BASE, the region, the dynamic area (kernel/base/region.h).
// Errors   a sentence on standard error and the end of the process with status 125: what goes wrong here is the harness, not the system.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sim_options {
  const char *image;         // an os_image's .elf for //platforms:host_sim
  uint64_t ram_mib;          // 0: 32
  const char *command_line;  // null: ""
  uint32_t cpus;             // 0: one
  uint64_t seed;             // 0: interrupts come when the virtual time says so; else a generator makes some come early
  bool whole_turns;          // with a seed and several CPUs: turns end at safe points and looks at the clock alone
  uint64_t one_in;           // with a seed: at about one safe point in so many; 0: 50
  bool tell_digest;          // says on standard error at the end what all of the memory hashes to
  bool tell_time;            // says on standard error when the system first waits: at a prompt
  bool realtime;             // time and ticks of the host: for a person
  bool tables_writable;  // the direct map is writable throughout: cheaper, and a stray write to a table goes unnoticed
  const char *socket;    // where the control line listens; null: it is silent
  void (*output)(const uint8_t *bytes, size_t count);  // null: standard output, and input from standard input
};

enum sim_end { SIM_READY, SIM_POWERED_OFF, SIM_RESTARTED, SIM_STOPPED, SIM_STUCK };

// Runs the image until it powers off (*status), or until its caller waits for a call (SIM_READY). Once a process.
enum sim_end sim_boot(const struct sim_options *options, uint32_t *status);

// ---- Calls ----

// Where an outermost call of an exported function goes: its gate, or its code where it has none. 0: no live cell exports it.
uint64_t sim_function(const char *cell, const char *name);
// Where a state object of a cell lies; 0: there is none.
uint64_t sim_state(const char *cell, const char *name, uint64_t *size);
// Calls in the caller's task, interrupts on. SIM_READY: it has returned, with rax and rdx in result (or null).
enum sim_end sim_call(uint64_t function, const uint64_t arguments[6], uint64_t result[2]);
void sim_result(uint64_t result[2]);  // of the last call that returned
// Without ticks nobody but the caller's task runs, until it waits.
void sim_ticks(bool on);
// Until the next such call: after so many pauses, turns and waits of processors a call that has not returned is SIM_STUCK. 0: never.
void sim_patience(uint64_t calls);
// From here on the turns of several processors are those of that seed.
void sim_seed(uint64_t seed);

// ---- Steps ----

struct sim_registers {
  uint64_t r15, r14, r13, r12, r11, r10, r9, r8, rdi, rsi, rbp, rbx, rdx, rcx, rax, rip, rflags, rsp;
};
enum sim_action { SIM_RUN, SIM_STEP };
// Called before each instruction of the simulated system that comes after sim_step_from, with what it will find in the registers, which it
// may change. SIM_RUN: no further call.
typedef enum sim_action sim_hook(struct sim_registers *registers, void *data);
void sim_on_step(sim_hook *hook, void *data);  // from the next sim_call or sim_continue on; null: none

// true: the hook is asked from where the system calls host_sim_step_from_here (//platforms/host_sim/caller) on, not from the call on.
void sim_step_late(bool late);
// The hook is asked about that CPU's instructions alone; SIM_ALL_CPUS: about all. In a hook, or at SIM_READY.
#define SIM_ALL_CPUS UINT32_MAX
void sim_step_on(uint32_t cpu);

void sim_step_by_flag(
    bool
        always);  // true: each step by the processor's trap flag, not by breakpoints where that is known to be the same

// In a hook: this happens instead of the instruction, or before it. The hook is then called for the nucleus's first instruction.
void sim_force_fault(uint32_t vector, uint64_t error, uint64_t address);
bool sim_force_interrupt(uint32_t vector);  // false: interrupts are off; it stays pending
// Another CPU goes on here, and the hook is called for its next instruction. false: it has nothing to do, or is on.
bool sim_force_turn(uint32_t cpu);

// ---- The world ----

// From here on each page that is written to is kept as it was: what follows costs the pages that have changed since, no more.
void sim_base_take(void);
struct sim_world;
// The world as it is: at SIM_READY, or in a hook with its registers. `world`: one to use again, or null.
struct sim_world *sim_save(struct sim_world *world, const struct sim_registers *registers);
void sim_world_free(struct sim_world *world);
// As it was then. Null: as at sim_base_take. At SIM_READY.
void sim_restore(const struct sim_world *world);
// Restores a world that was kept in a hook and goes on with its next instruction, without asking the hook about that one. At SIM_READY.
enum sim_end sim_continue(const struct sim_world *world);

// Compares the present with a world: calls `differs` for each run of bytes that is not the same (its address, its length). Returns how many
// runs there were. Pages that neither has changed since the base are equal. At SIM_READY.
uint64_t sim_compare(const struct sim_world *world, void (*differs)(uint64_t address, uint64_t size, void *data),
                     void *data);
uint64_t sim_changed_pages(void);  // since the base

// ---- Memory, at addresses that the tables show ----

uint64_t sim_digest(void);  // of all RAM, wherever it shows, and of the machine's page but for what is the host's
bool sim_read(uint64_t address, void *to, uint64_t size);
bool sim_write(uint64_t address, const void *from, uint64_t size);  // whatever its protection

struct host_sim_machine;
struct host_sim_machine *sim_machine(void);  // what all CPUs share: time, counters
struct host_sim_processor;
struct host_sim_processor *sim_processor(void);  // of the CPU that is on
struct nucleus_cpu *sim_cpu(void);               // the same
struct nucleus_cpu *sim_cpu_at(uint32_t number);

#ifdef __cplusplus
}
#endif
