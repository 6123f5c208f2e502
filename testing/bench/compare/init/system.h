// SPDX-License-Identifier: Apache-2.0
// system: what /init asks of Linux, by the syscall instruction and without a library. Numbers are those of x86-64,
// arch/x86/entry/syscalls/syscall_64.tbl; a negative result is an error number.
#pragma once
#include <stddef.h>
#include <stdint.h>

enum system_call {
  SYS_READ = 0,
  SYS_WRITE = 1,
  SYS_OPEN = 2,
  SYS_IOCTL = 16,
  SYS_EXECVE = 59,
  SYS_EXIT = 60,
  SYS_MOUNT = 165,
  SYS_IOPL = 172,
};

static inline int64_t system_call(enum system_call number, uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e,
                                  uint64_t f) {
  register uint64_t r10 __asm__("r10") = d;
  register uint64_t r8 __asm__("r8") = e;
  register uint64_t r9 __asm__("r9") = f;
  int64_t result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"((uint64_t)number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#define SYSTEM(number, ...) system_call_pad_(number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define system_call_pad_(number, a, b, c, d, e, f, ...)                                                                \
  system_call(number, (uint64_t)(a), (uint64_t)(b), (uint64_t)(c), (uint64_t)(d), (uint64_t)(e), (uint64_t)(f))

// Says why on the console and ends the machine with a status that is not 0.
[[noreturn]] void system_fail(const char *what, int64_t status);
// "[compare] NAME VALUE COUNT" on the console: COUNT of the thing took or are VALUE.
void system_report(const char *name, uint64_t value, uint64_t count);
