// SPDX-License-Identifier: Apache-2.0
// The two ways between the loader's stack and the simulated ones.
#include "platforms/host_sim/machine.h"

// The simulation sees nothing of the host: its addresses differ from run to run.
.macro FORGET
  xor %ecx, %ecx
  xor %edx, %edx
  xor %esi, %esi
  xor %r8d, %r8d
  xor %r9d, %r9d
  xor %r10d, %r10d
  xor %r11d, %r11d
.endm

// Keeps the registers that a call keeps, for sim_leave.
.macro FROM_HOST
  push %rbp
  mov %rsp, %rbp
  push %rbx; push %r12; push %r13; push %r14; push %r15
  sub $8, %rsp
  mov %rsp, host_stack(%rip)
.endm

.bss
.p2align 3
.type host_stack, @object
host_stack: // where each call into the loader begins
  .quad 0
.size host_stack, . - host_stack

.text
// uint64_t sim_enter(uint64_t rip, uint64_t rsp, uint64_t argument)
.globl sim_enter
.type sim_enter, @function
sim_enter:
  FROM_HOST
  mov %rsi, %rsp
  mov %rdi, %rax
  mov %rdx, %rdi
  FORGET
  xor %ebp, %ebp
  xor %ebx, %ebx
  xor %r12d, %r12d
  xor %r13d, %r13d
  xor %r14d, %r14d
  xor %r15d, %r15d
  push $0 // a return address that ends backtraces
  jmp *%rax
.size sim_enter, . - sim_enter

// void sim_leave(uint64_t result): from a call into the loader, sim_enter or sim_return returns.
.globl sim_leave
.type sim_leave, @function
sim_leave:
  mov %rdi, %rax
  mov host_stack(%rip), %rsp
  add $8, %rsp
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  ret
.size sim_leave, . - sim_leave

// Where cells call, on their stack: keeps the registers that a call keeps, for sim_return. The loader may put another CPU on: then that
// one's call is what returns.
.globl sim_host_entry
.type sim_host_entry, @function
sim_host_entry:
  push %rbp
  mov %rsp, %rbp
  push %rbx; push %r12; push %r13; push %r14; push %r15
  mov %rsp, %gs:(MACHINE_OFFSET + MACHINE_GUEST_STACK)
  mov host_stack(%rip), %rsp
  call sim_host
.globl sim_host_back
sim_host_back: // with the result in %rax, from any stack
  mov %gs:(MACHINE_OFFSET + MACHINE_GUEST_STACK), %rsp
  FORGET
  xor %edi, %edi
  pop %r15; pop %r14; pop %r13; pop %r12; pop %rbx; pop %rbp
  cmpl $0, sim_steps(%rip)
  jne 1f
  ret
1:pushfq
  orq $0x100, (%rsp) // the trap flag: the next trap comes behind ret
  popfq
  ret
.size sim_host_entry, . - sim_host_entry

// uint64_t sim_return(void): goes on behind the cell's call that ended in sim_leave.
.globl sim_return
.type sim_return, @function
sim_return:
  FROM_HOST
  xor %eax, %eax
  jmp sim_host_back
.size sim_return, . - sim_return

// uint64_t sim_go(const struct sim_registers *): goes on with those registers; returns when sim_leave says so.
.globl sim_go
.type sim_go, @function
sim_go:
  FROM_HOST
// void sim_go_on(const struct sim_registers *): the same in a call into the loader, which does not return.
.globl sim_go_on
.type sim_go_on, @function
sim_go_on:
  push $MACHINE_SS
  pushq 136(%rdi)
  pushq 128(%rdi)
  push $MACHINE_CS
  pushq 120(%rdi)
  mov 0(%rdi), %r15
  mov 8(%rdi), %r14
  mov 16(%rdi), %r13
  mov 24(%rdi), %r12
  mov 32(%rdi), %r11
  mov 40(%rdi), %r10
  mov 48(%rdi), %r9
  mov 56(%rdi), %r8
  mov 72(%rdi), %rsi
  mov 80(%rdi), %rbp
  mov 88(%rdi), %rbx
  mov 96(%rdi), %rdx
  mov 104(%rdi), %rcx
  mov 112(%rdi), %rax
  mov 64(%rdi), %rdi
  iretq
.size sim_go, . - sim_go
.size sim_go_on, . - sim_go_on
.section .note.GNU-stack, "", @progbits
