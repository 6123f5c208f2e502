// SPDX-License-Identifier: Apache-2.0
// The boot stub: PVH entry (Xen docs/misc/pvh, x86/HVM direct boot ABI) in 32-bit mode with paging off and %ebx = start_info, to
// long mode on the page tables that the image brings. One page at 1 MiB, mapped at its physical address, read and execute.
// tools/mkimage fills boot_parameters.
.section .note.pvh, "a", @note
  .long 4, 4, 18 // name and description sizes, XEN_ELFNOTE_PHYS32_ENTRY
  .asciz "Xen"
  .long pvh_entry

.text
.code32
.globl pvh_entry
.type pvh_entry, @function
pvh_entry:
  cli
  cld
  mov page_root, %eax
  mov %eax, %cr3
  mov %cr4, %eax
  or $0xa0, %eax // PAE, global pages
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
  mov stack_top, %rsp
  xor %ebp, %ebp
  mov %ebx, %edi
  push $0 // a return address that ends backtraces
  jmp *enter
.size pvh_entry, . - pvh_entry

.p2align 3
gdt: // accessed bits are set: the page is read-only
  .quad 0, 0x00af9b000000ffff, 0x00cf93000000ffff
gdt_pointer:
  .word 23
  .quad gdt
.p2align 3
.globl boot_parameters
.type boot_parameters, @object
boot_parameters: // struct boot_parameters in tools/mkimage
page_root: .quad 0
enter: .quad 0
stack_top: .quad 0
.size boot_parameters, . - boot_parameters
