// SPDX-License-Identifier: Apache-2.0
// test_graph: a graph made by hand, so that cells that read the running graph can be tested on the build machine.
#pragma once
#include <string>
#include <vector>

#include "kernel/graph/graph.h"

class TestGraph {
public:
  TestGraph();  // becomes the running graph
  ~TestGraph();
  TestGraph(const TestGraph &) = delete;
  TestGraph &operator=(const TestGraph &) = delete;

  void SetImage(const std::string &image, const std::string &platform);
  // Cells come in order of dependencies, each with all that is its own before the next one.
  uint32_t AddCell(const std::string &label, const struct graph_cell &values = {});
  uint32_t AddExport(const std::string &name, enum graph_kind kind, uint64_t address, bool gate = false);
  void AddImport(uint32_t exported, enum graph_import_form form = GRAPH_BY_SLOT);
  void AddDep(uint32_t provider, const std::string &label);
  void AddProvides(const std::string &label);
  void AddState(const std::string &name, const std::string &type, uint64_t address, uint64_t size);
  void AddOps(const std::string &name, const std::string &type, const void *table, size_t size);  // copies it

  const uint8_t *region() const {
    return region_;
  }

private:
  uint32_t String(const std::string &text);
  template <typename Row>
  uint32_t Add(enum region_area area, const Row &row);
  struct graph_cell &Last();
  struct graph_header &Header();

  uint8_t *region_;
};
