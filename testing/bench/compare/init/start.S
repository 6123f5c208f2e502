// SPDX-License-Identifier: Apache-2.0
// The first instruction of /init, which is what a boot of Linux is timed to.
.globl _start
.type _start, @function
_start:
  rdtsc
  shl $32, %rdx
  or %rdx, %rax
  mov %rax, %rdi
  xor %ebp, %ebp
  and $-16, %rsp
  call init_main
  ud2
.size _start, . - _start
.section .note.GNU-stack, "", @progbits
