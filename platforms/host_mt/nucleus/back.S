// SPDX-License-Identifier: Apache-2.0
// What the nucleus executes in several places, once.
#include "platforms/host_mt/nucleus/machine_nucleus.h"

.text
// iretq to the same privilege is open to everybody. From setnc on the loader does the rest of this itself before it lets an interrupt come: the
// frame may lie where none can be pushed (loader/trap.c).
.globl nucleus_back
.hidden nucleus_back
.type nucleus_back, @function
nucleus_back:
  btq $9, 16(%rsp)
  setnc %gs:CPU_MASKED
  jnc 1f
  cmpq $0, %gs:(MACHINE_OFFSET + MACHINE_PENDING)
  je 1f
  MACHINE_TAKE
1:iretq
.size nucleus_back, . - nucleus_back

// The time in %rax. Takes %rdx too.
.globl nucleus_cycles
.hidden nucleus_cycles
.type nucleus_cycles, @function
nucleus_cycles:
  rdtsc
  shl $32, %rdx
  or %rdx, %rax
  sub %gs:(MACHINE_OFFSET + MACHINE_COUNTER_START), %rax
  mulq %gs:(MACHINE_OFFSET + MACHINE_COUNTER_FACTOR)
  shrd $32, %rdx, %rax
  ret
.size nucleus_cycles, . - nucleus_cycles
