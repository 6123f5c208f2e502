// SPDX-License-Identifier: Apache-2.0
// Context switch. Whoever blocks moves to the CPU's own stack and has the scheduler choose there.
#include "kernel/nucleus/layout.h"
#include NUCLEUS_MACHINE

.text
// The only way to what runs next. %rdi: the context just suspended, or 0. Interrupts are off.
.globl nucleus_choose
.hidden nucleus_choose
.type nucleus_choose, @function
nucleus_choose:
  mov %gs:CPU_STACK_TOP, %rsp
  movq $0, %gs:CPU_CURRENT
  movq $0, %gs:CPU_CHOOSE_PENDING
1:mov %gs:CPU_MEET, %rax
  test %rax, %rax
  jnz nucleus_meet
  xor %ebp, %ebp
  mov %gs:CPU_SELF, %r11
  lea CPU_TRANSACTIONS(%r11), %rax
  mov %rax, %gs:CPU_NEXT
  mov TRANSACTION_JOURNAL(%rax), %rax
  mov %rax, %gs:CPU_START
  movq $0, %gs:CPU_TRANSACTION
  mov %gs:CPU_SCRATCH, %rax
  mov %rax, %gs:CPU_JOURNAL
  add $CPU_CHOOSE, %r11
  movq $1, %gs:CPU_PREEMPT_OFF
  call nucleus_atomic_2 // the choice is a transaction
  movq $0, %gs:CPU_PREEMPT_OFF
  test %rax, %rax
  jnz nucleus_resume
  cmpq $0, %gs:CPU_CHOOSE_PENDING // what it did AFTER may have made something ready
  je nucleus_idle
  xor %edi, %edi
  jmp nucleus_choose

// Another CPU changes what all go by. Nothing is held here, and no frame of a cell is on the stack. docs/processors.md.
nucleus_meet:
  movq $1, %gs:CPU_QUIET
  mov %rax, %gs:CPU_MET
2:MACHINE_PAUSE
  cmp %rax, %gs:CPU_MEET
  je 2b
  call nucleus_stir
  jmp 1b

// Behind a wait in which nobody waited for this CPU to drop what another one has made stale. Keeps what the choice has in %rdi.
.globl nucleus_stir
.hidden nucleus_stir
.type nucleus_stir, @function
nucleus_stir:
  xor %eax, %eax
  xchg %rax, %gs:CPU_QUIET // in order: from here on it is waited for
.globl nucleus_drop_stale
.type nucleus_drop_stale, @function
nucleus_drop_stale:
  mov %gs:CPU_STALE, %rax
  cmp %rax, %gs:CPU_DROPPED
  je 3f
  MACHINE_DROP_TRANSLATIONS
  mov %rax, %gs:CPU_DROPPED
3:ret
.size nucleus_drop_stale, . - nucleus_drop_stale
.size nucleus_stir, . - nucleus_stir

// %rax: the context to run.
.globl nucleus_resume
.hidden nucleus_resume
nucleus_resume:
  test %rax, %rax
  jz nucleus_idle
  mov %rax, %gs:CPU_CURRENT
  mov CONTEXT_RSP(%rax), %rsp
  cmpq $0, CONTEXT_PREEMPTED(%rax)
  jne 1f
  MACHINE_POP_FLAGS
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  ret
1:pop %r15; pop %r14; pop %r13; pop %r12; pop %r11; pop %r10; pop %r9; pop %r8
  pop %rdi; pop %rsi; pop %rbp; pop %rbx; pop %rdx; pop %rcx; pop %rax
  add $16, %rsp // vector, error
  MACHINE_RETURN
.size nucleus_choose, . - nucleus_choose

// Nothing is ready: halt until an interrupt, whose entry chooses again and never returns here (an NMI may).
.type nucleus_idle, @function
nucleus_idle:
  MACHINE_CYCLES_TO_RAX
  mov %rax, %gs:CPU_IDLE_SINCE
  movq $1, %gs:CPU_IDLE
  movq $1, %gs:CPU_QUIET
1:MACHINE_WAIT
  jmp 1b
.size nucleus_idle, . - nucleus_idle

.globl nucleus_suspend
.type nucleus_suspend, @function
nucleus_suspend:
  push %rbp
  mov %rsp, %rbp
  push %rbx; push %r12; push %r13; push %r14; push %r15
  MACHINE_PUSH_FLAGS
  MACHINE_INTERRUPTS_OFF
  mov %gs:CPU_CURRENT, %rdi
  mov %rsp, CONTEXT_RSP(%rdi)
  movq $0, CONTEXT_PREEMPTED(%rdi)
  jmp nucleus_choose
.size nucleus_suspend, . - nucleus_suspend

.globl nucleus_leave
.type nucleus_leave, @function
nucleus_leave:
  MACHINE_INTERRUPTS_OFF
  movq $0, %gs:CPU_PREEMPT_OFF
  xor %edi, %edi
  jmp nucleus_choose
.size nucleus_leave, . - nucleus_leave

// Where a new context begins: nucleus_context_init left the entry in %r13 and its argument in %r12.
.globl nucleus_first
.hidden nucleus_first
.type nucleus_first, @function
nucleus_first:
  mov %r12, %rdi
  call *%r13
  ud2
.size nucleus_first, . - nucleus_first

.globl nucleus_cpu
.type nucleus_cpu, @function
nucleus_cpu:
  mov %gs:CPU_SELF, %rax
  ret
.size nucleus_cpu, . - nucleus_cpu

.globl nucleus_preempt_off
.type nucleus_preempt_off, @function
nucleus_preempt_off:
  cmpq $0, %gs:CPU_TRANSACTION
  jne 1f
  incq %gs:CPU_PREEMPT_OFF
1:ret
.size nucleus_preempt_off, . - nucleus_preempt_off

.globl nucleus_preempt_on
.type nucleus_preempt_on, @function
nucleus_preempt_on:
  cmpq $0, %gs:CPU_TRANSACTION
  jne 1f // its gate will see
  decq %gs:CPU_PREEMPT_OFF
  jnz 1f
  cmpq $0, %gs:CPU_CHOOSE_PENDING
  jne nucleus_suspend
1:ret
.size nucleus_preempt_on, . - nucleus_preempt_on

// A fault before kernel/fault listens: prints what C can make of it and stops.
.globl nucleus_fault_unheard
.hidden nucleus_fault_unheard
.type nucleus_fault_unheard, @function
nucleus_fault_unheard:
  call nucleus_fault_print
1:MACHINE_HALT
  jmp 1b
.size nucleus_fault_unheard, . - nucleus_fault_unheard
