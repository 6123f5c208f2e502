// SPDX-License-Identifier: Apache-2.0
// What is reported is told sorted, once, as text, SARIF and stamp; what is excused is counted apart.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "tools/cellcheck/report/json.h"
extern "C" {
#include "tools/cellcheck/report/reports.h"
}

namespace {

template <typename Write>
std::string Written(Write write) {
  char *text = nullptr;
  size_t size = 0;
  FILE *file = open_memstream(&text, &size);
  write(file);
  fclose(file);
  std::string out(text, size);
  free(text);
  return out;
}

class Report : public testing::Test {
protected:
  ~Report() override {
    reports_delete(reports_);
  }

  void SetUp() override {
    path_ = std::string(getenv("TEST_TMPDIR")) + "/ring.c";
    std::ofstream(path_) << "int f(void) {\n\tchar *ring = ring_create();\n  if (full) return 1;\n}\n";
  }
  place At(uint32_t line, uint32_t column) {
    return {path_.c_str(), line, column, nullptr};
  }
  void Add(rule rule, place at, const char *message, const function *in = nullptr) {
    report(reports_, rule, in, at, nullptr, 0, nullptr, "%s", message);
  }
  std::string Text(bool with_excused = false) {
    std::string text = Written([&](FILE *out) { reports_print(reports_, with_excused, out); });
    for (size_t at; (at = text.find(path_)) != std::string::npos;)
      text.replace(at, path_.size(), "ring.c");
    return text;
  }
  std::string Sarif() {
    return Written([&](FILE *out) { reports_write_sarif(reports_, "//kernel/ring", out); });
  }

  std::string path_;
  reports *reports_ = reports_new();
};

function Named(const char *name, const char *unsafe = nullptr) {
  function made = {};
  made.name = name;
  made.unsafe = unsafe;
  made.is_defined = made.is_own = true;
  return made;
}

}  // namespace

TEST_F(Report, IsToldAsClangDoesWithItsPathAndItsMend) {
  note path[] = {{At(2, 15), "'ring' is owned from here"}, {At(3, 7), "taken when 'full'"}};
  report(reports_, RULE_OWN_LEAK, nullptr, At(3, 13), path, 2, "call ring_destroy first", "'%s' is lost here", "ring");
  EXPECT_EQ(Text(), "ring.c:3:13: error: 'ring' is lost here [own.leak]\n"
                    "    3 |   if (full) return 1;\n"
                    "      |             ^\n"
                    "ring.c:2:15: note: 'ring' is owned from here\n"
                    "    2 | \tchar *ring = ring_create();\n"
                    "      | \t             ^\n"
                    "ring.c:3:7: note: taken when 'full'\n"
                    "    3 |   if (full) return 1;\n"
                    "      |       ^\n"
                    "  mend: call ring_destroy first\n");
}

TEST_F(Report, WithoutASourceLineIsToldWithoutIt) {
  Add(RULE_OWN_LEAK, {"nowhere.c", 4, 2, nullptr}, "lost");
  Add(RULE_HEADER_ALONE, {"nowhere.h", 0, 0, nullptr}, "does not compile");
  Add(RULE_FRONT_COMPILE, {nullptr, 0, 0, nullptr}, "no compiler");
  Add(RULE_OWN_LEAK, At(400, 2), "lost");
  EXPECT_EQ(Text(), "error: no compiler [front.compile]\n"
                    "ring.c:400:2: error: lost [own.leak]\n"
                    "nowhere.c:4:2: error: lost [own.leak]\n"
                    "nowhere.h: error: does not compile [header.alone]\n");
}

TEST_F(Report, ShowsLinesAsTheyAreButForTheirEndsAndThoseThatAreTooLong) {
  auto shown = [&](const std::string &source, uint32_t line, uint32_t column) {
    std::ofstream(path_) << source;
    reports *kept = reports_;
    reports_ = reports_new();
    Add(RULE_OWN_LEAK, At(line, column), "lost");
    std::string text = Text();
    reports_delete(reports_);
    reports_ = kept;
    return text.substr(text.find('\n') + 1);
  };
  EXPECT_EQ(shown("int a;\r\nint b;\r\n", 2, 5), "    2 | int b;\n      |     ^\n");
  EXPECT_EQ(shown("int a;", 1, 1), "    1 | int a;\n      | ^\n") << "without an end of its line";
  EXPECT_EQ(shown("int a;\n", 2, 1), "") << "behind the last line";
  EXPECT_EQ(shown("", 1, 1), "");
  EXPECT_EQ(shown("int a;\n", 1, 99), "    1 | int a;\n      |       ^\n") << "a column behind the line";
  std::string longest(400, 'x');
  EXPECT_EQ(shown(longest + "\n", 1, 1), "    1 | " + longest + "\n      | ^\n");
  EXPECT_EQ(shown(longest + "x\n", 1, 1), "");
  std::string many;
  for (int i = 0; i < 30000; i++)
    many += "int a;\n";
  EXPECT_EQ(shown(many + "int b;\n", 30001, 1), "30001 | int b;\n      | ^\n") << "more than is read at once";
}

TEST_F(Report, OfAWholeFileShowsNoLineOfIt) {
  Add(RULE_HEADER_ALONE, At(0, 0), "does not compile");
  EXPECT_EQ(Text(), "ring.c: error: does not compile [header.alone]\n");
}

TEST_F(Report, IsSortedByPlaceThenRuleAndToldOnce) {
  Add(RULE_OWN_LEAK, At(3, 3), "b");
  Add(RULE_OWN_AFTER, At(3, 3), "b");
  Add(RULE_OWN_LEAK, At(3, 1), "c");
  Add(RULE_OWN_LEAK, At(1, 9), "a");
  Add(RULE_OWN_LEAK, At(3, 3), "a");
  Add(RULE_OWN_LEAK, At(3, 3), "b");
  uint32_t count = 0;
  const finding *all = reports_all(reports_, &count);
  ASSERT_EQ(count, 5u);
  std::string order;
  for (uint32_t i = 0; i < count; i++)
    order += std::to_string(all[i].at.line) + ":" + std::to_string(all[i].at.column) + rule_name(all[i].rule) +
             all[i].message + " ";
  EXPECT_EQ(order, "1:9own.leaka 3:1own.leakc 3:3own.leaka 3:3own.leakb 3:3own.afterb ");
}

TEST_F(Report, KeepsTheShortestOfItsPaths) {
  note path[] = {{At(1, 1), "one"}, {At(2, 1), "two"}};
  report(reports_, RULE_OWN_LEAK, nullptr, At(3, 1), path, 2, nullptr, "lost");
  report(reports_, RULE_OWN_LEAK, nullptr, At(3, 1), path + 1, 1, nullptr, "lost");
  report(reports_, RULE_OWN_LEAK, nullptr, At(3, 1), path, 2, nullptr, "lost");
  uint32_t count = 0;
  const finding *all = reports_all(reports_, &count);
  ASSERT_EQ(count, 1u);
  ASSERT_EQ(all[0].note_count, 1u);
  EXPECT_STREQ(all[0].notes[0].text, "two");
}

TEST_F(Report, InAnUnsafeFunctionOrVariableIsExcusedAndCounted) {
  function excused = Named("f", "a register of the device"), plain = Named("g");
  variable hidden = {}, local = {}, open = {};
  hidden.name = "h", hidden.unsafe = "the loader reads it";
  local.name = "l", local.in = &excused;
  open.name = "o";
  Add(RULE_OWN_LEAK, At(1, 1), "in f", &excused);
  Add(RULE_OWN_LEAK, At(2, 1), "in g", &plain);
  report_variable(reports_, RULE_STATE_UNDECLARED, &hidden, At(3, 1), nullptr, 0, nullptr, "of h");
  report_variable(reports_, RULE_STATE_LOCAL, &local, At(3, 2), nullptr, 0, nullptr, "of l");
  report_variable(reports_, RULE_STATE_UNDECLARED, &open, At(4, 1), nullptr, 0, nullptr, "of o");
  EXPECT_EQ(reports_count(reports_), 2u);
  EXPECT_EQ(reports_excused(reports_), 3u);
  EXPECT_EQ(Text().find("in f"), std::string::npos);
  EXPECT_NE(Text(true).find("ring.c:1:1: excused: in f [own.leak]\n"), std::string::npos);
  EXPECT_NE(Text(true).find("  reason: a register of the device\n"), std::string::npos);
}

TEST_F(Report, OutlivesWhatItIsMadeFrom) {
  std::string text = "soon gone";
  function *in = new function(Named("f"));
  note *path = new note{At(1, 1), text.c_str()};
  report(reports_, RULE_OWN_LEAK, in, At(1, 2), path, 1, text.c_str(), "%s", text.c_str());
  delete in;
  delete path;
  text.assign("xxxxxxxxx");
  EXPECT_EQ(Text().find('x'), std::string::npos);
}

TEST_F(Report, AnUnsafeThatExcusesNothingIsReportedUnlessTheJournalMayNeedIt) {
  // Whether CELL_UNSAFE of a function is reported whose instructions, from 1 on, are these.
  auto is_useless = [&](std::vector<instruction> code, function useless = Named("useless", "r")) {
    reports *one = reports_new();
    code.insert(code.begin(), instruction{});
    useless.code = code.data(), useless.code_count = static_cast<uint32_t>(code.size());
    function *all[] = {&useless};
    cell whole = {};
    whole.functions = all, whole.function_count = 1;
    reports_find_unused(one, &whole);
    bool found = reports_count(one) == 1;
    reports_delete(one);
    return found;
  };
  auto operation = [](op of, value_t a = 0) {
    instruction made = {};
    made.op = of, made.a = a;
    return made;
  };
  function called = Named("called");
  variable object = {};
  auto store_to = [&](storage where) {
    instruction address = operation(OP_ADDRESS);
    object.storage = where;
    address.variable = &object;
    return std::vector<instruction>{address, operation(OP_STORE, 1)};
  };
  instruction volatile_load = operation(OP_LOAD), call = operation(OP_CALL);
  volatile_load.is_volatile = true, call.function = &called;
  EXPECT_TRUE(is_useless({}));
  instruction assembler = operation(OP_ASM);
  EXPECT_FALSE(is_useless({assembler}));
  assembler.text = "mfence";
  EXPECT_FALSE(is_useless({assembler}));
  function raw = Named("raw", "r");
  raw.kind = KIND_RAW;
  EXPECT_TRUE(is_useless({assembler}, raw)) << "the journal leaves it alone";
  assembler.text = "";
  EXPECT_TRUE(is_useless({assembler})) << "it stores nothing";
  EXPECT_TRUE(is_useless({volatile_load}));
  EXPECT_TRUE(is_useless({operation(OP_CALL)})) << "through a pointer";
  EXPECT_TRUE(is_useless({call}));
  EXPECT_TRUE(is_useless({operation(OP_LOAD), operation(OP_LOAD, 1)}));
  EXPECT_TRUE(is_useless({operation(OP_LOAD), operation(OP_STORE, 1)})) << "to wherever the loaded word leads: logged";
  EXPECT_TRUE(is_useless({operation(OP_STORE)}));
  for (storage where : {STORAGE_LOCAL, STORAGE_PARAMETER, STORAGE_HIDDEN, STORAGE_STATIC})
    EXPECT_TRUE(is_useless(store_to(where)));
  auto volatile_to = [&](storage where) {
    std::vector<instruction> code = store_to(where);
    code[1].is_volatile = true;
    return code;
  };
  EXPECT_TRUE(is_useless(volatile_to(STORAGE_LOCAL))) << "in its own frame";
  EXPECT_FALSE(is_useless(volatile_to(STORAGE_STATIC)));
  std::vector<instruction> member = volatile_to(STORAGE_LOCAL);
  member.insert(member.begin() + 1, operation(OP_FIELD, 1));
  member[2].a = 2;
  EXPECT_TRUE(is_useless(member)) << "in its own frame, too";
  member[1].op = OP_LOAD;
  EXPECT_FALSE(is_useless(member)) << "to wherever the variable leads";
  type segment = {};
  segment.name = "__attribute__((address_space(256))) int *";
  std::vector<instruction> relative = {operation(OP_CONST), operation(OP_STORE, 1)};
  relative[0].type = &segment;
  EXPECT_FALSE(is_useless(relative));
  instruction value = operation(OP_ANY);
  value.text = "__builtin_ia32_wrfsbase64";
  EXPECT_FALSE(is_useless({value}));
  value.text = "__builtin_frame_address";
  EXPECT_TRUE(is_useless({value}));
  called.is_defined = false;
  EXPECT_TRUE(is_useless({call}));
  type word = {}, pointer = {};
  word.is_volatile = true, pointer.kind = TYPE_POINTER, pointer.to = &word;
  instruction argument = operation(OP_CONST);
  argument.type = &pointer;
  value_t arguments[] = {1};
  call.arguments = arguments, call.argument_count = 1;
  EXPECT_FALSE(is_useless({argument, call})) << "as an atomic builtin does";
  word.is_volatile = false;
  EXPECT_TRUE(is_useless({argument, call}));
  called.name = "__builtin_setjmp";
  EXPECT_FALSE(is_useless({argument, call}));
  EXPECT_FALSE(is_useless({}, Named("no_unsafe")));
  function declared = Named("declared", "r"), foreign = Named("foreign", "r");
  declared.is_defined = false, foreign.is_own = false;
  EXPECT_FALSE(is_useless({}, declared));
  EXPECT_FALSE(is_useless({}, foreign));
}

TEST_F(Report, AnUnsafeIsUsedByWhatItExcusesAndByNothingElse) {
  function useful = Named("useful", "r"), useless = Named("useless", "r");
  useless.place = At(1, 5);
  function *all[] = {&useful, &useless};
  cell whole = {};
  whole.functions = all, whole.function_count = 2;
  Add(RULE_OWN_LEAK, At(2, 1), "lost", &useful);
  reports_find_unused(reports_, &whole);
  EXPECT_EQ(reports_count(reports_), 1u);
  EXPECT_NE(Text().find("ring.c:1:5: error: CELL_UNSAFE of 'useless' excuses nothing [unsafe.unused]"),
            std::string::npos);
}

TEST_F(Report, AnUnsafeIsNotUsedByANamesakeInAnotherFile) {
  function useful = Named("start", "r"), useless = Named("start", "r");
  useful.place = {"a.c", 3, 1, nullptr}, useless.place = {"b.c", 4, 1, nullptr};
  function *all[] = {&useful, &useless};
  cell whole = {};
  whole.functions = all, whole.function_count = 2;
  Add(RULE_OWN_LEAK, {"a.c", 5, 1, nullptr}, "lost", &useful);
  EXPECT_EQ(reports_excused_by(reports_, "start", useful.place), 1u);
  EXPECT_EQ(reports_excused_by(reports_, "start", useless.place), 0u);
  reports_find_unused(reports_, &whole);
  EXPECT_EQ(Text(), "b.c:4:1: error: CELL_UNSAFE of 'start' excuses nothing [unsafe.unused]\n"
                    "  mend: take CELL_UNSAFE away\n");
}

TEST_F(Report, AnUnsafeOfAVariableExcusesSomethingToo) {
  source sources[] = {{"a.c", false, false, 9}};
  variable useful = {}, useless = {}, foreign = {}, declared = {}, local = {}, kept = {};
  function around = Named("around"), outer = Named("outer", "r");
  auto set = [](variable &one, const char *name, uint32_t line, const char *unsafe = "r") {
    one.name = name, one.unsafe = unsafe, one.is_defined = true, one.place = {"a.c", line, 1, nullptr};
  };
  set(useful, "useful", 1), set(useless, "useless", 2), set(foreign, "foreign", 3), set(declared, "declared", 4);
  set(local, "local", 5), set(kept, "kept", 6, nullptr);
  foreign.place.file = "other.h", declared.is_defined = false, kept.in = &outer;
  variable *variables[] = {&useful, &useless, &foreign, &declared, &kept}, *locals[] = {&local};
  around.variables = locals, around.variable_count = 1;
  function *functions[] = {&around, &outer};
  cell whole = {};
  whole.sources = sources, whole.source_count = 1;
  whole.functions = functions, whole.function_count = 2, whole.variables = variables, whole.variable_count = 5;
  report_variable(reports_, RULE_STATE_UNDECLARED, &useful, useful.place, nullptr, 0, nullptr, "useful");
  report_variable(reports_, RULE_STATE_LOCAL, &kept, kept.place, nullptr, 0, nullptr, "outer's is used by this");
  reports_find_unused(reports_, &whole);
  EXPECT_EQ(Text(), "a.c:2:1: error: CELL_UNSAFE of 'useless' excuses nothing [unsafe.unused]\n"
                    "  mend: take CELL_UNSAFE away\n"
                    "a.c:5:1: error: CELL_UNSAFE of 'local' excuses nothing [unsafe.unused]\n"
                    "  mend: take CELL_UNSAFE away\n");
}

TEST_F(Report, WhatStandsInAnInlineFunctionCountsForThoseIntoWhichItIsPut) {
  instruction inside[2] = {}, outside[2] = {};
  inside[1].op = OP_ASM, inside[1].text = "mfence";
  function part = Named("part"), whole_function = Named("whole", "r");
  outside[1].op = OP_CALL, outside[1].function = &part;
  part.code = inside, part.code_count = 2, whole_function.code = outside, whole_function.code_count = 2;
  function *all[] = {&part, &whole_function};
  cell whole = {};
  whole.functions = all, whole.function_count = 2;
  part.is_inline = true;
  reports_find_unused(reports_, &whole);
  EXPECT_EQ(reports_count(reports_), 0u);
  part.is_inline = false;
  reports_find_unused(reports_, &whole);
  EXPECT_EQ(reports_count(reports_), 1u);
}

TEST_F(Report, AsSarifHasRulesWithHelpResultsPathsAndSuppressions) {
  function excused = Named("f", "said \"so\"\n"), plain = Named("g");
  note path[] = {{At(2, 15), "owned\there"}};
  report(reports_, RULE_OWN_LEAK, &plain, {"kernel/a b.c", 3, 13, nullptr}, path, 1, "mend it", "'ring' \\ lost");
  Add(RULE_OWN_LEAK, {"kernel/z.c", 4, 0, nullptr}, "excused", &excused);
  Add(RULE_FRONT_COMPILE, {nullptr, 0, 0, nullptr}, "nowhere");
  std::string text = Sarif();
  Json sarif = JsonReader(text).Read();
  EXPECT_EQ(sarif["version"].text, "2.1.0");
  const Json &run = sarif["runs"][0];
  const Json &driver = run["tool"]["driver"];
  EXPECT_EQ(driver["name"].text, "cellcheck");
  ASSERT_EQ(driver["rules"].items.size(), static_cast<size_t>(RULES));
  EXPECT_EQ(driver["rules"][RULE_OWN_LEAK]["shortDescription"]["text"].text, rule_line(RULE_OWN_LEAK));
  EXPECT_EQ(driver["rules"][RULE_OWN_LEAK]["help"]["text"].text, rule_text(RULE_OWN_LEAK));
  EXPECT_NE(std::string(rule_text(RULE_OWN_LEAK)), "");
  const Json &results = run["results"];
  ASSERT_EQ(results.items.size(), 3u);
  EXPECT_TRUE(results[0]["locations"][0].members.empty());  // nowhere
  const Json &leak = results[1];
  EXPECT_EQ(leak["ruleId"].text, "own.leak");
  EXPECT_EQ(driver["rules"][std::stoul(leak["ruleIndex"].text)]["id"].text, "own.leak");
  EXPECT_EQ(leak["level"].text, "error");
  EXPECT_EQ(leak["message"]["text"].text, "'ring' \\ lost");
  const Json &place = leak["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"].text, "kernel/a%20b.c");
  EXPECT_EQ(place["artifactLocation"]["uriBaseId"].text, "%SRCROOT%");
  EXPECT_EQ(place["region"]["startLine"].text, "3");
  EXPECT_EQ(place["region"]["startColumn"].text, "13");
  const Json &steps = leak["codeFlows"][0]["threadFlows"][0]["locations"];
  ASSERT_EQ(steps.items.size(), 2u);  // where it was owned, where it is lost
  EXPECT_EQ(steps[0]["location"]["message"]["text"].text, "owned\there");
  EXPECT_EQ(steps[1]["location"]["message"]["text"].text, "'ring' \\ lost");
  const Json &absolute = steps[0]["location"]["physicalLocation"]["artifactLocation"];
  EXPECT_EQ(absolute["uri"].text, "file://" + path_);
  EXPECT_FALSE(absolute.Has("uriBaseId"));
  EXPECT_EQ(leak["properties"]["mend"].text, "mend it");
  EXPECT_EQ(leak["properties"]["in"].text, "g");
  EXPECT_EQ(leak["properties"]["cell"].text, "//kernel/ring");
  EXPECT_FALSE(results[0]["properties"].Has("in"));
  EXPECT_FALSE(results[0].Has("codeFlows"));
  EXPECT_FALSE(leak.Has("suppressions"));
  EXPECT_EQ(results[2]["suppressions"][0]["justification"].text, "said \"so\"\n");
  EXPECT_EQ(results[2]["suppressions"][0]["kind"].text, "inSource");
  EXPECT_EQ(results[2]["locations"][0]["physicalLocation"]["region"]["startColumn"].text, "1");
}

TEST_F(Report, AsSarifKeepsItsFingerprintWhenItsLineMoves) {
  function f = Named("f"), g = Named("g");
  auto fingerprint = [&](uint32_t line, const char *message, const char *file = "a.c", rule rule = RULE_OWN_LEAK,
                         const function *in = nullptr) {
    reports *one = reports_new();
    report(one, rule, in != nullptr ? in : &f, {file, line, 1, nullptr}, nullptr, 0, nullptr, "%s", message);
    std::string text = Written([&](FILE *out) { reports_write_sarif(one, "//a", out); });
    reports_delete(one);
    return JsonReader(text).Read()["runs"][0]["results"][0]["partialFingerprints"]["cellcheck/v1"].text;
  };
  EXPECT_EQ(fingerprint(3, "lost"), fingerprint(9, "lost"));
  EXPECT_NE(fingerprint(3, "lost"), fingerprint(3, "kept"));
  EXPECT_NE(fingerprint(3, "lost"), fingerprint(3, "lost", "b.c"));
  EXPECT_NE(fingerprint(3, "lost"), fingerprint(3, "lost", "a.c", RULE_OWN_AFTER));
  EXPECT_NE(fingerprint(3, "lost"), fingerprint(3, "lost", "a.c", RULE_OWN_LEAK, &g));
}

TEST_F(Report, AsSarifOfAWholeFileHasNoRegionAndEscapesEachControlCharacter) {
  Add(RULE_HEADER_ALONE, {"ring.h", 0, 0, nullptr}, "\x01\x7f");
  EXPECT_NE(Sarif().find("\\u0001\\u007f"), std::string::npos);
  Json sarif = JsonReader(Sarif()).Read();
  const Json &place = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"].text, "ring.h");
  EXPECT_FALSE(place.Has("region"));
}

TEST_F(Report, OfAVariableNamesIt) {
  variable hidden = {};
  hidden.name = "hidden";
  report_variable(reports_, RULE_STATE_UNDECLARED, &hidden, At(1, 1), nullptr, 0, nullptr, "of it");
  EXPECT_EQ(JsonReader(Sarif()).Read()["runs"][0]["results"][0]["properties"]["in"].text, "hidden");
}

TEST_F(Report, OfNothingIsSarifWithoutResults) {
  std::string text = Sarif();
  EXPECT_TRUE(JsonReader(text).Read()["runs"][0]["results"].items.empty());
  EXPECT_EQ(Text(), "");
}

TEST_F(Report, StampNamesEachUnsafeWithItsReason) {
  function excused = Named("f", "a register of the device"), plain = Named("g"), declared = Named("d", "elsewhere");
  excused.place = {"a.c", 7, 1, nullptr};
  declared.is_defined = false;
  function foreign = Named("i", "of another cell's header");
  foreign.is_own = false;
  function raw = Named("r"), raw_elsewhere = Named("s");
  raw.kind = raw_elsewhere.kind = KIND_RAW, raw_elsewhere.is_own = false;
  function *functions[] = {&excused, &plain, &declared, &foreign, &raw, &raw_elsewhere};
  variable hidden = {}, elsewhere = {};
  elsewhere.name = "e", elsewhere.unsafe = "declared only";
  hidden.name = "h", hidden.unsafe = "the loader reads it", hidden.is_defined = true,
  hidden.place = {"a.c", 9, 1, nullptr};
  variable *variables[] = {&hidden, &elsewhere};
  source sources[] = {{"a.c", false, false, 120}};
  cell whole = {};
  whole.sources = sources, whole.source_count = 1;
  whole.functions = functions, whole.function_count = 6, whole.variables = variables, whole.variable_count = 2,
  whole.lines = 120;
  Add(RULE_OWN_LEAK, At(1, 1), "one", &excused);
  Add(RULE_OWN_LEAK, At(1, 2), "two", &excused);
  Add(RULE_OWN_LEAK, At(1, 3), "three", &plain);
  EXPECT_EQ(Written([&](FILE *out) { reports_write_stamp(reports_, &whole, "//kernel/a", out); }),
            "cell //kernel/a\nlines 120\nreports 1\nraw 1\n"
            "unsafe a.c:7 f 2 a register of the device\n"
            "unsafe a.c:9 h 0 the loader reads it\n");
}

TEST_F(Report, StampOfWhatCouldNotBeReadHasItsReports) {
  Add(RULE_FRONT_COMPILE, {nullptr, 0, 0, nullptr}, "no compiler");
  EXPECT_EQ(Written([&](FILE *out) { reports_write_stamp(reports_, nullptr, "//kernel/a", out); }),
            "cell //kernel/a\nlines 0\nreports 1\n");
}

TEST(Rules, AreFoundByTheirNames) {
  rule found = RULES;
  EXPECT_TRUE(rule_find("own.leak", &found));
  EXPECT_EQ(found, RULE_OWN_LEAK);
  EXPECT_FALSE(rule_find("own.leaks", &found));
  EXPECT_EQ(rule_near("own.leaks"), RULE_OWN_LEAK);
  EXPECT_EQ(rule_near("leak"), RULE_OWN_LEAK);
  EXPECT_EQ(rule_near("unmarkd"), RULE_OWN_UNMARKED);
  EXPECT_EQ(rule_near("kind.block"), RULE_KIND_BLOCKS);
  EXPECT_EQ(rule_near("something quite different"), RULES);
  EXPECT_EQ(rule_near(std::string(1000, 'x').c_str()), RULES);
}
