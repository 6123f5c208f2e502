// SPDX-License-Identifier: Apache-2.0
// Single steps by SIGTRAP.
#include "tools/journal/testing/abort.h"

#include <ucontext.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

// operation(world, a, b) with the trap flag set. Not C++, which would not know of the stack that this needs.
extern "C" uint64_t abort_call(subject_world *world, uint64_t a, uint64_t b, subject_operation *operation);
__asm__(R"(
  .text
abort_call:
  push %rbp
  mov %rsp, %rbp
  pushfq
  orq $0x100, (%rsp)
  popfq
  call *%rcx
  pushfq
  andq $~0x100, (%rsp)
  popfq
  pop %rbp
  ret
)");

namespace journal_test {
namespace {

const AtInstruction *at_instruction;

void OnTrap(int, siginfo_t *, void *context) {
  const greg_t *registers = static_cast<ucontext_t *>(context)->uc_mcontext.gregs;
  (*at_instruction)(static_cast<uint64_t>(registers[REG_RIP]), reinterpret_cast<uint64_t *>(registers[REG_RSP]));
}

// A stack for the handler: what lies below the stack of the operation stays as it is.
void Prepare() {
  static char stack[1 << 18];
  stack_t alternate = {};
  alternate.ss_sp = stack;
  alternate.ss_size = sizeof stack;
  struct sigaction action = {};
  action.sa_sigaction = OnTrap;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  if (sigaltstack(&alternate, nullptr) != 0 || sigaction(SIGTRAP, &action, nullptr) != 0) {
    std::perror("preparing for single steps");
    std::abort();
  }
}

}  // namespace

uint64_t Step(subject_operation *operation, subject_world *world, uint64_t a, uint64_t b, const AtInstruction &at) {
  Prepare();
  at_instruction = &at;
  return abort_call(world, a, b, operation);
}

}  // namespace journal_test
