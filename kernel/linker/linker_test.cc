// SPDX-License-Identifier: Apache-2.0
// What linking makes of a valid cell: rows of the graph, slots, gates, state, ops tables.
#include <gtest/gtest.h>

#include <cstring>

#include "kernel/linker/linker_region.h"

namespace {

// A provider with one function of each kind and a callback, each with its own kcfi id.
CellBuilder Provider() {
  CellBuilder cell;
  cell.label = "//test/provider";
  cell.functions = {Returns("get", 1), Returns("change", 2, "ATOMIC"), Returns("wait", 3, "STEPS"),
                    Returns("raw", 4, "RAW"), Returns("on_tick", 5, "callback")};
  return cell;
}

CellBuilder Importer(const std::vector<BuiltRelocation> &relocations) {
  CellBuilder cell;
  cell.label = "//test/importer";
  cell.needed = {"//test/provider"};
  cell.functions = {Returns("use", 9)};
  cell.relocations = relocations;
  return cell;
}

// A stand-in for the nucleus: request gates jump to this function.
CellBuilder Nucleus() {
  CellBuilder cell;
  cell.label = "//test/nucleus";
  cell.functions = NucleusGates();
  return cell;
}

uint32_t Distance(uint64_t from, uint64_t to) {
  return static_cast<uint32_t>(to - from);
}

// The 32 bytes of code that a gate consists of, from 16 before its entry.
std::vector<uint8_t> GateCode(LinkerRegion &region, uint64_t entry) {
  const uint8_t *code = &region.At<uint8_t>(entry - 16);
  return {code, code + 32};
}

std::vector<uint8_t> ExpectedGate(uint32_t id, const std::vector<uint8_t> &entry) {
  std::vector<uint8_t> code(32, 0xcc);
  code[11] = 0xb8;
  std::memcpy(&code[12], &id, 4);
  std::copy(entry.begin(), entry.end(), code.begin() + 16);
  return code;
}

void Append32(std::vector<uint8_t> &to, uint32_t value) {
  for (int i = 0; i < 4; i++)
    to.push_back(static_cast<uint8_t>(value >> (8 * i)));
}

}  // namespace

TEST(Linker, PlacesReadOnlyPagesAndTextOnPagesAndCopiesTheirBytes) {
  LinkerRegion region;
  CellBuilder provider = Provider();
  provider.rodata = "constant";
  BuiltCell built = provider.Build();
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  const struct graph_cell &cell = region.Cell("//test/provider");
  EXPECT_EQ(cell.read_address, REGION_BASE + region_span(REGION_CELL).offset);
  EXPECT_EQ(cell.read_size, built.segment(0).memory_size);
  EXPECT_EQ(cell.text_address, cell.read_address + built.segment(1).address);
  EXPECT_EQ(cell.text_size, built.segment(1).memory_size);
  EXPECT_STREQ(&region.At<char>(cell.read_address + built.rodata), "constant");
  EXPECT_EQ(std::memcmp(&region.At<uint8_t>(cell.text_address), &built.bytes[built.segment(1).offset], cell.text_size),
            0);
  CellBuilder second;
  ASSERT_EQ(region.Add(second), OK);
  EXPECT_EQ(region.Cell("//test/cell").read_address, cell.text_address + REGION_PAGE);
}

TEST(Linker, WritesTheRowsThatTheNoteAsksFor) {
  LinkerRegion region;
  CellBuilder provider = Provider();
  provider.provides = {"//test/interface"};
  provider.restart = "always";
  ASSERT_EQ(region.Add(provider, GRAPH_NUCLEUS), OK) << region.error();
  const struct graph_cell &cell = region.Cell("//test/provider");
  EXPECT_EQ(cell.flags, uint32_t{GRAPH_LIVE | GRAPH_NUCLEUS});
  EXPECT_EQ(cell.version, 0x0102030405060708u);
  EXPECT_EQ(cell.restart, uint32_t{GRAPH_RESTART_ALWAYS});
  EXPECT_EQ(cell.exports.count, 5u);
  EXPECT_EQ(cell.provides.count, 1u);
  EXPECT_EQ(region.Export("get").kind, uint32_t{GRAPH_READ});
  EXPECT_EQ(region.Export("change").kind, uint32_t{GRAPH_ATOMIC});
  EXPECT_EQ(region.Export("wait").kind, uint32_t{GRAPH_STEPS});
  EXPECT_EQ(region.Export("raw").kind, uint32_t{GRAPH_RAW});
  EXPECT_EQ(region.Export("on_tick").kind, uint32_t{GRAPH_CALLBACK});
  EXPECT_EQ(region.Export("get").gate, uint32_t{GRAPH_NONE});
  EXPECT_EQ(region.At<uint8_t>(region.Export("get").address), 0xb8);
  EXPECT_EQ(graph_provider(region.bytes(), "//test/interface"), region.last());
}

TEST(Linker, BindsDependenciesToTheCellOrToTheProviderOfTheInterface) {
  LinkerRegion region;
  CellBuilder provider = Provider();
  provider.provides = {"//test/interface"};
  ASSERT_EQ(region.Add(provider), OK);
  CellBuilder importer;
  importer.needed = {"//test/interface"};
  ASSERT_EQ(region.Add(importer), OK) << region.error();
  const struct graph_dep *dep = graph_dep(region.bytes(), region.Cell("//test/cell").deps.first);
  ASSERT_NE(dep, nullptr);
  EXPECT_EQ(dep->cell, 1u);
  EXPECT_EQ(dep->provider, 0u);
  EXPECT_STREQ(graph_string(region.bytes(), dep->label), "//test/interface");
}

TEST(Linker, CallsToPlainFunctionsLeadThroughASlotStraightToThem) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Provider()), OK);
  BuiltCell built = Importer({{ELF_R_JUMP_SLOT, "get"}, {ELF_R_JUMP_SLOT, "raw"}}).Build();
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  const struct graph_cell &importer = region.Cell("//test/importer");
  ASSERT_EQ(importer.imports.count, 2u);
  for (uint32_t i = 0; i < 2; i++) {
    const struct graph_import *import = graph_import(region.bytes(), importer.imports.first + i);
    EXPECT_EQ(import->slot, importer.read_address + built.places[i]);
    EXPECT_EQ(import->form, uint32_t{GRAPH_BY_SLOT});
    EXPECT_EQ(import->cell, 1u);
    const struct graph_export *target = graph_export(region.bytes(), import->export_index);
    EXPECT_EQ(import->name, target->name);
    EXPECT_EQ(region.At<uint64_t>(import->slot), target->address);
  }
  EXPECT_EQ(region.header().used[REGION_GATES], 0u);
}

TEST(Linker, APlainGateIsTheKcfiIdAndAJumpThroughItsTargetWord) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Provider()), OK);
  uint64_t entry = 0;
  linker_error error;
  ASSERT_EQ(linker_gate(region.bytes(), 0, "get", &entry, &error), OK);
  const struct graph_gate *gate = graph_gate(region.bytes(), region.Export("get").gate);
  EXPECT_EQ(gate->address, entry);
  EXPECT_EQ(gate->form, uint32_t{GRAPH_GATE_PLAIN});
  EXPECT_EQ(entry % 32, 16u);
  EXPECT_EQ(region.At<uint64_t>(gate->target), region.Export("get").address);
  std::vector<uint8_t> code = {0xff, 0x25};  // jmp *target(%rip)
  Append32(code, Distance(entry + 6, gate->target));
  EXPECT_EQ(GateCode(region, entry), ExpectedGate(0x11110001, code));
}

TEST(Linker, ARequestGateHandsItsTargetWordToTheNucleus) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Nucleus(), GRAPH_NUCLEUS), OK);
  ASSERT_EQ(region.Add(Provider()), OK);
  ASSERT_EQ(region.Add(Importer({{ELF_R_JUMP_SLOT, "wait"}})), OK) << region.error();
  const struct graph_gate *gate = graph_gate(region.bytes(), region.Export("wait").gate);
  ASSERT_NE(gate, nullptr);
  EXPECT_EQ(gate->form, uint32_t{GRAPH_GATE_REQUEST});
  EXPECT_EQ(region.At<uint64_t>(gate->target), region.Export("wait").address);
  const struct graph_import *import = graph_import(region.bytes(), 0);
  EXPECT_EQ(import->form, uint32_t{GRAPH_BY_GATE});
  EXPECT_EQ(region.At<uint64_t>(import->slot), gate->address);
  std::vector<uint8_t> code = {0x4c, 0x8d, 0x1d};  // lea target(%rip), %r11
  Append32(code, Distance(gate->address + 7, gate->target));
  code.push_back(0xe9);  // jmp nucleus_request
  Append32(code, Distance(gate->address + 12, region.Export("nucleus_request").address));
  EXPECT_EQ(GateCode(region, gate->address), ExpectedGate(0x11110003, code));
}

TEST(Linker, AnAtomicFunctionIsCalledThroughAGateThatBeginsATransaction) {
  LinkerRegion region;
  ASSERT_EQ(region.Add(Nucleus(), GRAPH_NUCLEUS), OK);
  ASSERT_EQ(region.Add(Provider()), OK);
  ASSERT_EQ(region.Add(Importer({{ELF_R_JUMP_SLOT, "change"}})), OK) << region.error();
  const struct graph_gate *gate = graph_gate(region.bytes(), region.Export("change").gate);
  ASSERT_NE(gate, nullptr);
  EXPECT_EQ(gate->form, uint32_t{GRAPH_GATE_REQUEST});
  EXPECT_EQ(region.At<uint64_t>(graph_import(region.bytes(), 0)->slot), gate->address);
  EXPECT_EQ(gate->address + 12 + static_cast<uint64_t>(region.At<int32_t>(gate->address + 8)),
            region.Export("nucleus_atomic_0").address);
}

TEST(Linker, AnAtomicFunctionsGateSavesAllItsArgumentsAndAtMostOneMore) {
  for (uint32_t arguments = 0; arguments <= GRAPH_ARGUMENTS; arguments++) {
    LinkerRegion region;
    CellBuilder provider = Provider();
    for (BuiltFunction &function : provider.functions)
      if (function.name == "change") function.arguments = arguments;
    ASSERT_EQ(region.Add(Nucleus(), GRAPH_NUCLEUS), OK);
    ASSERT_EQ(region.Add(provider), OK) << region.error();
    ASSERT_EQ(region.Add(Importer({{ELF_R_JUMP_SLOT, "change"}})), OK) << region.error();
    EXPECT_EQ(region.Export("change").arguments, arguments);
    const struct graph_gate *gate = graph_gate(region.bytes(), region.Export("change").gate);
    ASSERT_NE(gate, nullptr);
    std::string saves = std::to_string((arguments + 1) / 2 * 2);
    EXPECT_EQ(gate->address + 12 + static_cast<uint64_t>(region.At<int32_t>(gate->address + 8)),
              region.Export("nucleus_atomic_" + saves).address)
        << arguments;
  }
}

TEST(Linker, AnAtomicFunctionMayHaveSixArgumentsUnlessItsNoteSaysHowMany) {
  LinkerRegion region;
  CellBuilder provider = Provider();
  std::string note = provider.Note();
  provider.note = note.replace(note.find("ATOMIC/0"), 8, "ATOMIC");
  ASSERT_EQ(region.Add(Nucleus(), GRAPH_NUCLEUS), OK);
  ASSERT_EQ(region.Add(provider), OK) << region.error();
  EXPECT_EQ(region.Export("change").kind, uint32_t{GRAPH_ATOMIC});
  EXPECT_EQ(region.Export("change").arguments, uint32_t{GRAPH_ARGUMENTS});
  EXPECT_EQ(region.Export("get").arguments, 0u);
  EXPECT_EQ(region.Export("wait").arguments, 0u);
}

TEST(Linker, AGateOfAFunctionWithoutAKcfiIdHasTheIdZero) {
  LinkerRegion region;
  CellBuilder provider;
  provider.functions = {{"first"}, {"second"}};
  ASSERT_EQ(region.Add(provider), OK);
  for (const char *name : {"first", "second"}) {
    uint64_t entry = 0;
    linker_error error;
    ASSERT_EQ(linker_gate(region.bytes(), 0, name, &entry, &error), OK);
    EXPECT_EQ(region.At<uint32_t>(entry - 4), 0u) << name;
  }
}

TEST(Linker, NoKcfiIdIsReadFromInFrontOfText) {
  LinkerRegion region;
  CellBuilder cell;
  cell.functions = {Returns("only", 1)};
  cell.rodata = std::string(1, 'x');
  cell.rodata += std::string(4096 - cell.Build().segment(0).file_size, 'x');
  BuiltCell built = cell.Build();
  ASSERT_EQ(built.segment(0).file_size, built.segment(1).address);
  built.symbol("only").value -= 16;  // at the very start of text
  std::memcpy(&built.bytes[built.segment(1).offset - 5], "\xb8UUUU", 5);
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  uint64_t entry = 0;
  linker_error error;
  ASSERT_EQ(linker_gate(region.bytes(), 0, "only", &entry, &error), OK);
  EXPECT_EQ(region.At<uint32_t>(entry - 4), 0u);
}

TEST(Linker, AFunctionHasOneAddressWhereverItIsTaken) {
  LinkerRegion region;
  CellBuilder provider = Provider();
  provider.objects = {{"ops", "table", "struct t", std::vector<uint8_t>(32)}};
  provider.relocations = {{ELF_R_64, "get", LINKER_OPS, 0},
                          {ELF_R_GLOB_DAT, "get"},
                          {ELF_R_RELATIVE, "", {}, 0, LINKER_TEXT, 16},  // where `get` lies
                          {ELF_R_64, "on_tick", LINKER_OPS, 8}};
  BuiltCell built = provider.Build();
  ASSERT_EQ(built.value("get"), built.segment(1).address + 16);
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  BuiltCell user = Importer({{ELF_R_GLOB_DAT, "get"}, {ELF_R_JUMP_SLOT, "get"}}).Build();
  ASSERT_EQ(region.Add(user.bytes), OK) << region.error();
  uint64_t get = region.Gate("get"), table = region.Ops("table").address;
  uint64_t own = region.Cell("//test/provider").read_address, other = region.Cell("//test/importer").read_address;
  EXPECT_EQ(region.At<uint64_t>(table), get);
  EXPECT_EQ(region.At<uint64_t>(own + built.places[1]), get);
  EXPECT_EQ(region.At<uint64_t>(own + built.places[2]), get);
  EXPECT_EQ(region.At<uint64_t>(other + user.places[0]), get);
  EXPECT_EQ(region.At<uint64_t>(table + 8), region.Gate("on_tick"));
  EXPECT_EQ(region.At<uint64_t>(other + user.places[1]), region.Export("get").address) << "a call needs no gate";
  EXPECT_EQ(region.header().used[REGION_GATES], 2 * sizeof(struct graph_gate));
}

TEST(Linker, GivesEachCellAnArenaOfStateWithItsFirstValues) {
  LinkerRegion region;
  CellBuilder cell;
  cell.objects = {{"state", "one", "struct one", {1, 2, 3}},
                  {"cpustate", "many", "struct many", std::vector<uint8_t>(200, 7)}};
  cell.zero_state = 100;
  cell.relocations = {{ELF_R_GLOB_DAT, "many"}};
  BuiltCell built = cell.Build();
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  const struct graph_state &one = region.State("one"), &many = region.State("many");
  EXPECT_EQ(one.address % 64, 0u);
  EXPECT_EQ(many.address, one.address + 64);
  EXPECT_EQ(one.size, 3u);
  EXPECT_EQ(one.cpu, 0u);
  EXPECT_EQ(many.cpu, 1u);
  EXPECT_STREQ(graph_string(region.bytes(), many.type), "struct many");
  EXPECT_EQ(region.At<uint8_t>(one.address + 2), 3);
  EXPECT_EQ(region.At<uint8_t>(many.address + 199), 7);
  const struct graph_cell &row = region.Cell("//test/cell");
  EXPECT_EQ(row.state_address, one.address);
  EXPECT_EQ(row.state_size, 64u + 200 + 100);
  EXPECT_EQ(region.At<uint64_t>(row.read_address + built.places[0]), many.address);
  CellBuilder next;
  next.label = "//test/next";
  next.objects = {{"state", "other", "struct other", {9}}};
  ASSERT_EQ(region.Add(next), OK);
  EXPECT_EQ(region.State("other").address, (row.state_address + row.state_size + 63) / 64 * 64);
}

TEST(Linker, RelocatesPointersToRodata) {
  LinkerRegion region;
  CellBuilder cell;
  cell.rodata = "zero one";
  BuiltCell plain = cell.Build();
  cell.relocations = {{ELF_R_RELATIVE, ""}};
  BuiltCell built = cell.Build();
  built.relocation(built.places[0]).addend = static_cast<int64_t>(built.rodata + 5);
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  uint64_t read = region.Cell("//test/cell").read_address;
  EXPECT_STREQ(&region.At<char>(region.At<uint64_t>(read + built.places[0])), "one");
}

TEST(Linker, TheEntryIsTheGateOfAFunction) {
  LinkerRegion region;
  linker_error error;
  ASSERT_EQ(region.Add(Provider()), OK);
  ASSERT_EQ(linker_set_entry(region.bytes(), "//test/provider", "raw", &error), OK);
  EXPECT_EQ(region.header().entry, region.Gate("raw"));
}

TEST(Linker, AnAddressBetweenReadOnlyPartAndTextIsTheFirstFunction) {
  LinkerRegion region;
  CellBuilder cell;
  cell.functions = {Returns("only", 1)};
  cell.relocations = {{ELF_R_RELATIVE, ""}};
  cell.rodata = std::string(1, 'x');
  uint64_t short_of_page = 4096 - cell.Build().segment(0).file_size;
  cell.rodata += std::string(short_of_page, 'x');
  BuiltCell built = cell.Build();
  ASSERT_EQ(built.segment(0).file_size, built.segment(1).address);
  built.symbol("only").value -= 16;  // at the very start of text, where the read-only part ends
  built.relocation(built.places[0]).addend = static_cast<int64_t>(built.segment(1).address);
  ASSERT_EQ(region.Add(built.bytes), OK) << region.error();
  EXPECT_EQ(region.At<uint64_t>(region.Cell("//test/cell").read_address + built.places[0]), region.Gate("only"));
}

TEST(Linker, TextsOfTypesAreKeptUnderANameThatNoSpareHas) {
  LinkerRegion region;
  linker_error error;
  const std::string text = "delias types 1\n";
  ASSERT_EQ(region.Add(Provider()), OK);
  BuiltCell spare = Provider().Build();
  ASSERT_EQ(linker_add_spare(region.bytes(), "//test:spare", spare.bytes.data(), spare.bytes.size(), &error), OK);
  ASSERT_EQ(linker_add_types(region.bytes(), reinterpret_cast<const uint8_t *>(text.data()), text.size(), &error), OK);
  const struct graph_spare *first = graph_spare(region.bytes(), 0), *second = graph_spare(region.bytes(), 1);
  ASSERT_NE(second, nullptr);
  EXPECT_STREQ(graph_string(region.bytes(), first->label), "//test/provider");
  EXPECT_EQ(std::memcmp(&region.At<uint8_t>(first->address), spare.bytes.data(), spare.bytes.size()), 0);
  EXPECT_STREQ(graph_string(region.bytes(), second->name), LINKER_TYPES);
  EXPECT_EQ(std::string(&region.At<char>(second->address), second->size), text);
  EXPECT_EQ(graph_spare(region.bytes(), 2), nullptr);
}
