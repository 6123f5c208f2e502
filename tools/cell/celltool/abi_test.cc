// SPDX-License-Identifier: Apache-2.0
// celltool exports: what goes into the fingerprint of an exported function, from preprocessed text that no header need
// have made.
#include <map>
#include <sstream>

#include "tools/cell/celltool/celltool_runner.h"

namespace {

class Abi : public Celltool {
protected:
  // The fingerprints by name. The first lines are the header's own, `included` is another one's in front of them.
  std::map<std::string, std::string> Of(const std::string &own, const std::string &included = "") {
    WriteText("in.i", "# 1 \"<built-in>\" 1\n#define __SIZE__ 8\n# 1 \"dep/dep.h\" 1\n" + included +
                          "\n# 1 \"own/own.h\" 1\n" + own + "\n");
    Outcome outcome = Run("exports //own out ifs own/own.h in.i");
    EXPECT_EQ(outcome.said, "");
    std::map<std::string, std::string> found;
    std::istringstream lines(ReadText("out"));
    for (std::string kind, name, hash; lines >> kind >> name >> hash;)
      found[name] = hash;
    return found;
  }

  void ExpectSame(const std::string &a, const std::string &b, const std::string &included_a = "",
                  const std::string &included_b = "") {
    std::string first = Of(a, included_a)["f"];
    EXPECT_EQ(first.size(), 16u) << a;
    EXPECT_EQ(first, Of(b, included_b)["f"]) << a << "\n" << b;
  }

  void ExpectOther(const std::string &a, const std::string &b, const std::string &included_a = "",
                   const std::string &included_b = "") {
    EXPECT_NE(Of(a, included_a)["f"], Of(b, included_b)["f"]) << a << "\n" << b;
  }
};

const char kF[] = "__cell_export(READ) int f(int a);\n";

}  // namespace

TEST_F(Abi, IsOfTokensAndNotOfTheirPlaces) {
  ExpectSame(kF, "__cell_export ( READ )\n\n  int\tf(int a) ;");
  ExpectSame("struct s { int a; };\n" + std::string(kF),
             "struct s {\nint a;\n# 7 \"own/own.h\"\n};\n" + std::string(kF));
  ExpectOther("struct s { int ab; };\n" + std::string(kF), "struct s { int a, b; };\n" + std::string(kF));
}

TEST_F(Abi, IsOfTheOwnDeclaration) {
  for (const char *other :
       {"__cell_export(ATOMIC) int f(int a);", "__cell_export(READ) long f(int a);",
        "__cell_export(READ) int f(long a);", "__cell_export(READ) int f(int a, ...);",
        "__cell_export(READ) __cell_own_ret int f(int a);", "__cell_export(READ) int f(__cell_own int a);",
        "__cell_export(READ) __attribute__((noreturn)) int f(int a);"})
    ExpectOther(kF, other);
}

TEST_F(Abi, IsOfWhatIsDefinedInTheHeaderAndWhatItIncludes) {
  for (const char *more : {"struct s { int a; };\n", "enum e { A = 1 };\n", "#define LIMIT 7\n", "#undef LIMIT\n",
                           "#pragma pack(1)\n", "static_assert(sizeof(int) == 4);\n", "int g(void);\n"}) {
    ExpectOther(kF, more + std::string(kF));
    ExpectOther(kF, kF, "", more);
  }
  ExpectOther("#define LIMIT (1)\n" + std::string(kF), "#define LIMIT(1)\n" + std::string(kF));
  ExpectOther("#define TEXT \"a b\"\n" + std::string(kF), "#define TEXT \"ab\"\n" + std::string(kF));
}

TEST_F(Abi, IsNotOfWhatTheCompilerDefines) {
  WriteText("in.i", "# 1 \"<built-in>\" 1\n#define __VERSION__ 1\n# 1 \"own/own.h\" 1\n" + std::string(kF));
  Run("exports //own out ifs own/own.h in.i");
  std::string before = ReadText("out");
  WriteText("in.i", "# 1 \"<built-in>\" 1\n#define __VERSION__ 2\n# 1 \"<command line>\" 1\n#define CELL_SCAN 1\n"
                    "# 1 \"own/own.h\" 1\n" +
                        std::string(kF));
  Run("exports //own out ifs own/own.h in.i");
  EXPECT_EQ(ReadText("out"), before);
}

TEST_F(Abi, IsNotOfOtherExportedFunctions) {
  ExpectSame(kF, std::string(kF) + "__cell_export(READ) int g(int a);");
  ExpectSame(kF, "__cell_export(READ) int g(int a);" + std::string(kF));
  ExpectSame(kF, kF, "__cell_export(READ) int g(int a);", "__cell_export(RAW) long g(int a);");
  ExpectSame("struct g { int a; };" + std::string(kF), "struct g { int a; };" + std::string(kF),
             "__cell_export(READ) int g(int a);", "__cell_export(RAW) long g(int a);");
}

// typeof, a macro that calls it: then its type is part of what the function or the header says.
TEST_F(Abi, IsOfTheFunctionsThatItSpeaksOf) {
  const std::string g = "__cell_export(READ) int g(int a);\n", other = "__cell_export(READ) int g(long a);\n";
  const std::string h = "__cell_export(READ) typeof(g) *h(int a);\n";
  const std::string by_type = "__cell_export(READ) int f(typeof(g) *a);\n",
                    far = "__cell_export(READ) int f(typeof(h) *a);\n";
  ExpectOther(g + by_type, other + by_type);
  ExpectOther(g + h + far, other + h + far);
  ExpectOther(kF, kF, g + "#define CALL g(1)\n", other + "#define CALL g(1)\n");
  ExpectOther(kF, kF, g + "typedef typeof(g) type;\n", other + "typedef typeof(g) type;\n");
}

// A type that is defined inside another function's declaration is there for all.
TEST_F(Abi, IsOfTypesThatAnotherDeclarationDefines) {
  ExpectOther(kF, kF, "__cell_export(READ) struct s { int a; } g(void);",
              "__cell_export(READ) struct s { long a; } g(void);");
  ExpectOther(kF, kF, "__cell_export(READ) int g(void) { return 1; } struct s { int a; };",
              "__cell_export(READ) int g(void) { return 1; } struct s { long a; };");
}

TEST_F(Abi, IsOfThePlaceAmongPragmas) {
  ExpectOther(kF + std::string("#pragma pack(1)\n"), "#pragma pack(1)\n" + std::string(kF));
}
