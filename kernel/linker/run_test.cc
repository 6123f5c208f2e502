// SPDX-License-Identifier: Apache-2.0
// Links real cells, made by the build, into a region at its own address, maps it with its own protection, and calls
// them through their slots and gates: cells are x86-64 code without an operating system, so they run in this process.
#include <gtest/gtest.h>
#include <sys/mman.h>

#include <cstring>

#include "kernel/linker/linker_region.h"
#include "kernel/linker/testdata/importer.h"
#include "kernel/linker/testdata/request.h"

namespace {

int ProtectionOf(uint32_t prot) {
  return ((prot & REGION_R) ? PROT_READ : 0) | ((prot & REGION_W) ? PROT_WRITE : 0) |
         ((prot & REGION_X) ? PROT_EXEC : 0);
}

class Run : public ::testing::Test {
protected:
  Run() : region_(reinterpret_cast<void *>(REGION_BASE)) {}

  void SetUp() override {
    EXPECT_EQ(region_.Add(TestCell("request"), GRAPH_NUCLEUS), OK) << region_.error();
    for (const char *name : {"provider", "importer"})
      ASSERT_EQ(region_.Add(TestCell(name)), OK) << region_.error();
    // Whatever the test will call has its gate, so that nothing is written once the region is protected.
    for (uint32_t i = 0; graph_export(region_.bytes(), i) != nullptr; i++) {
      const struct graph_export *row = graph_export(region_.bytes(), i);
      uint64_t address;
      linker_error error;
      ASSERT_EQ(linker_gate(region_.bytes(), row->cell, graph_string(region_.bytes(), row->name), &address, &error),
                OK);
    }
    Protect();
  }

  void Protect() {
    for (int area = 0; area < REGION_AREAS; area++) {
      struct region_span span = region_span(static_cast<region_area>(area));
      ASSERT_EQ(mprotect(region_.bytes() + span.offset, span.size, ProtectionOf(span.prot)), 0);
    }
    for (uint32_t i = 0; i < graph_cell_count(region_.bytes()); i++) {
      const struct graph_cell *cell = graph_cell(region_.bytes(), i);
      ASSERT_EQ(mprotect(reinterpret_cast<void *>(cell->text_address), cell->text_size, PROT_READ | PROT_EXEC), 0);
    }
  }

  // Writes a word of the region as a commit would, and protects it again.
  void Write(uint64_t address, uint64_t value) {
    ASSERT_EQ(mprotect(region_.bytes(), REGION_SIZE, PROT_READ | PROT_WRITE), 0);
    *reinterpret_cast<uint64_t *>(address) = value;
    Protect();
  }

  // An exported function, called through its gate.
  template <typename Function>
  Function *Call(Function *, const char *name) {
    return reinterpret_cast<Function *>(region_.Gate(name));
  }

  // The slot through which `importer` calls a function.
  uint64_t Slot(const char *name) {
    const struct graph_import *row;
    for (uint32_t i = 0; (row = graph_import(region_.bytes(), i)) != nullptr; i++)
      if (graph_string(region_.bytes(), row->name) == std::string(name) && row->form == GRAPH_BY_SLOT) return row->slot;
    return 0;
  }

  LinkerRegion region_;
};

// Calls the function of that name, of the type in its header.
#define CELL(name) Call(static_cast<decltype(name) *>(nullptr), #name)

}  // namespace

TEST_F(Run, CallsThroughSlotsReachTheProvider) {
  EXPECT_EQ(CELL(importer_sum)(1, 20, 300), 321u);
}

TEST_F(Run, StateHasItsFirstValuesAndKeepsWhatIsWritten) {
  EXPECT_STREQ(CELL(provider_word)(3), "first");
  EXPECT_EQ(CELL(importer_counts)(5), 45u);
  EXPECT_EQ(CELL(provider_count)(), 46u);
  const struct graph_state &provider = region_.State("provider"), &cpu = region_.State("provider_cpu");
  EXPECT_EQ(*reinterpret_cast<uint64_t *>(provider.address), 46u);
  EXPECT_EQ(*reinterpret_cast<uint32_t *>(provider.address + 16 + 4 * 999), 6u);
  EXPECT_EQ(*reinterpret_cast<uint32_t *>(cpu.address + cpu.size - 4), 6u);
}

TEST_F(Run, ConstantsAreFound) {
  EXPECT_STREQ(CELL(provider_word)(0), "zero");
  EXPECT_STREQ(CELL(provider_word)(2), "two");
}

TEST_F(Run, OneFunctionHasOneAddressForAll) {
  provider_binary *add = CELL(provider_address)();
  EXPECT_EQ(CELL(importer_address)(), add);
  EXPECT_EQ(reinterpret_cast<uint64_t>(add), region_.Gate("provider_add"));
  const provider_ops *own = CELL(importer_ops)();
  EXPECT_EQ(own->imported, add);
  EXPECT_EQ(own->exported, CELL(importer_own_address)());
  EXPECT_EQ(own->callback, CELL(importer_callback)());
  EXPECT_EQ(add(30, 12), 42u);
}

TEST_F(Run, OpsTablesAreFoundByTypeAndCalled) {
  uint32_t cursor = 0, cell = 0;
  auto table = [&] {
    return static_cast<const provider_ops *>(graph_ops_next(region_.bytes(), "struct provider_ops", &cursor, &cell));
  };
  const provider_ops *first = table(), *second = table();
  ASSERT_NE(second, nullptr);
  EXPECT_EQ(table(), nullptr);
  EXPECT_STREQ(first->name, "provider");
  EXPECT_EQ(first->callback(7, 3), 4u);
  EXPECT_EQ(first->imported, nullptr);
  EXPECT_STREQ(second->name, "importer");
  EXPECT_EQ(second->exported(6, 7), 42u);
  EXPECT_EQ(second->callback(4, 2), 42u);
  EXPECT_EQ(second->imported(40, 2), 42u);
}

// The provider's own code checks the type id before it calls: gates carry that of their function.
TEST_F(Run, GatesPassTheCheckOfIndirectCalls) {
  EXPECT_EQ(CELL(importer_applies)(4, 2), 42u);
  EXPECT_EQ(CELL(provider_apply)(CELL(importer_address)(), 40, 2), 42u);
}

TEST_F(Run, AGateOfAnotherTypeDoesNotPassTheCheckOfIndirectCalls) {
  EXPECT_DEATH(CELL(provider_apply)(reinterpret_cast<provider_binary *>(region_.Gate("provider_raw")), 1, 2), "");
}

TEST_F(Run, StepsCallsAreRequestsAndPassSixArguments) {
  const struct request_trace *trace = CELL(request_trace)();
  EXPECT_EQ(trace->count, 0u);
  EXPECT_EQ(CELL(provider_wait)(1, 10, 100, 1000, 10000, 100000), 1u + 20 + 300 + 4000 + 50000 + 600000);
  EXPECT_EQ(trace->count, 1u);
  EXPECT_EQ(*trace->target, region_.Export("provider_wait").address);
}

TEST_F(Run, AStepsCallInsideAStepsCallIsARequestToo) {
  const struct request_trace *trace = CELL(request_trace)();
  EXPECT_EQ(CELL(importer_waits)(36), 42u);
  EXPECT_EQ(trace->count, 2u);
  EXPECT_EQ(*trace->target, region_.Export("provider_wait").address) << "the inner one came last";
}

TEST_F(Run, PlainCallsAreNoRequests) {
  CELL(importer_sum)(1, 2, 3);
  CELL(importer_applies)(1, 2);
  EXPECT_EQ(CELL(request_trace)()->count, 0u);
}

// What a swap relies on: slots are read at each call, also in a loop, and a gate's address outlives what it leads to.
TEST_F(Run, ARewrittenSlotIsSeenByTheNextCall) {
  ASSERT_NE(Slot("provider_add"), 0u);
  Write(Slot("provider_add"), region_.Export("importer_multiply").address);
  EXPECT_EQ(CELL(importer_sum)(2, 3, 7), 42u);
}

TEST_F(Run, ARewrittenTargetWordIsSeenByAllWhoHoldTheGate) {
  provider_binary *add = CELL(importer_address)();
  const struct graph_gate *gate = graph_gate(region_.bytes(), region_.Export("provider_add").gate);
  Write(gate->target, region_.Export("importer_multiply").address);
  EXPECT_EQ(add(6, 7), 42u);
  EXPECT_EQ(CELL(importer_ops)()->imported(6, 7), 42u);
}

TEST_F(Run, AddressesAreNamed) {
  uint32_t cell;
  const char *name;
  uint64_t offset;
  ASSERT_EQ(graph_symbol_at(region_.bytes(), region_.Gate("provider_add") + 6, &cell, &name, &offset), OK);
  EXPECT_STREQ(name, "provider_add");
  EXPECT_STREQ(graph_string(region_.bytes(), graph_cell(region_.bytes(), cell)->label),
               "//kernel/linker/testdata:provider");
}

TEST(RealCells, HaveOnlyTheSymbolsOfTheirOwnFunctions) {
  LinkerRegion region;
  std::vector<uint8_t> file = TestCell("provider");
  ASSERT_EQ(region.Add(file), OK) << region.error();
  linker_error error;
  ASSERT_EQ(linker_add_symbols(region.bytes(), 0, file.data(), file.size(), &error), OK) << error.text;
  const struct graph_cell &cell = region.Cell("//kernel/linker/testdata:provider");
  EXPECT_EQ(cell.symbols.count, 8u);
  uint64_t end = 0;
  for (uint32_t i = 0; i < cell.symbols.count; i++) {
    const struct graph_symbol *row = graph_symbol(region.bytes(), cell.symbols.first + i);
    EXPECT_GE(row->offset, end) << "sorted, and none inside another";
    EXPECT_TRUE(std::string(graph_string(region.bytes(), row->name)).starts_with("provider_"));
    end = row->offset + row->size;
  }
  EXPECT_EQ(cell.restart, uint32_t{GRAPH_RESTART_ALWAYS});
}

TEST(RealCells, GateEntriesHaveTheIdThatClangPutBeforeTheFunction) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(TestCell("provider")), OK);
  for (const char *name : {"provider_add", "provider_raw", "provider_subtract"}) {
    uint64_t gate;
    linker_error error;
    ASSERT_EQ(linker_gate(region.bytes(), 0, name, &gate, &error), OK);
    EXPECT_EQ(region.At<uint32_t>(gate - 4), region.At<uint32_t>(region.Export(name).address - 4));
    EXPECT_NE(region.At<uint32_t>(gate - 4), 0u);
  }
  EXPECT_EQ(region.At<uint32_t>(region.Gate("provider_add") - 4),
            region.At<uint32_t>(region.Gate("provider_subtract") - 4));
  EXPECT_NE(region.At<uint32_t>(region.Gate("provider_add") - 4), region.At<uint32_t>(region.Gate("provider_raw") - 4));
}
