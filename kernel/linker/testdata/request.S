// SPDX-License-Identifier: Apache-2.0
// Counts, then calls what the target word says. Arguments and results pass through.
.text
.globl nucleus_request
.type nucleus_request, @function
nucleus_request:
  push %rbp
  mov %rsp, %rbp
  mov request_state@GOTPCREL(%rip), %rax
  incq (%rax)
  mov %r11, 8(%rax)
  call *(%r11)
  leave
  ret
.size nucleus_request, . - nucleus_request
