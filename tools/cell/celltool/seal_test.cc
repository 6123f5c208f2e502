// SPDX-License-Identifier: Apache-2.0
// celltool seal: what the loader would refuse and what is over its budget does not become a `.cell`.
#include "kernel/linker/elf_builder.h"
#include "tools/cell/celltool/celltool_runner.h"

namespace {

class Seal : public Celltool {
protected:
  Outcome Write(const std::vector<uint8_t> &bytes, const std::string &budget) {
    WriteBytes("in", bytes.data(), bytes.size());
    return Run("seal in out " + budget);
  }
};

// 2048 bytes of text, 256 of state.
CellBuilder Sized() {
  CellBuilder cell;
  cell.functions = {{"f", "READ", std::vector<uint8_t>(2048 - 16, 0x90)}};
  cell.objects = {{"state", "s", "struct s", std::vector<uint8_t>(200)}};
  cell.zero_state = 56;
  return cell;
}

}  // namespace

TEST_F(Seal, ACellWithinItsBudgetIsCopied) {
  std::vector<uint8_t> cell = Sized().Build().bytes;
  Outcome outcome = Write(cell, "2 256");
  EXPECT_EQ(outcome.said, "");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(ReadText("out"), std::string(cell.begin(), cell.end()));
}

TEST_F(Seal, ACellOverItsBudgetIsRefusedWithItsSizes) {
  Outcome outcome = Write(Sized().Build().bytes, "1 255");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said,
            "error: //test/cell: its text is 2048 bytes, over its budget of 1 KiB; make it smaller, or raise "
            "text_kib in its cell_budget()\n"
            "error: //test/cell: its state is 256 bytes, over its budget of 255; make it smaller, or raise "
            "state_bytes in its cell_budget()\n");
  EXPECT_FALSE(Exists("out"));
}

TEST_F(Seal, WhatTheLoaderRefusesIsRefusedInItsWords) {
  CellBuilder cell = Sized();
  cell.note = "delias-cell 2\n";
  Outcome outcome = Write(cell.Build().bytes, "2 256");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said, "error: //test/cell: its note has another format than 'delias-cell 3'\n");
  EXPECT_FALSE(Exists("out"));
}

TEST_F(Seal, AFileWithoutALabelIsNamedByItsPath) {
  Outcome outcome = Write(std::vector<uint8_t>(100), "2 256");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said, "error: in: not a cell: the file is no ELF file; give a .cell file\n");
}
