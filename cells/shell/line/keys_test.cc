// SPDX-License-Identifier: Apache-2.0
// keys: each sequence that terminals send, torn and foreign ones, and random bytes.
#include "cells/shell/line/keys.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

// The keys that the bytes give, without KEY_NONE.
std::vector<int> Keys(const std::string &bytes) {
  struct keys keys = {};
  std::vector<int> found;
  for (char c : bytes) {
    enum key key = keys_take(&keys, static_cast<uint8_t>(c));
    if (key != KEY_NONE) found.push_back(key);
  }
  return found;
}

using V = std::vector<int>;

TEST(Keys, PrintableCharactersAreThemselves) {
  EXPECT_EQ(Keys("a ~[O"), (V{'a', ' ', '~', '[', 'O'}));
}

TEST(Keys, KnowsWhatTerminalsSendForEachKey) {
  struct {
    const char *bytes;
    int key;
  } table[] = {
      {"\x1b[A", KEY_UP},
      {"\x1bOA", KEY_UP},
      {"\x1b[B", KEY_DOWN},
      {"\x1bOB", KEY_DOWN},
      {"\x1b[C", KEY_RIGHT},
      {"\x1bOC", KEY_RIGHT},
      {"\x1b[D", KEY_LEFT},
      {"\x1bOD", KEY_LEFT},
      {"\x1b[H", KEY_HOME},
      {"\x1bOH", KEY_HOME},
      {"\x1b[1~", KEY_HOME},
      {"\x1b[7~", KEY_HOME},
      {"\x1b[F", KEY_END},
      {"\x1bOF", KEY_END},
      {"\x1b[4~", KEY_END},
      {"\x1b[8~", KEY_END},
      {"\x1b[3~", KEY_DELETE},
      {"\x7f", KEY_BACKSPACE},
      {"\x08", KEY_BACKSPACE},
      {"\x1b[1;5C", KEY_WORD_RIGHT},
      {"\x1b[1;3C", KEY_WORD_RIGHT},
      {"\x1b[1;2C", KEY_RIGHT},
      {"\x1b[1;5D", KEY_WORD_LEFT},
      {"\x1b[1;1D", KEY_LEFT},
      {"\x1b"
       "b",
       KEY_WORD_LEFT},
      {"\x1b"
       "f",
       KEY_WORD_RIGHT},
      {"\x1b"
       "d",
       KEY_KILL_WORD_RIGHT},
      {"\x1b\x7f", KEY_KILL_WORD_LEFT},
      {"\x01", KEY_HOME},
      {"\x02", KEY_LEFT},
      {"\x03", KEY_INTERRUPT},
      {"\x04", KEY_END_OF_INPUT},
      {"\x05", KEY_END},
      {"\x06", KEY_RIGHT},
      {"\x07", KEY_ABORT},
      {"\t", KEY_TAB},
      {"\n", KEY_ENTER},
      {"\x0b", KEY_KILL_TO_END},
      {"\x0c", KEY_CLEAR},
      {"\r", KEY_ENTER},
      {"\x0e", KEY_DOWN},
      {"\x10", KEY_UP},
      {"\x12", KEY_SEARCH},
      {"\x14", KEY_TRANSPOSE},
      {"\x15", KEY_KILL_TO_START},
      {"\x17", KEY_KILL_BLANK_WORD},
      {"\x19", KEY_YANK},
  };
  for (const auto &row : table)
    EXPECT_EQ(Keys(row.bytes), V{row.key}) << testing::PrintToString(std::string(row.bytes));
}

TEST(Keys, AReturnWithItsNewlineIsOneEnter) {
  EXPECT_EQ(Keys("a\r\nb\n\n"), (V{'a', KEY_ENTER, 'b', KEY_ENTER, KEY_ENTER}));
  EXPECT_EQ(Keys("\r\r\n"), (V{KEY_ENTER, KEY_ENTER}));
}

TEST(Keys, SwallowsUnknownSequencesWhole) {
  EXPECT_EQ(Keys("\x1b[2~x"), V{'x'});     // insert
  EXPECT_EQ(Keys("\x1b[15~x"), V{'x'});    // F5
  EXPECT_EQ(Keys("\x1bOPx"), V{'x'});      // F1
  EXPECT_EQ(Keys("\x1b[[Ax"), V{'x'});     // the Linux console's F1
  EXPECT_EQ(Keys("\x1b[?1;2cx"), V{'x'});  // what a terminal is
  EXPECT_EQ(Keys("\x1b[?5Ax"), V{'x'});    // an arrow in a private sequence is none
  EXPECT_EQ(Keys("\x1b[1;2;3;4;5;6Hx")[0], KEY_HOME);
  EXPECT_EQ(Keys("\x1b[200~x"), V{'x'});  // bracketed paste
  EXPECT_EQ(Keys("\x1bzx"), V{'x'});      // Alt-Z
  EXPECT_EQ(Keys("\x1b[99999999999999999999~x"), V{'x'});
}

TEST(Keys, ATornSequenceNeverHidesAReturnOrCtrlC) {
  for (const char *torn : {"\x1b", "\x1b[", "\x1bO", "\x1b[1", "\x1b[1;", "\x1b[?", "\x1b[[", "\x1b[ "}) {
    EXPECT_EQ(Keys(std::string(torn) + "\rx"), (V{KEY_ENTER, 'x'})) << testing::PrintToString(std::string(torn));
    EXPECT_EQ(Keys(std::string(torn) + "\x03x"), (V{KEY_INTERRUPT, 'x'})) << testing::PrintToString(std::string(torn));
    EXPECT_EQ(Keys(std::string(torn) + "\x1b[Ax"), (V{KEY_UP, 'x'})) << testing::PrintToString(std::string(torn));
  }
}

TEST(Keys, ControlBytesWithoutMeaningAreIgnored) {
  EXPECT_EQ(Keys(std::string("\x00\x0f\x11\x13\x16\x18\x1a\x1c\x1d\x1e\x1f", 11)), V{});
}

TEST(Keys, ACharacterOutsideAsciiIsOneForeignKey) {
  EXPECT_EQ(Keys("\xc3\xa9x"), (V{KEY_FOREIGN, 'x'}));
  EXPECT_EQ(Keys("\xe2\x82\xacx"), (V{KEY_FOREIGN, 'x'}));
  EXPECT_EQ(Keys("\x80\xbfx"), V{'x'});
}

TEST(Keys, ReadsTheCursorsPosition) {
  struct keys keys = {};
  enum key key = KEY_NONE;
  for (char c : std::string("\x1b[24;132R"))
    key = keys_take(&keys, static_cast<uint8_t>(c));
  EXPECT_EQ(key, KEY_POSITION);
  EXPECT_EQ(keys.parameters[0], 24);
  EXPECT_EQ(keys.parameters[1], 132);
  EXPECT_EQ(Keys("\x1b[Rx"), V{'x'});
  EXPECT_EQ(Keys("\x1b[5Rx"), V{'x'});
}

// Whatever came before: within one byte more than the longest end of a sequence, characters are seen as themselves again.
TEST(Keys, RecoversFromAnyBytes) {
  std::mt19937 random(5);
  struct keys keys = {};
  for (int round = 0; round < 20'000; round++) {
    for (unsigned i = random() % 12; i > 0; i--) {
      int key = keys_take(&keys, static_cast<uint8_t>(random() % 3 == 0 ? "\x1b[O;19~"[random() % 8] : random()));
      ASSERT_TRUE(key == KEY_NONE || (key >= ' ' && key <= '~') || (key >= KEY_ENTER && key <= KEY_POSITION)) << key;
      ASSERT_LE(keys.parameters[0], 9999);
      ASSERT_LE(keys.parameters[1], 9999);
    }
    ASSERT_EQ(keys_take(&keys, 0x03), KEY_INTERRUPT);
    ASSERT_EQ(keys_take(&keys, 'q'), 'q');
  }
}

}  // namespace
