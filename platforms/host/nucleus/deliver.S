// SPDX-License-Identifier: Apache-2.0
// An interrupt comes at a safe point: called with the stub of its vector in the machine's page, it makes the frame that the processor
// would have pushed there and goes to the stub, which returns behind the call with every register kept.
#include "kernel/nucleus/layout.h"
#include NUCLEUS_MACHINE

.text
.globl nucleus_deliver
.hidden nucleus_deliver
.type nucleus_deliver, @function
nucleus_deliver:
  popq %gs:(MACHINE_OFFSET + MACHINE_SCRATCH)
  mov %rsp, %gs:(MACHINE_OFFSET + MACHINE_SCRATCH + 8)
  push $MACHINE_SS
  pushq %gs:(MACHINE_OFFSET + MACHINE_SCRATCH + 8)
  pushfq // with interrupts on, as in any process
  push $MACHINE_CS
  pushq %gs:(MACHINE_OFFSET + MACHINE_SCRATCH)
  jmp *%gs:(MACHINE_OFFSET + MACHINE_STUB)
.size nucleus_deliver, . - nucleus_deliver
