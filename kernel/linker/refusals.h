// SPDX-License-Identifier: Apache-2.0
// refusals: a valid cell that has everything, ways to break it, and the sentence that each must give.
#pragma once
#include <gtest/gtest.h>

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "kernel/linker/linker_region.h"

struct Refusal {
  std::string sentence;
  std::function<void(BuiltCell &)> breaks;
};

// Slots 0: a call of `import`; 1: the address of `state`; 2: of rodata; the ops table holds `on_tick`.
inline CellBuilder WholeCell() {
  CellBuilder cell;
  cell.label = "//test/whole";
  cell.needed = {"//test/dep"};
  cell.functions = {Returns("run", 1), Returns("on_tick", 2, "callback"), Returns("hidden", 3, "")};
  cell.objects = {{"ops", "table", "struct table", std::vector<uint8_t>(16)},
                  {"state", "state", "struct state", std::vector<uint8_t>(16)}};
  cell.relocations = {{ELF_R_JUMP_SLOT, "import"},
                      {ELF_R_GLOB_DAT, "state"},
                      {ELF_R_RELATIVE, "", {}, 0, LINKER_READ},
                      {ELF_R_64, "on_tick", LINKER_OPS}};
  cell.rodata = "constant";
  return cell;
}

inline std::string Text(const char *format, uint64_t a = 0, uint64_t b = 0, uint64_t c = 0) {
  char text[320];
  std::snprintf(text, sizeof text, format, a, b, c);
  return text;
}

// Each is refused with its sentence and CORRUPT by linker_read; before it was broken the cell was valid.
inline void ExpectRefusals(const CellBuilder &builder, const std::vector<Refusal> &refusals) {
  for (const Refusal &refusal : refusals) {
    SCOPED_TRACE(refusal.sentence);
    BuiltCell cell = builder.Build();
    linker_elf elf;
    linker_error error = {};
    ASSERT_EQ(linker_read(cell.bytes.data(), cell.bytes.size(), &elf, &error), OK) << error.text;
    refusal.breaks(cell);
    EXPECT_EQ(linker_read(cell.bytes.data(), cell.bytes.size(), &elf, &error), CORRUPT);
    EXPECT_EQ(error.text, refusal.sentence);
  }
}
