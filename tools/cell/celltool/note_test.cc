// SPDX-License-Identifier: Apache-2.0
// celltool note: the note that it writes, and what of the dialect it refuses.
#include "tools/cell/celltool/note_runner.h"

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
  WriteText("dep", "READ other_call 0123456789abcdef\n");
  Outcome outcome =
      Write(object.Build(), "--restart always --provides //kernel/a --provides //kernel/b --dep //cells/dep=dep",
            "STEPS run 0123456789abcdef\n");
  EXPECT_EQ(outcome.said, "");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(ReadText("note"), "delias-cell 3\nlabel //cells/own\nprovides //kernel/a\nprovides //kernel/b\n"
                              "dep //cells/dep\nrestart always\nexport STEPS run\ncallback on_a\ncallback on_b\n"
                              "ops command struct shell_command\ncpustate counts uint64_t\n"
                              "state own struct own_state\n");
}

TEST_F(Note, ImportsComeFromDirectDependencies) {
  const std::string exports = "READ run 0123456789abcdef\n";
  WriteText("dep", "READ other_call 0123456789abcdef\n");
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

TEST_F(Note, TheMendOfAnUndeclaredDependencyNamesTheCellThatHasTheFunction) {
  WriteText("far1", "READ other 0123456789abcdef\n");
  WriteText("far2", "READ before 0123456789abcdef\nATOMIC other_call 0123456789abcdef\n");
  ExpectRefused(
      "error: //cells/own: uses other_call of //cells/two, which is not among its deps; add \"//cells/two\" to deps\n",
      Caller().Build(), "--far //cells/one=far1 --far //cells/two=far2", "READ run 0123456789abcdef\n");
}

TEST_F(Note, ACallOfOneImportDoesNotMakeAnotherOneACall) {
  ObjectBuilder object = Caller();
  uint64_t used = object.Import("other_state");
  object.Relocations(ObjectBuilder::FIRST, {{8, used << 32 | ELF_R_REX_GOTPCRELX, -4}});
  WriteText("dep", "READ other_call 0123456789abcdef\n");
  ExpectRefused(
      "error: //cells/own: uses other_state, a variable or function that no cell in its deps exports; another "
      "cell's state cannot be named: ask that cell through a function it exports\n",
      object.Build(), "--dep //cells/dep=dep", "READ run 0123456789abcdef\n");
}

TEST_F(Note, ALocalFunctionOfTheSameNameDoesNotDefineAnImport) {
  ObjectBuilder object = Caller();
  object.Function("other_call", ELF_BIND_LOCAL);
  ExpectRefused("error: //cells/own: calls other_call, which no cell in its deps exports; add the cell whose header "
                "declares it to deps\n",
                object.Build(), "", "READ run 0123456789abcdef\n");
}

TEST_F(Note, TheFunctionThatHoldsAMistakeIsNamed) {
  ObjectBuilder object;
  uint32_t text = object.Section(".text", ELF_SECTION_ALLOC | ELF_SECTION_EXECUTE, 48);
  for (uint64_t i = 0; i < 3; i++)
    object.Symbol("function" + std::to_string(i), ELF_SYMBOL_FUNCTION, ELF_BIND_LOCAL, static_cast<uint16_t>(text), 16);
  uint64_t section = object.Symbol("", ELF_SYMBOL_SECTION, ELF_BIND_LOCAL, static_cast<uint16_t>(text));
  object.Relocations(text, {{20, section << 32 | ELF_R_PC32, 32 - 4}});  // in the second, of the third
  BuiltObjectFile file = object.Build();
  for (uint32_t i = 0; i < 3; i++)
    file.row<elf_symbol>(ObjectBuilder::SYMBOLS, 1 + i).value = 16 * i;
  ExpectRefused(
      "error: //cells/own: the address of the static function function2 escapes in function1; it would dangle "
      "after a swap: mark function2 CELL_CALLBACK or export it\n",
      file);
}

TEST_F(Note, CallsOfLocalFunctionsAndAddressesOfConstantsAreAllowed) {
  ObjectBuilder object;
  uint32_t constants = object.Section(".rodata", ELF_SECTION_ALLOC, 16);
  uint64_t constant = object.Symbol("constant", ELF_SYMBOL_OBJECT, ELF_BIND_LOCAL, static_cast<uint16_t>(constants), 8);
  uint64_t local = object.Function("local", ELF_BIND_LOCAL);
  object.Relocations(ObjectBuilder::FIRST + 1,
                     {{0, local << 32 | ELF_R_PLT32, -4}, {8, constant << 32 | ELF_R_PC32, -4}});
  object.Section(".data", WRITABLE, 0);  // compilers leave it empty
  EXPECT_EQ(Write(object.Build()).said, "");
}

TEST_F(Note, NoFirstValueOfStateMayHoldAnAddress) {
  for (const char *section : {".cell.state.struct s.own", ".cell.cpustate.struct s.own"}) {
    ObjectBuilder object;
    uint32_t state = object.Section(section, WRITABLE, 8, 64);
    uint64_t own = object.Symbol("own", ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL, static_cast<uint16_t>(state), 8);
    object.Relocations(state, {{0, own << 32 | ELF_R_64, 0}});
    ExpectRefused(
        "error: //cells/own: the first value of state own holds the address of own, which would dangle after a "
        "swap; set it in init\n",
        object.Build());
  }
}

TEST_F(Note, StateIsAlignedToSixtyFourBytesAtMost) {
  for (uint64_t align : {64u, 128u}) {
    ObjectBuilder object;
    uint16_t state = static_cast<uint16_t>(object.Section(".cell.state.struct s.own", WRITABLE, 8, align));
    object.Symbol("own", ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL, state, 8);
    EXPECT_EQ(Write(object.Build()).said,
              align == 64 ? ""
                          : "error: //cells/own: own wants to be aligned to 128 bytes, and state "
                            "and ops tables are aligned to 64; align it less, and round up inside it\n");
  }
}

TEST_F(Note, NumbersHaveLimitsThatAreSaid) {
  std::string objects, deps;
  for (int i = 0; i < 512; i++)
    objects += " own.o";
  for (int i = 0; i < 129; i++)
    deps += " --dep //cells/dep=dep";
  WriteBytes("dep", "", 0);
  EXPECT_EQ(Write(ObjectBuilder().Build(), objects).said,
            "error: //cells/own: more than 512 object files; split the cell\n");
  EXPECT_EQ(Write(ObjectBuilder().Build(), deps).said,
            "error: //cells/own: more than 128 dependencies; split the cell\n");
  ObjectBuilder object;
  uint16_t state = static_cast<uint16_t>(object.Section(".cell.state.struct s.own", WRITABLE, 8, 64));
  for (int i = 0; i < 513; i++)
    object.Symbol("own" + std::to_string(i), ELF_SYMBOL_OBJECT, ELF_BIND_GLOBAL, state, 8);
  EXPECT_EQ(Write(object.Build()).said,
            "error: //cells/own: more than 512 state objects and ops tables; split the cell\n");
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
      "", "READ run 0123456789abcdef\n");
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
        object.Build(), "", "READ run 0123456789abcdef\n");
  }
}

TEST_F(Note, WordsThatMakeNoSenseAreRefused) {
  Outcome outcome = Write(ObjectBuilder().Build(), "--dep //cells/dep");
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.said, "error: '//cells/dep' is not LABEL=FILE\n");
}
