// SPDX-License-Identifier: Apache-2.0
// Any MADT body between right tables, with any bytes of all of them changed. What is told must make sense, or be nothing.
#include <cstdlib>
#include <set>

#include "kernel/topology/acpi/tables_fixture.h"

static void Check(bool holds) {
  if (!holds) abort();
}

static void CheckAnswer(status_t status, const struct topology &out, const std::string &why) {
  struct topology blank;
  acpi_blank(&blank);
  if (status != OK) {
    Check(memcmp(&out, &blank, sizeof out) == 0 && !why.empty());
    return;
  }
  Check(out.cpus >= 1 && out.cpus <= TOPOLOGY_CPUS && out.controllers <= TOPOLOGY_CONTROLLERS);
  std::set<uint32_t> numbers(out.cpu, out.cpu + out.cpus);
  Check(numbers.size() == out.cpus && !numbers.contains(TOPOLOGY_UNKNOWN));
}

// First byte: how many changes follow, three bytes each: where (two), what. The rest: entries.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t changes = size == 0 ? 0 : data[0] % 8, head = 1 + 3 * changes;
  if (size < head) return 0;
  Firmware firmware;
  firmware.revision = data[0] & 128 ? 0 : 2;
  std::string entries(reinterpret_cast<const char *>(data + head), size - head);
  firmware.Build({Madt(entries), Hpet(0xfed00000)});
  struct topology out;
  std::string why;
  CheckAnswer(firmware.Read(&out, &why), out, why);
  for (size_t i = 0; i < changes; i++) {
    const uint8_t *change = data + 1 + 3 * i;
    firmware.Set((change[0] | change[1] << 8) % firmware.bytes.size(), change[2]);
  }
  CheckAnswer(firmware.Read(&out, &why), out, why);
  return 0;
}
