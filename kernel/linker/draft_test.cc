// SPDX-License-Identifier: Apache-2.0
// Drafts: a cell takes another's place beside cells that stay.
#include <gtest/gtest.h>

#include "kernel/linker/draft_region.h"
#include "kernel/linker/linker_region.h"

namespace {

using Bytes = std::vector<uint8_t>;

CellBuilder Old() {
  CellBuilder cell;
  cell.label = "//test/old";
  cell.provides = {"//test/interface"};
  cell.functions = {Returns("call", 1), Returns("wait", 2, "STEPS"), Returns("back", 3, "callback")};
  cell.objects = {{"ops", "table", "struct table", Bytes(16)}, {"state", "state", "struct state", Bytes(16, 1)}};
  cell.relocations = {{ELF_R_GLOB_DAT, "state"}, {ELF_R_64, "back", LINKER_OPS}};
  return cell;
}

CellBuilder New() {
  CellBuilder cell = Old();
  cell.version = 2;
  cell.functions = {Returns("call", 11), Returns("wait", 12, "STEPS"), Returns("back", 13, "callback")};
  for (size_t i = 0; i < cell.functions.size(); i++)
    cell.functions[i].kcfi = Old().functions[i].kcfi;  // other code, the same type
  cell.objects[0].bytes[15] = 7;
  return cell;
}

class Draft : public ::testing::Test {
protected:
  void SetUp() override {
    CellBuilder nucleus, user;
    nucleus.label = "//test/nucleus";
    nucleus.functions = NucleusGates();
    user.label = "//test/user";
    user.needed = {"//test/interface"};
    user.relocations = {{ELF_R_JUMP_SLOT, "call"}, {ELF_R_GLOB_DAT, "call"}, {ELF_R_JUMP_SLOT, "wait"}};
    ASSERT_EQ(region.Add(nucleus, GRAPH_NUCLEUS), OK) << region.error();
    ASSERT_EQ(region.Add(Old()), OK) << region.error();
    old = region.last();
    BuiltCell built = user.Build();
    ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
    importer = region.last();
    for (uint64_t place : built.places)
      slots.push_back(region.Cell("//test/user").read_address + place);
  }

  // Drafts each in the place of the cell given with it, and puts them in force if all is well.
  status_t Swap(const std::vector<std::pair<uint32_t, CellBuilder>> &set, const std::vector<uint32_t> &gone = {}) {
    std::vector<BuiltCell> files;
    std::vector<linker_elf> elves(set.size());
    linker_needs needs = {};
    for (size_t i = 0; i < set.size(); i++) {
      files.push_back(set[i].second.Build());
      status_t status = linker_read(files[i].bytes.data(), files[i].bytes.size(), &elves[i], &error);
      if (status != OK) return status;
      linker_need(&elves[i], &needs);
      if (set[i].first != GRAPH_NONE) linker_need_replacing(region.bytes(), set[i].first, &needs);
    }
    for (uint32_t cell : gone)
      linker_need_replacing(region.bytes(), cell, &needs);
    DraftMemory memory(needs);
    linker_draft draft;
    auto before = region.Snapshot();
    linker_draft_start(&draft, region.bytes(), &needs, memory.bytes);
    status_t status = OK;
    for (uint32_t cell : gone)
      status = linker_draft_remove(&draft, cell, &error);
    for (size_t i = 0; i < set.size() && status == OK; i++)
      status = linker_draft_add(&draft, &elves[i], 0, set[i].first, &now, &error);
    if (status == OK) status = linker_draft_rebind(&draft, &error);
    if (status == OK) status = linker_draft_finish(&draft, &error);
    EXPECT_EQ(region.Snapshot(), before);  // a draft is read by nobody
    if (status != OK) return status;
    DraftPrepare(region.bytes(), draft);
    DraftCommit(region.bytes(), draft);
    char why[80] = "";
    EXPECT_EQ(graph_check(region.bytes(), why, sizeof why), OK) << why;
    return OK;
  }
  status_t Swap(const CellBuilder &cell) {
    return Swap({{old, cell}});
  }
  void ExpectRefusal(const CellBuilder &cell, status_t status, const std::string &says) {
    EXPECT_EQ(Swap(cell), status);
    EXPECT_NE(std::string(error.text).find(says), std::string::npos) << error.text;
  }
  uint64_t Word(uint64_t address) {
    return region.At<uint64_t>(address);
  }
  uint64_t Address(uint32_t cell, uint32_t function) {
    return graph_export(region.bytes(), graph_cell(region.bytes(), cell)->exports.first + function)->address;
  }

  LinkerRegion region;
  linker_error error = {};
  uint32_t old = 0, importer = 0, now = GRAPH_NONE;
  std::vector<uint64_t> slots;
};

TEST_F(Draft, TurnsSlotsAndGatesToTheSuccessor) {
  uint64_t gate = Word(slots[1]), request = Word(slots[2]);
  ASSERT_EQ(Swap(New()), OK) << error.text;
  EXPECT_EQ(Word(slots[0]), Address(now, 0));
  EXPECT_EQ(Word(slots[1]), gate);     // the same gate,
  EXPECT_EQ(Word(slots[2]), request);  // and the same request gate,
  const struct graph_export *call = graph_export(region.bytes(), graph_cell(region.bytes(), now)->exports.first);
  const struct graph_gate *row = graph_gate(region.bytes(), call->gate);
  EXPECT_EQ(row->address, gate);
  EXPECT_EQ(Word(row->target), call->address);  // which leads to the new function
  EXPECT_EQ(graph_export(region.bytes(), graph_cell(region.bytes(), old)->exports.first)->gate, GRAPH_NONE);
}

TEST_F(Draft, LeavesStateAndTablesWhereTheyLie) {
  region.At<uint8_t>(region.State("state").address) = 42;
  uint64_t state = region.State("state").address, table = region.Ops("table").address;
  uint64_t used = region.header().used[REGION_STATE], ops = region.header().used[REGION_OPS];
  uint64_t gates = region.header().used[REGION_GATES];
  ASSERT_EQ(Swap(New()), OK) << error.text;
  const struct graph_cell *cell = graph_cell(region.bytes(), now);
  EXPECT_EQ(graph_state(region.bytes(), cell->states.first)->address, state);
  EXPECT_EQ(region.At<uint8_t>(state), 42);
  EXPECT_EQ(cell->state_size, graph_cell(region.bytes(), old)->state_size);
  EXPECT_EQ(cell->state_address, graph_cell(region.bytes(), old)->state_address);
  EXPECT_EQ(graph_ops(region.bytes(), cell->opses.first)->address, table);
  EXPECT_EQ(region.At<uint8_t>(table + 15), 7);  // the new version's bytes
  EXPECT_EQ(region.header().used[REGION_STATE], used);
  EXPECT_EQ(region.header().used[REGION_OPS], ops);
  EXPECT_EQ(region.header().used[REGION_GATES], gates);
}

TEST_F(Draft, RetiresTheOldVersionAndCountsTheGeneration) {
  ASSERT_EQ(Swap(New()), OK) << error.text;
  EXPECT_EQ(graph_cell(region.bytes(), old)->flags, uint32_t{GRAPH_RETIRED});
  EXPECT_EQ(graph_cell(region.bytes(), now)->flags, uint32_t{GRAPH_LIVE});
  EXPECT_EQ(graph_cell(region.bytes(), now)->predecessor, old + 1);
  EXPECT_EQ(graph_find(region.bytes(), "//test/old"), now);
  EXPECT_EQ(region.header().generation, 1u);
  const struct graph_cell *user = graph_cell(region.bytes(), importer);
  EXPECT_EQ(graph_dep(region.bytes(), user->deps.first)->provider, now);
  EXPECT_EQ(graph_export(region.bytes(), graph_import(region.bytes(), user->imports.first)->export_index)->cell, now);
}

TEST_F(Draft, GivesNewObjectsRoomOfTheirOwn) {
  CellBuilder cell = New();
  cell.objects.push_back({"state", "more", "struct more", Bytes(8, 5)});
  cell.objects.push_back({"ops", "table2", "struct table", Bytes(8, 6)});
  cell.relocations.push_back({ELF_R_GLOB_DAT, "more"});
  uint64_t state = region.State("state").address;
  ASSERT_EQ(Swap(cell), OK) << error.text;
  EXPECT_NE(region.State("more").address, state);
  EXPECT_EQ(region.At<uint8_t>(region.State("more").address), 5);
  EXPECT_EQ(region.At<uint8_t>(region.Ops("table2").address), 6);
  EXPECT_EQ(graph_state(region.bytes(), graph_cell(region.bytes(), now)->states.first)->address, state);
}

TEST_F(Draft, RefusesAnExportThatIsGone) {
  CellBuilder cell = New();
  cell.functions.erase(cell.functions.begin());
  ExpectRefusal(cell, INVALID,
                "//test/old no longer exports call, which //test/user calls; keep the function, or swap //test/user in "
                "the same set");
}

TEST_F(Draft, RefusesAnotherHeaderAnotherKindAndAnotherType) {
  for (int what = 0; what < 3; what++) {
    CellBuilder cell = New();
    if (what == 0) cell.functions[0].abi++;
    if (what == 1) cell.functions[0].kind = "ATOMIC";
    if (what == 2) cell.functions[0].kcfi = 0x1234;
    ExpectRefusal(cell, INVALID, "//test/old changed the public header of call");
  }
}

TEST_F(Draft, RefusesAnotherSchemaAndStateThatWouldBeLost) {
  CellBuilder cell = New();
  cell.objects[1].schema++;
  ExpectRefusal(cell, INVALID, "//test/old: its state state has another schema");
  cell = New();
  cell.objects[1].bytes.resize(24);
  ExpectRefusal(cell, INVALID, "//test/old: its state state has another schema (24 bytes");
  cell = New();
  cell.objects[1].word = "cpustate";
  ExpectRefusal(cell, INVALID, "//test/old: its state state has another schema");
  cell = New();
  cell.objects.pop_back();
  cell.relocations.erase(cell.relocations.begin());
  ExpectRefusal(cell, INVALID, "//test/old: it has no state state, which would be lost");
}

TEST_F(Draft, RefusesObjectsOfAnotherLayout) {
  CellBuilder cell = New();
  cell.more_note = "layout 0000000000000001\n";
  ExpectRefusal(cell, INVALID,
                "//test/old: the objects that it hands out have another layout (0000000000000001, was "
                "0000000000000000)");
}

TEST_F(Draft, RefusesToLeaveADependentBehind) {
  CellBuilder cell = New();
  cell.provides.clear();
  ExpectRefusal(cell, INVALID,
                "//test/user depends on //test/interface, which the new cell neither is nor provides; it would be left "
                "behind: choose a cell that provides it");
  EXPECT_EQ(Swap({}, {old}), INVALID);
  EXPECT_NE(std::string(error.text).find("would go; remove //test/user first"), std::string::npos) << error.text;
}

TEST_F(Draft, RefusesWhatWasCompiledAgainstAnotherHeader) {
  CellBuilder cell;
  cell.label = "//test/late";
  cell.needed = {"//test/old"};
  cell.relocations = {{ELF_R_JUMP_SLOT, "call"}};
  cell.uses["call"] = 1;
  EXPECT_EQ(Swap({{GRAPH_NONE, cell}}), INVALID);
  EXPECT_NE(std::string(error.text).find("//test/late was compiled against another call"), std::string::npos)
      << error.text;
}

TEST_F(Draft, TakesImporterAndExporterTogetherWhenTheHeaderChanged) {
  CellBuilder cell = New(), user;
  cell.functions[0].abi = cell.functions[1].abi = 77;
  user.label = "//test/user";
  user.version = 2;
  user.needed = {"//test/interface"};
  user.relocations = {{ELF_R_JUMP_SLOT, "call"}, {ELF_R_JUMP_SLOT, "wait"}};
  user.uses = {{"call", 77}, {"wait", 77}};
  ASSERT_EQ(Swap({{old, cell}, {importer, user}}), OK) << error.text;
  EXPECT_EQ(graph_dep(region.bytes(), graph_cell(region.bytes(), now)->deps.first)->provider,
            graph_find(region.bytes(), "//test/old"));
}

TEST_F(Draft, GivesAFunctionOfAnotherTypeAGateOfItsOwn) {
  uint32_t gate = graph_export(region.bytes(), graph_cell(region.bytes(), old)->exports.first + 2)->gate;
  CellBuilder cell = New();
  cell.functions[2].abi++;
  ASSERT_EQ(Swap(cell), OK) << error.text;
  const struct graph_export *back = graph_export(region.bytes(), graph_cell(region.bytes(), now)->exports.first + 2);
  EXPECT_NE(back->gate, gate);
  EXPECT_EQ(Word(region.Ops("table").address), graph_gate(region.bytes(), back->gate)->address);
  EXPECT_EQ(Word(graph_gate(region.bytes(), gate)->target), Address(old, 2));  // who kept it goes on with the old one
}

TEST_F(Draft, RemovesWhatNobodyDependsOn) {
  ASSERT_EQ(Swap({}, {importer}), OK) << error.text;
  EXPECT_EQ(graph_find(region.bytes(), "//test/user"), GRAPH_NONE);
  ASSERT_EQ(Swap({}, {old}), OK) << error.text;
  EXPECT_EQ(graph_find(region.bytes(), "//test/old"), GRAPH_NONE);
}

TEST_F(Draft, KeepsRetiredImportersUpToDate) {
  CellBuilder user;
  user.label = "//test/user";
  user.version = 2;
  user.needed = {"//test/interface"};
  ASSERT_EQ(Swap({{importer, user}}), OK) << error.text;
  ASSERT_EQ(Swap(New()), OK) << error.text;
  EXPECT_EQ(Word(slots[0]), Address(now, 0));  // a task may still be inside the retired one
}

TEST_F(Draft, SwapsBackAndForthWithoutGrowingButByTheVersions) {
  ASSERT_EQ(Swap(New()), OK) << error.text;  // the first one brings the names of functions, for reports
  uint64_t gates = region.header().used[REGION_GATES], strings = region.header().used[REGION_STRINGS];
  for (int i = 1; i < 20; i++) {
    ASSERT_EQ(Swap({{graph_find(region.bytes(), "//test/old"), i % 2 == 0 ? New() : Old()}}), OK) << error.text;
    EXPECT_EQ(Word(slots[0]), Address(now, 0));
  }
  EXPECT_EQ(region.header().used[REGION_GATES], gates);
  EXPECT_EQ(region.header().used[REGION_STRINGS], strings);
}

}  // namespace
