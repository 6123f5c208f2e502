// SPDX-License-Identifier: Apache-2.0
// What stamp_elf puts before a kernel's own PVH entry: writes the time-stamp counter to QEMU's debug console, 16 hexadecimal digits
// and a line's end, and goes on to the kernel. 32-bit mode with paging off, no stack; %ebx, the start_info, is left alone, of the
// other registers the protocol promises nothing. Position-independent.
.section .rodata.stamp, "a", @progbits
.code32
.globl stamp_code, stamp_code_target, stamp_code_end
.p2align 4
stamp_code:
  rdtsc
  mov %eax, %esi
  mov %edx, %edi
  mov $16, %ecx
1:mov %edi, %eax
  shr $28, %eax
  add $'0', %al
  cmp $'9', %al
  jbe 2f
  add $('a' - '9' - 1), %al
2:out %al, $0xe9
  shld $4, %esi, %edi
  shl $4, %esi
  dec %ecx
  jnz 1b
  mov $'\n', %al
  out %al, $0xe9
  .byte 0xb8 // mov $target, %eax
stamp_code_target:
  .long 0
  jmp *%eax
stamp_code_end:
.section .note.GNU-stack, "", @progbits
