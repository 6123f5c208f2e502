// SPDX-License-Identifier: Apache-2.0
// line: what is edited and what the screen shows of it, key by key and under random bytes.
#include "cells/shell/line/line.h"

#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include "cells/shell/line/screen.h"
#include "gtest/gtest.h"

namespace {

constexpr char kPrompt[] = "delias> ";
constexpr char kLeft[] = "\x1b[D", kUp[] = "\x1b[A", kDown[] = "\x1b[B", kHome[] = "\x01";

// An editor and a terminal that shows what it says.
class Desk {
public:
  explicit Desk(int columns = 80, int rows = 24, bool pending_wrap = true, bool terminal = false)
      : screen(columns, rows, pending_wrap), line(std::make_unique<struct line>()) {
    line_init(line.get(), kPrompt, terminal);
    line->columns = static_cast<uint32_t>(columns);
    Begin();
  }
  void Begin() {
    above = "above " + std::to_string(++begun);
    screen.Feed(above + "\n");
    line_begin(line.get());
    Show();
  }
  // Returns what the last byte was.
  enum line_event Type(const std::string &bytes) {
    enum line_event event = LINE_MORE;
    for (char c : bytes) {
      event = line_take(line.get(), static_cast<uint8_t>(c));
      Show();
    }
    return event;
  }
  void Enter(const std::string &text) {
    ASSERT_EQ(Type(text + "\r"), LINE_ENTERED);
    Begin();
  }
  void Show() {
    ASSERT_LT(line->out_length, static_cast<uint32_t>(LINE_OUT - 1));
    screen.Feed(std::string(line->out, line->out_length));
  }
  std::string text() const {
    return line->text;
  }

  Screen screen;
  std::unique_ptr<struct line> line;
  std::string above;  // what the row above the prompt shows

private:
  int begun = 0;
};

std::string PromptOf(const struct line &line) {
  if (!line.searching) return kPrompt;
  return std::string("(") + (line.search_failed ? "no match" : "search") + " '" + line.pattern + "') ";
}

// The screen shows prompt and text, wrapped, nothing below, and the cursor at its place.
void ExpectShown(const Desk &desk, int columns, int rows) {
  const struct line &line = *desk.line;
  std::string all = PromptOf(line) + line.text;
  int cursor = static_cast<int>(PromptOf(line).size() + line.cursor);
  int top = desk.screen.row - cursor / columns;
  ASSERT_GE(top, 0);
  if (top > 0) {  // else the screen was cleared, or the line is as high as it
    ASSERT_EQ(desk.screen.Row(top - 1), desk.above) << "drawn over what is above";
  }
  ASSERT_EQ(desk.screen.column, cursor % columns);
  for (int row = 0; top + row < rows; row++) {
    size_t from = static_cast<size_t>(row * columns);
    std::string expected = from < all.size() ? all.substr(from, columns) : "";
    expected.erase(expected.find_last_not_of(' ') + 1);
    ASSERT_EQ(desk.screen.Row(top + row), expected) << "row " << row << " of '" << all << "'";
  }
  ASSERT_FALSE(desk.screen.styled);
}

TEST(Line, ShowsThePromptAndWhatIsTyped) {
  Desk desk;
  EXPECT_EQ(std::string(desk.line->out, desk.line->out_length), "delias> ");
  desk.Type("ps");
  EXPECT_EQ(desk.screen.Row(1), "delias> ps");
  EXPECT_EQ(desk.Type("\r"), LINE_ENTERED);
  EXPECT_EQ(desk.text(), "ps");
  EXPECT_EQ(desk.screen.row, 2);
  EXPECT_EQ(desk.screen.column, 0);
}

TEST(Line, SendsOnlyTheCharacterWhenItIsTypedAtTheEnd) {
  Desk desk;
  desk.Type("p");
  EXPECT_EQ(std::string(desk.line->out, desk.line->out_length), "p");
}

// Typed after "one two-three four": keys, the text afterwards, where the cursor is.
struct Edit {
  const char *keys, *text;
  uint32_t cursor;
};

TEST(Line, EditsAsItsKeysSay) {
  const Edit table[] = {
      {"\x01>", ">one two-three four", 1},
      {"\x01\x05<", "one two-three four<", 19},
      {"\x02\x02_", "one two-three fo_ur", 17},
      {"\x1b[D\x1b[C!", "one two-three four!", 19},
      {"\x1b[H!", "!one two-three four", 1},
      {"\x7f\x7f", "one two-three fo", 16},
      {"\x01\x04\x1b[3~", "e two-three four", 0},
      {"\x1b"
       "b",
       "one two-three four", 14},
      {"\x1b"
       "b\x1b"
       "b",
       "one two-three four", 8},
      {"\x01\x1b"
       "f",
       "one two-three four", 3},
      {"\x01\x1b"
       "f\x1b"
       "f",
       "one two-three four", 7},
      {"\x01\x1b[1;5C\x1b[1;5C\x1b[1;5D", "one two-three four", 4},
      {"\x17", "one two-three ", 14},
      {"\x17\x17", "one ", 4},
      {"\x1b\x7f\x1b\x7f", "one two-", 8},
      {"\x01\x1b"
       "d",
       " two-three four", 0},
      {"\x15", "", 0},
      {"\x1b"
       "b\x15",
       "four", 0},
      {"\x1b"
       "b\x0b",
       "one two-three ", 14},
      {"\x1b"
       "b\x0b\x01\x19",
       "fourone two-three ", 4},
      {"\x17\x17\x01\x19", "two-three fourone ", 14},
      {"\x01\x1b"
       "d\x1b"
       "d\x05\x19",
       "-three fourone two", 18},
      {"\x17x\x17\x19\x19", "one two-three xx", 16},
      {"\x14", "one two-three foru", 18},
      {"\x01\x06\x14", "noe two-three four", 2},
      {"\x0c", "one two-three four", 18},
      {"\x1b[2~\x1b[15~\x00", "one two-three four", 18},
  };
  for (const Edit &edit : table) {
    Desk desk;
    desk.Type("one two-three four");
    desk.Type(edit.keys);
    EXPECT_EQ(desk.text(), edit.text) << testing::PrintToString(std::string(edit.keys));
    EXPECT_EQ(desk.line->cursor, edit.cursor) << testing::PrintToString(std::string(edit.keys));
    ExpectShown(desk, 80, 24);
  }
}

TEST(Line, RingsTheBellAndChangesNothingWhenAKeyHasNothingToDo) {
  for (const char *keys : {"\x7f", "\x02", "\x06", "\x0b", "\x15", "\x17", "\x19", "\x14", "\x1b[3~",
                           "\x1b"
                           "b",
                           "\x1b"
                           "f",
                           "\x1b"
                           "d",
                           "\x1b[A", "\x1b[B", "\x07", "\xc3\xa9"}) {
    Desk desk;
    desk.Type(keys);
    EXPECT_EQ(desk.screen.bells, 1) << testing::PrintToString(std::string(keys));
    EXPECT_EQ(desk.text(), "");
  }
}

TEST(Line, RefusesWhatDoesNotFitAndDoesNotRunACutLine) {
  Desk desk(80, 24);
  std::string fits(SHELL_LINE - 1, 'a');
  desk.Type(fits);
  EXPECT_EQ(desk.screen.bells, 0);
  desk.Type("b");
  EXPECT_EQ(desk.screen.bells, 1);
  EXPECT_EQ(desk.text(), fits);
  EXPECT_EQ(desk.Type("\r"), LINE_TOO_LONG);
  desk.Begin();
  desk.Type(kUp);
  EXPECT_EQ(desk.text(), fits);
  EXPECT_EQ(desk.Type("\r"), LINE_ENTERED);
}

TEST(Line, AYankThatDoesNotFitIsRefusedWhole) {
  Desk desk;
  desk.Type(std::string(200, 'a') + "\x15" + std::string(100, 'b') + "\x19");
  EXPECT_EQ(desk.text(), std::string(100, 'b'));
  EXPECT_EQ(desk.screen.bells, 1);
}

TEST(Line, CtrlCCancelsAndCtrlDEndsOnlyAnEmptyLine) {
  Desk desk;
  desk.Type("abc");
  desk.Type(kLeft);
  EXPECT_EQ(desk.Type("\x03"), LINE_CANCELLED);
  EXPECT_EQ(desk.screen.Row(1), "delias> abc^C");
  EXPECT_EQ(desk.screen.row, 2);
  desk.Begin();
  EXPECT_EQ(desk.text(), "");
  desk.Type("a\x01");
  EXPECT_EQ(desk.Type("\x04"), LINE_MORE);
  EXPECT_EQ(desk.text(), "");
  EXPECT_EQ(desk.Type("\x04"), LINE_ENDED);
}

TEST(Line, TabAsksForCompletionsAndInsertPutsThemAtTheCursor) {
  Desk desk;
  desk.Type("up x");
  desk.Type(kLeft);
  desk.Type(kLeft);
  EXPECT_EQ(desk.Type("\t"), LINE_COMPLETE);
  EXPECT_TRUE(line_insert(desk.line.get(), "time"));
  desk.Show();
  EXPECT_EQ(desk.text(), "uptime x");
  ExpectShown(desk, 80, 24);
  EXPECT_FALSE(line_insert(desk.line.get(), std::string(SHELL_LINE, 'y').c_str()));
  desk.Show();
  EXPECT_EQ(desk.text(), "uptime x");
  EXPECT_EQ(desk.Type("\r"), LINE_ENTERED);  // what was not typed is not missed
}

TEST(Line, PausesBelowTheTextAndShowsItAgain) {
  Desk desk(20, 24);
  desk.Type("0123456789abcdefghij");
  desk.Type(kHome);
  line_pause(desk.line.get());
  desk.Show();
  desk.screen.Feed("list\n");
  line_show(desk.line.get());
  desk.Show();
  desk.above = "list";
  EXPECT_EQ(desk.screen.Row(1), "delias> 0123456789ab");
  EXPECT_EQ(desk.screen.Row(2), "cdefghij");
  EXPECT_EQ(desk.screen.Row(3), "list");
  EXPECT_EQ(desk.screen.Row(4), "delias> 0123456789ab");
  ExpectShown(desk, 20, 24);
}

TEST(Line, EveryLengthAroundTheLastColumnIsShownRight) {
  for (bool pending_wrap : {true, false})
    for (int columns : {20, 21, 40})
      for (int length = 0; length < 90; length++) {
        Desk desk(columns, 12, pending_wrap);
        desk.Type(std::string(length, 'x'));
        ExpectShown(desk, columns, 12);
        desk.Type(kLeft);
        ExpectShown(desk, columns, 12);
        desk.Type("\x05\r");
        EXPECT_EQ(desk.screen.column, 0);
        int below = 1 + (8 + length + columns - 1) / columns;
        EXPECT_EQ(desk.screen.row, below) << length << " of " << columns;
      }
}

TEST(LineHistory, GoesUpAndDownAndKeepsTheLineBeingWritten) {
  Desk desk;
  desk.Enter("one");
  desk.Enter("two");
  desk.Type("draft");
  desk.Type(kUp);
  EXPECT_EQ(desk.text(), "two");
  desk.Type("x");
  desk.Type(kUp);
  EXPECT_EQ(desk.text(), "one");
  desk.Type(kUp);
  EXPECT_EQ(desk.text(), "one");
  EXPECT_EQ(desk.screen.bells, 1);
  desk.Type(kDown);
  EXPECT_EQ(desk.text(), "two");
  desk.Type(kDown);
  EXPECT_EQ(desk.text(), "draft");
  desk.Type(kDown);
  EXPECT_EQ(desk.screen.bells, 2);
  ExpectShown(desk, 80, 24);
}

TEST(LineHistory, TakesNoBlankLineAndNoneTwiceInARow) {
  Desk desk;
  for (const char *text : {"a", "a", "", "   ", "b", "a"})
    desk.Enter(text);
  EXPECT_STREQ(line_recall(desk.line.get(), 1), "a");
  EXPECT_STREQ(line_recall(desk.line.get(), 2), "b");
  EXPECT_STREQ(line_recall(desk.line.get(), 3), "a");
  EXPECT_EQ(line_recall(desk.line.get(), 4), nullptr);
  EXPECT_EQ(line_recall(desk.line.get(), 0), nullptr);
}

TEST(LineHistory, KeepsTheNewestLinesWhenFull) {
  Desk desk;
  for (int i = 0; i < 200; i++)
    desk.Enter("line " + std::to_string(i));
  for (int n = 1; n <= LINE_HISTORY; n++)
    EXPECT_EQ(line_recall(desk.line.get(), n), "line " + std::to_string(200 - n));
  EXPECT_EQ(line_recall(desk.line.get(), LINE_HISTORY + 1), nullptr);
}

class LineSearch : public testing::Test {
protected:
  LineSearch() {
    for (const char *text : {"log -f", "ps", "log 20", "mem map", "cells"})
      desk_.Enter(text);
    desk_.Type("draft");
  }
  Desk desk_;
};

TEST_F(LineSearch, FindsTheNewestThenOlderOnes) {
  desk_.Type("\x12lo");
  EXPECT_EQ(desk_.text(), "log 20");
  EXPECT_EQ(desk_.screen.Row(desk_.screen.row), "(search 'lo') log 20");
  desk_.Type("\x12");
  EXPECT_EQ(desk_.text(), "log -f");
  desk_.Type("\x12");
  EXPECT_EQ(desk_.screen.Row(desk_.screen.row), "(no match 'lo') log -f");
  EXPECT_EQ(desk_.screen.bells, 1);
  ExpectShown(desk_, 80, 24);
}

TEST_F(LineSearch, EnterRunsWhatIsFound) {
  EXPECT_EQ(desk_.Type("\x12map\r"), LINE_ENTERED);
  EXPECT_EQ(desk_.text(), "mem map");
  EXPECT_EQ(desk_.screen.Row(desk_.screen.row - 1), "delias> mem map");
}

TEST_F(LineSearch, AnotherKeyGoesOnWithWhatIsFound) {
  desk_.Type("\x12map\x01!");
  EXPECT_EQ(desk_.text(), "!mem map");
  desk_.Type(kUp);
  EXPECT_EQ(desk_.text(), "log 20");  // one older than what was found
  ExpectShown(desk_, 80, 24);
}

TEST_F(LineSearch, CtrlGAndCtrlCGiveTheDraftBack) {
  for (const char *key : {"\x07", "\x03"}) {
    EXPECT_EQ(desk_.Type("\x12" + std::string("map") + key), LINE_MORE);
    EXPECT_EQ(desk_.text(), "draft");
    ExpectShown(desk_, 80, 24);
  }
}

TEST_F(LineSearch, BackspaceWidensTheSearch) {
  desk_.Type("\x12log -");
  EXPECT_EQ(desk_.text(), "log -f");
  desk_.Type("\x7f\x7f");
  EXPECT_EQ(desk_.text(), "log 20");
  desk_.Type("\x7f\x7f\x7f\x7f");
  EXPECT_EQ(desk_.screen.bells, 1);
  ExpectShown(desk_, 80, 24);
}

TEST_F(LineSearch, APatternThatIsTooLongIsRefused) {
  desk_.Type("\x12" + std::string(LINE_PATTERN + 5, 'z'));
  EXPECT_EQ(desk_.line->pattern_length, static_cast<uint32_t>(LINE_PATTERN - 1));
  ExpectShown(desk_, 80, 24);
}

TEST(LineTerminal, AsksForTheWidthAndTakesTheAnswer) {
  Desk desk(120, 24, true, true);
  EXPECT_TRUE(desk.screen.asked);
  EXPECT_EQ(desk.screen.Row(1), "delias>");
  desk.line->columns = LINE_COLUMNS;
  desk.Type("\x1b[1;120R");
  EXPECT_EQ(desk.line->columns, 120u);
  desk.Type(std::string(100, 'x'));
  ExpectShown(desk, 120, 24);
}

TEST(LineTerminal, TakesNoAnswerThatWasNotAskedForOrMakesNoSense) {
  Desk desk(80, 24, true, true);
  desk.Type("\x1b[1;5R");  // too narrow: Shift-F3 and its like look so too
  desk.Type("\x1b[1;120R");
  EXPECT_EQ(desk.line->columns, 80u);
  Desk pipe(80, 24, true, false);
  pipe.Type("\x1b[1;120R");
  EXPECT_EQ(pipe.line->columns, 80u);
  EXPECT_FALSE(pipe.screen.asked);
}

TEST(LineTerminal, WorksTheSameWhenTheTerminalNeverAnswers) {
  Desk desk(80, 24, true, true);
  desk.Type("ps");
  EXPECT_EQ(desk.screen.Row(1), "delias> ps");
  EXPECT_EQ(desk.Type("\r"), LINE_ENTERED);
}

TEST(LineTerminal, SendsNoSequenceToAPipeForPlainTyping) {
  Desk desk;
  std::string sent;
  for (char c : std::string("help cells\r")) {
    desk.Type(std::string(1, c));
    sent += std::string(desk.line->out, desk.line->out_length);
  }
  EXPECT_EQ(sent, "help cells\n");
}

// Random keys on terminals of several widths: after each byte the screen shows what the editor holds.
class LineRandom : public testing::TestWithParam<std::tuple<int, bool, int>> {};

TEST_P(LineRandom, TheScreenAlwaysShowsTheLine) {
  auto [columns, pending_wrap, seed] = GetParam();
  const int rows = 30;
  std::mt19937 random(static_cast<unsigned>(seed));
  Desk desk(columns, rows, pending_wrap);
  const std::vector<std::string> keys = {"\x01",
                                         "\x02",
                                         "\x04",
                                         "\x05",
                                         "\x06",
                                         "\x07",
                                         "\x08",
                                         "\x0b",
                                         "\x0c",
                                         "\x0e",
                                         "\x10",
                                         "\x12",
                                         "\x14",
                                         "\x15",
                                         "\x17",
                                         "\x19",
                                         "\x7f",
                                         "\x1b"
                                         "b",
                                         "\x1b"
                                         "f",
                                         "\x1b"
                                         "d",
                                         "\x1b[A",
                                         "\x1b[B",
                                         "\x1b[C",
                                         "\x1b[D",
                                         "\x1b[3~",
                                         "\x1b",
                                         "\x1b[",
                                         "\xc3\xa9"};
  for (int step = 0; step < 3000; step++) {
    std::string bytes;
    switch (random() % 8) {
    case 0: bytes = keys[random() % keys.size()]; break;
    case 1: bytes = std::string(1, static_cast<char>(random())); break;
    case 2: bytes = std::string(random() % 30, static_cast<char>('a' + random() % 26)); break;
    default: bytes = std::string(1, static_cast<char>(' ' + random() % 95)); break;
    }
    for (char c : bytes) {
      enum line_event event = desk.Type(std::string(1, c));
      if (event != LINE_MORE && event != LINE_COMPLETE) {
        ASSERT_EQ(desk.screen.column, 0);
        desk.Begin();
      }
      ASSERT_LE(desk.line->cursor, desk.line->length);
      ASSERT_EQ(desk.text().size(), desk.line->length);
      ASSERT_NO_FATAL_FAILURE(ExpectShown(desk, columns, rows)) << "seed " << seed << " step " << step;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Widths, LineRandom,
                         testing::Combine(testing::Values(20, 37, 80, 200), testing::Bool(), testing::Values(1, 2)));

}  // namespace
