// SPDX-License-Identifier: Apache-2.0
// watchdog: looks at every task again and again, and does something about those that should not be as they are. docs/watchdog.md.
//
// Context  watchdog_expect: in a task. watchdog_look, watchdog_mend: tasks. The rest: tasks, outside transactions.
// Owns     nothing.
// State    `watchdog`: where it is, what it has found, what the other processors last told.
// Errors   NOT_FOUND: that was the last task; the next look begins anew.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/task/task.h"

#define WATCHDOG_HEARS UINT64_MAX
#define WATCHDOG_PERIOD_NS UINT64_C(1000000000)     // between two looks at the same task
#define WATCHDOG_LATE_NS UINT64_C(1000000000)       // that a deadline may be missed by
#define WATCHDOG_PATIENCE_NS UINT64_C(30000000000)  // waiting for what another task holds
enum { WATCHDOG_READY_LOOKS = 5, WATCHDOG_PENDING_LOOKS = 2, WATCHDOG_FRAMES = 12, WATCHDOG_AT_ONCE = 256 };

enum watchdog_kind {
  WATCHDOG_NOTHING,
  WATCHDOG_OVERDUE,    // waits longer than it said: ended
  WATCHDOG_LONG,       // waits long for what another one holds: told
  WATCHDOG_NO_HOLDER,  // waits for what nobody holds: its wake was lost; woken
  WATCHDOG_DEADLINE,   // its deadline was missed: woken
  WATCHDOG_NOT_RUN,    // ready, and nobody runs it: told; the run queues are made anew if they do not hold
  WATCHDOG_NO_CHOICE,  // runs although a choice is due: told
  WATCHDOG_NO_ANSWER,  // a processor that does not take interrupts: told
  WATCHDOG_LOCK_HELD,  // the same, and it holds a lock: told
  WATCHDOG_KINDS,
};

struct watchdog_finding {
  enum watchdog_kind kind;
  uint64_t task;
  uint64_t wait;  // which of its waits, if it waits
  char name[TASK_NAME];
  char what[TASK_WAIT_NAME];  // that it waits for
  uint64_t object;            // that it waits for, if that is known
  uint64_t since_ns, most_ns;
  uint64_t cpu;                     // that it runs on, or last did
  uint64_t frames;                  // of its stack, if it is suspended
  uint64_t frame[WATCHDOG_FRAMES];  // return addresses, innermost first
};

// From now on no wait of the running task takes longer than that; one that does ends it. 0: each may take as long as it likes.
ATOMIC void watchdog_expect(uint64_t most_ns);
// The next task, in the order of their numbers.
ATOMIC status_t watchdog_look(uint64_t now_ns, struct watchdog_finding *finding);
// What there is to do for it, if it is still so.
ATOMIC status_t watchdog_mend(const struct watchdog_finding *finding);
// A task on that processor which watches the next one, if there is none. NO_MEMORY.
ATOMIC status_t watchdog_station(uint32_t processor);
// That processor takes no interrupts while it runs that task, 0: one that is not known; WATCHDOG_HEARS: it does. True: this has not been told.
ATOMIC bool watchdog_note_silence(uint32_t processor, uint64_t task);
// Looks at WATCHDOG_AT_ONCE tasks at most, tells, and mends; its own task does so once in a period. How much it found.
STEPS uint32_t watchdog_round(void);
ATOMIC void watchdog_count(enum watchdog_kind kind);  // one more of them
READ uint64_t watchdog_found(enum watchdog_kind kind);
READ VIEW_RET const char *watchdog_kind_name(enum watchdog_kind kind);  // "lost wake-up"
