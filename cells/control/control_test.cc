// SPDX-License-Identifier: Apache-2.0
// control: sessions, order, garbage, what of the graph is shown. Cells that arrive and commands are in tests of their
// own.
#include <set>

#include "cells/control/testing/control_fixture.h"
#include "kernel/log/log.h"
#include "gmock/gmock.h"

namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr char kZero[] = {0};
const std::string kEnd(kZero, 1);

class Control : public ControlTest {
protected:
  static uint64_t &Used(enum region_area area) {
    return const_cast<struct graph_header *>(graph_header(graph_running()))->used[area];
  }
  std::string Read(uint32_t area, uint64_t offset, uint32_t length) {
    return Number(area, 4) + Number(offset, 8) + Number(length, 4);
  }
};

TEST_F(Control, WelcomesWithASessionAndTellsWhatSystemThisIs) {
  std::vector<Answer> answers = Say(kEnd + Frame(CONTROL_HELLO, 0, 0, ""));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].type, CONTROL_WELCOME);
  EXPECT_NE(answers[0].session, 0u);
  EXPECT_EQ(answers[0].sequence, 0);
  EXPECT_THAT(answers[0].payload, MatchesRegex("image //images:test\nplatform //platforms:host\nboot [0-9a-f]{16}\n"
                                               "cells 1\ngeneration 0\nstore 4194304\n"));
}

TEST_F(Control, NoTwoSessionsHaveTheSameNumber) {
  std::set<uint32_t> sessions;
  for (int i = 0; i < 100; i++) {
    Hello();
    sessions.insert(session);
  }
  EXPECT_EQ(sessions.size(), 100u);
}

TEST_F(Control, RefusesAHelloThatIsNone) {
  for (const std::string &frame :
       {Frame(CONTROL_HELLO, 1, 0, ""), Frame(CONTROL_HELLO, 0, 1, ""), Frame(CONTROL_HELLO, 0, 0, "x")}) {
    std::vector<Answer> answers = Say(frame);
    ASSERT_EQ(answers.size(), 1u);
    EXPECT_EQ(answers[0].Status(), INVALID);
  }
}

TEST_F(Control, RefusesRequestsBeforeTheFirstHelloAndOfOtherSessions) {
  std::string area = Read(REGION_HEADER, 0, 8);
  std::vector<Answer> answers = Say(Frame(CONTROL_READ, 0, 1, area));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), NOT_FOUND);
  Hello();
  uint32_t old = session;
  Hello();
  answers = Say(Frame(CONTROL_READ, old, 1, area));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), NOT_FOUND);
  EXPECT_EQ(answers[0].session, old);
  EXPECT_THAT(answers[0].Sentence(), HasSubstr("begin with HELLO"));
  EXPECT_EQ(AskOne(CONTROL_READ, area).type, CONTROL_BYTES);  // the session that is open is not disturbed
}

TEST_F(Control, RefusesWhatCameAlreadyAndWhatComesTooEarlyAndGoesOn) {
  Hello();
  std::string area = Read(REGION_HEADER, 0, 8);
  std::string first = Frame(CONTROL_READ, session, 1, area);
  EXPECT_EQ(Say(first)[0].type, CONTROL_BYTES);
  std::vector<Answer> answers = Say(first);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), EXISTS);
  EXPECT_EQ(answers[0].sequence, 1);
  answers = Say(Frame(CONTROL_READ, session, 3, area));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), OUT_OF_RANGE);
  EXPECT_EQ(answers[0].Sentence(), "request 3 came where 2 was expected: one was lost; begin with HELLO");
  EXPECT_EQ(Say(Frame(CONTROL_READ, session, 2, area))[0].type, CONTROL_BYTES);
}

TEST_F(Control, SequenceNumbersGoRound) {
  Hello();
  control.sequence = sequence = 65534;
  for (int i = 0; i < 3; i++)
    EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 8)).type, CONTROL_BYTES) << sequence;
  EXPECT_EQ(sequence, 1);
  EXPECT_EQ(Say(Frame(CONTROL_READ, session, 65535, ""))[0].Status(), EXISTS);
}

TEST_F(Control, RefusesATypeThatItDoesNotKnow) {
  Hello();
  Answer answer = AskOne(static_cast<enum control_type>(0x55));
  EXPECT_EQ(answer.Status(), UNSUPPORTED);
  EXPECT_EQ(answer.Sentence(), "requests of type 0x55 are not known here");
}

TEST_F(Control, NeverAnswersItsOwnWords) {
  Hello();
  for (int type : {CONTROL_WELCOME, CONTROL_OUTPUT, CONTROL_DONE, CONTROL_REFUSED})
    EXPECT_TRUE(Say(Frame(static_cast<uint8_t>(type), session, 1, "")).empty());
  sequence = 0;
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 8)).type, CONTROL_BYTES);
}

TEST_F(Control, AFrameMayComeInPieces) {
  Hello();
  std::string frame = Frame(CONTROL_READ, session, 1, Read(REGION_HEADER, 0, 8));
  EXPECT_TRUE(Say(frame.substr(0, 5)).empty());
  EXPECT_TRUE(Say(frame.substr(5, frame.size() - 6)).empty());
  EXPECT_EQ(Say(frame.substr(frame.size() - 1)).size(), 1u);
}

TEST_F(Control, HalfAFrameOfAClientThatWentDoesNotDisturbTheNext) {
  Hello();
  uint32_t old = session;
  EXPECT_TRUE(Say(Frame(CONTROL_READ, session, 1, Read(REGION_HEADER, 0, 8)).substr(0, 9)).empty());
  Hello();  // begins with a zero
  EXPECT_NE(session, old);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 8)).type, CONTROL_BYTES);
}

TEST_F(Control, AnswersGarbageWithASentenceToNobodyAndTellsHowMuchThereWas) {
  Hello();
  std::vector<Answer> answers = Say("garbage" + kEnd);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), CORRUPT);
  EXPECT_EQ(answers[0].session, 0u);
  EXPECT_EQ(answers[0].sequence, 0);
  EXPECT_EQ(answers[0].Sentence(), "what came before a zero byte is no frame (1 such since the last of these lines; 0 "
                                   "bytes lost); this is version 1");
}

TEST_F(Control, ManyPiecesOfGarbageAreAnsweredOnceInAWhile) {
  Hello();
  std::string noise;
  for (int i = 0; i < 100; i++)
    noise += "noise" + kEnd;
  EXPECT_EQ(Say(noise).size(), 1u);
  std::vector<Answer> answers = Say("more" + kEnd);  // Say lets time pass at its end
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_THAT(answers[0].Sentence(), HasSubstr("(100 such since"));
  struct control_statistics counts;
  control_statistics(&counts);
  EXPECT_EQ(counts.corrupt, 101u);
}

TEST_F(Control, TellsOfAnotherVersionAndOfWhatIsTooLong) {
  Hello();
  struct control_frame other = {CONTROL_VERSION + 1, CONTROL_HELLO, 0, 0, 0, {}};
  uint8_t encoded[CONTROL_ENCODED];
  size_t count = control_encode(&other, encoded);
  std::vector<Answer> answers = Say(std::string(reinterpret_cast<char *>(encoded), count));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), UNSUPPORTED);
  EXPECT_THAT(answers[0].Sentence(), HasSubstr("of another version"));
  answers = Say(std::string(3 * CONTROL_ENCODED, 'x') + kEnd);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].Status(), OUT_OF_RANGE);
  sequence = 0;
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 8)).type, CONTROL_BYTES);
}

TEST_F(Control, CountsAndTellsWhatItsRingCouldNotKeep) {
  Hello();
  for (int i = 0; i < CONTROL_RING + 10; i++)
    line_host_type('x');  // the control line's task does not run meanwhile
  line_host_set_lost(5);
  std::vector<Answer> answers = Say(kEnd);
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_THAT(answers[0].Sentence(), HasSubstr("15 bytes lost"));
  struct control_statistics counts;
  control_statistics(&counts);
  EXPECT_EQ(counts.lost, 15u);
}

TEST_F(Control, NoiseWithoutAZeroDoesNotFillTheRing) {
  Hello();
  EXPECT_TRUE(Say(std::string(20 * CONTROL_RING, 'x')).empty());
  struct control_statistics counts;
  control_statistics(&counts);
  EXPECT_EQ(counts.lost, 0u);
}

TEST_F(Control, TwoFramesInARowFitTheRing) {
  Hello();
  std::string area = Read(REGION_HEADER, 0, 8);
  std::string payload(CONTROL_PAYLOAD, 'x');
  std::string frames = Frame(CONTROL_RUN, session, 1, payload) + Frame(CONTROL_RUN, session, 2, payload);
  for (char c : frames)
    line_host_type(static_cast<uint8_t>(c));
  std::vector<Answer> answers = Say("");
  ASSERT_EQ(answers.size(), 2u);
  EXPECT_EQ(answers[1].sequence, 2);
}

// ---- READ ----

TEST_F(Control, ShowsTheBytesOfTheGraph) {
  Hello();
  Answer header = AskOne(CONTROL_READ, Read(REGION_HEADER, 0, sizeof(struct graph_header)));
  ASSERT_EQ(header.type, CONTROL_BYTES);
  EXPECT_EQ(header.payload, std::string(reinterpret_cast<const char *>(graph_running()), sizeof(struct graph_header)));
  Answer strings = AskOne(CONTROL_READ, Read(REGION_STRINGS, 1, 13));
  EXPECT_EQ(strings.payload, "//images:test");
}

TEST_F(Control, ShowsNoMoreThanIsInUse) {
  Hello();
  uint64_t used = graph_header(graph_running())->used[REGION_STRINGS];
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_STRINGS, used - 3, 100)).payload.size(), 3u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_STRINGS, used, 100)).payload.size(), 0u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_STRINGS, UINT64_MAX, 100)).payload.size(), 0u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_GATES, 0, 100)).payload.size(), 0u);
}

TEST_F(Control, ShowsACellsReadOnlyPagesAndTextAndNothingBetweenCells) {
  uint64_t base = REGION_BASE + region_span(REGION_CELL).offset;
  struct graph_cell a = {}, b = {};
  a.read_address = base;
  a.read_size = 100;
  a.text_address = base + 4096;
  a.text_size = 10;
  b.read_address = base + 5 * 4096;
  b.read_size = 4096;
  graph.AddCell("//test/a", a);
  graph.AddCell("//test/b", b);
  Used(REGION_CELL) = 6 * 4096;
  Hello();
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 4096 - 8, 1024)).payload.size(), 8u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 4096, 1024)).payload.size(), 1024u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 2 * 4096 - 8, 1024)).payload.size(), 8u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 2 * 4096, 8)).Status(), NOT_FOUND);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 5 * 4096, 8)).payload.size(), 8u);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELL, 6 * 4096, 8)).payload.size(), 0u);
}

TEST_F(Control, ShowsNoStateAndNoProcessorsBlock) {
  Used(REGION_STATE) = Used(REGION_CPU) = 4096;
  Hello();
  for (enum region_area area : {REGION_STATE, REGION_CPU}) {
    Answer answer = AskOne(CONTROL_READ, Read(area, 0, 8));
    EXPECT_EQ(answer.Status(), INVALID);
    EXPECT_THAT(answer.Sentence(), HasSubstr("is not the graph's"));
  }
}

TEST_F(Control, RefusesAReadThatMakesNoSense) {
  Hello();
  EXPECT_EQ(AskOne(CONTROL_READ, "short").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELLS, 0, 8) + "x").Status(), INVALID);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_AREAS, 0, 8)).Status(), OUT_OF_RANGE);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(UINT32_MAX, 0, 8)).Status(), OUT_OF_RANGE);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_CELLS, 0, CONTROL_PAYLOAD + 1)).Status(), OUT_OF_RANGE);
}

// ---- The line and the task ----

TEST_F(Control, ALineThatTakesOneByteAtATimeIsEnough) {
  line_host_set_burst(1);
  Hello();
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 100)).payload.size(), 100u);
}

TEST_F(Control, AStuckLineCostsAnswersAndNotTheSystem) {
  Hello();
  line_host_set_burst(0);
  EXPECT_TRUE(Ask(CONTROL_READ, Read(REGION_HEADER, 0, 8)).empty());
  idle_ticks = 0;
  run();  // longer than the control line's patience
  struct control_statistics counts;
  control_statistics(&counts);
  uint64_t unsent = counts.unsent;
  EXPECT_GT(unsent, 0u);
  EXPECT_TRUE(Ask(CONTROL_READ, Read(REGION_HEADER, 0, 8)).empty());
  control_statistics(&counts);
  EXPECT_GT(counts.unsent, unsent);  // the second answer does not wait as long again
  line_host_set_burst(16);
  EXPECT_EQ(AskOne(CONTROL_READ, Read(REGION_HEADER, 0, 8)).type, CONTROL_BYTES);
}

TEST_F(Control, OneThatIsKilledAtAnyByteIsFollowedByAnotherThatGoesOn) {
  Hello();
  std::vector<Answer> all;
  for (char c : Frame(CONTROL_READ, session, 1, Read(REGION_HEADER, 0, 8)) + kEnd) {
    struct task_info info = {};
    ASSERT_EQ(task_next(0, &info), OK);
    ASSERT_STREQ(info.name, "control");
    ASSERT_EQ(sched_kill(info.number), OK);
    control.fallen = 0;  // that many in a row are given up
    for (const Answer &answer : Say(std::string(1, c)))
      all.push_back(answer);
  }
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].type, CONTROL_BYTES);
}

TEST_F(Control, OneThatIsKilledWhileAFrameGoesOutIsFollowedByAnotherThatSendsItsRest) {
  Hello();
  line_host_set_burst(0);
  EXPECT_TRUE(Ask(CONTROL_READ, Read(REGION_HEADER, 0, 100)).empty());
  struct task_info info = {};
  ASSERT_EQ(task_next(0, &info), OK);
  ASSERT_EQ(sched_kill(info.number), OK);
  line_host_set_burst(3);
  std::vector<Answer> answers = Say("");
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].payload.size(), 100u);
}

TEST_F(Control, WhatTwoTasksEndedOverIsDroppedAndTheNextRequestIsAnswered) {
  Hello();
  EXPECT_TRUE(Say(Frame(CONTROL_READ, session, 1, Read(REGION_HEADER, 0, 8)).substr(0, 5)).empty());
  struct task_info info = {};
  ASSERT_EQ(task_next(0, &info), OK);
  control.fallen = 1;
  ASSERT_EQ(sched_kill(info.number), OK);
  EXPECT_TRUE(Say("").empty());
  struct control_statistics counts;
  control_statistics(&counts);
  EXPECT_EQ(counts.lost, 5u);
  std::vector<Answer> answers = Say(Frame(CONTROL_READ, session, 1, Read(REGION_HEADER, 0, 8)));
  ASSERT_EQ(answers.size(), 1u);
  EXPECT_EQ(answers[0].type, CONTROL_BYTES);
}

TEST_F(Control, WithoutALineItSaysSoOnceAndHasNoTask) {
  TearDown();
  line_host_set_present(false);
  uint64_t next = log_next();
  control = {};
  ASSERT_EQ(control_lifecycle.init(), OK);
  control_lifecycle.main();
  struct log_line line;
  ASSERT_EQ(log_read(next, &line), OK);
  EXPECT_STREQ(line.text, "no second serial line: no tool can reach this system");
  EXPECT_EQ(task_count(), 0u);
  EXPECT_EQ(line_host_output_length(), 0u);
}

}  // namespace
