// SPDX-License-Identifier: Apache-2.0
// store: cells that arrive whole, and those that do not.
#include "cells/control/testing/control_fixture.h"
#include "kernel/frames/frames.h"
#include "kernel/pages/pages.h"
#include "kernel/sched/sched.h"
#include "kernel/swap/swap.h"
#include "gmock/gmock.h"

namespace {

using testing::HasSubstr;

uint64_t ReservedPages() {
  struct pages_statistics pages;
  pages_statistics(&pages);
  return pages.reserved_pages;
}

uint32_t Offers() {
  struct swap_statistics swaps;
  swap_statistics(&swaps);
  return swaps.offers;
}

class Store : public ControlTest {
protected:
  void SetUp() override {
    ControlTest::SetUp();
    Hello();
    before = ReservedPages();
  }
  static std::string Announce(uint64_t size, uint32_t crc) {
    return Number(size, 8) + Number(crc, 4);
  }
  static std::string Announce(const std::string &cell) {
    return Announce(cell.size(), control_crc(0, cell.data(), cell.size()));
  }
  Answer Data(uint64_t offset, const std::string &bytes) {
    return AskOne(CONTROL_DATA, Number(offset, 8) + bytes);
  }
  // The answer to its last piece.
  Answer Send(const std::string &cell, const std::string &announcement) {
    EXPECT_EQ(AskOne(CONTROL_STORE, announcement).type, CONTROL_ACCEPTED);
    Answer answer = {};
    for (size_t at = 0, piece = 1000; at < cell.size(); at += piece)
      answer = Data(at, cell.substr(at, piece));
    return answer;
  }
  uint64_t before;
};

TEST_F(Store, ACellThatArrivesWholeIsOfferedToTheSwapEngine) {
  std::string cell(10'000, 'c');
  for (size_t i = 0; i < cell.size(); i++)
    cell[i] = static_cast<char>(i * i >> 3);
  EXPECT_EQ(Send(cell, Announce(cell)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Offers(), 1u);
  EXPECT_EQ(ReservedPages(), before + 3);
  struct pages_span span = {};
  uint64_t from = 0;
  while (pages_span_next(from, &span) == OK && std::string(span.what) != "cell from the control line")
    from = span.end;
  EXPECT_EQ(std::string(reinterpret_cast<char *>(span.start), cell.size()), cell);
  AskOne(CONTROL_STORE, Announce(1, 0));  // the engine has the span now; another cell does not touch it
  EXPECT_EQ(Offers(), 1u);
}

TEST_F(Store, WhatASessionStoredAndDidNotSwapGoesWithIt) {
  EXPECT_EQ(Send("cell", Announce("cell")).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Offers(), 1u);
  Hello();
  EXPECT_EQ(Offers(), 0u);
  EXPECT_EQ(ReservedPages(), before);
}

// As a swap would, takes its time.
int64_t Uses(struct shell_call *) {
  for (;;)
    sched_give_way();
}
constexpr struct shell_command kUses = {"uses", "", "", nullptr, Uses, nullptr};

TEST_F(Store, WhatACommandUsesStaysUntilItIsEndedWithItsClient) {
  AddCommand(kUses);
  EXPECT_EQ(Send("cell", Announce("cell")).type, CONTROL_ACCEPTED);
  std::function<void()> client = [&] {
    auto say = [&](const std::string &bytes) {
      for (char c : bytes)
        line_host_type(static_cast<uint8_t>(c));
      for (int i = 0; i < 100; i++)
        sched_give_way();
    };
    say(Frame(CONTROL_RUN, session, static_cast<uint16_t>(sequence + 1), "uses"));
    EXPECT_EQ(Offers(), 1u);
    say(std::string(1, '\0') + Frame(CONTROL_HELLO, 0, 0, ""));
    session = control.session;
  };
  spawn("client", client);
  std::vector<Answer> answers = Say("");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(Offers(), 0u);
  sequence = 0;
  EXPECT_EQ(Send("next", Announce("next")).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Offers(), 1u);
}

TEST_F(Store, ACellOfTheGreatestSizeFitsAndAGreaterOneIsRefused) {
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(CONTROL_STORE_MOST, 0)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(ReservedPages(), before + CONTROL_STORE_MOST / 4096);
  for (uint64_t size : {uint64_t{0}, uint64_t{CONTROL_STORE_MOST} + 1, UINT64_MAX}) {
    EXPECT_EQ(AskOne(CONTROL_STORE, Announce(size, 0)).Status(), OUT_OF_RANGE) << size;
    EXPECT_EQ(ReservedPages(), before);  // the half one was dropped
  }
  EXPECT_EQ(AskOne(CONTROL_STORE, "short").Status(), INVALID);
}

TEST_F(Store, AnotherChecksumIsRefusedAndNothingIsOffered) {
  std::string cell = "a cell";
  Answer answer = Send(cell, Announce(cell.size(), control_crc(0, cell.data(), cell.size()) ^ 1));
  EXPECT_EQ(answer.Status(), CORRUPT);
  EXPECT_THAT(answer.Sentence(), HasSubstr("store it anew"));
  EXPECT_EQ(Offers(), 0u);
  EXPECT_EQ(ReservedPages(), before);
  EXPECT_EQ(Data(0, "x").Status(), NOT_FOUND);
  EXPECT_EQ(Send(cell, Announce(cell)).type, CONTROL_ACCEPTED);
}

TEST_F(Store, PiecesOutOfOrderAreRefusedAndTheRightOneStillComesThrough) {
  std::string cell = "abcdef";
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(cell)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Data(3, "def").Status(), OUT_OF_RANGE);
  EXPECT_EQ(Data(0, "abc").type, CONTROL_ACCEPTED);
  EXPECT_EQ(Data(0, "abc").Status(), OUT_OF_RANGE);
  EXPECT_EQ(Data(UINT64_MAX, "abc").Status(), OUT_OF_RANGE);
  EXPECT_EQ(Data(3, "defg").Status(), OUT_OF_RANGE);
  EXPECT_EQ(Offers(), 0u);
  EXPECT_EQ(Data(3, "def").type, CONTROL_ACCEPTED);
  EXPECT_EQ(Offers(), 1u);
}

TEST_F(Store, APieceWithoutBytesOrWithoutAStoreIsRefused) {
  EXPECT_EQ(Data(0, "x").Status(), NOT_FOUND);
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(3, 0)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Data(0, "").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_DATA, "").Status(), INVALID);
}

TEST_F(Store, ANewStoreAndANewClientDropAHalfOne) {
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(8192, 0)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(Data(0, "half").type, CONTROL_ACCEPTED);
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(4096, 0)).type, CONTROL_ACCEPTED);
  EXPECT_EQ(ReservedPages(), before + 1);
  EXPECT_EQ(Data(4, "half").Status(), OUT_OF_RANGE);
  Hello();
  EXPECT_EQ(ReservedPages(), before);
  EXPECT_EQ(Data(0, "x").Status(), NOT_FOUND);
}

TEST_F(Store, WithoutMemoryItIsRefusedAtEachStepAndNothingIsLeft) {
  Answer answer = {};
  for (uint64_t takes = 1; takes < 100; takes++) {
    frames_fail_after(takes);
    answer = AskOne(CONTROL_STORE, Announce(64 * 4096, 0));
    frames_fail_after(0);
    if (answer.type == CONTROL_ACCEPTED) break;
    EXPECT_EQ(answer.Status(), NO_MEMORY);
    EXPECT_THAT(answer.Sentence(), HasSubstr("no memory for 262144 bytes"));
    EXPECT_EQ(ReservedPages(), before);
  }
  EXPECT_EQ(answer.type, CONTROL_ACCEPTED);
}

TEST_F(Store, WhenTooManyWaitTheCellIsRefusedAndGivenBack) {
  for (int i = 0; i < SWAP_CHANGES; i++)
    EXPECT_EQ(Send("cell", Announce("cell")).type, CONTROL_ACCEPTED);
  Answer answer = Send("cell", Announce("cell"));
  EXPECT_EQ(answer.Status(), FULL);
  EXPECT_THAT(answer.Sentence(), HasSubstr("8 cells wait to be swapped in already"));
  EXPECT_EQ(ReservedPages(), before + SWAP_CHANGES);
}

TEST_F(Store, TellsHowFarItIs) {
  EXPECT_EQ(AskOne(CONTROL_STORE, Announce(100, 0)).type, CONTROL_ACCEPTED);
  Data(0, "12345");
  struct control_statistics counts;
  control_statistics(&counts);
  EXPECT_EQ(counts.coming, 100u);
  EXPECT_EQ(counts.arrived, 5u);
}

}  // namespace
