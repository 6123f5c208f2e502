// SPDX-License-Identifier: Apache-2.0
// processors: starts the machine's other processors, calls functions on them, gathers them. docs/processors.md.
//
// Context  READ: any. RAW: outside transactions; waits with interrupts on, so never under a lock.
// Owns     nothing. A processor's block of the region's CPU area is the machine's for good.
// State    `processors`: a row for each.
// Errors   OUT_OF_RANGE: no such processor. NOT_FOUND: it is not online. TIMED_OUT: it did not answer. INVALID: the call faulted each time. BUSY:
//          another processor gathers or calls: let others run, and ask again.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

enum processor_state { PROCESSOR_ABSENT, PROCESSOR_COMING, PROCESSOR_ONLINE };

struct processor_info {
  uint32_t id;  // of its interrupt controller
  enum processor_state state;
  bool waits;            // at a rendezvous
  uint64_t calls;        // that it has answered
  uint64_t idle_cycles;  // of the time-stamp counter, in halts that have ended
  uint64_t idle_since;   // the counter when it halted; 0: it is not halted
};

#define PROCESSORS_PATIENCE_NS                                                                                         \
  UINT64_C(1000000000)  // enough for any that runs at all, also in an emulator that has to wait for its turn

READ uint32_t processors_count(void);  // rows; the first is the one that booted
READ uint32_t processors_online(void);
READ status_t processors_info(uint32_t index, struct processor_info *info);

// Calls fn(argument) on that processor, in a transaction of its own there with interrupts off, and waits until it has committed, at most so long. A
// processor that did not answer in time may still do it later, so `argument` is no address of what goes; until it has, each further call there is
// TIMED_OUT. fn may do what an interrupt's handler may. On the processor that
// asks, fn(argument) is called as well, and faults as any call does.
RAW status_t processors_call(uint32_t index, AS(ATOMIC) void (*fn)(uint64_t), uint64_t argument, uint64_t patience_ns);
// Calls fn(argument) here, interrupts off, while each other processor that is online waits in the nucleus with nothing half done. When one does not come in
// that time, fn is not called, and *missing says which. fn asks for no other call or rendezvous.
RAW status_t processors_gather(AS(RAW) void (*fn)(uint64_t), uint64_t argument, uint64_t patience_ns,
                               uint32_t *missing);

// Where a processor stood when it was looked at.
enum { PROCESSOR_FRAMES = 12 };
struct processor_sight {
  uint64_t task;  // whose context it is in, also in an interrupt; 0: none
  char name[TASK_NAME];
  bool is_halted, interrupts_are_off, is_in_transaction;
  uint64_t preempt_off;
  uint64_t held, wanted;  // addresses of the first lock that it holds, and of the one that it waits for; 0: none
  uint64_t frames;        // the first is the instruction itself, the others are return addresses, innermost first
  uint64_t frame[PROCESSOR_FRAMES];
};
// Looks at another processor whatever it does, by a non-maskable interrupt. It drops stale translations in it, too. UNSUPPORTED: this machine has none.
// TIMED_OUT: it does not even take that. BUSY: another one looks at it.
RAW status_t processors_look(uint32_t index, uint64_t patience_ns, struct processor_sight *sight);
// Into the log: one line and its frames, or why it could not be seen.
RAW void processors_tell(uint32_t index, status_t seen, const struct processor_sight *sight);
RAW void processors_tell_frames(const uint64_t *frame, uint64_t count);
