// SPDX-License-Identifier: Apache-2.0
// Request gates: outermost calls of STEPS and ATOMIC functions, and how they are made again. No privileged instruction but those
// of NUCLEUS_MACHINE, so every platform's nucleus has this file.
//
// Both gates are entered with the address of their target word in %r11 and push a struct nucleus_request. After a fault in this file
// the instruction is simply executed again: until a transaction is active nothing has happened, and from the commit on everything has.
#include "kernel/nucleus/layout.h"
#include NUCLEUS_MACHINE

// What a debugger needs to walk through a gate; cells have no .eh_frame.
.cfi_sections .debug_frame
.macro PUSH_REQUEST arguments
  push %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  mov %rsp, %rbp
  .cfi_def_cfa_register %rbp
  push %rbx; push %r12; push %r13; push %r14; push %r15
  push %r11
  .if \arguments > 0
  push %rdi; push %rsi
  .endif
  .if \arguments > 2
  push %rdx; push %rcx
  .endif
  .if \arguments > 4
  push %r8; push %r9
  .endif
.endm

.text
// A STEPS call: its request is the newest of the running context's chain while it runs. Results in %rax and %rdx pass through.
.globl nucleus_request
.type nucleus_request, @function
nucleus_request:
  .cfi_startproc
  cmpq $0, %gs:CPU_TRANSACTION
  jne nucleus_steps_inside
  PUSH_REQUEST 6
  push $0
  push $0
  mov %gs:CPU_CURRENT, %r10
  test %r10, %r10
  jz 1f
  pushq CONTEXT_ACQUIRED(%r10)
  pushq CONTEXT_REQUESTS(%r10)
  mov %rsp, CONTEXT_REQUESTS(%r10)
nucleus_request_begin:
  call *(%r11)
  mov %gs:CPU_CURRENT, %r10
  popq CONTEXT_REQUESTS(%r10)
  leave
  ret
1:sub $16, %rsp // on the CPU's own stack there is no chain
  call *(%r11)
  leave
  ret
  .cfi_endproc
.size nucleus_request, . - nucleus_request

// A STEPS function was called inside a transaction: it could wait, and what it does could not be undone.
.globl nucleus_steps_inside
.hidden nucleus_steps_inside
.type nucleus_steps_inside, @function
nucleus_steps_inside:
  ud2
.size nucleus_steps_inside, . - nucleus_steps_inside

// Who may go on on another CPU must not take the cursor of a transaction's journal along: another transaction would have it by then. Two CPUs in
// one scratch journal do no harm.
.macro LEAVE_JOURNAL
  mov %gs:CPU_SCRATCH, %rcx
  mov %rcx, %gs:CPU_JOURNAL
.endm

// An ATOMIC call: joins the active transaction, or is one. While one is active nobody chooses, so from there on the transaction is
// ours. The subtraction is the commit and asks at once whether it was one: what is left of our own frame pointer is NUCLEUS_MORE, or
// nothing. An even number of arguments, for the stack's alignment.
.macro ATOMIC_GATE arguments
.globl nucleus_atomic_\arguments
.type nucleus_atomic_\arguments, @function
nucleus_atomic_\arguments:
  .cfi_startproc
  cmpq $0, %gs:CPU_TRANSACTION
  jne 1f
  PUSH_REQUEST \arguments
  mov %rbp, %gs:CPU_TRANSACTION // until the cursor is set, nothing here can fault by itself
  .if \arguments == 6
nucleus_atomic_begin:
  .endif
  mov %gs:CPU_START, %rax
  mov %rax, %gs:CPU_JOURNAL
  call *(%r11)
  sub %rbp, %gs:CPU_TRANSACTION
  jne nucleus_atomic_more
  LEAVE_JOURNAL
  leave
  ret
1:.cfi_def_cfa %rsp, 8
  .cfi_restore %rbp
  jmp *(%r11)
  .cfi_endproc
.size nucleus_atomic_\arguments, . - nucleus_atomic_\arguments
.endm
ATOMIC_GATE 0
ATOMIC_GATE 2
ATOMIC_GATE 4
ATOMIC_GATE 6

// Behind a function whose transaction is not at its end yet: it is still active, by NUCLEUS_MORE alone.
.type nucleus_atomic_more, @function
nucleus_atomic_more:
  .cfi_startproc
  .cfi_def_cfa %rbp, 16
  .cfi_offset %rbp, -16
  lea 1(%rbp), %rcx
  mov %rcx, %gs:CPU_TRANSACTION
  mov %gs:CPU_NEXT, %r10
  cmpw $0, TRANSACTION_BEFORES(%r10)
  jne 3f
1:mov %rax, TRANSACTION_RESULT(%r10)
  mov %rdx, TRANSACTION_RESULT + 8(%r10)
  mov %gs:CPU_JOURNAL, %rcx
  or $2, %rcx // NUCLEUS_COMMITTED
  mov %rcx, TRANSACTION_WORD(%r10) // the commit
// %r10: the transaction. Locks to give, or AFTERs to do.
nucleus_atomic_finish:
  mov %r10, %rdi
  call nucleus_finish
  mov %gs:CPU_NEXT, %r10
  mov TRANSACTION_RESULT(%r10), %rax
  mov TRANSACTION_RESULT + 8(%r10), %rdx
  movq $0, %gs:CPU_TRANSACTION
  LEAVE_JOURNAL
  cmpq $0, %gs:CPU_CHOOSE_PENDING
  je 2f
  cmpq $0, %gs:CPU_PREEMPT_OFF
  jne 2f
  push %rax
  push %rdx
  call nucleus_suspend
  pop %rdx
  pop %rax
2:leave
  ret
3:push %rax
  push %rdx
  mov %r10, %rdi
  call nucleus_do_befores
  pop %rdx
  pop %rax
  mov %gs:CPU_NEXT, %r10
  jmp 1b
  .cfi_endproc
.size nucleus_atomic_more, . - nucleus_atomic_more

// Where a transaction stands that has met another one: nucleus_conflict is called in place of the fault's handler.
.globl nucleus_again
.type nucleus_again, @function
nucleus_again:
  ud2
.size nucleus_again, . - nucleus_again

// The kept registers of the caller of a request, from where it lies.
.macro LOAD_KEPT
  lea REQUEST_RBP(%rdi), %rbp
  mov REQUEST_R15(%rdi), %r15
  mov REQUEST_R15 + 8(%rdi), %r14
  mov REQUEST_R15 + 16(%rdi), %r13
  mov REQUEST_R15 + 24(%rdi), %r12
  mov REQUEST_R15 + 32(%rdi), %rbx
.endm

// Makes the request at %rdi again, with interrupts on if %esi is not 0; nucleus_recover has put the environment right. Where an ATOMIC
// function has fewer than six arguments, the registers of the others get what lies on its stack, and it does not look at them.
.globl nucleus_replay
.hidden nucleus_replay
.type nucleus_replay, @function
nucleus_replay:
  LOAD_KEPT
  mov %rdi, %rsp
  cmpq $0, %gs:CPU_TRANSACTION
  je 1f
  add $REQUEST_ARGUMENTS, %rsp
1:test %esi, %esi
  jz 2f
  MACHINE_INTERRUPTS_ON
2:mov REQUEST_TARGET - REQUEST_RBP(%rbp), %r11
  mov REQUEST_ARGUMENTS + 40 - REQUEST_RBP(%rbp), %rdi
  mov REQUEST_ARGUMENTS + 32 - REQUEST_RBP(%rbp), %rsi
  mov REQUEST_ARGUMENTS + 24 - REQUEST_RBP(%rbp), %rdx
  mov REQUEST_ARGUMENTS + 16 - REQUEST_RBP(%rbp), %rcx
  mov REQUEST_ARGUMENTS + 8 - REQUEST_RBP(%rbp), %r8
  mov REQUEST_ARGUMENTS - REQUEST_RBP(%rbp), %r9
  cmpq $0, %gs:CPU_TRANSACTION
  je nucleus_request_begin
  jmp nucleus_atomic_begin
.size nucleus_replay, . - nucleus_replay

// Goes on with the transaction of the request at %rdi behind its commit.
.globl nucleus_complete
.hidden nucleus_complete
.type nucleus_complete, @function
nucleus_complete:
  LOAD_KEPT
  lea REQUEST_ARGUMENTS(%rdi), %rsp
  mov %gs:CPU_NEXT, %r10
  jmp nucleus_atomic_finish
.size nucleus_complete, . - nucleus_complete
