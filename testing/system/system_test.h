// SPDX-License-Identifier: Apache-2.0
// system_test: what a test inside the running system looks like. A cell with such tables is a test cell; nobody
// registers it:
//
//   CELL_CALLBACK bool heap_gives_back(char *why, uint32_t size) {
//     SYSTEM_EXPECT(heap_check());
//     return true;
//   }
//   CELL_OPS(struct system_test, heap_gives_back_test) = {
//       .name = "the heap gives back what it took",
//       .run = heap_gives_back,
//   };
//
// os_test() boots an image with such cells; //testing/system runs every test found, in the order of the graph.
//
// Rules
// - A test runs in a task of its own and leaves the system as it found it: every task joined, all memory given back.
// - It passes when it returns true. On false `why` says in one line what is wrong. A fault or a kill of its task fails
//   it.
// - Where the machine lacks what it needs it says so: `why` begins with "skip:", and it returns true. That is printed.
// - It depends on no wall-clock time and on no other test; it may only wait for what is sure to come.
// - A test that expects a task to fault lets a task of its own do so. The name has no ": " in it, for the log's
//   readers.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/base/text.h"

struct system_test {
  const char *name;                       // a sentence that says what holds
  bool (*run)(char *why, uint32_t size);  // size > 0; why is empty at first
};

#define SYSTEM_TEXT_(value) #value
#define SYSTEM_LINE_(line) SYSTEM_TEXT_(line)
// Says in `why` what is wrong. Its test returns false then, and its task ends.
READ ENDS_TASK void system_failed(char *why, uint32_t size, const char *what);

// Until all other tasks wait, or are over and buried, and no stacks are kept for the next ones. Before totals are compared.
STEPS void system_settle(void);

// In a test's function, whose parameters must be called why and size.
#define SYSTEM_EXPECT(condition)                                                                                       \
  do {                                                                                                                 \
    if (!(condition)) {                                                                                                \
      system_failed(why, size, __FILE_NAME__ ":" SYSTEM_LINE_(__LINE__) ": " #condition);                              \
      return false;                                                                                                    \
    }                                                                                                                  \
  } while (0)
#define SYSTEM_SKIP(reason)                                                                                            \
  do {                                                                                                                 \
    text_format(why, size, "%s", "skip: " reason);                                                                     \
    return true;                                                                                                       \
  } while (0)
