// SPDX-License-Identifier: Apache-2.0
// assert: ASSERT(condition) for a cell's own invariant. What a caller, a device, a file or a packet can get wrong is an
// error value, not an assertion.
//
// A broken assertion is a fault like any other: the processor meets an instruction that cannot be (UD1, Intel SDM vol.
// 2B), with the message's address in rdi, and kernel/fault reports it with that message and ends the task; in a
// critical section it ends the system. It costs a compare and a jump, calls nothing, and so is at hand in every layer.
// On the host it prints and aborts.
#pragma once
#ifdef __DELIAS__
// The bytes that kernel/fault knows an assertion by: ud1 %edi, %edi.
#define ASSERT_INSTRUCTION ".byte 0x0f, 0xb9, 0xff"
#define ASSERT_FAILED_(message) __asm__ volatile(ASSERT_INSTRUCTION : : "D"(message))
// The bytes of a fault by which no code is wrong: ud1 %esi, %edi. The text lies on the running stack.
#define FAULT_RAISE_(message) __asm__ volatile(".byte 0x0f, 0xb9, 0xfe" : : "D"(message) : "memory")
#else
#include <stdio.h>
#include <stdlib.h>
#define FAULT_RAISE_(message) (fprintf(stderr, "%s\n", message), abort())
#define ASSERT_FAILED_(message) (fprintf(stderr, "assertion failed: %s\n", message), abort())
#endif

#define ASSERT_TEXT_(value) #value
#define ASSERT_LINE_(line) ASSERT_TEXT_(line)
// What the running task cannot go on with although no code is wrong, such as a wait that would never end: a fault that is told by
// `message` alone. What its call has done is taken back, and the call is made again, as after any other (docs/faults.md).
#define FAULT_RAISE(message)                                                                                           \
  do {                                                                                                                 \
    FAULT_RAISE_(message);                                                                                             \
    __builtin_unreachable();                                                                                           \
  } while (0)
#define ASSERT(condition)                                                                                              \
  do {                                                                                                                 \
    if (__builtin_expect(!(condition), 0)) {                                                                           \
      ASSERT_FAILED_(__FILE_NAME__ ":" ASSERT_LINE_(__LINE__) ": " #condition);                                        \
      __builtin_unreachable();                                                                                         \
    }                                                                                                                  \
  } while (0)
