// SPDX-License-Identifier: Apache-2.0
// acpi_system_test: the emulator's own tables say what the emulator was told to be. The command line has "cpus=N" too.
#include "kernel/base/text.h"
#include "kernel/boot/boot.h"
#include "kernel/topology/topology.h"
#include "testing/system/system_test.h"

static uint32_t wanted_cpus(void) {
  char word[16];
  for (uint32_t n = 1; n < 100; n++) {
    text_format(word, sizeof word, "cpus=%u", n);
    if (boot_has_word(word)) return n;
  }
  return 0;
}

CELL_CALLBACK bool acpi_test_processors(char *why, uint32_t size) {
  struct topology machine;
  topology_read(&machine);
  uint32_t wanted = wanted_cpus();
  if (machine.cpus + machine.cpus_left_out == wanted && machine.cpu[0] != TOPOLOGY_UNKNOWN) return true;
  text_format(why, size, "%u processors and %u left out of %u", machine.cpus, machine.cpus_left_out, wanted);
  return false;
}
CELL_OPS(struct system_test, acpi_processors_test) = {.name = "each processor is found", .run = acpi_test_processors};

CELL_CALLBACK bool acpi_test_controllers(char *why, uint32_t size) {
  struct topology machine;
  topology_read(&machine);
  if (machine.local == 0xfee00000 && machine.controllers >= 1 && machine.controller[0].physical == 0xfec00000)
    return true;
  text_format(why, size, "local APIC at %#lx, %u I/O APICs", machine.local, machine.controllers);
  return false;
}
CELL_OPS(struct system_test, acpi_controllers_test) = {.name = "the interrupt controllers are found",
                                                       .run = acpi_test_controllers};
