// SPDX-License-Identifier: Apache-2.0
// The two ways between a thread's stack and those of the system.
#include "kernel/nucleus/layout.h"
#include "platforms/host_mt/machine.h"

.text
// void mt_enter(uint64_t rip, uint64_t rsp, uint64_t start_info, uint64_t number)
.globl mt_enter
.type mt_enter, @function
mt_enter:
  and $-16, %rsp
  mov %rsp, %gs:(MACHINE_OFFSET + MACHINE_HOST_STACK)
  mov %rsi, %rsp
  mov %rdi, %rax
  mov %rdx, %rdi
  mov %rcx, %rsi
  xor %ebp, %ebp
  push $0 // a return address that ends backtraces
  jmp *%rax
.size mt_enter, . - mt_enter

// Where cells call, on their stack. In the loader no interrupt comes. So behind it one may wait: it comes at the fault, or between the instructions from
// mt_back on, which are as good on any CPU.
.globl mt_host_entry
.type mt_host_entry, @function
mt_host_entry:
  push %rbp
  mov %rsp, %rbp
  mov %rsp, %gs:(MACHINE_OFFSET + MACHINE_GUEST_STACK)
  mov %gs:(MACHINE_OFFSET + MACHINE_HOST_STACK), %rsp
  call mt_host
  mov %gs:(MACHINE_OFFSET + MACHINE_GUEST_STACK), %rsp
  pop %rbp
.globl mt_back
mt_back:
  cmpq $0, %gs:CPU_MASKED
  jne 1f
  cmpq $0, %gs:(MACHINE_OFFSET + MACHINE_PENDING)
  je 1f
  hlt
1:ret
.globl mt_back_end
mt_back_end:
.size mt_host_entry, . - mt_host_entry
.section .note.GNU-stack, "", @progbits
