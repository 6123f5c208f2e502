// SPDX-License-Identifier: Apache-2.0
// Where an interrupt waits for others to be on: it comes where the interrupted frame is gone back to.
#include "platforms/host_sim/nucleus/machine_nucleus.h"

.text
// Interrupts go on, and one that waits comes; nucleus_deliver_pending: they have gone on.
.globl nucleus_interrupts_on
.hidden nucleus_interrupts_on
.type nucleus_interrupts_on, @function
nucleus_interrupts_on:
  movq $0, %gs:CPU_MASKED
.globl nucleus_deliver_pending
.hidden nucleus_deliver_pending
.type nucleus_deliver_pending, @function
nucleus_deliver_pending:
  push %rax
  bsfq %gs:(MACHINE_OFFSET + MACHINE_PENDING), %rax
  jz 1f
  movq $1, %gs:CPU_MASKED
  btrq %rax, %gs:(MACHINE_OFFSET + MACHINE_PENDING)
  imul $STUB_SIZE, %rax, %rax
  add %gs:(MACHINE_OFFSET + MACHINE_STUBS), %rax
  add $STUB_SIZE * 32, %rax // MACHINE_FIRST_VECTOR
  mov %rax, %gs:(MACHINE_OFFSET + MACHINE_STUB)
  pop %rax
  jmp nucleus_deliver
1:pop %rax
  ret
.size nucleus_deliver_pending, . - nucleus_deliver_pending
.size nucleus_interrupts_on, . - nucleus_interrupts_on

// Where a frame is about to be gone back to, with interrupts on, and another one waits: it comes at once and finds that frame, if that is
// where it would push one.
.globl nucleus_deliver_waiting
.hidden nucleus_deliver_waiting
.type nucleus_deliver_waiting, @function
nucleus_deliver_waiting:
  mov %rax, %gs:(MACHINE_OFFSET + MACHINE_SCRATCH)
  mov 24(%rsp), %rax
  sub %rsp, %rax
  sub $40, %rax
  cmp $16, %rax
  jae 1f
  bsfq %gs:(MACHINE_OFFSET + MACHINE_PENDING), %rax
  btrq %rax, %gs:(MACHINE_OFFSET + MACHINE_PENDING) // by one instruction: another CPU may signal meanwhile
  imul $STUB_SIZE, %rax, %rax
  add %gs:(MACHINE_OFFSET + MACHINE_STUBS), %rax
  add $STUB_SIZE * 32, %rax // MACHINE_FIRST_VECTOR
  mov %rax, %gs:(MACHINE_OFFSET + MACHINE_STUB)
  mov %gs:(MACHINE_OFFSET + MACHINE_SCRATCH), %rax
  jmp *%gs:(MACHINE_OFFSET + MACHINE_STUB)
1:mov %gs:(MACHINE_OFFSET + MACHINE_SCRATCH), %rax
  movq $0, %gs:CPU_MASKED
  iretq
.size nucleus_deliver_waiting, . - nucleus_deliver_waiting
