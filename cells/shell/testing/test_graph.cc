// SPDX-License-Identifier: Apache-2.0
#include "cells/shell/testing/test_graph.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>

#include "kernel/graph/graph_host.h"

TestGraph::TestGraph() {
  // Addresses only: pages come as they are touched.
  void *region = mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (region == MAP_FAILED) abort();
  region_ = static_cast<uint8_t *>(region);
  Header().magic = GRAPH_MAGIC;
  Header().layout = GRAPH_LAYOUT;
  Header().used[REGION_HEADER] = sizeof(struct graph_header);
  String("");
  graph_set_running_for_test(region_);
}

TestGraph::~TestGraph() {
  graph_set_running_for_test(nullptr);
  munmap(region_, REGION_SIZE);
}

struct graph_header &TestGraph::Header() {
  return *reinterpret_cast<struct graph_header *>(region_);
}

uint32_t TestGraph::String(const std::string &text) {
  uint64_t at = Header().used[REGION_STRINGS];
  memcpy(region_ + region_span(REGION_STRINGS).offset + at, text.c_str(), text.size() + 1);
  Header().used[REGION_STRINGS] += text.size() + 1;
  return static_cast<uint32_t>(at);
}

template <typename Row>
uint32_t TestGraph::Add(enum region_area area, const Row &row) {
  uint64_t at = Header().used[area];
  memcpy(region_ + region_span(area).offset + at, &row, sizeof row);
  Header().used[area] += sizeof row;
  return static_cast<uint32_t>(at / sizeof row);
}

struct graph_cell &TestGraph::Last() {
  auto *cells = reinterpret_cast<struct graph_cell *>(region_ + region_span(REGION_CELLS).offset);
  return cells[graph_cell_count(region_) - 1];
}

void TestGraph::SetImage(const std::string &image, const std::string &platform) {
  Header().image = String(image);
  Header().platform = String(platform);
}

uint32_t TestGraph::AddCell(const std::string &label, const struct graph_cell &values) {
  struct graph_cell cell = values;
  cell.label = String(label);
  cell.flags |= GRAPH_LIVE;
  auto next = [&](enum region_area area, size_t row) {
    return (struct graph_range){static_cast<uint32_t>(Header().used[area] / row), 0};
  };
  cell.exports = next(REGION_EXPORTS, sizeof(struct graph_export));
  cell.imports = next(REGION_IMPORTS, sizeof(struct graph_import));
  cell.deps = next(REGION_DEPS, sizeof(struct graph_dep));
  cell.provides = next(REGION_PROVIDES, sizeof(struct graph_provides));
  cell.states = next(REGION_STATES, sizeof(struct graph_state));
  cell.opses = next(REGION_OPSES, sizeof(struct graph_ops));
  return Add(REGION_CELLS, cell);
}

uint32_t TestGraph::AddExport(const std::string &name, enum graph_kind kind, uint64_t address, bool gate) {
  Last().exports.count++;
  struct graph_export row = {};
  row.name = String(name);
  row.cell = graph_cell_count(region_) - 1;
  row.kind = kind;
  row.gate = gate ? 0 : GRAPH_NONE;
  row.address = address;
  return Add(REGION_EXPORTS, row);
}

void TestGraph::AddImport(uint32_t exported, enum graph_import_form form) {
  Last().imports.count++;
  struct graph_import row = {};
  row.name = graph_export(region_, exported)->name;
  row.cell = graph_cell_count(region_) - 1;
  row.export_index = exported;
  row.form = form;
  Add(REGION_IMPORTS, row);
}

void TestGraph::AddDep(uint32_t provider, const std::string &label) {
  Last().deps.count++;
  struct graph_dep row = {};
  row.cell = graph_cell_count(region_) - 1;
  row.provider = provider;
  row.label = String(label);
  Add(REGION_DEPS, row);
}

void TestGraph::AddProvides(const std::string &label) {
  Last().provides.count++;
  struct graph_provides row = {};
  row.cell = graph_cell_count(region_) - 1;
  row.label = String(label);
  Add(REGION_PROVIDES, row);
}

void TestGraph::AddState(const std::string &name, const std::string &type, uint64_t address, uint64_t size) {
  Last().states.count++;
  struct graph_state row = {};
  row.name = String(name);
  row.type = String(type);
  row.cell = graph_cell_count(region_) - 1;
  row.address = address;
  row.size = size;
  Add(REGION_STATES, row);
}

void TestGraph::AddOps(const std::string &name, const std::string &type, const void *table, size_t size) {
  Last().opses.count++;
  struct graph_ops row = {};
  row.name = String(name);
  row.type = String(type);
  row.cell = graph_cell_count(region_) - 1;
  row.size = static_cast<uint32_t>(size);
  uint64_t at = region_span(REGION_OPS).offset + (Header().used[REGION_OPS] + 15) / 16 * 16;
  memcpy(region_ + at, table, size);
  Header().used[REGION_OPS] = at - region_span(REGION_OPS).offset + size;
  row.address = REGION_BASE + at;
  Add(REGION_OPSES, row);
}
