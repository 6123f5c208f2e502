// SPDX-License-Identifier: Apache-2.0
// The rows, in the order in which they are shown; those of one unit stand together.
#include "testing/bench/compare/report/rows.h"

#define SLOT                                                                                                           \
  "a call into another cell, by a slot: a function call within one privilege level; Linux: getppid(), a system call"
#define GATE "a call by a function's address, by a gate: within one privilege level; Linux: getppid(), a system call"
#define REQUEST                                                                                                        \
  "a request, which could be abandoned and started again: within one privilege level; Linux: getppid(), a system call"
#define SWITCH "sched_give_way() from one task to another; Linux: sched_yield() from one process to another, SCHED_FIFO"
#define TRIP "two tasks take turns, mutex and condition; Linux: a byte through a pipe to another process, and one back"
#define CHANNEL                                                                                                        \
  "a message of 8 bytes to another task by a channel, and one back; Linux: a byte through a pipe to another process, " \
  "and one back"
#define SPAWN                                                                                                          \
  "a task spawned, run and joined; Linux: clone() in the same address space with a stack of its own, run to exit(), "  \
  "wait4()"
#define MAP                                                                                                            \
  "pages_reserve() of one page, a write, pages_release(); Linux: mmap() of one page, a write (a page fault), munmap()"
#define ATOMIC_CALL                                                                                                    \
  "an outermost ATOMIC call, a transaction that commits: within one privilege level; Linux: getppid(), a system call"
#define EACH(key_, title_, compared_, delias, linux_, counted, target_)                                                \
  {                                                                                                                    \
    .key = key_ "_" counted, .title = title_, .compared = compared_, .unit = counted,                                  \
    .heading = counted[0] == 't' ? "Time-stamp ticks" : "Instructions",                                                \
    .mode = counted[0] == 't' ? COMPARE_TICKS : COMPARE_INSTRUCTIONS, .target = target_, .line = {                     \
      delias,                                                                                                          \
      linux_                                                                                                           \
    }                                                                                                                  \
  }
#define ALL_EACH(counted)                                                                                              \
  EACH("slot", "slot call / system call", SLOT, "slot_call", "getppid", counted, 0),                                   \
      EACH("gate", "gate call / system call", GATE, "gate_call", "getppid", counted, 0),                               \
      EACH("request", "request / system call", REQUEST, "request", "getppid", counted, 0),                             \
      EACH("atomic", "ATOMIC request / system call", ATOMIC_CALL, "atomic", "getppid", counted, 10),                   \
      EACH("switch", "switch of tasks / processes", SWITCH, "give_way", "sched_yield", counted, 0),                    \
      EACH("trip", "round trip between two", TRIP, "condition_round_trip", "pipe_round_trip", counted, 0),             \
      EACH("channel", "round trip by channels / by pipes", CHANNEL, "channel_round_trip", "pipe_round_trip", counted,  \
           0),                                                                                                         \
      EACH("spawn", "spawn and join / clone and wait", SPAWN, "spawn_join", "clone_wait", counted, 0),                 \
      EACH("map", "map, touch, unmap 4 KiB", MAP, "reserve_touch_release", "map_touch_unmap", counted, 0)

const struct compare_row compare_rows[] = {
    {.key = "boot_instructions",
     .title = "boot: entry to prompt / to init",
     .compared = "PVH entry to the shell's first prompt; Linux: PVH entry to the first instruction of /init, nothing "
                 "decompressed",
     .unit = "instructions",
     .heading = "Instructions",
     .mode = COMPARE_INSTRUCTIONS,
     .rule = COMPARE_BOOT_INSTRUCTIONS,
     .target = 100},
    ALL_EACH("instructions"),
    {.key = "boot_time",
     .title = "boot: entry to prompt / to init",
     .compared = "the same two spans in time",
     .unit = "ms",
     .heading = "Milliseconds",
     .mode = COMPARE_TICKS,
     .rule = COMPARE_BOOT_TIME,
     .target = 100},
    ALL_EACH("ticks"),
    {.key = "memory",
     .title = "memory in use at the prompt / in init",
     .compared = "the machine's memory less what the system says is to be had: free frames; Linux: MemAvailable",
     .unit = "KiB",
     .heading = "Memory in KiB",
     .mode = COMPARE_TICKS,
     .rule = COMPARE_MEMORY},
};
const uint32_t compare_row_count = sizeof compare_rows / sizeof compare_rows[0];
