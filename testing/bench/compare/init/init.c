// SPDX-License-Identifier: Apache-2.0
// /init of the Linux that Delias is compared with: says what memory there is, and becomes /rows, which measures. Without that it ends the
// machine by its exit device: what is compared is the boot alone.
#include "testing/bench/compare/init/memory.h"
#include "testing/bench/compare/init/system.h"

enum { EXIT_PORT = 0xf4, EXIT_BASE = 16, TCSBRK = 0x5409 };

[[noreturn]] void init_main(uint64_t entered);

static void write_text(const char *text) {
  size_t length = 0;
  while (text[length] != 0)
    length++;
  SYSTEM(SYS_WRITE, 1, text, length);
}

static void write_number(uint64_t value) {
  char digits[24];
  char *at = digits + sizeof digits - 1;
  *at = 0;
  do
    *--at = (char)('0' + value % 10);
  while ((value /= 10) != 0);
  write_text(at);
}

void system_report(const char *name, uint64_t value, uint64_t count) {
  write_text("[compare] ");
  write_text(name);
  write_text(" ");
  write_number(value);
  write_text(" ");
  write_number(count);
  write_text("\n");
}

// The exit device makes (value << 1) | 1 of it, as for Delias' own exit (platforms/qemu_x86_64/power).
[[noreturn]] static void end(uint8_t status) {
  SYSTEM(SYS_IOCTL, 1, TCSBRK, 1);  // what was written is out on the line
  if (SYSTEM(SYS_IOPL, 3) == 0)
    __asm__ volatile("outb %0, %1" : : "a"((uint8_t)(EXIT_BASE + status)), "d"((uint16_t)EXIT_PORT));
  SYSTEM(SYS_EXIT, status);  // of /init: a panic, and with panic=-1 and -no-reboot the emulator's end
  __builtin_trap();
}

[[noreturn]] void system_fail(const char *what, int64_t status) {
  write_text("/init: ");
  write_text(what);
  write_text(" failed with error ");
  write_number((uint64_t)-status);
  write_text("\n");
  end(1);
}

void init_main(uint64_t entered) {
  system_report("ready_tsc", entered, 1);
  memory_report();
  static const char *const words[] = {"/rows", NULL};
  SYSTEM(SYS_EXECVE, words[0], words, words + 1);  // comes back if there is none
  end(0);
}
