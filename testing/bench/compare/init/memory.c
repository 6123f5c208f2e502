// SPDX-License-Identifier: Apache-2.0
// How much memory Linux has, and offers.
#include "testing/bench/compare/init/memory.h"

#include "testing/bench/compare/init/system.h"

// The number behind NAME in /proc/meminfo, in KiB.
static uint64_t meminfo(const char *text, const char *name) {
  for (const char *at = text; *at != 0; at++) {
    if (at != text && at[-1] != '\n') continue;
    size_t i = 0;
    while (name[i] != 0 && at[i] == name[i])
      i++;
    if (name[i] != 0 || at[i] != ':') continue;
    for (i++; at[i] == ' '; i++) {}
    uint64_t value = 0;
    for (; at[i] >= '0' && at[i] <= '9'; i++)
      value = value * 10 + (uint64_t)(at[i] - '0');
    return value;
  }
  system_fail(name, 0);
}

void memory_report(void) {
  static char text[8192];
  int64_t status = SYSTEM(SYS_MOUNT, "proc", "/proc", "proc", 0, 0);
  if (status < 0) system_fail("mount /proc", status);
  int64_t file = SYSTEM(SYS_OPEN, "/proc/meminfo", 0);
  if (file < 0) system_fail("/proc/meminfo", file);
  int64_t length = SYSTEM(SYS_READ, file, text, sizeof text - 1);
  if (length <= 0) system_fail("/proc/meminfo", length);
  system_report("memory_total", meminfo(text, "MemTotal") * 1024, 1);
  system_report("memory_available", meminfo(text, "MemAvailable") * 1024, 1);
  system_report("memory_free", meminfo(text, "MemFree") * 1024, 1);
}
