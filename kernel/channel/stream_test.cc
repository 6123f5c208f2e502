// SPDX-License-Identifier: Apache-2.0
// stream: bytes come in order and once, in whatever pieces they are written and read.
#include "kernel/channel/channel_fixture.h"

namespace {

class Stream : public ChannelTest {
protected:
  struct Ends {
    struct channel_end *reads = nullptr, *writes = nullptr;
  };
  static Ends make(uint32_t capacity) {
    Ends ends;
    EXPECT_EQ(channel_make(stream_type(), "pipe", capacity, CHANNEL_SEND, &ends.writes), OK);
    EXPECT_EQ(channel_share(ends.writes, stream_type(), CHANNEL_RECEIVE, &ends.reads), OK);
    return ends;
  }
  static std::string read(struct channel_end *end, uint32_t most, uint64_t deadline = 0) {
    std::string bytes(most, '\0');
    struct channel_turn turn = {};
    status_t status = stream_read(end, bytes.data(), most, &turn, deadline);
    if (status != OK) return status_name(status);
    bytes.resize(turn.count);
    return bytes;
  }
  static status_t write(struct channel_end *end, const std::string &bytes, uint64_t deadline = 0) {
    struct channel_turn turn = {};
    return stream_write(end, bytes.data(), static_cast<uint32_t>(bytes.size()), &turn, deadline);
  }
  static void give(struct channel_end *end, const struct task *task) {
    EXPECT_EQ(channel_give(end, static_cast<uint32_t>(task->context.owner)), OK);
  }
  static std::string text(size_t length) {
    std::string bytes;
    for (size_t i = 0; i < length; i++)
      bytes += static_cast<char>('a' + i * 7 % 26);
    return bytes;
  }
};

TEST_F(Stream, ReadsAsMuchAsIsThere) {
  in_task([] {
    Ends ends = make(16);
    EXPECT_EQ(write(ends.writes, "hello"), OK);
    EXPECT_EQ(write(ends.writes, ", you"), OK);
    EXPECT_EQ(read(ends.reads, 3), "hel");
    EXPECT_EQ(read(ends.reads, 100), "lo, you");
    EXPECT_EQ(read(ends.reads, 1, CHANNEL_NOW), "TIMED_OUT");
    EXPECT_EQ(read(ends.reads, 0), "");
    EXPECT_EQ(write(ends.writes, ""), OK);
  });
}

TEST_F(Stream, EndsWhenNobodyIsLeftWhoWrites) {
  in_task([] {
    Ends ends = make(16);
    EXPECT_EQ(write(ends.writes, "last"), OK);
    channel_close(ends.writes);
    EXPECT_EQ(read(ends.reads, 100), "last");
    EXPECT_EQ(read(ends.reads, 100), "CLOSED");
    EXPECT_EQ(read(ends.reads, 100), "CLOSED");
  });
}

TEST_F(Stream, WhoWritesToNobodyHearsIt) {
  in_task([] {
    Ends ends = make(16);
    channel_close(ends.reads);
    EXPECT_EQ(write(ends.writes, "x"), CLOSED);
  });
}

TEST_F(Stream, CarriesAnyPiecesThroughAnyCapacity) {
  in_task([] {
    for (uint32_t capacity : {16u, 100u, 4096u})
      for (uint32_t piece : {1u, 7u, 16u, 17u, 1000u, 5000u})
        for (uint32_t most : {1u, 13u, 16u, 2000u}) {
          Ends ends = make(capacity);
          std::string whole = text(6000), got;
          std::function<void()> writer = [&] {
            for (size_t at = 0; at < whole.size(); at += piece)
              EXPECT_EQ(write(ends.writes, whole.substr(at, piece)), OK);
          };
          struct task *task = nullptr;
          spawn("writer", writer, &task);
          give(ends.writes, task);
          for (std::string some; (some = read(ends.reads, most)) != "CLOSED";)
            got += some;
          EXPECT_TRUE(got == whole) << capacity << " " << piece << " " << most << ": " << got.size();
          EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
          channel_close(ends.reads);
        }
  });
}

TEST_F(Stream, AWriteThatGivesUpTellsHowFarItCameAndGoesOn) {
  in_task([] {
    Ends ends = make(16);
    std::string whole = text(40);
    struct channel_turn turn = {};
    EXPECT_EQ(stream_write(ends.writes, whole.data(), 40, &turn, clock_now() + kTick), TIMED_OUT);
    EXPECT_EQ(turn.count, 16u);
    EXPECT_EQ(read(ends.reads, 100), whole.substr(0, 16));
    EXPECT_EQ(stream_write(ends.writes, whole.data(), 40, &turn, clock_now() + kTick), TIMED_OUT);
    EXPECT_EQ(turn.count, 32u);
    EXPECT_EQ(read(ends.reads, 100), whole.substr(16, 16));
    EXPECT_EQ(stream_write(ends.writes, whole.data(), 40, &turn, 0), OK);
    EXPECT_EQ(turn.count, 40u);
    EXPECT_EQ(read(ends.reads, 100), whole.substr(32));
  });
}

TEST_F(Stream, WhatFitsIsWrittenInOnePiece) {
  in_task([] {
    Ends ends = make(16);
    std::vector<std::function<void()>> writers;
    std::vector<struct task *> tasks(3);
    std::vector<struct channel_end *> mine(3);
    for (int i = 0; i < 3; i++)
      writers.push_back([&, i] {
        for (int j = 0; j < 20; j++)
          EXPECT_EQ(write(mine[static_cast<size_t>(i)], std::string(5, static_cast<char>('a' + i))), OK);
      });
    for (size_t i = 0; i < 3; i++) {
      EXPECT_EQ(channel_share(ends.writes, stream_type(), CHANNEL_SEND, &mine[i]), OK);
      spawn("writer", writers[i], &tasks[i]);
      give(mine[i], tasks[i]);
    }
    channel_close(ends.writes);
    std::string got;
    for (std::string some; (some = read(ends.reads, 3)) != "CLOSED";)
      got += some;
    ASSERT_EQ(got.size(), 300u);
    for (size_t at = 0; at < got.size(); at += 5)
      EXPECT_EQ(got.substr(at, 5), std::string(5, got[at])) << at;
    for (struct task *&task : tasks)
      EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

TEST_F(Stream, ARoomThatADeadWriterWasWokenForIsTheNextOnes) {
  in_task([] {
    Ends ends = make(16);
    struct channel_end *other = nullptr;
    EXPECT_EQ(channel_share(ends.writes, stream_type(), CHANNEL_SEND, &other), OK);
    EXPECT_EQ(write(ends.writes, text(16)), OK);
    int written = 0;
    std::function<void()> first = [&] { (void)!write(ends.writes, "1"); };
    std::function<void()> second = [&] { written += write(other, "2") == OK; };
    struct task *a = nullptr, *b = nullptr;
    uint64_t number = spawn("first", first, &a);
    spawn("second", second, &b);
    give(ends.writes, a);
    give(other, b);
    sched_give_way();
    EXPECT_EQ(read(ends.reads, 16).size(), 16u);  // wakes the first
    EXPECT_EQ(sched_kill(number), OK);
    EXPECT_EQ(sched_join(&b, nullptr, nullptr), OK);
    EXPECT_EQ(written, 1);
    EXPECT_EQ(sched_join(&a, nullptr, nullptr), OK);
  });
}

TEST_F(Stream, IsSelectedAmongChannels) {
  in_task([] {
    Ends in = make(16), out = make(16);
    std::string bytes(8, '\0'), full = text(20);
    struct channel_case cases[] = {{in.reads, CHANNEL_RECEIVE, 8, bytes.data(), nullptr},
                                   {out.writes, CHANNEL_SEND, 20, full.data(), nullptr}};
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(cases, 2, &turn, 0), OK);
    EXPECT_EQ(turn.index, 1u);
    EXPECT_EQ(turn.count, 16u);  // as much as went: a case is done when some of it is
    std::function<void()> writer = [&] { EXPECT_EQ(write(in.writes, "abc"), OK); };
    struct task *task = nullptr;
    spawn("writer", writer, &task);
    give(in.writes, task);
    turn = {};
    EXPECT_EQ(channel_select(cases, 2, &turn, 0), OK);
    EXPECT_EQ(turn.index, 0u);
    EXPECT_EQ(turn.count, 3u);
    EXPECT_EQ(bytes.substr(0, 3), "abc");
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

}  // namespace
