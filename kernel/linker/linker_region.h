// SPDX-License-Identifier: Apache-2.0
// linker_region: a region for tests: memory of its size with an empty graph in it, and what tests ask about it.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "kernel/base/region.h"
#include "kernel/graph/graph.h"
#include "kernel/linker/elf_builder.h"
#include "kernel/linker/linker.h"

class LinkerRegion {
public:
  explicit LinkerRegion(void *at = nullptr);  // at: map it there or end the program; null: anywhere
  ~LinkerRegion();
  LinkerRegion(const LinkerRegion &) = delete;

  uint8_t *bytes() {
    return bytes_;
  }
  struct graph_header &header() {
    return *reinterpret_cast<struct graph_header *>(bytes_);
  }
  // What lies at an address of the region.
  template <typename T>
  T &At(uint64_t address) {
    return *reinterpret_cast<T *>(bytes_ + (address - REGION_BASE));
  }

  // linker_add; what it said is in error().
  status_t Add(const std::vector<uint8_t> &file, uint32_t flags = 0);
  status_t Add(const CellBuilder &builder, uint32_t flags = 0) {
    return Add(builder.Build().bytes, flags);
  }
  std::string error() const {
    return error_.text;
  }
  uint32_t last() const {
    return last_;
  }  // the cell that was added last

  const struct graph_cell &Cell(const std::string &label);
  const struct graph_export &Export(const std::string &name);
  uint64_t Gate(const std::string &name);  // of an exported function, which must have one
  const struct graph_state &State(const std::string &name);
  const struct graph_ops &Ops(const std::string &name);

  // The header and the used part of every area.
  std::vector<std::vector<uint8_t>> Snapshot();

private:
  uint8_t *bytes_;
  linker_error error_ = {};
  uint32_t last_ = GRAPH_NONE;
};

// A `.cell` file among the test's data: "provider" for kernel/linker/testdata/provider.cell.
std::vector<uint8_t> TestCell(const std::string &name);
