// SPDX-License-Identifier: Apache-2.0
// celltool note: the note that it writes, and objects that it refuses.
#include <functional>

#include "tools/cell/celltool/celltool_runner.h"
#include "tools/cell/celltool/object_builder.h"

namespace {

enum { WRITABLE = ELF_SECTION_ALLOC | ELF_SECTION_WRITE };

class Note : public Celltool {
protected:
  Outcome Write(const BuiltObjectFile &object, const std::string &words = "", const std::string &exports = "") {
    WriteBytes("own.o", object.bytes.data(), object.bytes.size());
    WriteBytes("exports", exports.data(), exports.size());
    std::remove("note");
    return Run("note note --label //cells/own --exports exports " + words + " own.o");
  }

  void ExpectRefused(const std::string &sentences, const BuiltObjectFile &object, const std::string &words = "",
                     const std::string &exports = "") {
    Outcome outcome = Write(object, words, exports);
    EXPECT_EQ(outcome.status, 1);
    EXPECT_EQ(outcome.said, sentences);
    EXPECT_FALSE(Exists("note"));
  }
};

// One exported function that calls another cell's.
ObjectBuilder Caller() {
  ObjectBuilder object;
  object.Function("run");
  uint64_t import = object.Import("other_call");
  object.Relocations(ObjectBuilder::FIRST, {{4, import << 32 | ELF_R_PLT32, -4}});
  return object;
}

}  // namespace

TEST_F(Note, HasARecordForEverythingSorted) {
  ObjectBuilder object = Caller();
  uint16_t callback = static_cast<uint16_t>(object.Section(".text.cell.callback", 6, 16));
  object.Symbol("on_b", ELF_SYMBOL_FUNCTION, ELF_BIND_GLOBAL, callback, 8);
  object.Symbol("on_a", ELF_SYMBOL_FUNCTION, ELF_BIND_GLOBAL, callback, 8);
  auto place = [&](const char *section, const char *name, uint64_t flags) {
    object.Symbol(name, ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL, static_cast<uint16_t>(object.Section(section, flags, 8)),
                  8);
  };
  place(".cell.state.struct own_state.own", "own", WRITABLE);
  place(".cell.cpustate.uint64_t.counts", "counts", WRITABLE);
  place(".cell.ops.struct shell_command.command", "command", ELF_SECTION_ALLOC);
  WriteBytes("dep", "READ other_call\n", 16);
  Outcome outcome =
      Write(object.Build(), "--restart always --provides //kernel/a --provides //kernel/b --dep //cells/dep=dep",
            "STEPS run\n");
  EXPECT_EQ(outcome.said, "");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(ReadText("note"), "delias-cell 1\nlabel //cells/own\nprovides //kernel/a\nprovides //kernel/b\n"
                              "dep //cells/dep\nrestart always\nexport STEPS run\ncallback on_a\ncallback on_b\n"
                              "ops command struct shell_command\ncpustate counts uint64_t\n"
                              "state own struct own_state\n");
}

TEST_F(Note, ImportsComeFromDirectDependencies) {
  const std::string exports = "READ run\n";
  WriteBytes("dep", "READ other_call\n", 16);
  ExpectRefused(
      "error: //cells/own: uses other_call of //cells/far, which is not among its deps; add \"//cells/far\" to deps\n",
      Caller().Build(), "--far //cells/far=dep", exports);
  ExpectRefused("error: //cells/own: calls other_call, which no cell in its deps exports; add the cell whose header "
                "declares it to deps\n",
                Caller().Build(), "", exports);
  ObjectBuilder taker;
  taker.Function("run");
  uint64_t import = taker.Import("other_state");
  taker.Relocations(ObjectBuilder::FIRST, {{4, import << 32 | ELF_R_REX_GOTPCRELX, -4}});
  ExpectRefused(
      "error: //cells/own: uses other_state, a variable or function that no cell in its deps exports; another "
      "cell's state cannot be named: ask that cell through a function it exports\n",
      taker.Build(), "--dep //cells/dep=dep", exports);
}

TEST_F(Note, HiddenAndLocalFunctionsAreNobodysBusiness) {
  ObjectBuilder object;
  object.Function("hidden", ELF_BIND_GLOBAL, 2);
  object.Function("local", ELF_BIND_LOCAL);
  object.Function("__cfi_run");
  EXPECT_EQ(Write(object.Build()).said, "");
  object.Function("shown");
  ExpectRefused(
      "error: //cells/own: exports the function shown, which no public header declares; declare it with its kind "
      "in a header of hdrs, or take its kind away\n",
      object.Build());
}

TEST_F(Note, DeclaredFunctionsMustBeDefined) {
  ObjectBuilder object;
  object.Import("run");
  ExpectRefused(
      "error: //cells/own: calls run, which no cell in its deps exports; add the cell whose header declares it to "
      "deps\n"
      "error: //cells/own: its header declares run, which it defines nowhere; define it in srcs, or take the "
      "declaration away\n",
      [] {
        ObjectBuilder calls;
        uint32_t text = calls.Text("f");
        uint64_t run = calls.Import("run");
        calls.Relocations(text, {{0, run << 32 | ELF_R_PLT32, -4}});
        return calls.Build();
      }(),
      "", "READ run\n");
}

TEST_F(Note, SectionsOfStateMustBeNamedAsTheMacrosDo) {
  for (const char *section : {".cell.state.own", ".cell.ops.x"}) {
    ObjectBuilder object;
    object.Symbol("own", ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL,
                  static_cast<uint16_t>(object.Section(section, WRITABLE, 8)), 8);
    ExpectRefused(std::string("error: //cells/own: own lies in the malformed section ") + section +
                      "; declare it with CELL_STATE, CELL_CPU_STATE or CELL_OPS\n",
                  object.Build());
  }
}

TEST_F(Note, NamesOfStateAndTypesHaveALimit) {
  for (bool long_type : {false, true}) {
    std::string name(long_type ? 5 : 128, 'n'), type(long_type ? 128 : 5, 't');
    ObjectBuilder object;
    object.Symbol(name, ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL,
                  static_cast<uint16_t>(object.Section(".cell.state." + type + "." + name, WRITABLE, 8)), 8);
    ExpectRefused("error: //cells/own: the name of " + name +
                      " or of its type is longer than 127 characters; shorten it\n",
                  object.Build());
  }
  ObjectBuilder object;
  std::string name(127, 'n'), type(127, 't');
  object.Symbol(name, ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL,
                static_cast<uint16_t>(object.Section(".cell.state." + type + "." + name, WRITABLE, 8)), 8);
  EXPECT_EQ(Write(object.Build()).said, "");
  EXPECT_NE(ReadText("note").find("state " + name + " " + type + "\n"), std::string::npos);
}

TEST_F(Note, CommonAndNamelessWritableDataIsRefused) {
  ObjectBuilder common;
  common.Symbol("tentative", ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL, ELF_COMMON, 8);
  ExpectRefused(
      "error: //cells/own: exports the variable tentative; cells export functions only: make it static const, "
      "CELL_STATE or CELL_OPS\n",
      common.Build());
  ObjectBuilder nameless;
  nameless.Section(".data", WRITABLE, 8);
  ExpectRefused(
      "error: //cells/own: the variable without a name (8 bytes, section .data) is writable static data; declare "
      "it as CELL_STATE(type, name), or make it const\n",
      nameless.Build());
}

TEST_F(Note, TheNucleusMayTakeRawAddresses) {
  ObjectBuilder object;
  uint64_t stub = object.Function("stub", ELF_BIND_LOCAL);
  uint32_t table = object.Section(".data.rel.ro", WRITABLE, 8);
  object.Relocations(table, {{0, stub << 32 | ELF_R_64, 0}});
  ExpectRefused(
      "error: //cells/own: the address of the static function stub escapes in .data.rel.ro; it would dangle after a "
      "swap: mark stub CELL_CALLBACK or export it\n",
      object.Build());
  EXPECT_EQ(Write(object.Build(), "--nucleus").status, 0);
}

TEST_F(Note, ForbiddenRelocationsAreNamed) {
  struct {
    uint32_t type;
    const char *name;
  } cases[] = {{ELF_R_32, "R_X86_64_32"},
               {ELF_R_32S, "R_X86_64_32S"},
               {ELF_R_PC64, "R_X86_64_PC64"},
               {99, "of an unknown type"}};
  for (auto [type, name] : cases) {
    ObjectBuilder object;
    object.Function("run");
    uint64_t target = object.Function("near", ELF_BIND_GLOBAL, 2);
    object.Relocations(ObjectBuilder::FIRST, {{4, target << 32 | type, 0}});
    ExpectRefused(
        std::string("error: //cells/own: relocation ") + name +
            " against near in run is forbidden; a cell's code is position-independent: reach near by a call or "
            "through its address in C\n",
        object.Build(), "", "READ run\n");
  }
}

TEST_F(Note, WordsThatMakeNoSenseAreRefused) {
  Outcome outcome = Write(ObjectBuilder().Build(), "--dep //cells/dep");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.said, "error: '//cells/dep' is not LABEL=FILE\n");
}

TEST_F(Note, SectionsWithoutBytesMayBeLargerThanTheFileAndOthersLieAnywhere) {
  ObjectBuilder object;
  object.Function("run");
  uint32_t bss = object.Section(".bss.large", WRITABLE, 0);
  BuiltObjectFile file = object.Build();
  file.section(bss).type = ELF_SECTION_NOBITS;
  file.section(bss).size = 1 << 20;
  file.section(ObjectBuilder::FIRST).offset++;
  ExpectRefused(
      "error: //cells/own: the variable without a name (1048576 bytes, section .bss.large) is writable static "
      "data; declare it as CELL_STATE(type, name), or make it const\n",
      file, "", "READ run\n");
}

TEST_F(Note, MalformedObjectsAreRefusedBeforeAnythingIsFollowed) {
  struct {
    const char *what;
    std::function<void(BuiltObjectFile &)> breaks;
  } cases[] = {
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes.resize(63); }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes.clear(); }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes[1] = 'e'; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.bytes[4] = 1; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.header().type = ELF_TYPE_DYNAMIC; }},
      {"is no x86-64 object file", [](BuiltObjectFile &file) { file.header().machine = 3; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset = UINT64_MAX - 7; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset += 8; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_offset -= 4; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_count = 0xffff; }},
      {"has sections outside the file", [](BuiltObjectFile &file) { file.header().section_size = 40; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.header().section_names = 0xffff; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.header().section_names = 1; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.section(3).size = 0; }},
      {"has sections without names", [](BuiltObjectFile &file) { file.section(3).size--; }},
      {"has a section outside the file", [](BuiltObjectFile &file) { file.section(4).offset = file.bytes.size(); }},
      {"has a section outside the file", [](BuiltObjectFile &file) { file.section(4).size = UINT64_MAX; }},
      {"has a section without a name", [](BuiltObjectFile &file) { file.section(4).name = 1 << 20; }},
      {"has a misaligned table", [](BuiltObjectFile &file) { file.section(1).offset++; }},
      {"has a misaligned table", [](BuiltObjectFile &file) { file.section(5).offset += 4; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(1).link = 4; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(1).link = UINT32_MAX; }},
      {"has a symbol table without names", [](BuiltObjectFile &file) { file.section(2).size--; }},
      {"has no symbols", [](BuiltObjectFile &file) { file.section(1).size = 23; }},
      {"has no symbols", [](BuiltObjectFile &file) { file.section(1).type = 1; }},
      {"has a symbol without a name",
       [](BuiltObjectFile &file) { file.row<elf_symbol>(1, 1).name = static_cast<uint32_t>(file.section(2).size); }},
      {"has relocations for no section", [](BuiltObjectFile &file) { file.section(5).info = 6; }},
      {"has a relocation against no symbol",
       [](BuiltObjectFile &file) { file.row<elf_rela>(5, 0).info = uint64_t{3} << 32 | ELF_R_PLT32; }},
  };
  for (const auto &broken : cases) {
    BuiltObjectFile file = Caller().Build();
    broken.breaks(file);
    SCOPED_TRACE(broken.what);
    ExpectRefused(std::string("error: //cells/own: own.o: ") + broken.what + "; compile it with the cell toolchain\n",
                  file, "", "READ run\n");
  }
}
