// SPDX-License-Identifier: Apache-2.0
// The note must be of the format and must agree with the file, symbol by symbol. Each sentence names the cell.
#include <gtest/gtest.h>

#include "kernel/linker/refusals.h"

namespace {

// The whole cell with another note.
Refusal Note(const std::string &sentence, const std::string &note) {
  return {"//test/whole" + sentence, [note](BuiltCell &cell) {
            CellBuilder other = WholeCell();
            other.note = note;
            cell = other.Build();
          }};
}

// The whole cell's note with one part exchanged.
Refusal Part(const std::string &sentence, const std::string &from, const std::string &to) {
  std::string note = WholeCell().Note();
  return Note(sentence, note.replace(note.find(from), from.size(), to));
}

Refusal More(const std::string &sentence, const std::string &line) {
  return Note(sentence, WholeCell().Note() + line);
}

}  // namespace

TEST(Note, IsRefusedWhenItIsMissingOrLiesOutside) {
  const char *sentence = "//test/whole has no note; build it with cell()";
  ExpectRefusals(WholeCell(), {
                                  {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).type = ELF_NOTE; }},
                                  {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).file_size = 0; }},
                              });
  sentence = "//test/whole: its note does not begin the read-only pages, or has no end";
  ExpectRefusals(WholeCell(), {{sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).address = 8; }},
                               {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).offset++; }},
                               {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).file_size--; }},
                               {sentence, [](BuiltCell &cell) {
                                  cell.segment_of(ELF_DELIAS_NOTE).file_size = cell.segment(0).file_size;
                                }}});
}

TEST(Note, IsRefusedInAnotherFormat) {
  const std::string sentence = ": its note has another format than 'delias-cell 3'";
  ExpectRefusals(WholeCell(),
                 {Part(sentence, "delias-cell 3", "delias-cell 2"), Part(sentence, "delias-cell 3", "delias-swap 2"),
                  Note(sentence, "\n"), Note(sentence, "no end of line")});
}

TEST(Note, IsRefusedWhenALineIsMalformed) {
  const std::string format = "delias-cell 3\n", sentence = ": its note is malformed at byte 14";
  ExpectRefusals(WholeCell(), {Note(sentence, format + "label //test/whole"), Note(sentence, format + "label \t\n"),
                               Note(sentence, format + "averylongword x\n"), Note(sentence, format + "label \x7f\n"),
                               Note(sentence, format + "label " + std::string(128, 'x') + "\n"),
                               Note(sentence, format + "export READ " + std::string(128, 'x') + "\n"),
                               Note(sentence, format + std::string("label //test/whole\0\n", 20))});
}

TEST(Note, IsRefusedWithWordsThatItDoesNotKnow) {
  ExpectRefusals(
      WholeCell(),
      {More(": its note has a line 'swap'; it was made by another version of the tools", "swap x\n"),
       More(": its note has a line ''; it was made by another version of the tools", "\n"),
       Part(": 'WRITE' is no kind", "export READ run", "export WRITE run"),
       Part(": 'callback' is no kind", "export READ run", "export callback run"),
       Part(": 'READ/1' is no kind", "export READ run", "export READ/1 run"),
       Part(": 'ATOMIC/' is no kind", "export READ run", "export ATOMIC/ run"),
       Part(": 'ATOMIC/7' is no kind", "export READ run", "export ATOMIC/7 run"),
       Part(": 'ATOMIC/22' is no kind", "export READ run", "export ATOMIC/22 run"),
       Part(": 'ATOMI' is no kind", "export READ run", "export ATOMI run"),
       Part(": its note has restart 'sometimes'; it is 'never' or 'always'", "restart never", "restart sometimes")});
}

TEST(Note, IsRefusedWhenItNamesWhatTheFileDoesNotHave) {
  ExpectRefusals(
      WholeCell(),
      {Part(": its note says that it is //test/other", "label //test/whole", "label //test/other"),
       Part(": its note names the dependency //test/far, which is not in the file or named already", "dep //test/dep",
            "dep //test/far"),
       Part(": its note names the function walk, which is not in the file or named already", "READ run", "READ walk"),
       Part(": its note names the function state, which is not in the file or named already", "READ run", "READ state"),
       Part(": its note names ops tablet, which is not in the file or named already", "ops table", "ops tablet"),
       Part(": its note names ops state, which is not in the file or named already", "ops table", "ops state"),
       Part(": its note names state table, which is not in the file or named already", "state state", "state table"),
       Part(": its note names cpustate table, which is not in the file or named already", "ops table",
            "cpustate table")});
}

TEST(Note, IsRefusedWhenItNamesAnImport) {
  ExpectRefusals(WholeCell(),
                 {{"//test/whole: its note names the function import, which is not in the file or named already",
                   [](BuiltCell &cell) {
                     CellBuilder other = WholeCell();
                     other.functions[0].name = "import";
                     other.note = other.Note();
                     other.functions[0].name = "run";
                     cell = other.Build();
                     cell.symbol("import").info = ELF_SYMBOL_FUNCTION;
                   }}});
}

TEST(Note, IsRefusedWhenItNamesSomethingTwice) {
  ExpectRefusals(
      WholeCell(),
      {Part(": its note names the function run, which is not in the file or named already", "callback on_tick",
            "callback run"),
       Part(": its note names ops table, which is not in the file or named already", "state state", "ops table"),
       More(": its note names the dependency //test/dep, which is not in the file or named already",
            "dep //test/dep\n")});
}

TEST(Note, IsRefusedWhenItLeavesSomethingOut) {
  const std::string hash = " 0000000000000ab1 ";
  auto disagree = [](const char *counts) {
    return std::string(": its note and its symbols disagree (") + counts + ")";
  };
  ExpectRefusals(WholeCell(),
                 {Part(disagree("functions 1 and 2, objects 2 and 2, imports 1 and 1, dependencies 1 and 1"),
                       "callback on_tick\nabi" + hash + "on_tick\n", ""),
                  Part(disagree("functions 2 and 2, objects 1 and 2, imports 1 and 1, dependencies 1 and 1"),
                       "ops table struct table\nschema" + hash + "table\n", ""),
                  Part(disagree("functions 2 and 2, objects 2 and 2, imports 0 and 1, dependencies 1 and 1"),
                       "uses" + hash + "import\n", ""),
                  Part(disagree("functions 2 and 2, objects 2 and 2, imports 1 and 1, dependencies 0 and 1"),
                       "dep //test/dep\n", ""),
                  Part(disagree("functions 2 and 2, objects 2 and 2, imports 1 and 1, dependencies 1 and 1"),
                       "label //test/whole\n", "")});
}

TEST(Note, IsRefusedWhenAFunctionOrAnObjectHasNoHash) {
  const std::string hash = " 0000000000000ab1 ";
  auto without = [](const std::string &word, const std::string &name) {
    return ": its note has no " + word + " hash behind the line of " + name + "; build it with cell()";
  };
  ExpectRefusals(WholeCell(), {Part(without("abi", "run"), "abi" + hash + "run\n", ""),
                               Part(without("abi", "on_tick"), "abi" + hash + "on_tick\n", ""),
                               Part(without("schema", "table"), "schema" + hash + "table\n", ""),
                               Part(without("schema", "state"), "schema" + hash + "state\n", ""),
                               Part(without("schema", "state"),
                                    "state state struct state\nschema" + hash + "state\nuses" + hash + "import\n",
                                    "uses" + hash + "import\nstate state struct state\n")});
}

TEST(Note, IsRefusedWithAHashThatIsNone) {
  const char *words[][2] = {
      {"abi", "run"}, {"abi", "on_tick"}, {"schema", "state"}, {"schema", "table"}, {"uses", "import"}};
  const char *hashes[] = {"0000000000000ab",  "0000000000000ab12", "0000000000000aB1", "0000000000000ag1",
                          "0x00000000000ab1", "-000000000000ab1",  "0000000000000ab/", ""};
  for (auto [word, name] : words)
    for (std::string hash : hashes)
      ExpectRefusals(WholeCell(),
                     {Part(std::string(": its note has the ") + word + " hash '" + hash + "' of " + name +
                               "; a hash is 16 digits of 0 to 9 and a to f",
                           std::string(word) + " 0000000000000ab1 " + name, word + (" " + hash) + " " + name)});
}

// So that one pass over the note has a function or an object and its hash.
TEST(Note, IsRefusedWhenAHashIsNotBehindWhatItIsOf) {
  const std::string hash = " 0000000000000ab1 ";
  auto behind = [](const std::string &word, const std::string &name) {
    return ": its note has the " + word + " hash of " + name + " behind a line that is not of " + name;
  };
  ExpectRefusals(WholeCell(),
                 {Part(behind("abi", "on_tick"), "abi" + hash + "run", "abi" + hash + "on_tick"),
                  Part(behind("abi", "run"), "abi" + hash + "run\n", "abi" + hash + "run\nabi" + hash + "run\n"),
                  Part(behind("schema", "run"), "abi" + hash + "run", "schema" + hash + "run"),
                  Part(behind("abi", "table"), "schema" + hash + "table", "abi" + hash + "table"),
                  Part(behind("schema", "import"), "uses" + hash + "import", "schema" + hash + "import"),
                  Part(behind("abi", "import"), "uses" + hash + "import", "abi" + hash + "import"),
                  Part(behind("abi", "READ"), "abi" + hash + "run", "abi" + hash + "READ"),
                  More(behind("schema", "state"), "schema" + hash + "state\n")});
}

TEST(Note, HasOneLayoutAtMostWhichIsAHash) {
  for (std::string layout : {"", "1", "000000000000000g"})
    ExpectRefusals(WholeCell(),
                   {More(": its note has layout '" + layout + "'; it is one hash of 16 digits of 0 to 9 and a to f",
                         "layout " + layout + "\n")});
  ExpectRefusals(WholeCell(),
                 {More(": its note has layout '0000000000000002'; it is one hash of 16 digits of 0 to 9 and a to f",
                       "layout 0000000000000001\nlayout 0000000000000002\n")});
}

TEST(Note, IsRefusedWhenItUsesWhatIsNoImport) {
  const std::string used = "uses 0000000000000ab1 ";
  auto no_import = [](const std::string &name) {
    return ": its note uses the function " + name + ", which the file does not import or the note has already";
  };
  ExpectRefusals(WholeCell(), {More(no_import("run"), used + "run\n"), More(no_import("state"), used + "state\n"),
                               More(no_import("nobody"), used + "nobody\n"),
                               More(no_import("import"), used + "import\n"), More(no_import(""), used + "\n")});
}

TEST(Note, HasOneRevisionAtMostWhichIsANumber) {
  for (std::string revision : {"", "-1", "x", "1x", "0x1", "4294967296", "18446744073709551617"})
    ExpectRefusals(WholeCell(),
                   {More(": its note has revision '" + revision + "'; it is one number from 0 to 4294967295",
                         "revision " + revision + "\n")});
  for (const char *revision : {"0", "7", "4294967295"}) {
    CellBuilder cell = WholeCell();
    cell.more_note = std::string("revision ") + revision + "\n";
    BuiltCell built = cell.Build();
    linker_elf elf;
    linker_error error;
    EXPECT_EQ(linker_read(built.bytes.data(), built.bytes.size(), &elf, &error), OK) << error.text;
  }
  CellBuilder cell = WholeCell();
  cell.revision = 7;
  ExpectRefusals(
      cell, {{"//test/whole: its note has revision '8'; it is one number from 0 to 4294967295", [](BuiltCell &broken) {
                CellBuilder twice = WholeCell();
                twice.revision = 7;
                twice.more_note = "revision 8\n";
                broken = twice.Build();
              }}});
}

// What state is made of: kernel/graph reads it in place and passes over what it does not know.
TEST(Note, RowsOfStateHaveTheirForm) {
  auto malformed = [](const std::string &line) {
    return More(": its note has the malformed line '" + line + "'", line + "\n");
  };
  ExpectRefusals(WholeCell(), {malformed("type x struct heap"), malformed("type 8 "), malformed("at 8 lock 1"),
                               malformed("migrate 12 0123456789abcdef heap"), malformed("migrate 0123456789abcdef ")});
  // A row stands behind a type or another row, with nothing between.
  const std::string row = ": its note has the malformed line 'at 0 lock 1'", type = "type 8 struct heap\n";
  ExpectRefusals(WholeCell(), {More(row, type + "migrate 0123456789abcdef fedcba9876543210 heap\nat 0 lock 1\n"),
                               More(row, type + "layout 0123456789abcdef\nat 0 lock 1\n")});
  CellBuilder cell = WholeCell();
  cell.more_note = "type 8 struct heap\nat 0 lock 1\nat 4 novel 1 x\nmigrate 0123456789abcdef fedcba9876543210 heap\n";
  struct linker_elf elf;
  struct linker_error error;
  BuiltCell built = cell.Build();
  EXPECT_EQ(linker_read(built.bytes.data(), built.bytes.size(), &elf, &error), OK) << error.text;
}
