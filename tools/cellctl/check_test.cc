// SPDX-License-Identifier: Apache-2.0
// Two readings of a real image, one of which is changed row by row as no system should run it, or as a swap leaves it.
#include "tools/cellctl/check.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "kernel/graph/graph.h"
#include "tools/graph/region.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Check : public testing::Test {
protected:
  void SetUp() override {
    image = Read();
    running = Read();
  }
  void TearDown() override {
    region_free(image);
    region_free(running);
  }
  static uint8_t *Read() {
    uint8_t *region = region_new();
    struct region_error error;
    EXPECT_TRUE(region_read("images/minimal.elf", region, &error)) << error.text;
    return region;
  }
  // What the comparison writes; the numbers are in `result`.
  std::string Compare() {
    char *text = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    result = check_graphs(image, running, out);
    fclose(out);
    std::string copy(text, size);
    free(text);
    return copy;
  }
  // A row of the running graph, to be changed.
  template <typename Row>
  Row *Change(enum region_area area, uint32_t index) {
    return reinterpret_cast<Row *>(running + region_span(area).offset) + index;
  }
  struct graph_cell *Cell(const char *label) {
    uint32_t index = graph_provider(running, label);
    EXPECT_NE(index, GRAPH_NONE) << label;
    return Change<struct graph_cell>(REGION_CELLS, index);
  }
  uint64_t *Word(uint64_t address) {
    return reinterpret_cast<uint64_t *>(running + (address - REGION_BASE));
  }
  // The first import of heap that is bound by a slot in its own pages.
  struct graph_import *Import() {
    struct graph_cell *heap = Cell("//kernel/heap");
    for (uint32_t i = 0; i < heap->imports.count; i++) {
      auto *import = Change<struct graph_import>(REGION_IMPORTS, heap->imports.first + i);
      if (import->form == GRAPH_BY_SLOT && import->slot - heap->read_address < heap->read_size) return import;
    }
    ADD_FAILURE() << "heap has no such import";
    return nullptr;
  }
  std::string Label(uint32_t cell) {
    return Name(graph_cell(running, cell)->label);
  }
  const char *Name(uint32_t string) {
    return graph_string(running, string);
  }
  // Adds a row for a new version of the cell as a swap does, and retires the old one.
  struct graph_cell *Swap(const char *label) {
    struct graph_cell *old = Cell(label);
    auto *header = reinterpret_cast<struct graph_header *>(running);
    auto *fresh = Change<struct graph_cell>(REGION_CELLS, graph_cell_count(running));
    *fresh = *old;
    fresh->version = ~old->version;
    header->used[REGION_CELLS] += sizeof *fresh;
    header->generation++;
    old->flags = GRAPH_RETIRED;
    return fresh;
  }
  // That it is the only difference and is said so.
  void ExpectOne(const std::string &sentence) {
    std::string text = Compare();
    EXPECT_EQ(result.differences, 1u) << text;
    EXPECT_THAT(text, StartsWith(sentence));
  }
  uint8_t *image, *running;
  struct check_result result = {};
};

TEST_F(Check, FindsNothingInWhatIsTheSame) {
  EXPECT_EQ(Compare(), "");
  EXPECT_EQ(result.same, graph_cell_count(image));
  EXPECT_EQ(result.differences + result.swapped, 0u);
}

TEST_F(Check, FindsAnotherWordInASlot) {
  struct graph_import *import = Import();
  *Word(import->slot) += 16;
  ExpectOne(std::string("//kernel/heap: ") + Name(import->name) + " slot's word: 0x");
}

TEST_F(Check, FindsAnotherTargetOfAGate) {
  const struct graph_gate *gate = graph_gate(running, 0);
  const struct graph_export *bound = graph_export(running, gate->export_index);
  *Word(gate->target) += 16;
  ExpectOne(Label(bound->cell) + ": " + Name(bound->name) + " gate's target: 0x");
}

TEST_F(Check, FindsAnExportElsewhereOrOfAnotherKindOrAbi) {
  auto *bound = Change<struct graph_export>(REGION_EXPORTS, Cell("//kernel/heap")->exports.first);
  std::string before = std::string("//kernel/heap: ") + Name(bound->name);
  struct graph_export kept = *bound;
  bound->address += 16;
  ExpectOne(before + " address: 0x");
  *bound = kept;
  bound->kind = GRAPH_RAW;
  ExpectOne(before + " kind: 0x");
  *bound = kept;
  bound->abi++;
  ExpectOne(before + " ABI: 0x");
  *bound = kept;
  bound->name++;
  ExpectOne("//kernel/heap: export: ");
}

TEST_F(Check, FindsAnImportFromSomewhereElse) {
  struct graph_import *import = Import();
  uint32_t other = Cell("//kernel/boot")->exports.first;
  import->export_index = other;
  ExpectOne(std::string("//kernel/heap: ") + Name(import->name) + " comes from //");
}

TEST_F(Check, FindsAStateObjectOfAnotherPlaceSizeOrSchema) {
  auto *state = Change<struct graph_state>(REGION_STATES, Cell("//kernel/heap")->states.first);
  struct graph_state kept = *state;
  state->address += 64;
  ExpectOne(std::string("//kernel/heap: ") + Name(state->name) + " address: 0x");
  *state = kept;
  state->size += 8;
  ExpectOne(std::string("//kernel/heap: ") + Name(state->name) + " size: 0x");
  *state = kept;
  state->schema++;
  ExpectOne(std::string("//kernel/heap: ") + Name(state->name) + " schema: 0x");
}

TEST_F(Check, FindsAnotherWordInAnOpsTable) {
  auto *ops = Change<struct graph_ops>(REGION_OPSES, 0);
  ASSERT_GE(ops->size, 16u);
  *Word(ops->address + 8) += 32;
  ExpectOne(Label(ops->cell) + ": " + Name(ops->name) + " word at 8: 0x");
}

TEST_F(Check, FindsAnotherSymbol) {
  auto *symbol = Change<struct graph_symbol>(REGION_SYMBOLS, Cell("//kernel/heap")->symbols.first);
  symbol->size++;
  ExpectOne(std::string("//kernel/heap: ") + Name(symbol->name) + " size: 0x");
}

TEST_F(Check, FindsAMissingRow) {
  Cell("//kernel/heap")->exports.count--;
  ExpectOne("//kernel/heap: exports in number: 0x");
}

TEST_F(Check, FindsACellOfAnotherVersionThatNoSwapBrought) {
  Cell("//kernel/heap")->version ^= UINT64_C(1) << 63;
  ExpectOne("//kernel/heap: the image has version ");
  EXPECT_THAT(Compare(), HasSubstr("runs without a swap"));
}

TEST_F(Check, FindsACellThatNoSwapRemovedOrAdded) {
  Cell("//kernel/heap")->flags = 0;
  EXPECT_THAT(Compare(), HasSubstr("is gone, and no swap removed it"));
  std::swap(image, running);
  EXPECT_THAT(Compare(), HasSubstr("runs, and is not in the image"));
}

TEST_F(Check, FindsThatItIsAnotherImage) {
  auto *header = reinterpret_cast<struct graph_header *>(running);
  header->image = header->platform;
  ExpectOne("the running system is //platforms:");
}

TEST_F(Check, ASwapIsNoDifference) {
  Swap("//kernel/heap");
  std::string text = Compare();
  EXPECT_THAT(text, StartsWith("//kernel/heap was swapped: "));
  EXPECT_EQ(result.swapped, 1u);
  EXPECT_EQ(result.differences, 0u) << text;
}

TEST_F(Check, ARetiredVersionThatIsNotTheImagesExplainsNothing) {
  uint32_t old = graph_provider(running, "//kernel/heap");
  Swap("//kernel/heap");
  Change<struct graph_cell>(REGION_CELLS, old)->version++;
  ExpectOne("//kernel/heap: the image has version ");
}

TEST_F(Check, NorIsASlotThatFollowsASwap) {
  struct graph_import *import = Import();
  std::string provider = Label(graph_export(running, import->export_index)->cell);
  Swap(provider.c_str());
  auto *bound = Change<struct graph_export>(REGION_EXPORTS, import->export_index);
  bound->address += 0x1000;
  uint64_t stale = *Word(import->slot);
  for (uint32_t i = 0; graph_import(running, i) != nullptr; i++)  // of all that import it
    if (graph_import(running, i)->export_index == import->export_index)
      *Word(graph_import(running, i)->slot) = bound->address;
  std::string text = Compare();
  EXPECT_EQ(result.differences, 0u) << text;
  *Word(import->slot) = stale;
  EXPECT_THAT(Compare(), HasSubstr(std::string("//kernel/heap: ") + Name(import->name) + " slot's word: 0x"));
  EXPECT_EQ(result.differences, 1u);
}

}  // namespace
