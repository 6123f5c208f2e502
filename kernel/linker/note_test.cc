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
  ExpectRefusals(WholeCell(),
                 {{sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).type = ELF_NOTE; }},
                  {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).file_size = 0; }},
                  {sentence, [](BuiltCell &cell) { cell.segment_of(ELF_DELIAS_NOTE).address = 1 << 20; }}});
}

TEST(Note, IsRefusedInAnotherFormat) {
  const std::string sentence = ": its note has another format than 'delias-cell 1'";
  ExpectRefusals(WholeCell(),
                 {Part(sentence, "delias-cell 1", "delias-cell 2"), Part(sentence, "delias-cell 1", "delias-swap 1"),
                  Note(sentence, "\n"), Note(sentence, "no end of line")});
}

TEST(Note, IsRefusedWhenALineIsMalformed) {
  const std::string format = "delias-cell 1\n", sentence = ": its note is malformed at byte 14";
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
  ExpectRefusals(WholeCell(),
                 {Part(": its note and its symbols disagree (functions 1 and 2, objects 2 and 2, dependencies 1 and 1)",
                       "callback on_tick\n", ""),
                  Part(": its note and its symbols disagree (functions 2 and 2, objects 1 and 2, dependencies 1 and 1)",
                       "ops table struct table\n", ""),
                  Part(": its note and its symbols disagree (functions 2 and 2, objects 2 and 2, dependencies 0 and 1)",
                       "dep //test/dep\n", ""),
                  Part(": its note and its symbols disagree (functions 2 and 2, objects 2 and 2, dependencies 1 and 1)",
                       "label //test/whole\n", "")});
}
