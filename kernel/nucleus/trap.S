// SPDX-License-Identifier: Apache-2.0
// Trap entry and exit. Vectors 0 to 31 are faults: they arrive on exception stacks (IST) and are copied off before anything can
// fault again. The rest are interrupts: they move to the CPU's own stack, so that a sleeping stack ends in this file's frame.
#include "kernel/nucleus/layout.h"
#include NUCLEUS_MACHINE

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
// A stub of STUB_SIZE bytes for each vector from 0 to 63; cpu.c fills the interrupt descriptor table from this address.
.globl nucleus_stubs
.hidden nucleus_stubs
.p2align 4
nucleus_stubs:
.set vector, 0
.rept 64
  // Intel SDM vol. 3, table 6-1: these push an error code themselves.
  .if vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21
  xchg %ax, %ax
  .else
  push $0
  .endif
  push $vector
  .byte 0xe9 // jmp, of one length
  .if vector == 2 && MACHINE_UNMASKABLE
  .long nucleus_unmaskable_entry - . - 4
  .elseif vector < 32
  .long nucleus_fault_entry - . - 4
  .else
  .long nucleus_interrupt_entry - . - 4
  .endif
  .set vector, vector + 1
.endr

.type nucleus_interrupt_entry, @function
nucleus_interrupt_entry:
  SAVE
  mov %rsp, %rdi
  cmpq $0, %gs:CPU_IDLE
  je 1f
  call nucleus_stir
  MACHINE_CYCLES_TO_RAX // idle: this frame will never be resumed, only counted
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
  // A transaction of its own, whatever it came into.
  pushq %gs:CPU_START
  pushq %gs:CPU_TRANSACTION
  pushq %gs:CPU_NEXT
  pushq %gs:CPU_JOURNAL
  mov %gs:CPU_SELF, %r11
  lea CPU_TRANSACTIONS + TRANSACTION_SIZE(%r11), %rax
  mov %rax, %gs:CPU_NEXT
  mov TRANSACTION_JOURNAL(%rax), %rax
  mov %rax, %gs:CPU_START
  movq $0, %gs:CPU_TRANSACTION
  mov %gs:CPU_SCRATCH, %rax
  mov %rax, %gs:CPU_JOURNAL
  incq %gs:CPU_PREEMPT_OFF
  add $CPU_INTERRUPT, %r11
  call nucleus_atomic_2
  decq %gs:CPU_PREEMPT_OFF
  popq %gs:CPU_JOURNAL
  popq %gs:CPU_NEXT
  popq %gs:CPU_TRANSACTION
  popq %gs:CPU_START // behind CPU_NEXT: a fault in between sets it
  cmpq $0, %gs:CPU_IDLE
  je 3f
  movq $0, %gs:CPU_IDLE
  xor %edi, %edi
  jmp nucleus_choose
3:test %al, %al
  jnz 6f
  cmpq $0, %gs:CPU_CHOOSE_PENDING // by what the handler has done
  je 5f
6:cmpq $0, %gs:CPU_PREEMPT_OFF
  jne 4f
  cmpq $0, %gs:CPU_TRANSACTION
  jne 4f
  mov %gs:CPU_CURRENT, %rdi
  jmp nucleus_choose
4:movq $1, %gs:CPU_CHOOSE_PENDING
  cmpq $0, %gs:CPU_TRANSACTION
  je 5f
  orq $1, %gs:CPU_TRANSACTION // NUCLEUS_MORE: its gate chooses
5:mov %gs:CPU_CURRENT, %rax
  jmp nucleus_resume
.size nucleus_interrupt_entry, . - nucleus_interrupt_entry

.type nucleus_fault_entry, @function
nucleus_fault_entry:
  SAVE
nucleus_fault_saved:
  cmpq $14, FRAME_VECTOR(%rsp)
  je 4f
5:mov %gs:CPU_FAULT_DEPTH, %rax
  cmp $CPU_FAULTS_MAX, %rax
  jae nucleus_dead
  imul $FAULT_SIZE, %rax, %rbx
  add %gs:CPU_SELF, %rbx
  add $CPU_FAULTS, %rbx // %rbx: this fault's record
  mov %rsp, %rsi
  mov %rbx, %rdi
  mov $FRAME_QUADS, %ecx
  rep movsq
  MACHINE_FAULT_ADDRESS_TO(%rcx)
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
  // What it came into; the handling has transactions of its own.
  mov %gs:CPU_NEXT, %rsi
  mov %rsi, FAULT_NEXT(%rbx)
  mov %gs:CPU_TRANSACTION, %rcx
  mov %rcx, FAULT_ACTIVE(%rbx)
  and $-2, %rcx
  jz 8f // none, or its gate is about to say again which frame is its
  sub $REQUEST_RBP, %rcx
  mov %rcx, TRANSACTION_REQUEST(%rsi)
8:cmpq $0, FAULT_ACTIVE(%rbx)
  jne 9f
  xor %esi, %esi
9:mov %rsi, FAULT_TRANSACTION(%rbx)
  mov %gs:CPU_JOURNAL, %rcx
  mov %rcx, FAULT_JOURNAL(%rbx)
  mov %gs:CPU_PREEMPT_OFF, %rcx
  mov %rcx, FAULT_PREEMPT_OFF(%rbx)
  movq $0, FAULT_REQUEST(%rbx)
  movq $0, %gs:CPU_TRANSACTION
  inc %rax
  imul $TRANSACTION_SIZE, %rax, %rcx // faults of depth 1 have transaction 2
  add %gs:CPU_SELF, %rcx
  add $CPU_TRANSACTIONS, %rcx
  mov %rcx, %gs:CPU_NEXT
  mov TRANSACTION_JOURNAL(%rcx), %rcx
  mov %rcx, %gs:CPU_START
  mov %gs:CPU_SCRATCH, %rcx
  mov %rcx, %gs:CPU_JOURNAL
  incq %gs:CPU_PREEMPT_OFF
  mov %rdx, %rsp
  xor %ebp, %ebp
  mov %rbx, %rdi
  lea nucleus_conflict(%rip), %rax
  lea nucleus_again(%rip), %rcx
  cmp %rcx, FRAME_RIP(%rbx)
  je 1f
  mov %gs:CPU_FAULT, %rax
  test %rax, %rax
  jz nucleus_fault_unheard
1:call *%rax
  mov %eax, %esi
  mov %rbx, %rdi
  call nucleus_recover // puts the environment right; what to do in %rax
  mov FAULT_REQUEST(%rbx), %rdi
  mov %gs:CPU_RESUME_ON, %rsi
  mov FAULT_FRAME_DEPTH(%rbx), %rcx
  mov %rcx, %gs:CPU_FAULT_DEPTH // until here the record and this stack are in use
  test %eax, %eax
  jz 2f
  cmp $2, %eax
  je nucleus_replay
  cmp $3, %eax
  je nucleus_complete
  xor %edi, %edi // NUCLEUS_LEAVE
  jmp nucleus_choose
2:mov %rbx, %rsp // resume from the copy, which the handler may have changed
3:
nucleus_return:
  RESTORE
  MACHINE_RETURN
// A page fault: a journal that nobody wants is full? While no transaction is active records mean nothing, so whatever leads to the
// journal's end, in a register or the cursor in memory, leads to the start of the scratch journal: the instruction stores where the
// register says. It may be another CPU's journal, on which the task was before.
4:cmpq $0, %gs:CPU_TRANSACTION
  jne 5b
  MACHINE_FAULT_ADDRESS_TO(%rax)
  mov %gs:CPU_SCRATCH, %rdx
  mov %rax, %rcx
  xor %rdx, %rcx
  shr $CPU_AREA_LOG, %rcx
  jnz 5b
  mov %eax, %ecx
  and $CPU_BLOCK_SIZE - 1, %ecx
  sub $CPU_JOURNALS, %ecx
  cmp $CPU_JOURNALS_SIZE, %ecx
  jae 5b
  and $-4096, %rax
  lea -4096(%rax), %rcx // from the last page to the guard's end
  mov %rdx, %gs:CPU_JOURNAL
  mov $15, %edi
6:mov -8(%rsp, %rdi, 8), %rax
  sub %rcx, %rax
  cmp $8192, %rax
  jae 7f
  mov %rdx, -8(%rsp, %rdi, 8)
7:dec %edi
  jnz 6b
  jmp 3b
.size nucleus_fault_entry, . - nucleus_fault_entry

// An NMI can come anywhere, on a stack of its own: into the entry of a fault too, so it leaves everything as it is. What nobody has asked for is a
// fault as any other.
.if MACHINE_UNMASKABLE
.type nucleus_unmaskable_entry, @function
nucleus_unmaskable_entry:
  SAVE
  mov %gs:CPU_UNMASKABLE, %rax
  test %rax, %rax
  jz nucleus_fault_saved
  mov %rsp, %rdi
  call *%rax
  test %al, %al
  jz nucleus_fault_saved
  jmp nucleus_return
.size nucleus_unmaskable_entry, . - nucleus_unmaskable_entry
.endif

// A fourth fault in a row: nothing can be trusted any more.
.type nucleus_dead, @function
nucleus_dead:
  MACHINE_DEAD
1:MACHINE_HALT
  jmp 1b
.size nucleus_dead, . - nucleus_dead
