// SPDX-License-Identifier: Apache-2.0
// tables: reads ACPI's static tables (ACPI specification 6.5, chapter 5) as far as they say which processors, interrupt controllers and
// timers there are. Plain C that keeps nothing and trusts nothing: lengths, sums and addresses come from a machine's firmware.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/topology/machine.h"

enum {
  ACPI_TABLE_BYTES = 1 << 16,  // a longer one no machine has that means well
  ACPI_TABLES = 256,
  ACPI_WHY = 96,
};

// Physical memory. read: copies `size` bytes, at most 64; false: they cannot be seen.
struct acpi_memory {
  AS(ATOMIC) bool (*read)(const struct acpi_memory *memory, uint64_t physical, void *to, uint32_t size);
  void *context;
};

// A machine of which nothing is known: no processor, lines as the ISA bus prescribes.
void acpi_blank(struct topology *out);

// root: physical address of the root system description pointer (5.2.5.3); 0: nobody knows where it is. NOT_FOUND: no tables, or
// none that lists processors. CORRUPT: they contradict themselves, or lead to memory that cannot be seen. `why`, of ACPI_WHY bytes,
// says what, and `out` is blank then.
status_t acpi_read(const struct acpi_memory *memory, uint64_t root, struct topology *out, char *why);
