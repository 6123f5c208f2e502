// SPDX-License-Identifier: Apache-2.0
// The runner of golden cases: what it takes for the same and what it does not.
#include <gtest/gtest.h>

#include <string>

#include "tools/cellcheck/testing/golden/case.h"

namespace {

const char kCase[] = "// SPDX\n"
                     "// note: 'r' is owned from here\n"
                     "struct ring *r = ring_create();\n"
                     "// want: own.leak 'r' is lost here,\n"
                     "//   and nobody holds it\n"
                     "// mend: destroy it\n"
                     "return;\n"
                     "f(r);  // want: own.after@3 'r' is used\n";
const char kOutput[] =
    "/s/x.c:7:3: error: 'r' is lost here, and nobody holds it [own.leak]\n"
    "    7 | return;\n"
    "      | ^\n"
    "/s/x.c:3:5: note: 'r' is owned from here\n"
    "    3 | struct ring *r = ring_create();\n"
    "      |     ^\n"
    "  mend: destroy it\n"
    "/s/x.c:8:3: error: 'r' is used [own.after]\n"
    "//golden/own:x: 2 reports; what a rule is for: bazel run //tools/cellcheck -- --explain own.leak\n";

std::string Differences(const std::string &text, const std::string &output, int status = 1) {
  std::string all;
  for (const std::string &line : Compare(ReadCase("golden/own/x.c", text), ReadOutput(output, "/s"), status))
    all += line + "\n";
  return all;
}

std::string Replaced(std::string text, const std::string &from, const std::string &to) {
  size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string Without(const std::string &text, const std::string &line) {
  return Replaced(text, line + "\n", "");
}

}  // namespace

TEST(Golden, WhatIsSaidAsExpectedHasNoDifference) {
  EXPECT_EQ(Differences(kCase, kOutput), "");
}

TEST(Golden, AWrongWordInAMessageNoteOrMendFails) {
  EXPECT_EQ(Differences(kCase, Replaced(kOutput, "is lost here", "got lost")),
            "said, and not expected: x.c:7:3: want: own.leak 'r' got lost, and nobody holds it\n"
            "expected, and not said: x.c:7: want: own.leak 'r' is lost here, and nobody holds it\n");
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "is owned from here", "is owned")), "");
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "mend: destroy it", "mend: destroy")), "");
}

TEST(Golden, AWrongRuleLineOrColumnFails) {
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "[own.after]", "[own.double]")), "");
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "x.c:7:3: error", "x.c:6:3: error")), "");
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "x.c:8:3: error", "x.c:8:4: error")), "");
  EXPECT_EQ(Differences(kCase, Replaced(kOutput, "x.c:7:3: error", "x.c:7:9: error")), "") << "no column was wanted";
  EXPECT_NE(Differences(kCase, Replaced(kOutput, "x.c:3:5: note", "x.c:4:5: note")), "");
}

TEST(Golden, MissingAndAdditionalOnesFail) {
  EXPECT_EQ(Differences(kCase, ""),
            "expected, and not said: x.c:3: note: 'r' is owned from here\n"
            "expected, and not said: x.c:7: want: own.leak 'r' is lost here, and nobody holds it\n"
            "expected, and not said: x.c:7: mend: destroy it\n"
            "expected, and not said: x.c:8:3: want: own.after 'r' is used\n");
  EXPECT_EQ(Differences("int a;\n", kOutput, 0),
            "said, and not expected: x.c:7:3: want: own.leak 'r' is lost here, and nobody holds it\n"
            "said, and not expected: x.c:3:5: note: 'r' is owned from here\n"
            "said, and not expected: x.c:8:3: want: own.after 'r' is used\n");
  EXPECT_NE(Differences(Without(kCase, "// note: 'r' is owned from here"), kOutput), "");
}

TEST(Golden, TheSameTwiceIsNotTheSameOnce) {
  std::string twice = std::string("/s/x.c:8:3: error: 'r' is used [own.after]\n") + kOutput;
  EXPECT_EQ(Differences(kCase, twice), "said, and not expected: x.c:8:3: want: own.after 'r' is used\n");
}

TEST(Golden, MendsCountInCasesThatHaveOne) {
  EXPECT_EQ(Differences(Without(Without(kCase, "// mend: destroy it"), "// SPDX"), kOutput).find("mend"),
            std::string::npos);
}

TEST(Golden, AnotherStatusFails) {
  EXPECT_EQ(Differences(kCase, kOutput, 2), "ended with status 2 instead of 1\n");
  EXPECT_EQ(Differences("int a;\n", "", 139), "ended with status 139 instead of 0\n");
  EXPECT_EQ(Differences("// status: 2\n", "", 2), "");
  EXPECT_NE(Differences("// status: 2\n", "", 0), "");
}

TEST(Golden, WhatNobodyKnowsFails) {
  EXPECT_EQ(Differences("int a;\n", "main.c:7: assertion failed\n", 0),
            "said, and nobody knows what it is: main.c:7: assertion failed\n");
  EXPECT_EQ(Differences("int a;\n", "==1==ERROR: AddressSanitizer\n", 0),
            "said, and nobody knows what it is: ==1==ERROR: AddressSanitizer\n");
}

TEST(Golden, ExcusedOnesAreExpectedToo) {
  const std::string said = "/s/x.c:1:1: excused: lost [own.leak]\n  reason: it never ends\n";
  EXPECT_EQ(Differences("f();  // excused: own.leak lost\n", said, 0), "");
  EXPECT_NE(Differences("f();  // want: own.leak lost\n", said, 1), "");
  EXPECT_NE(Differences("f();\n", said, 0), "");
}

TEST(Golden, ReportsOfWholeFilesStandInTheirFirstLine) {
  const std::string said = "/s/x.c: error: it does not compile [header.alone]\n";
  EXPECT_EQ(Differences("#pragma once  // want: header.alone it does not compile\n", said), "");
  EXPECT_NE(Differences("// want: header.alone it does not compile\n#pragma once\n", said), "") << "speaks of line 2";
}

TEST(Golden, ACaseHasParts) {
  Case golden = ReadCase("a/golden/own/x.c",
                         "// SPDX\n// x: one.\n// file: ring.h public\n#pragma once\n// file: inside.h\nint i;\n"
                         "// file: x.c\n// label: //kernel/x\n// flags: -DA -DB\n// note@heap.h: made there\nf();\n");
  EXPECT_EQ(golden.folder, "own");
  EXPECT_EQ(golden.name, "x");
  EXPECT_EQ(golden.label, "//kernel/x");
  EXPECT_EQ(golden.flags, (std::vector<std::string>{"-DA", "-DB"}));
  ASSERT_EQ(golden.parts.size(), 3u);
  EXPECT_EQ(golden.parts[0].name, "ring.h");
  EXPECT_TRUE(golden.parts[0].is_public);
  EXPECT_FALSE(golden.parts[1].is_public);
  EXPECT_EQ(golden.parts[2].lines.size(), 4u);
  ASSERT_EQ(golden.expected.size(), 1u);
  EXPECT_EQ(golden.expected[0].file, "heap.h");
  EXPECT_EQ(golden.expected[0].line, 0);
  EXPECT_EQ(ReadCase("own/x.c", "int a;\n// file: y.c\nint b;\n").parts.size(), 2u)
      << "code before the first part is a part";
}

TEST(Golden, AnotherFileIsFoundByTheEndOfItsName) {
  const std::string text = "// note@kernel/heap/heap.h: declared here\nf();  // want: own.leak lost\n";
  EXPECT_EQ(Differences(text, "/s/x.c:2:1: error: lost [own.leak]\nkernel/heap/heap.h:18:1: note: declared here\n"),
            "");
  EXPECT_NE(Differences(text, "/s/x.c:2:1: error: lost [own.leak]\nkernel/theheap/heap.h:18:1: note: declared here\n"),
            "");
}

TEST(Golden, ALineWithinAMacroIsCountedFromTheLineBelowTheComment) {
  const std::string text = "// want+1: own.leak lost\n#define F() \\\n  f()\n";
  EXPECT_EQ(ReadCase("own/x.c", text).expected[0].line, 3);
  EXPECT_EQ(ReadCase("own/x.c", "int a;\n// want-1: own.leak lost\nint b;\n").expected[0].line, 2);
}

TEST(Golden, ABlessedCaseHasNoDifference) {
  const std::string texts[] = {
      kCase,
      "// SPDX\nint a;\n\n  // a comment\nint b;\nint c;\nreturn;\nf(r);\n",
      "// SPDX\n#define F \\\n  a; \\\n  b; \\\n  c\nint d; \\\nreturn;\nf(r);\n",
      "// SPDX\n// x: parts.\n// file: x.h public\n#pragma once\n// file: x.c\n1\n2\n3\n4\n5\n6\n7\n8\n",
  };
  const std::string output = std::string(kOutput) + "/s/x.c:1:1: error: " + std::string(300, 'x') +
                             " y [own.leak]\n"
                             "kernel/heap/heap.h:3:1: note: declared here\n";
  for (const std::string &text : texts) {
    Case golden = ReadCase("own/x.c", text);
    std::string blessed = Bless(text, golden, ReadOutput(output, "/s"));
    // Its lines have moved: the same output no longer fits, the same lines do.
    Case again = ReadCase("own/x.c", blessed);
    EXPECT_EQ(again.parts.size(), golden.parts.size());
    EXPECT_EQ(again.expected.size(), text.find("mend") != std::string::npos ? 6u : 5u) << blessed;
    EXPECT_EQ(Bless(blessed, again, {}), Bless(text, golden, {})) << "blessed with nothing, the code is left";
  }
}
