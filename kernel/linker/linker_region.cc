// SPDX-License-Identifier: Apache-2.0
#include "kernel/linker/linker_region.h"

#include <sys/mman.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

LinkerRegion::LinkerRegion(void *at) {
  int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (at == nullptr ? 0 : MAP_FIXED_NOREPLACE);
  void *room = mmap(at, REGION_SIZE, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (room == MAP_FAILED) {
    perror("the region's addresses are taken");
    std::abort();
  }
  bytes_ = static_cast<uint8_t *>(room);
  if (linker_start(bytes_, "//test:image", "//test:platform") != OK) std::abort();
}

LinkerRegion::~LinkerRegion() {
  munmap(bytes_, REGION_SIZE);
}

status_t LinkerRegion::Add(const std::vector<uint8_t> &file, uint32_t flags) {
  error_.text[0] = 0;
  return linker_add(bytes_, file.data(), file.size(), flags, &last_, &error_);
}

const struct graph_cell &LinkerRegion::Cell(const std::string &label) {
  const struct graph_cell *cell = graph_cell(bytes_, graph_find(bytes_, label.c_str()));
  if (cell == nullptr) std::abort();
  return *cell;
}

const struct graph_export &LinkerRegion::Export(const std::string &name) {
  const struct graph_export *row;
  for (uint32_t i = 0; (row = graph_export(bytes_, i)) != nullptr; i++)
    if (graph_string(bytes_, row->name) == name) return *row;
  std::abort();
}

uint64_t LinkerRegion::Gate(const std::string &name) {
  const struct graph_gate *gate = graph_gate(bytes_, Export(name).gate);
  if (gate == nullptr) std::abort();
  return gate->address;
}

const struct graph_state &LinkerRegion::State(const std::string &name) {
  const struct graph_state *row;
  for (uint32_t i = 0; (row = graph_state(bytes_, i)) != nullptr; i++)
    if (graph_string(bytes_, row->name) == name) return *row;
  std::abort();
}

const struct graph_ops &LinkerRegion::Ops(const std::string &name) {
  const struct graph_ops *row;
  for (uint32_t i = 0; (row = graph_ops(bytes_, i)) != nullptr; i++)
    if (graph_string(bytes_, row->name) == name) return *row;
  std::abort();
}

std::vector<std::vector<uint8_t>> LinkerRegion::Snapshot() {
  std::vector<std::vector<uint8_t>> all;
  for (int area = 0; area < REGION_AREAS; area++) {
    const uint8_t *start = bytes_ + region_span(static_cast<region_area>(area)).offset;
    all.emplace_back(start, start + header().used[area]);
  }
  return all;
}

std::vector<uint8_t> TestCell(const std::string &name) {
  std::ifstream file("kernel/linker/testdata/" + name + ".cell", std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "kernel/linker/testdata/%s.cell is not among the test's data\n", name.c_str());
    std::abort();
  }
  return {std::istreambuf_iterator<char>(file), {}};
}
