// SPDX-License-Identifier: Apache-2.0
// acpi: the machine's topology from ACPI's static tables, read once while booting.
#include "kernel/boot/boot.h"
#include "kernel/log/log.h"
#include "kernel/pages/pages.h"
#include "kernel/topology/acpi/tables.h"
#include "kernel/topology/topology.h"

CELL_STATE(struct topology, acpi);

// Pages of firmware memory that have been mapped, and stay so: a machine's tables lie in a few.
enum { WINDOWS = 16, WINDOW = 4096 };
struct windows {
  uint64_t physical[WINDOWS];
  const volatile uint8_t *at[WINDOWS];
  uint32_t count;
};

// Tables can lie in RAM, which the direct map shows, or in memory that the firmware has kept for itself.
static const volatile uint8_t *page_of(struct windows *windows, uint64_t physical) {
  const uint8_t *direct = pages_direct(physical);
  if (pages_physical(direct) == physical) return direct;
  for (uint32_t i = 0; i < windows->count && i < WINDOWS; i++)
    if (windows->physical[i] == physical) return windows->at[i];
  volatile void *at;
  if (pages_device(physical, WINDOW, &at) != OK) return NULL;
  uint32_t place = windows->count++ % WINDOWS;
  windows->physical[place] = physical;
  windows->at[place] = at;
  return at;
}

CELL_CALLBACK bool acpi_read_physical(const struct acpi_memory *memory, uint64_t physical, void *to, uint32_t size) {
  uint8_t *out = to;
  for (uint32_t done = 0; done < size;) {
    uint64_t at = (physical + done) % WINDOW, left = size - done, part = left < WINDOW - at ? left : WINDOW - at;
    const volatile uint8_t *page = page_of(memory->context, physical + done - at);
    if (page == NULL) return false;
    for (uint64_t i = 0; i < part; i++)
      out[done + i] = page[at + i];
    done += (uint32_t)part;
  }
  return true;
}

CELL_CALLBACK status_t acpi_init(void) {
  struct windows windows = {};
  struct acpi_memory memory = {.read = acpi_read_physical, .context = &windows};
  char why[ACPI_WHY];
  status_t status = acpi_read(&memory, boot_acpi_root(), &acpi, why);
  if (status != OK) {
    LOG(LOG_WARNING, "%s; only the processor that boots is used", why);
    acpi.cpus = 1;
    acpi.cpu[0] = TOPOLOGY_UNKNOWN;
    return OK;
  }
  LOG(LOG_INFO, "%u processors, %u I/O APICs, %s", acpi.cpus, acpi.controllers,
      acpi.hpet != 0 ? "an event timer" : "no event timer");
  if (acpi.cpus_left_out != 0)
    LOG(LOG_WARNING, "%u more processors are left alone: there is room for %u", acpi.cpus_left_out, TOPOLOGY_CPUS);
  return OK;
}
CELL_OPS(struct cell_lifecycle, acpi_lifecycle) = {.init = acpi_init};

void topology_read(struct topology *out) {
  *out = acpi;
}
