// SPDX-License-Identifier: Apache-2.0
// tables_fixture: a machine's firmware in a string, with the tables that a test puts into it.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

extern "C" {
#include "kernel/topology/acpi/tables.h"
}

// Appends the low `size` bytes of a number, as the tables have them.
inline std::string Number(uint64_t value, uint32_t size) {
  std::string bytes;
  for (uint32_t i = 0; i < size; i++)
    bytes.push_back(static_cast<char>(value >> 8 * i));
  return bytes;
}

inline char SumOf(const std::string &bytes) {
  uint8_t sum = 0;
  for (char byte : bytes)
    sum -= static_cast<uint8_t>(byte);
  return static_cast<char>(sum);
}

inline std::string Table(const std::string &signature, const std::string &body) {
  std::string bytes = signature + Number(36 + body.size(), 4) + '\1' + '\0' + "DELIASFIXTURE " + Number(1, 4) + "TEST" +
                      Number(1, 4) + body;
  bytes[9] = SumOf(bytes);
  return bytes;
}

inline std::string Cpu(uint8_t id, uint32_t flags = 1) {
  return Number(0, 1) + Number(8, 1) + Number(id, 1) + Number(id, 1) + Number(flags, 4);
}
inline std::string WideCpu(uint32_t id, uint32_t flags = 1) {
  return Number(9, 1) + Number(16, 1) + Number(0, 2) + Number(id, 4) + Number(flags, 4) + Number(id, 4);
}
inline std::string Controller(uint32_t physical, uint32_t first_input) {
  return Number(1, 1) + Number(12, 1) + Number(7, 1) + Number(0, 1) + Number(physical, 4) + Number(first_input, 4);
}
inline std::string Line(uint8_t line, uint32_t input, uint16_t flags) {
  return Number(2, 1) + Number(10, 1) + Number(0, 1) + Number(line, 1) + Number(input, 4) + Number(flags, 2);
}
inline std::string Madt(const std::string &entries, uint32_t local = 0xfee00000) {
  return Table("APIC", Number(local, 4) + Number(1, 4) + entries);
}
inline std::string Hpet(uint64_t physical, uint8_t space = 0) {
  return Table("HPET", Number(0x8086a201, 4) + Number(space, 1) + std::string("\x40\0\0", 3) + Number(physical, 8) +
                           Number(0, 4));
}

struct Firmware {
  static constexpr uint64_t kRoot = 0xf5000;
  std::string bytes;
  uint32_t revision = 2;
  uint64_t widest = 0;  // the most that was asked for at once

  // Puts root pointer, list and tables behind one another from kRoot on.
  void Build(const std::vector<std::string> &tables) {
    uint64_t list_at = kRoot + 64, at = list_at + 36 + tables.size() * (revision < 2 ? 4 : 8);
    std::string addresses, all;
    for (const std::string &table : tables) {
      addresses += Number(at + all.size(), revision < 2 ? 4 : 8);
      all += table;
    }
    std::string list = Table(revision < 2 ? "RSDT" : "XSDT", addresses);
    std::string root =
        "RSD PTR " + Number(0, 1) + "DELIAS" + Number(revision, 1) + Number(revision < 2 ? list_at : 0, 4);
    root[8] = SumOf(root);
    if (revision >= 2) {
      root += Number(36, 4) + Number(list_at, 8) + Number(0, 4);
      root[32] = SumOf(root);
    }
    root.resize(64);
    bytes = root + list + all;
  }
  // Changes a byte and mends the sum of nothing.
  void Set(uint64_t at, uint8_t value) {
    bytes[at] = static_cast<char>(value);
  }

  status_t Read(struct topology *out, std::string *why, uint64_t root = kRoot) {
    struct acpi_memory memory = {ReadBytes, this};
    char text[ACPI_WHY] = "";
    status_t status = acpi_read(&memory, root, out, text);
    *why = text;
    return status;
  }

private:
  static bool ReadBytes(const struct acpi_memory *memory, uint64_t physical, void *to, uint32_t size) {
    auto *self = static_cast<Firmware *>(memory->context);
    if (size > self->widest) self->widest = size;
    if (physical < kRoot || physical - kRoot > self->bytes.size() || size > self->bytes.size() - (physical - kRoot))
      return false;
    memcpy(to, self->bytes.data() + (physical - kRoot), size);
    return true;
  }
};
