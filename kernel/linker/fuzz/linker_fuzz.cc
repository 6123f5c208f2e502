// SPDX-License-Identifier: Apache-2.0
// Links whatever it is given against a graph of three cells. A refused file must leave no trace; the graph with an
// accepted one must hold together. The sanitizer watches both.
#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "kernel/graph/graph.h"
#include "kernel/linker/elf_builder.h"
#include "kernel/linker/linker.h"

namespace {

uint8_t *region;
struct graph_header base;
std::vector<uint8_t> base_exports;  // their gates are what a refused file might leave behind

[[noreturn]] void Fail(const char *what, const char *detail) {
  std::fprintf(stderr, "linker_fuzz: %s: %s\n", what, detail);
  std::abort();
}

struct graph_header &Header() {
  return *reinterpret_cast<struct graph_header *>(region);
}

uint8_t *Exports() {
  return region + region_span(REGION_EXPORTS).offset;
}

void AddBase(const CellBuilder &builder, uint32_t flags) {
  std::vector<uint8_t> file = builder.Build().bytes;
  uint32_t cell;
  struct linker_error error;
  if (linker_add(region, file.data(), file.size(), flags, &cell, &error) != OK) Fail("the base", error.text);
}

// What the files in the corpus import, under the labels by which they ask for it.
void Start() {
  region = static_cast<uint8_t *>(
      mmap(nullptr, REGION_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
  if (region == MAP_FAILED || linker_start(region, "//fuzz:image", "//fuzz:platform") != OK) Fail("the region", "");
  CellBuilder nucleus, provider, dep;
  nucleus.label = "//test/nucleus";
  nucleus.functions = NucleusGates();
  provider.label = "//kernel/linker/testdata:provider";
  provider.functions = {Returns("provider_add", 1), Returns("provider_count", 2, "ATOMIC"),
                        Returns("provider_wait", 3, "STEPS"), Returns("provider_apply", 4)};
  dep.label = "//test/provider";
  dep.provides = {"//test/dep"};
  dep.functions = {Returns("import", 1), Returns("wait", 2, "STEPS"), Returns("on_dep", 3, "callback")};
  AddBase(nucleus, GRAPH_NUCLEUS);
  AddBase(provider, 0);
  AddBase(dep, 0);
  base = Header();
  base_exports.assign(Exports(), Exports() + base.used[REGION_EXPORTS]);
}

void CheckRefused(const struct graph_header &before, const struct linker_error &error) {
  if (std::memcmp(&Header(), &before, sizeof before) != 0) Fail("a refusal changed the header", error.text);
  if (error.text[0] == 0 || std::memchr(error.text, 0, sizeof error.text) == nullptr) Fail("a refusal", "says nothing");
}

void CheckWhole(const char *after) {
  char why[80];
  if (graph_check(region, why, sizeof why) != OK) Fail(after, why);
}

void MakeGates(uint32_t cell) {
  const struct graph_range exports = graph_cell(region, cell)->exports;
  for (uint32_t i = 0; i < exports.count; i++) {
    const char *name = graph_string(region, graph_export(region, exports.first + i)->name);
    struct linker_error error;
    uint64_t address;
    if (linker_gate(region, cell, name, &address, &error) != OK) Fail("no gate", error.text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (region == nullptr) Start();
  std::vector<uint8_t> file(data, data + size);  // aligned, and not a byte longer
  struct linker_error error = {};
  uint32_t cell;
  if (linker_add(region, file.data(), file.size(), 0, &cell, &error) != OK) {
    CheckRefused(base, error);
    if (std::memcmp(Exports(), base_exports.data(), base_exports.size()) != 0)
      Fail("a refusal left a gate", error.text);
    return 0;
  }
  CheckWhole("linker_add");
  struct graph_header before = Header();
  error = {};
  if (linker_add_symbols(region, cell, file.data(), file.size(), &error) != OK) CheckRefused(before, error);
  CheckWhole("linker_add_symbols");
  MakeGates(cell);
  CheckWhole("linker_gate");
  Header() = base;
  std::memcpy(Exports(), base_exports.data(), base_exports.size());
  return 0;
}
