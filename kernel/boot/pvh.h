// SPDX-License-Identifier: Apache-2.0
// pvh: what a PVH loader leaves in memory (Xen public/arch-x86/hvm/start_info.h, version 1).
#pragma once
#include <stdint.h>

enum { PVH_MAGIC = 0x336ec578, PVH_RAM = 1 };

struct pvh_start_info {
  uint32_t magic, version, flags, module_count;
  uint64_t modules, command_line, rsdp;
  uint64_t memory_map;
  uint32_t memory_map_count, reserved;
};

struct pvh_memory {
  uint64_t start, size;
  uint32_t type, reserved;
};
