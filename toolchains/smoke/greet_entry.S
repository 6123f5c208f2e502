// SPDX-License-Identifier: Apache-2.0
// Assembler sources go through the preprocessor, too.
#define ANSWER 42

.section .text.greet_answer, "ax", @progbits
.globl greet_answer
.hidden greet_answer
.type greet_answer, @function
greet_answer:
  movl $ANSWER, %eax
  ret
.size greet_answer, . - greet_answer

.section .note.GNU-stack, "", @progbits
