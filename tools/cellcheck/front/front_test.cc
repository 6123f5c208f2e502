// SPDX-License-Identifier: Apache-2.0
// What the front says of declarations, places, headers and errors. constructs_test has what it makes of bodies.
#include "tools/cellcheck/front/front_reader.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

// The marks as kernel/base/cell.h makes them.
const char kMarks[] = R"c(#pragma once
#define NOTE(text) __attribute__((annotate(text)))
#define KIND(kind) __attribute__((visibility("default"), annotate("cell.kind=" #kind)))
#define READ KIND(READ)
#define ATOMIC KIND(ATOMIC)
#define RAW_BEGIN _Pragma("clang attribute push(__attribute__((annotate(\"cell.kind=RAW\"))), apply_to = function)")
#define RAW_END _Pragma("clang attribute pop")
#define OWNED NOTE("cell.owned")
#define OWN NOTE("cell.own")
#define OWN_RET NOTE("cell.own_ret")
#define VIEW_RET NOTE("cell.view_ret")
#define RETAINS NOTE("cell.retains")
#define NOESCAPE NOTE("cell.noescape")
#define AS(kind) NOTE("cell.as=" #kind)
#define UNSAFE(reason) NOTE("cell.unsafe=" reason)
#define CALLBACK __attribute__((visibility("default"), section(".text.cell.callback")))
#define STATE(type, name) __attribute__((section(".cell.state." #type "." #name))) type name
#define CPU_STATE(type, name) __attribute__((section(".cell.cpustate." #type "." #name))) type name[16]
#define OPS(type, name) __attribute__((section(".cell.ops." #type "." #name))) const type name
typedef unsigned int uint32_t;
typedef unsigned long uint64_t;
)c";

FrontReader &Marked(FrontReader &reader, const std::string &text) {
  reader.ForeignHeader("marks.h", kMarks).Source("cell.c", "#include \"marks.h\"\n" + text).Read();
  return reader;
}

// Whether something was reported that contains `text`; the first `at` characters are its place.
testing::AssertionResult Said(const std::string &text) {
  std::string all;
  for (const std::string &each : Reports()) {
    if (each.find(text) != std::string::npos) return testing::AssertionSuccess();
    all += "\n  " + each;
  }
  return testing::AssertionFailure() << "'" << text << "' is not among" << all;
}

const struct instruction *First(const struct function *function, enum op op) {
  for (uint32_t i = 0; function != nullptr && i < function->block_count; i++)
    for (value_t k = function->blocks[i].first; k < function->blocks[i].last; k++)
      if (function->code[k].op == op) return &function->code[k];
  return nullptr;
}

TEST(Annotations, AreReadOffFunctionsAndParameters) {
  FrontReader reader;
  Marked(reader, R"c(
struct OWNED ring;
ATOMIC OWN_RET struct ring *make(void);
ATOMIC void drop(OWN struct ring *ring, RETAINS void *kept, NOESCAPE void *lent);
READ VIEW_RET const void *look(OWN_RET struct ring **out, AS(STEPS) void (*run)(void));
)c");
  EXPECT_TRUE(Reports().empty());
  ASSERT_NE(reader.Function("look"), nullptr);
  EXPECT_EQ(reader.Function("make")->kind, KIND_ATOMIC);
  EXPECT_EQ(reader.Function("make")->marks, MARK_OWN_RET);
  EXPECT_EQ(reader.Function("drop")->parameters[0]->marks, MARK_OWN);
  EXPECT_EQ(reader.Function("drop")->parameters[1]->marks, MARK_RETAINS);
  EXPECT_EQ(reader.Function("drop")->parameters[2]->marks, MARK_NOESCAPE);
  EXPECT_EQ(reader.Function("look")->kind, KIND_READ);
  EXPECT_EQ(reader.Function("look")->marks, MARK_VIEW_RET);
  EXPECT_EQ(reader.Function("look")->parameters[0]->marks, MARK_OWN_RET);
  EXPECT_EQ(reader.Function("look")->parameters[1]->kind, KIND_STEPS);
  EXPECT_TRUE(reader.Function("look")->is_exported);
  EXPECT_EQ(reader.Record("ring")->marks, MARK_OWNED);
  EXPECT_FALSE(reader.Record("ring")->is_complete);
}

TEST(Annotations, EndsTaskIsReadOffFunctionsAndRefusedElsewhere) {
  FrontReader reader;
  Marked(reader, "READ NOTE(\"cell.ends_task\") void failed(char *why);\nint a NOTE(\"cell.ends_task\");\n");
  EXPECT_EQ(reader.Function("failed")->marks, MARK_ENDS_TASK);
  EXPECT_EQ(Reports().size(), 1u);
  EXPECT_TRUE(Said("ENDS_TASK means nothing on a variable, here 'a'"));
}

TEST(Annotations, OfAHeaderCountForTheDefinition) {
  FrontReader reader;
  reader.ForeignHeader("marks.h", kMarks)
      .PublicHeader("ring.h",
                    "#pragma once\n#include \"marks.h\"\nstruct ring;\nATOMIC void drop(OWN struct ring *ring);\n")
      .Source("ring.c", "#include \"ring.h\"\nvoid drop(struct ring *it) { (void)it; }\n")
      .Read();
  const struct function *drop = reader.Function("drop");
  ASSERT_NE(drop, nullptr);
  EXPECT_EQ(drop->kind, KIND_ATOMIC);
  EXPECT_EQ(drop->parameters[0]->marks, MARK_OWN);
  EXPECT_STREQ(drop->parameters[0]->name, "it");
  EXPECT_TRUE(drop->is_defined && drop->is_public && drop->is_own);
  EXPECT_EQ(drop->place.line, 2u);
  EXPECT_EQ(drop->header.line, 4u);
  EXPECT_NE(std::string(drop->header.file).find("ring.h"), std::string::npos);
}

TEST(Annotations, OfADefinitionCountForEarlierCallsToo) {
  FrontReader reader;
  Marked(reader, "void f(void);\nvoid g(void) { f(); }\nUNSAFE(\"because\") void f(void) {}\n");
  ASSERT_NE(reader.Function("f"), nullptr);
  EXPECT_STREQ(reader.Function("f")->unsafe, "because");
  EXPECT_EQ(First(reader.Function("g"), OP_CALL)->function, reader.Function("f"));
}

TEST(Annotations, RawBeginIsTheKindOfWhatHasNone) {
  FrontReader reader;
  Marked(reader, "READ int a(void);\nRAW_BEGIN\nint a(void) { return 1; }\nstatic int b(void) { return a(); }\nint c = "
                 "1;\nRAW_END\nint d(void) { return b(); }\n");
  EXPECT_TRUE(Reports().empty());
  EXPECT_EQ(reader.Function("a")->kind, KIND_READ);
  EXPECT_EQ(reader.Function("b")->kind, KIND_RAW);
  EXPECT_EQ(reader.Function("d")->kind, KIND_NONE);
}

TEST(Annotations, StateOpsAndCallbacksAreKnownByTheirSections) {
  FrontReader reader;
  Marked(reader, R"c(
struct s { int a; OWN int *b; AS(READ) int (*c)(void); };
STATE(struct s, state);
CPU_STATE(struct s, per_cpu);
OPS(struct s, table) = {1};
CALLBACK void tick(void) {}
)c");
  EXPECT_EQ(reader.Variable("state")->marks, MARK_STATE);
  EXPECT_STREQ(reader.Variable("state")->section, ".cell.state.struct s.state");
  EXPECT_EQ(reader.Variable("per_cpu")->marks, MARK_CPU_STATE);
  EXPECT_EQ(reader.Variable("table")->marks, MARK_OPS);
  EXPECT_TRUE(reader.Variable("table")->type->is_const);
  EXPECT_NE(reader.Variable("table")->value, nullptr);
  EXPECT_EQ(reader.Variable("state")->value, nullptr);
  EXPECT_EQ(reader.Function("tick")->marks, MARK_CALLBACK);
  EXPECT_TRUE(reader.Function("tick")->is_exported);
  EXPECT_EQ(reader.Record("s")->fields[1].marks, MARK_OWN);
  EXPECT_EQ(reader.Record("s")->fields[2].kind, KIND_READ);
}

struct Misplaced {
  const char *name, *text, *report;
};

class AnnotationsWhere : public testing::TestWithParam<Misplaced> {};

TEST_P(AnnotationsWhere, TheyMeanNothingAreReported) {
  FrontReader reader;
  Marked(reader, GetParam().text);
  EXPECT_EQ(Reports().size(), 1u);
  EXPECT_TRUE(Said(GetParam().report));
}

INSTANTIATE_TEST_SUITE_P(
    Each, AnnotationsWhere,
    testing::Values(
        Misplaced{"KindOnVariable", "READ int v;\n",
                  "cell.c:2:1: front.annotation: READ means nothing on a variable, here 'v'"},
        Misplaced{"KindOnLocal", "void f(void) { READ int v; }\n", "READ means nothing on a variable"},
        Misplaced{"TwoKinds", "READ ATOMIC void f(void);\n", "'f' has two kinds"},
        Misplaced{"KindsOfTwoDeclarations", "READ void f(void);\nATOMIC void f(void);\n", "'f' has two kinds"},
        Misplaced{"NoSuchKind", "NOTE(\"cell.kind=SLOW\") void f(void);\n", "a kind that does not exist"},
        Misplaced{"OwnOnSmallNumber", "void f(OWN short n);\n", "OWN on parameter 'n' of type 'short'"},
        Misplaced{"OwnOnFloat", "void f(OWN float n);\n", "OWN on parameter 'n' of type 'float'"},
        Misplaced{"OwnOnFunction", "OWN void *f(void);\n", "OWN means nothing on a function"},
        Misplaced{"OwnOnType", "struct OWN s;\n", "OWN means nothing on a type"},
        Misplaced{"OwnedOnParameter", "void f(OWNED void *p);\n", "OWNED means nothing on a parameter"},
        Misplaced{"OwnedOnTypedef", "typedef OWNED uint32_t word;\n",
                  "OWNED means nothing on a type that is no struct"},
        Misplaced{"OwnedOnEnum", "enum OWNED e { A };\n", "OWNED means nothing on a type that is no struct"},
        Misplaced{"OwnRetOfNothing", "OWN_RET void f(void);\n", "OWN_RET on function 'f' of type 'void'"},
        Misplaced{"OwnRetOnPlainPointer", "void f(OWN_RET const int *p);\n", "OWN_RET on parameter 'p'"},
        Misplaced{"ViewRetOfNumber", "VIEW_RET uint32_t f(void);\n", "VIEW_RET on function 'f'"},
        Misplaced{"RetainsOnLocal", "void f(void *p) { RETAINS void *q = p; }\n",
                  "RETAINS means nothing on a variable"},
        Misplaced{"NoescapeOnNumber", "void f(NOESCAPE uint64_t n);\n", "NOESCAPE on parameter 'n'"},
        Misplaced{"AsOnData", "void f(AS(READ) void *p);\n", "AS() means nothing on a parameter"},
        Misplaced{"UnsafeOnType", "struct UNSAFE(\"x\") s;\n", "CELL_UNSAFE means nothing on a type"},
        Misplaced{"UnsafeWithoutReason", "UNSAFE(\" \") void f(void);\n", "CELL_UNSAFE without a reason"},
        Misplaced{"Unknown", "NOTE(\"cell.owm\") void f(void);\n", "nobody knows the annotation \"cell.owm\""},
        Misplaced{"Constructor", "__attribute__((constructor)) void f(void) {}\n",
                  "front.unseen: 'f' is used by an attribute"}),
    [](const testing::TestParamInfo<Misplaced> &info) { return info.param.name; });

TEST(Annotations, OfTwoUnitsThatDifferAreReported) {
  FrontReader reader;
  reader.ForeignHeader("marks.h", kMarks)
      .Source("a.c", "#include \"marks.h\"\nREAD int f(void);\nint a(void) { return f(); }\n")
      .Source("b.c", "#include \"marks.h\"\nATOMIC int f(void);\nint b(void) { return f(); }\n")
      .Read();
  ASSERT_EQ(Reports().size(), 1u);
  EXPECT_TRUE(Said("b.c:2:12: front.annotation: 'f' is declared with two different kinds"));
}

TEST(Annotations, ThatAreWrongAreReportedOnceHoweverOftenDeclared) {
  FrontReader reader;
  Marked(reader, "void f(OWN float n);\nvoid f(float n);\nvoid f(float n) {}\n");
  EXPECT_EQ(Reports().size(), 1u);
}

TEST(Annotations, OnNumbersThatStandForSomethingAreAllowed) {
  FrontReader reader;
  Marked(reader,
         "READ int take(OWN_RET uint64_t *physical);\nvoid give(OWN uint32_t handle);\nNOTE(\"other.tool\") int x;\n");
  EXPECT_TRUE(Reports().empty());
}

TEST(Places, OfMacrosAreWhereTheyAreUsed) {
  FrontReader reader;
  reader
      .Source("cell.c", "int g(int);\n#define CALL(x) g(x) + g(7)\n#define TWICE(x) CALL(x)\nint f(int a) {\n  return "
                        "TWICE(\n    g(a));\n}\n")
      .Read();
  const struct function *f = reader.Function("f");
  std::vector<const struct instruction *> calls;
  for (value_t i = 1; f != nullptr && i < f->code_count; i++)
    if (f->code[i].op == OP_CALL) calls.push_back(&f->code[i]);
  ASSERT_EQ(calls.size(), 3u);
  // The argument stands where it is written and is nobody's macro.
  EXPECT_EQ(calls[0]->place.line, 6u);
  EXPECT_EQ(calls[0]->place.column, 5u);
  EXPECT_EQ(calls[0]->place.macro, nullptr);
  EXPECT_EQ(calls[1]->place.line, 5u);
  EXPECT_EQ(calls[1]->place.column, 10u);
  EXPECT_STREQ(calls[1]->place.macro, "TWICE");
  EXPECT_STREQ(calls[2]->place.macro, "TWICE");
}

TEST(Units, ShareWhatHasAName) {
  FrontReader reader;
  reader
      .PrivateHeader("s.h", "#pragma once\nstruct opaque;\nstruct s { int a; struct opaque *o; };\nint shared(struct s "
                            "*s);\nextern int number;\n"
                            "static inline int small(struct s *s) { return s->a; }\n")
      .Source("a.c", "#include \"s.h\"\nint number = 3;\nint shared(struct s *s) { return small(s); }\nstatic int "
                     "own(void) { return 1; }\nint a(void) { return own(); }\n")
      .Source("b.c", "#include \"s.h\"\nstruct opaque { int n; };\nstatic int own(void) { return 2; }\nint b(struct s "
                     "*s) { return shared(s) + number + s->o->n + small(s) + own(); }\n")
      .Read();
  struct cell *cell = reader.Read();
  ASSERT_NE(cell, nullptr);
  std::vector<std::string> names;
  for (uint32_t i = 0; i < cell->function_count; i++)
    names.push_back(cell->functions[i]->name);
  EXPECT_EQ(std::count(names.begin(), names.end(), "shared"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "small"), 1);
  EXPECT_EQ(std::count(names.begin(), names.end(), "own"), 2);
  EXPECT_EQ(cell->variable_count, 1u);
  EXPECT_TRUE(cell->variables[0]->is_defined);
  // What one unit only names, the other tells.
  ASSERT_NE(reader.Record("opaque"), nullptr);
  EXPECT_TRUE(reader.Record("opaque")->is_complete);
  EXPECT_EQ(reader.Record("s")->fields[1].type->to, reader.Record("opaque"));
  EXPECT_EQ(reader.Function("shared")->parameters[0]->type, reader.Function("b")->parameters[0]->type);
  EXPECT_EQ(cell->source_count, 3u);
  EXPECT_EQ(cell->lines, 6u + 5u + 4u);
}

TEST(Units, KeepPrivateRecordsOfOneNameApart) {
  FrontReader reader;
  reader.Source("a.c", "struct s { int a; };\nint fa(struct s *s) { return s->a; }\n")
      .Source("b.c", "struct s { long b, c; };\nlong fb(struct s *s) { return s->c; }\n")
      .Read();
  const struct type *a = reader.Function("fa")->parameters[0]->type->to,
                    *b = reader.Function("fb")->parameters[0]->type->to;
  EXPECT_NE(a, b);
  EXPECT_EQ(a->size, 4u);
  EXPECT_EQ(b->size, 16u);
  EXPECT_STREQ(First(reader.Function("fb"), OP_FIELD)->field->name, "c");
}

TEST(Types, AreOneObjectEachWithTheirQualifiers) {
  FrontReader reader;
  reader
      .Source("cell.c",
              "typedef struct s { const char *text; int n[3]; } s_t;\n"
              "void f(const struct s *a, s_t *b, const volatile s_t *c, const int d[4], _Atomic(int) *e) {}\n")
      .Read();
  const struct function *f = reader.Function("f");
  ASSERT_NE(f, nullptr);
  const struct type *s = reader.Record("s");
  EXPECT_EQ(f->parameters[1]->type->to, s);
  EXPECT_NE(f->parameters[0]->type->to, s);
  EXPECT_EQ(f->parameters[0]->type->to->plain, s);
  EXPECT_TRUE(f->parameters[0]->type->to->is_const);
  EXPECT_EQ(f->parameters[0]->type->to->field_count, 2u);
  EXPECT_EQ(f->parameters[0]->type->to->fields, s->fields);
  EXPECT_TRUE(f->parameters[2]->type->to->is_volatile);
  EXPECT_EQ(f->parameters[3]->type->kind, TYPE_POINTER);
  EXPECT_TRUE(f->parameters[3]->type->to->is_const);
  EXPECT_TRUE(f->parameters[4]->type->to->is_atomic);
  EXPECT_EQ(f->parameters[4]->type->to->plain->kind, TYPE_INTEGER);
  EXPECT_EQ(s->fields[1].type->count, 3u);
  EXPECT_EQ(s->fields[1].offset_bits, 64u);
  EXPECT_EQ(s->size, 24u);
}

TEST(Types, TellWhereFieldsAre) {
  FrontReader reader;
  reader
      .Source("cell.c", "struct s { unsigned a : 3, : 2, b : 7; struct { int c; }; union { long d; char e; }; int f[]; "
                        "} s;\nenum e : unsigned char { A } e;\n")
      .Read();
  const struct type *s = reader.Record("s");
  ASSERT_NE(s, nullptr);
  ASSERT_EQ(s->field_count, 6u);
  EXPECT_EQ(s->fields[0].width_bits, 3u);
  EXPECT_EQ(s->fields[2].offset_bits, 5u);
  EXPECT_EQ(s->fields[2].width_bits, 7u);
  EXPECT_EQ(s->fields[3].type->kind, TYPE_STRUCT);
  EXPECT_EQ(s->fields[4].type->kind, TYPE_UNION);
  EXPECT_FALSE(s->fields[5].type->is_complete);
  EXPECT_EQ(s->fields[5].offset_bits, 128u);
  EXPECT_EQ(reader.Record("e")->size, 1u);
  EXPECT_FALSE(reader.Record("e")->is_signed);
}

TEST(Types, OfConstArraysAreConst) {
  FrontReader reader;
  reader
      .Source(
          "cell.c",
          "typedef int three[3];\nconst three a = {1};\nconst char *const b[] = {\"x\"};\nextern int c[];\nint c[2];\n")
      .Read();
  EXPECT_TRUE(reader.Variable("a")->type->is_const);
  EXPECT_TRUE(reader.Variable("b")->type->is_const);
  EXPECT_FALSE(reader.Variable("c")->type->is_const);
  EXPECT_EQ(reader.Variable("c")->type->count, 2u);
}

TEST(Errors, OfTheCompilerAreReportedInItsWords) {
  FrontReader reader;
  EXPECT_EQ(reader.Source("cell.c", "int f(void) { return nothing; }\n").Read(), nullptr);
  EXPECT_TRUE(Said("cell.c:1:22: front.compile: use of undeclared identifier 'nothing'"));
}

TEST(Errors, OfFlagsAndMissingFilesAreReported) {
  FrontReader reader;
  reader.Source("cell.c", "#include \"none.h\"\n").Read();
  EXPECT_TRUE(Said("front.compile: 'none.h' file not found"));
  FrontReader other;
  other.Source("cell.c", "int x;\n").Flag("--no-such-flag").Read();
  EXPECT_TRUE(Said("front.compile"));
}

TEST(Errors, OfOneSourceLeaveTheOthers) {
  FrontReader reader;
  EXPECT_NE(reader.Source("a.c", "int f(void) { return 1; }\n").Source("b.c", "int g(void) { return }\n").Read(),
            nullptr);
  EXPECT_NE(reader.Function("f"), nullptr);
  EXPECT_EQ(reader.Function("g"), nullptr);
  EXPECT_TRUE(Said("b.c:1:22: front.compile: expected expression"));
}

TEST(Headers, ThatDoNotCompileAloneAreReported) {
  FrontReader reader;
  reader.PublicHeader("needs.h", "#pragma once\nvoid f(uint32_t n);\n")
      .PublicHeader("whole.h", "#pragma once\nvoid g(int n);\n")
      .Source("cell.c",
              "typedef unsigned uint32_t;\n#include \"needs.h\"\n#include \"whole.h\"\nvoid f(uint32_t n) {}\n")
      .Read();
  ASSERT_EQ(Reports().size(), 1u);
  EXPECT_TRUE(Said("needs.h:2:8: header.alone: "));
  EXPECT_TRUE(reader.Function("f")->is_public);
  EXPECT_TRUE(reader.Function("g")->is_public);
  EXPECT_FALSE(reader.Function("g")->is_defined);
}

TEST(Headers, ThatNoSourceIncludesAreReadToo) {
  FrontReader reader;
  reader.ForeignHeader("marks.h", kMarks)
      .PublicHeader(
          "lonely.h",
          "#pragma once\n#include \"marks.h\"\nREAD int far(void);\nstatic inline int body(void) { return far(); }\n")
      .Source("cell.c", "int f(void) { return 1; }\n")
      .Read();
  ASSERT_NE(reader.Function("far"), nullptr);
  EXPECT_TRUE(reader.Function("far")->is_public && reader.Function("far")->is_own);
  EXPECT_EQ(reader.Function("far")->header.line, 3u);
  ASSERT_NE(reader.Function("body"), nullptr);
  EXPECT_GT(reader.Function("body")->block_count, 0u);
  EXPECT_TRUE(reader.Function("body")->is_public);
  EXPECT_EQ(reader.Read()->lines, 1u + 4u);
}

TEST(Headers, OfOthersAreReadWhereTheyAreUsed) {
  FrontReader reader;
  reader.ForeignHeader("marks.h", kMarks)
      .ForeignHeader("list.h", "static inline int used(int a) { return a; }\nstatic inline int unused(int a) { return "
                               "a; }\nint called(void);\nint other(void);\n"
                               "__attribute__((annotate(\"cell.kind=READ\"))) int offered(void);\n")
      .Source("cell.c", "#include \"list.h\"\nint f(void) { return used(1) + called(); }\n")
      .Read();
  EXPECT_EQ(reader.Function("unused"), nullptr);
  EXPECT_EQ(reader.Function("other"), nullptr);
  ASSERT_NE(reader.Function("used"), nullptr);
  EXPECT_GT(reader.Function("used")->block_count, 0u);
  EXPECT_FALSE(reader.Function("used")->is_own);
  EXPECT_TRUE(reader.Function("f")->is_own);
  EXPECT_EQ(reader.Function("called")->block_count, 0u);
  // What another cell offers, also if nobody calls it.
  EXPECT_NE(reader.Function("offered"), nullptr);
}

TEST(Limits, AreFarAndReported) {
  std::string sum = "int f(int a, int b) { return a", many = "int g(int); int h(int a) {\n", deep = "int k(int a) {",
              flat = "void v(int a) { switch (a) {";
  for (int i = 0; i < 4000; i++)
    sum += " + b";
  for (int i = 0; i < 4000; i++)
    many += "  if (g(a + " + std::to_string(i) + ")) { int b" + std::to_string(i) + " = g(a); a += b" +
            std::to_string(i) + "; }\n";
  for (int i = 0; i < 200; i++)
    deep += "{";
  for (int i = 0; i < 200; i++)
    deep += "}";
  for (int i = 0; i < 3000; i++)
    flat += "case " + std::to_string(i) + ": ; int x" + std::to_string(i) + ";";
  FrontReader reader;
  ASSERT_NE(
      reader.Source("cell.c", sum + "; }\n" + many + "return a; }\n" + deep + "return a; }\n" + flat + "} }\n").Read(),
      nullptr);
  EXPECT_TRUE(Reports().empty());
  EXPECT_GT(reader.Function("f")->code_count, 12000u);
  EXPECT_EQ(reader.Function("h")->block_count, 8001u);
  EXPECT_LT(reader.Function("v")->code_count, 300000u);
}

TEST(Limits, OfAFunctionOfMillionsAreReported) {
  std::string text = "int g(int); int f(int a) {\n";
  for (int i = 0; i < 3200; i++)
    text += "int v" + std::to_string(i) + " = a; if (g(a)) return 0;\n";
  FrontReader reader;
  reader.Source("cell.c", text + "return a; }\n").Read();
  ASSERT_EQ(Reports().size(), 1u);
  EXPECT_TRUE(Said("front.unseen: cellcheck does not understand this (a function of millions of instructions)"));
}

TEST(Values, AreMadeBeforeTheyAreUsed) {
  FrontReader reader;
  reader
      .Source("cell.c",
              "int g(int);\nint f(int a, int b) { return a + (b && g(a)) + (a ? g(1) : ({ int c = g(2); c; })); }\n")
      .Read();
  const struct function *f = reader.Function("f");
  ASSERT_NE(f, nullptr);
  for (uint32_t i = 0; i < f->block_count; i++) {
    EXPECT_LE(f->blocks[i].first, f->blocks[i].last);
    for (value_t k = f->blocks[i].first; k < f->blocks[i].last; k++)
      EXPECT_TRUE(f->code[k].a < k && f->code[k].b < k);
    for (uint32_t e = 0; e < f->blocks[i].edge_count; e++)
      EXPECT_LT(f->blocks[i].edges[e].block, f->block_count);
  }
}

}  // namespace
