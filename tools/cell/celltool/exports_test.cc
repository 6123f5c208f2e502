// SPDX-License-Identifier: Apache-2.0
// celltool exports: which names it reads off preprocessed headers, and what it refuses.
#include <regex>

#include "tools/cell/celltool/celltool_runner.h"

namespace {

class Exports : public Celltool {
protected:
  // Of a header that is preprocessed to `text`, from its first line.
  Outcome Read(const std::string &text) {
    WriteText("in.i", "# 1 \"/dev/null\"\n# 1 \"cells/own/own.h\" 1\n" + text + "\n");
    return Run("exports //cells/own out ifs cells/own/own.h in.i");
  }

  // What was written, without the fingerprints.
  static std::string Names() {
    return std::regex_replace(ReadText("out"), std::regex(" [0-9a-f]{16}\n"), "\n");
  }

  void ExpectNames(const std::string &names, const std::string &text) {
    Outcome outcome = Read(text);
    EXPECT_EQ(outcome.status, 0) << text;
    EXPECT_EQ(outcome.said, "");
    EXPECT_EQ(Names(), names) << text;
  }

  void ExpectRefused(const std::string &sentence, const std::string &text) {
    Outcome outcome = Read(text);
    EXPECT_EQ(outcome.status, 1) << text;
    EXPECT_EQ(outcome.said, "error: //cells/own: " + sentence + "\n") << text;
  }
};

const char kNoFunction[] = ", which is no function; cells export functions only: export one that gives its value";

}  // namespace

TEST_F(Exports, AreReadInTheOrderOfTheirDeclarations) {
  ExpectNames("READ b\nATOMIC/0 a\nSTEPS c\nRAW d\n",
              "__cell_export(READ) int b(void);\n"
              "__cell_export(ATOMIC) int a(void); __cell_export(STEPS) int c(void);\n"
              "__cell_export(RAW)\nint\nd\n(\nvoid\n)\n;\n");
}

TEST_F(Exports, WithoutAKindThereAreNone) {
  ExpectNames("",
              "int f(void);\nextern int v;\nstruct s { int (*call)(void); };\nstatic inline int g(void) { return 1; }");
}

TEST_F(Exports, AreFoundBehindPointersStructsAndQualifiers) {
  ExpectNames("READ f\n", "__cell_export(READ) const struct graph_cell *f(const uint8_t *region, uint32_t index);");
  ExpectNames("READ f\n", "__cell_export(READ) unsigned long long int *const *volatile f(void);");
  ExpectNames("READ f\n", "__cell_export ( READ ) enum kind f(struct a a, union b b);");
}

TEST_F(Exports, AreFoundBehindAttributes) {
  ExpectNames("RAW f\n", "__cell_export(RAW) __attribute__((noreturn)) void f(void);");
  ExpectNames("RAW f\n", "__cell_export(RAW) __attribute__((annotate(\"a(b)\"), aligned(sizeof(int)))) void f(void);");
  ExpectNames("RAW f\n", "__cell_export(RAW) [[nodiscard(\"say (why)\")]] [[gnu::cold]] int f(void);");
  ExpectNames("RAW f\n", "__cell_export(RAW) void f(void) __attribute__((format(printf, 1, 2)));");
  ExpectNames("RAW f\n", "__cell_export(RAW) typeof(g(1)) f(void);");
  ExpectNames("RAW f\n", "__cell_export(RAW) _BitInt(8) f(void);");
  ExpectNames("RAW f\n", "__cell_export(RAW) _Atomic(int) *f(void);");
}

TEST_F(Exports, ParametersMayBeArraysAndFunctions) {
  ExpectNames("READ f\n", "__cell_export(READ) int f(int values[static 4], char names[][8]);");
  ExpectNames("READ f\n",
              "__cell_export(READ) int f(int (*compare)(const void *, const void *), void (*done)(int (*)(void)));");
  ExpectNames("READ f\nREAD g\n", "__cell_export(READ) int f(void (*each)(int), int ((nested)));\n"
                                  "__cell_export(READ) int g(void);");
}

TEST_F(Exports, AFunctionMayReturnAPointerToAFunction) {
  ExpectNames("READ get\n", "__cell_export(READ) void (*get(int which))(int);");
  ExpectNames("READ get\n", "__cell_export(READ) struct s *(*get(void))(int);");
}

TEST_F(Exports, LiteralsAreNotRead) {
  ExpectNames("READ f\n", "static const char *const text = \"__cell_export(READ) int g(void);\";\n"
                          "static const char quote = '\"', other = '\\'';\n"
                          "static const int million = 1'000'000;\n"
                          "static const char *const escaped = \"\\\" __cell_export(READ) int h(void); \\\\\";\n"
                          "__cell_export(READ) int f(void);");
}

TEST_F(Exports, AreThoseOfTheNamedHeadersOnly) {
  const char text[] = "# 1 \"<built-in>\" 1\n# 1 \"/dev/null\"\n"
                      "# 1 \"./cells/own/own.h\" 1\n__cell_export(READ) int f(void);\n"
                      "# 1 \"kernel/other/other.h\" 1\n__cell_export(READ) int other(void);\n"
                      "# 4 \"cells/own/own.h\" 2\n#pragma clang diagnostic push\n__cell_export(ATOMIC) int g(void);\n"
                      "# 1 \"cells/own/more.h\" 1\n__cell_export(RAW) int h(void);\n"
                      "# 1 \"cells/own/private.h\" 1\n__cell_export(RAW) int hidden(void);\n";
  WriteText("in.i", text);
  Outcome outcome = Run("exports //cells/own out ifs cells/own/own.h in.i cells/own/more.h in.i");
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(Names(), "READ f\nATOMIC/0 g\nRAW h\n");
}

TEST_F(Exports, TheStubHasTheSameNamesAndNothingElse) {
  Read("__cell_export(READ) int f(void);\n__cell_export(RAW) int g(void);\nint h(void);");
  EXPECT_EQ(ReadText("ifs"), "--- !ifs-v1\nIfsVersion: 3.0\nSoName: \"//cells/own\"\n"
                             "Target: { ObjectFormat: ELF, Arch: x86_64, Endianness: little, BitWidth: 64 }\nSymbols:\n"
                             "  - { Name: f, Type: Func }\n  - { Name: g, Type: Func }\n...\n");
}

TEST_F(Exports, VariablesAreRefusedByNameAndLine) {
  ExpectRefused(std::string("cells/own/own.h:1: READ stands before v") + kNoFunction,
                "__cell_export(READ) extern int v;");
  ExpectRefused(std::string("cells/own/own.h:3: RAW stands before v") + kNoFunction,
                "\n\n__cell_export(RAW) const struct s *v[4][sizeof(int)];");
  ExpectRefused(std::string("cells/own/own.h:1: RAW stands before v") + kNoFunction,
                "__cell_export(RAW) int v = f(1);");
  ExpectRefused(std::string("cells/own/own.h:1: RAW stands before hook") + kNoFunction,
                "__cell_export(RAW) void (*hook)(int);");
  ExpectRefused(std::string("cells/own/own.h:1: RAW stands before hook") + kNoFunction,
                "__cell_export(RAW) struct s (*hook)(int);");
  ExpectRefused(std::string("cells/own/own.h:1: RAW stands before v") + kNoFunction,
                "__cell_export(RAW) alignas(64) __attribute__((used)) int v;");
  ExpectRefused(std::string("cells/own/own.h:1: READ stands before s") + kNoFunction,
                "__cell_export(READ) struct s { int a; };");
  ExpectRefused(std::string("cells/own/own.h:1: READ stands before a type") + kNoFunction, "__cell_export(READ) int;");
}

TEST_F(Exports, KindsAreRefusedTwiceAndBeforeNothing) {
  ExpectRefused("cells/own/own.h:1: a second kind stands behind READ; keep one",
                "__cell_export(READ) __cell_export(ATOMIC) int f(void);");
  ExpectRefused("f is declared twice with a kind; keep one declaration",
                "__cell_export(READ) int f(void);\n__cell_export(READ) int f(void);");
  ExpectRefused("cells/own/own.h:2: nothing is declared after STEPS", "\n__cell_export(STEPS)");
}

TEST_F(Exports, RequestsTakeSixWordsAtMost) {
  const std::string end =
      "; a request is made again from six registers: pass a pointer to a struct, or make it READ or RAW";
  const std::string atomic = "__cell_export(ATOMIC) void f", steps = "__cell_export(STEPS) int f";
  ExpectNames("ATOMIC/6 f\n", atomic + "(int a, int b, int c, int d, int e, void (*done)(int, struct s, ...));");
  ExpectNames("ATOMIC/2 f\n", atomic + "(struct s *a, const struct t b[2]);");
  ExpectNames("RAW f\n", "__cell_export(RAW) void f(struct s a, ...);");
  ExpectRefused("cells/own/own.h:1: f is STEPS and takes more than six arguments" + end,
                steps + "(int a, int b, int c, int d, int e, int f, int g);");
  ExpectRefused("cells/own/own.h:1: f is ATOMIC and takes a variable number of arguments" + end,
                atomic + "(const char *format, ...);");
  ExpectRefused("cells/own/own.h:1: f is ATOMIC and takes a struct by value" + end,
                atomic + "(int a, const struct s b);");
}

TEST_F(Exports, OfAnAtomicFunctionTheRegistersThatItTakesAreCounted) {
  const std::string atomic = "__cell_export(ATOMIC) ";
  ExpectNames("ATOMIC/0 f\n", atomic + "int f(void);");
  ExpectNames("ATOMIC/0 f\n", atomic + "int f();");
  ExpectNames("ATOMIC/1 f\n", atomic + "int f(int);");
  ExpectNames("ATOMIC/1 f\n", atomic + "int f(void *);");
  ExpectNames("ATOMIC/3 f\n", atomic + "struct s *f(__int128 a, __int128 *b);");
  // Where a struct is returned, its address may be one more.
  ExpectNames("ATOMIC/2 f\n", atomic + "struct s f(int a);");
  ExpectNames("ATOMIC/2 f\n", atomic + "const union u f(int a);");
  ExpectRefused(
      "cells/own/own.h:1: f is ATOMIC and takes more than six arguments; a request is made again from six registers: "
      "pass a pointer to a struct, or make it READ or RAW",
      atomic + "struct s f(int a, int b, int c, int d, int e, int f);");
}

TEST_F(Exports, EveryMistakeIsReported) {
  Outcome outcome = Read("__cell_export(READ) extern int a;\n__cell_export(RAW) extern int b;");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said, std::string("error: //cells/own: cells/own/own.h:1: READ stands before a") + kNoFunction +
                              "\nerror: //cells/own: cells/own/own.h:2: RAW stands before b" + kNoFunction + "\n");
}

TEST_F(Exports, NamesHaveALimitAndSoHasTheirNumber) {
  std::string longest(119, 'n'), longer(120, 'n'), many;
  ExpectNames("READ " + longest + "\n", "__cell_export(READ) int " + longest + "(void);");
  ExpectRefused("cells/own/own.h:1: the name of " + longer + " is longer than 119 characters; shorten it",
                "__cell_export(READ) int " + longer + "(void);");
  for (int i = 0; i < 4097; i++)
    many += "__cell_export(READ) int f" + std::to_string(i) + "(void);\n";
  Outcome outcome = Read(many);
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said, "error: //cells/own: exports more than 4096 functions; split the cell\n");
}

TEST_F(Exports, WhatCannotBeReadIsNamed) {
  Outcome outcome = Run("exports //cells/own out ifs cells/own/own.h no-such-file");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.said, "error: no-such-file: cannot open: No such file or directory\n");
}

TEST_F(Exports, OtherWordsGetTheUsage) {
  const char usage[] = "usage: celltool exports|note|fingerprints|seal ...; it is run by the rules in tools/cell\n";
  EXPECT_EQ(Run("").said, usage);
  EXPECT_EQ(Run("import").said, usage);
  EXPECT_EQ(Run("import").status, 2);
  EXPECT_EQ(Run("exports //cells/own out").status, 2);
  EXPECT_EQ(Run("exports //cells/own out ifs cells/own/own.h").status, 2);
  EXPECT_EQ(Run("note").status, 2);
  EXPECT_EQ(Run("fingerprints note in").status, 2);
  EXPECT_EQ(Run("seal in out").status, 2);
}
