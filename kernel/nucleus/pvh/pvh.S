// SPDX-License-Identifier: Apache-2.0
// The boot stub: PVH entry (Xen docs/misc/pvh, x86/HVM direct boot ABI) in 32-bit mode with paging off and %ebx = start_info, to
// long mode on the page tables that the image brings. One page at 1 MiB, mapped at its physical address, read and execute.
// tools/mkimage fills boot_parameters. Other processors come through cpu_start.
.section .note.pvh, "a", @note
  .long 4, 4, 18 // name and description sizes, XEN_ELFNOTE_PHYS32_ENTRY
  .asciz "Xen"
  .long pvh_entry

// Where the stub begins, and what kernel/processors finds 8 bytes behind that.
.section .begin, "ax"
.code32
.globl pvh_entry
.type pvh_entry, @function
pvh_entry:
  jmp first_entry
.size pvh_entry, . - pvh_entry
.p2align 3
.globl boot_parameters
.type boot_parameters, @object
boot_parameters: // parameters.h
page_root: .quad 0
enter: .quad 0
stack_top: .quad 0
.quad cpu_start, cpu_start_end
.size boot_parameters, . - boot_parameters

.text
.code32
.type first_entry, @function
first_entry:
  cli
  cld
  xor %edi, %edi
// %edi: the number of this processor, %ebx: start_info.
enter_long_mode:
  mov page_root, %eax
  mov %eax, %cr3
  mov %ebx, %esi
  mov $0xa0, %ebp // PAE, global pages
  xor %eax, %eax
  cpuid
  cmp $7, %eax
  jb 1f
  mov $7, %eax
  xor %ecx, %ecx
  cpuid
  and $0x100000, %ebx
  lea (%ebp, %ebx, 2), %ebp // pages of user mode are kept from us, where the processor can (SMAP: Intel SDM vol. 3, 4.6.1)
1:mov %esi, %ebx
  mov %cr4, %eax
  or %ebp, %eax
  mov %eax, %cr4
  mov $0xc0000080, %ecx // EFER
  rdmsr
  or $0x900, %eax // long mode, no-execute
  wrmsr
  mov %cr0, %eax
  and $0x9fffffff, %eax // caches on
  or $0x80010021, %eax  // paging, write protection in ring 0, numeric error, protected mode
  mov %eax, %cr0
  lgdt gdt_pointer
  ljmp $8, $long_mode
.code64
long_mode:
  mov $16, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  mov %edi, %esi
  mov %rsi, %rax
  shl $20, %rax // NUCLEUS_CPU_PAGES: a block for each
  mov stack_top, %rsp
  add %rax, %rsp
  xor %ebp, %ebp
  mov %ebx, %edi
  push $0 // a return address that ends backtraces
  jmp *enter
.size first_entry, . - first_entry

// In real mode, at the begin of a page below 1 MiB: kernel/processors has copied this, and put the number into the last word.
.code16
.p2align 2
cpu_start:
  cli
  cld
  mov %cs, %ax
  mov %ax, %ds
  lgdtl cpu_start_gdt - cpu_start
  mov cpu_start_number - cpu_start, %edi
  mov %cr0, %eax
  or $1, %eax
  mov %eax, %cr0
  ljmpl $24, $cpu_protected
cpu_start_gdt:
  .word 31
  .long gdt
.p2align 2
cpu_start_number: .long 0
cpu_start_end:
.code32
.type cpu_protected, @function
cpu_protected:
  mov $16, %eax
  mov %eax, %ds
  mov %eax, %es
  mov %eax, %ss
  xor %ebx, %ebx
  jmp enter_long_mode
.size cpu_protected, . - cpu_protected

.p2align 3
gdt: // accessed bits are set: the page is read-only
  .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff, 0x00cf9b000000ffff // 64-bit code, data, 32-bit code
gdt_pointer:
  .word 31
  .quad gdt
