// SPDX-License-Identifier: Apache-2.0
// internal: the parts of kernel/fault: what happened (explain.c, code.c), where (where.c), how it is told (report.c), what is
// kept of it (record.c), what is done (rung.c decides, ladder.c does), and how the handling survives faults of its own (guard.c).
#pragma once
#include "kernel/fault/fault.h"

enum fault_vector {
  VECTOR_DEBUG = 1,
  VECTOR_NMI = 2,
  VECTOR_BREAKPOINT = 3,
  VECTOR_INVALID_CODE = 6,
  VECTOR_FLOATING = 7,
  VECTOR_DOUBLE = 8,
  VECTOR_PAGE = 14,
  VECTOR_MACHINE = 18,
};
enum { FLAG_TRAP = 1 << 8, FLAG_INTERRUPTS = 1 << 9 };

// A place in some cell's text. The names are views into the graph: never kept.
struct fault_place {
  const char *cell, *symbol;  // null: not in any cell
  uint64_t version, offset;
  bool is_call;  // a return address: the call before it is meant
};

// A stack, as far as it may be read.
struct fault_stack {
  uint64_t low, high;  // equal: none
};

// What the exception was, as one sentence. `explain` reads code at rip and what lies behind registers: in a guard only.
RAW_PRIVATE void explain_plain(const struct nucleus_fault *fault, char *text, uint32_t size);
RAW_PRIVATE void explain(const struct nucleus_fault *fault, char *text, uint32_t size);
// What the code at rip says of itself: an assertion, a kcfi or UBSan check. False: nothing that is known.
RAW_PRIVATE bool explain_code(const struct nucleus_fault *fault, char *text, uint32_t size);
RAW_PRIVATE bool is_raised(const struct nucleus_fault *fault);  // by FAULT_RAISE: no code is wrong
RAW_PRIVATE bool is_below_stack(const struct nucleus_fault *fault);
RAW_PRIVATE bool is_behind_journal(const struct nucleus_fault *fault);

RAW_PRIVATE struct fault_place place_of(uint64_t address, bool is_call);
RAW_PRIVATE struct fault_stack stack_of(const struct nucleus_fault *fault, uint64_t address);
// Fills returns[] with return addresses, innermost first; *broken is the frame pointer that led off the stack, or 0.
RAW_PRIVATE uint32_t backtrace(struct fault_stack stack, uint64_t frame_pointer, uint64_t *returns, uint32_t most,
                               uint64_t *broken);
// After a jump to where no code is: who jumped.
RAW_PRIVATE bool jumped_from(const struct nucleus_fault *fault, uint64_t *caller);

RAW_PRIVATE void report_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
RAW_PRIVATE void report_fault(const struct nucleus_fault *fault, const struct fault_record *record, bool symbols);
RAW_PRIVATE void report_backtrace(const struct nucleus_fault *fault, bool symbols);

// Several processors may handle faults at the same time. Who changes what they share, or tells of a fault, has the turn; nobody waits for anything
// else while he has it. A fault inside does not take it again, and the end of the handling gives it whatever has come of that.
RAW_PRIVATE bool fault_turn_take(void);  // false: this processor has it already
RAW_PRIVATE void fault_turn_give(void);  // no effect unless this processor has it

// Makes the record of a fault, with what needs nothing but the registers; and adds names, in a guard.
RAW_PRIVATE struct fault_record *record_plain(const struct nucleus_fault *fault);
RAW_PRIVATE void record_names(const struct nucleus_fault *fault, struct fault_record *record);
// Counts the fault, when it is known what was done about it.
RAW_PRIVATE void record_count(const struct fault_record *record);
RAW_PRIVATE uint64_t record_faults_of_task(uint64_t task);

// What the handling of a fault does that may fault itself.
enum fault_part {
  PART_NAMES,
  PART_INTERRUPTS,
  PART_UNDO,
  PART_CHECK,
  PART_RELEASE,
  PART_INSTEAD,
  PART_TELL,
  PART_TELL_PLAIN,
  PART_END
};
// Does the part (ladder_part); false: it faulted each of `tries` times. A fault inside comes back here, with its own
// transaction undone.
RAW_PRIVATE bool guard(enum fault_part part, struct nucleus_fault *fault, struct fault_record *record, uint32_t tries);
RAW_PRIVATE bool guard_take(struct nucleus_fault *fault);  // a fault of depth 2 or 3; true: resume it, at its guard
RAW_PRIVATE uint64_t guard_count(void);                    // how many came inside
RAW_PRIVATE void ladder_part(enum fault_part part, struct nucleus_fault *fault, struct fault_record *record);

// The last rung that was tried for a task's trouble.
struct fault_climb {
  uint64_t task;                    // number; 0: none yet
  uint64_t key;                     // the instruction that faulted, or enum fault_key
  uint64_t trouble;                 // sequence of its first fault
  struct nucleus_request *reached;  // the call that was made again
};
enum fault_key { FAULT_KEY_STACK = 1, FAULT_KEY_JOURNAL = 2 };
enum {
  FAULT_REPLAYS = 2,  // of what has no call around it: an interrupt, the scheduler's choice
  FAULT_RAISED_REPLAYS =
      8  // of a request that has let go of what it had, so that others could go on, and met them again
};

// What is to be done about a fault; `request`: the call to make again, or that committed.
struct fault_step {
  enum fault_rung rung;
  struct nucleus_request *request;
  bool again;  // the same trouble as climb's
  const char *why;
};
// cell: where it came; climb: of its task; faults: how many its task has had.
RAW_PRIVATE struct fault_step step_of(const struct nucleus_fault *fault, const char *cell,
                                      const struct fault_climb *climb, uint64_t faults);
RAW_PRIVATE uint64_t key_of(const struct nucleus_fault *fault);

// Does it, and returns the nucleus's verdict.
RAW_PRIVATE enum nucleus_verdict ladder(struct nucleus_fault *fault, struct fault_record *record);
RAW_PRIVATE NORETURN void end_system(const char *why);
