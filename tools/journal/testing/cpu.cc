// SPDX-License-Identifier: Apache-2.0
// Sets up the block that %gs leads to.
#include "tools/journal/testing/cpu.h"

#include <asm/prctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "kernel/nucleus/layout.h"

namespace journal_test {

uint64_t *&Cpu::Cursor() {
  return *reinterpret_cast<uint64_t **>(block + CPU_JOURNAL);
}

uint64_t &Cpu::Transaction() {
  return *reinterpret_cast<uint64_t *>(block + CPU_TRANSACTION);
}

uint64_t &Cpu::Strict() {
  return *reinterpret_cast<uint64_t *>(block + CPU_STRICT);
}

Cpu &TheCpu() {
  static Cpu *cpu = [] {
    static Cpu the;
    void *memory = mmap(nullptr, kJournalSize + 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED || mprotect(static_cast<char *>(memory) + kJournalSize, 4096, PROT_NONE) != 0 ||
        syscall(SYS_arch_prctl, ARCH_SET_GS, &the) != 0) {
      std::perror("setting up %gs");
      std::abort();
    }
    the.journal = static_cast<uint64_t *>(memory);
    the.Begin();
    return &the;
  }();
  return *cpu;
}

}  // namespace journal_test
