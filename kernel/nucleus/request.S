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
.macro PUSH_REQUEST
  push %rbp
  .cfi_def_cfa_offset 16
  .cfi_offset %rbp, -16
  mov %rsp, %rbp
  .cfi_def_cfa_register %rbp
  push %rbx; push %r12; push %r13; push %r14; push %r15
  push %r9; push %r8; push %rcx; push %rdx; push %rsi; push %rdi
  pushq %gs:CPU_PREEMPT_OFF
.endm

.text
// A STEPS call: its request is the newest of the running context's chain while it runs. Results in %rax and %rdx pass through.
.globl nucleus_request
.type nucleus_request, @function
nucleus_request:
  .cfi_startproc
  cmpq $0, %gs:CPU_TRANSACTION
  jne nucleus_steps_inside
  PUSH_REQUEST
  push $0
  push %r11
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

// An ATOMIC call: joins the active transaction, or is one. While one is active nobody chooses, so from there on the transaction is
// ours. Without AFTERs and locks, to make it inactive is the commit.
.globl nucleus_atomic
.type nucleus_atomic, @function
nucleus_atomic:
  .cfi_startproc
  cmpq $0, %gs:CPU_TRANSACTION
  jne 4f
  PUSH_REQUEST
  mov %gs:CPU_NEXT, %r10
  push %r10
  push %r11
  sub $16, %rsp
  mov %r10, %gs:CPU_TRANSACTION // until the cursor is set, nothing here can fault by itself
  mov %rsp, TRANSACTION_REQUEST(%r10)
nucleus_atomic_begin:
  mov TRANSACTION_JOURNAL(%r10), %rax
  mov %rax, %gs:CPU_JOURNAL
  call *(%r11)
  mov %gs:CPU_TRANSACTION, %r10
  cmpq $0, TRANSACTION_COUNTS(%r10)
  jne 5f
1:movq $0, %gs:CPU_TRANSACTION
  cmpq $0, %gs:CPU_CHOOSE_PENDING
  jne 3f
2:leave
  ret
3:cmpq $0, %gs:CPU_PREEMPT_OFF
  jne 2b
  push %rax
  push %rdx
  call nucleus_suspend
  pop %rdx
  pop %rax
  leave
  ret
4:jmp *(%r11)
5:cmpw $0, TRANSACTION_BEFORES(%r10)
  jne 7f
6:mov %rax, TRANSACTION_RESULT(%r10)
  mov %rdx, TRANSACTION_RESULT + 8(%r10)
  mov %gs:CPU_JOURNAL, %rcx
  or $2, %rcx // NUCLEUS_COMMITTED
  mov %rcx, TRANSACTION_WORD(%r10) // the commit
// %r10: the transaction, %rsp: its request. Locks to give, or AFTERs to do.
nucleus_atomic_finish:
  mov %r10, %rdi
  call nucleus_finish
  mov %gs:CPU_TRANSACTION, %r10
  mov TRANSACTION_RESULT(%r10), %rax
  mov TRANSACTION_RESULT + 8(%r10), %rdx
  jmp 1b
7:push %rax
  push %rdx
  mov %r10, %rdi
  call nucleus_do_befores
  pop %rdx
  pop %rax
  mov %gs:CPU_TRANSACTION, %r10
  jmp 6b
  .cfi_endproc
.size nucleus_atomic, . - nucleus_atomic

// The kept registers of the caller of a request, from where it lies.
.macro LOAD_KEPT
  mov %rdi, %rsp
  lea REQUEST_RBP(%rsp), %rbp
  mov REQUEST_R15(%rsp), %r15
  mov REQUEST_R15 + 8(%rsp), %r14
  mov REQUEST_R15 + 16(%rsp), %r13
  mov REQUEST_R15 + 24(%rsp), %r12
  mov REQUEST_R15 + 32(%rsp), %rbx
  mov REQUEST_TRANSACTION(%rsp), %r10
.endm

// Makes the request at %rdi again, with interrupts on if %esi is not 0; nucleus_recover has put the environment right.
.globl nucleus_replay
.hidden nucleus_replay
.type nucleus_replay, @function
nucleus_replay:
  LOAD_KEPT
  test %esi, %esi
  jz 1f
  MACHINE_INTERRUPTS_ON
1:mov REQUEST_TARGET(%rsp), %r11
  mov REQUEST_ARGUMENTS(%rsp), %rdi
  mov REQUEST_ARGUMENTS + 8(%rsp), %rsi
  mov REQUEST_ARGUMENTS + 16(%rsp), %rdx
  mov REQUEST_ARGUMENTS + 24(%rsp), %rcx
  mov REQUEST_ARGUMENTS + 32(%rsp), %r8
  mov REQUEST_ARGUMENTS + 40(%rsp), %r9
  test %r10, %r10
  jz nucleus_request_begin
  jmp nucleus_atomic_begin
.size nucleus_replay, . - nucleus_replay

// Goes on with the transaction of the request at %rdi behind its commit.
.globl nucleus_complete
.hidden nucleus_complete
.type nucleus_complete, @function
nucleus_complete:
  LOAD_KEPT
  jmp nucleus_atomic_finish
.size nucleus_complete, . - nucleus_complete
