// SPDX-License-Identifier: Apache-2.0
// Trap entry and exit. Vectors 0 to 31 are faults: they arrive on exception stacks (IST) and are copied off before anything can
// fault again. The rest are interrupts: they move to the CPU's own stack, so that a sleeping stack ends in this file's frame.
#include "kernel/nucleus/layout.h"

.macro SAVE
  push %rax; push %rcx; push %rdx; push %rbx; push %rbp; push %rsi; push %rdi
  push %r8; push %r9; push %r10; push %r11; push %r12; push %r13; push %r14; push %r15
  cld
.endm

.macro RESTORE
  pop %r15; pop %r14; pop %r13; pop %r12; pop %r11; pop %r10; pop %r9; pop %r8
  pop %rdi; pop %rsi; pop %rbp; pop %rbx; pop %rdx; pop %rcx; pop %rax
  add $16, %rsp // vector, error
.endm

.text
// A stub of 16 bytes for each vector from 0 to 63; cpu.c fills the interrupt descriptor table from this address.
.globl nucleus_stubs
.hidden nucleus_stubs
.p2align 4
nucleus_stubs:
.set vector, 0
.rept 64
  .p2align 4
  // Intel SDM vol. 3, table 6-1: these push an error code themselves.
  .if !(vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21)
  push $0
  .endif
  push $vector
  .if vector < 32
  jmp nucleus_fault_entry
  .else
  jmp nucleus_interrupt_entry
  .endif
  .set vector, vector + 1
.endr

.type nucleus_interrupt_entry, @function
nucleus_interrupt_entry:
  SAVE
  mov %rsp, %rdi
  cmpq $0, %gs:CPU_IDLE
  je 1f
  rdtsc // idle: this frame will never be resumed, only counted
  shl $32, %rdx
  or %rdx, %rax
  sub %gs:CPU_IDLE_SINCE, %rax
  add %rax, %gs:CPU_IDLE_CYCLES
  jmp 2f
1:mov %gs:CPU_CURRENT, %rbx
  test %rbx, %rbx
  jz 2f
  mov %rsp, CONTEXT_RSP(%rbx)
  movq $1, CONTEXT_PREEMPTED(%rbx)
  mov %gs:CPU_STACK_TOP, %rsp
2:and $-16, %rsp
  xor %ebp, %ebp
  call *%gs:CPU_INTERRUPT
  cmpq $0, %gs:CPU_IDLE
  je 3f
  movq $0, %gs:CPU_IDLE
  xor %edi, %edi
  jmp nucleus_choose
3:test %al, %al
  jz 5f
  cmpq $0, %gs:CPU_PREEMPT_OFF
  jne 4f
  mov %gs:CPU_CURRENT, %rdi
  jmp nucleus_choose
4:movq $1, %gs:CPU_CHOOSE_PENDING
5:mov %gs:CPU_CURRENT, %rax
  jmp nucleus_resume
.size nucleus_interrupt_entry, . - nucleus_interrupt_entry

.type nucleus_fault_entry, @function
nucleus_fault_entry:
  SAVE
  mov %gs:CPU_FAULT_DEPTH, %rax
  cmp $CPU_FAULTS_MAX, %rax
  jae nucleus_dead
  imul $FAULT_SIZE, %rax, %rbx
  add %gs:CPU_SELF, %rbx
  add $CPU_FAULTS, %rbx // %rbx: this fault's record
  mov %rsp, %rsi
  mov %rbx, %rdi
  mov $FRAME_QUADS, %ecx
  rep movsq
  mov %cr2, %rcx
  mov %rcx, FAULT_ADDRESS(%rbx)
  mov %gs:CPU_FAULT_STACK_TOP, %rdx
  imul $CPU_FAULT_SLICE, %rax, %rcx
  sub %rcx, %rdx
  inc %rax
  mov %rax, FAULT_FRAME_DEPTH(%rbx)
  mov %rax, %gs:CPU_FAULT_DEPTH
  // Whose fault it is: nobody's when it came on the CPU's own stack or inside the handling of another.
  xor %ecx, %ecx
  cmp $1, %rax
  ja 1f
  mov FRAME_RSP(%rbx), %rsi
  sub %gs:CPU_STACK_TOP, %rsi
  add $CPU_STACK_SIZE, %rsi // 0 .. CPU_STACK_SIZE: on that stack
  cmp $CPU_STACK_SIZE, %rsi
  jbe 1f
  mov %gs:CPU_CURRENT, %rcx
1:mov %rcx, FAULT_CONTEXT(%rbx)
  mov %rdx, %rsp
  xor %ebp, %ebp
  mov %rbx, %rdi
  mov %gs:CPU_FAULT, %rax
  test %rax, %rax
  jz nucleus_fault_unheard
  call *%rax
  test %eax, %eax
  jnz 2f
  decq %gs:CPU_FAULT_DEPTH
  mov %rbx, %rsp // resume from the copy, which the handler may have changed
  RESTORE
  iretq
2:movq $0, %gs:CPU_FAULT_DEPTH
  movq $0, %gs:CPU_PREEMPT_OFF
  xor %edi, %edi
  jmp nucleus_choose
.size nucleus_fault_entry, . - nucleus_fault_entry

// A fourth fault in a row: nothing can be trusted any more. Exit status 103 where an exit device listens (NUCLEUS_DEAD).
.type nucleus_dead, @function
nucleus_dead:
  mov $119, %eax
  out %eax, $0xf4
1:cli
  hlt
  jmp 1b
.size nucleus_dead, . - nucleus_dead
