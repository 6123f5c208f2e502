// SPDX-License-Identifier: Apache-2.0
// select: one of several things, exactly once, and what is left in the queues of the others does no harm.
#include "kernel/channel/channel_fixture.h"

namespace {

class Select : public ChannelTest {
protected:
  struct Pair {
    struct channel_end *here = nullptr, *there = nullptr;
  };
  // The running task's end, which does `right`, and one that does the other.
  static Pair pair(uint32_t right, uint32_t capacity = 0) {
    Pair made;
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", capacity, right, &made.here), OK);
    EXPECT_EQ(channel_share(made.here, CHANNEL_OF(ping), CHANNEL_BOTH & ~right, &made.there), OK);
    return made;
  }
  static struct channel_case receives(struct channel_end *end, struct ping *message) {
    return {end, CHANNEL_RECEIVE, 0, message, nullptr};
  }
  static struct channel_case sends(struct channel_end *end, struct ping *message) {
    return {end, CHANNEL_SEND, 0, message, nullptr};
  }
  static uint32_t owner_of(const struct task *task) {
    return static_cast<uint32_t>(task->context.owner);
  }
};

TEST_F(Select, DoesEachThatCanBeDoneInItsTurn) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE, 1), b = pair(CHANNEL_SEND, 1), c = pair(CHANNEL_RECEIVE, 1);
    struct ping got[3] = {{}, {22}, {}};
    struct channel_case cases[] = {receives(a.here, &got[0]), sends(b.here, &got[1]), receives(c.here, &got[2])};
    EXPECT_EQ(send(c.there, 3), OK);
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(cases, 3, &turn, 0), OK);
    EXPECT_EQ(turn.index, 1u);
    EXPECT_EQ(receive(b.there), 22);
    EXPECT_EQ(send(a.there, 1), OK);
    turn = {};
    EXPECT_EQ(channel_select(cases, 3, &turn, 0), OK);
    EXPECT_EQ(turn.index, 2u);
    EXPECT_EQ(got[2].number, 3u);
    EXPECT_EQ(got[0].number, 0u);
    turn = {};
    EXPECT_EQ(channel_select(cases, 3, &turn, 0), OK);
    EXPECT_EQ(turn.index, 0u);
    EXPECT_EQ(got[0].number, 1u);
  });
}

TEST_F(Select, PrefersNoneOfThoseThatCanAlwaysBeDone) {
  in_task([] {
    Pair pairs[3] = {pair(CHANNEL_RECEIVE, 10), pair(CHANNEL_RECEIVE, 10), pair(CHANNEL_RECEIVE, 10)};
    struct ping got[3] = {};
    std::vector<struct channel_case> cases;
    for (size_t i = 0; i < 3; i++) {
      for (uint64_t sent = 0; sent < 10; sent++)
        EXPECT_EQ(send(pairs[i].there, sent), OK);
      cases.push_back(receives(pairs[i].here, &got[i]));
    }
    uint32_t done[3] = {};
    for (int times = 0; times < 12; times++) {
      struct channel_turn turn = {};
      EXPECT_EQ(channel_select(cases.data(), 3, &turn, 0), OK);
      done[turn.index]++;
    }
    for (uint32_t times : done)
      EXPECT_EQ(times, 4u);
  });
}

TEST_F(Select, IsWokenByWhoeverComesFirstAndTheOthersKeepTheirs) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE), b = pair(CHANNEL_RECEIVE);
    int sent = 0;
    std::function<void()> sender = [&] {
      EXPECT_EQ(send(b.there, 5), OK);
      sent++;
      EXPECT_EQ(send(a.there, 6, clock_now() + 2 * kTick), TIMED_OUT);  // nobody waits there any more
      EXPECT_EQ(send(b.there, 7, clock_now() + 2 * kTick), TIMED_OUT);
      sent++;
    };
    struct task *task = nullptr;
    spawn("sender", sender, &task);
    EXPECT_EQ(channel_give(a.there, owner_of(task)), OK);
    EXPECT_EQ(channel_give(b.there, owner_of(task)), OK);
    struct ping got[2] = {};
    struct channel_case cases[] = {receives(a.here, &got[0]), receives(b.here, &got[1])};
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(cases, 2, &turn, 0), OK);
    EXPECT_EQ(turn.index, 1u);
    EXPECT_EQ(got[1].number, 5u);
    EXPECT_EQ(clock_sleep(10 * kTick), OK);
    EXPECT_EQ(sent, 2);
    EXPECT_EQ(got[0].number, 0u);
    EXPECT_EQ(got[1].number, 5u);
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

TEST_F(Select, WhatIsLeftOfAnEarlierSelectDoesNotTakeALaterWaitForItsOwn) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE), b = pair(CHANNEL_RECEIVE);
    struct ping early[2] = {}, late = {};
    struct channel_case cases[] = {receives(a.here, &early[0]), receives(b.here, &early[1])};
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(cases, 2, &turn, clock_now() + kTick), TIMED_OUT);
    std::function<void()> sender = [&] {
      EXPECT_EQ(send(b.there, 1, clock_now() + 2 * kTick), TIMED_OUT);  // who waits, waits by a
      EXPECT_EQ(send(a.there, 2), OK);
    };
    struct task *task = nullptr;
    spawn("sender", sender, &task);
    EXPECT_EQ(channel_give(a.there, owner_of(task)), OK);
    EXPECT_EQ(channel_give(b.there, owner_of(task)), OK);
    turn = {};
    struct channel_case one = receives(a.here, &late);
    EXPECT_EQ(channel_step(&one, 1, &turn, 0), BUSY);
    EXPECT_EQ(channel_receive(a.here, &late, &turn, 0), OK);
    EXPECT_EQ(late.number, 2u);
    EXPECT_EQ(early[1].number, 0u);
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

TEST_F(Select, TellsWhichCaseIsClosed) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE), b = pair(CHANNEL_RECEIVE);
    struct ping got[2] = {};
    struct channel_case cases[] = {receives(a.here, &got[0]), receives(b.here, &got[1])};
    struct channel_turn turn = {};
    std::function<void()> closes = [] {};
    struct task *task = nullptr;
    spawn("closes", closes, &task);
    EXPECT_EQ(channel_give(b.there, owner_of(task)), OK);
    EXPECT_EQ(channel_select(cases, 2, &turn, 0), CLOSED);
    EXPECT_EQ(turn.index, 1u);
    EXPECT_FALSE(turn.done);
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

TEST_F(Select, ADeadlineEndsIt) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE), b = pair(CHANNEL_SEND);
    struct ping got[2] = {};
    struct channel_case cases[] = {receives(a.here, &got[0]), sends(b.here, &got[1])};
    struct channel_turn turn = {};
    uint64_t deadline = clock_now() + 3 * kTick;
    EXPECT_EQ(channel_select(cases, 2, &turn, deadline), TIMED_OUT);
    EXPECT_GE(clock_now(), deadline);
    EXPECT_EQ(send(a.there, 1, CHANNEL_NOW), TIMED_OUT);
    EXPECT_EQ(receive(b.there, CHANNEL_NOW), -TIMED_OUT);
  });
}

TEST_F(Select, RefusesAnEndTwiceAndTooMany) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE);
    struct ping got = {};
    struct channel_case cases[] = {receives(a.here, &got), receives(a.here, &got)};
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(cases, 2, &turn, 0), INVALID);
    EXPECT_EQ(channel_select(cases, CHANNEL_CASES + 1, &turn, 0), INVALID);
  });
}

TEST_F(Select, TheEndsOfATaskThatIsKilledInItGoOneByOne) {
  in_task([] {
    for (int first = 0; first < 3; first++) {
      std::vector<Pair> pairs;
      for (int i = 0; i < 3; i++)
        pairs.push_back(pair(CHANNEL_RECEIVE));
      struct ping got[3] = {};
      struct channel_turn turn = {};
      std::function<void()> selects = [&] {
        struct channel_case cases[3];
        for (int i = 0; i < 3; i++)
          cases[i] = receives(pairs[static_cast<size_t>((first + i) % 3)].here, &got[i]);
        (void)channel_select(cases, 3, &turn, 0);
      };
      struct task *task = nullptr;
      uint64_t number = spawn("selects", selects, &task);
      for (Pair &each : pairs)
        EXPECT_EQ(channel_give(each.here, owner_of(task)), OK);
      sched_give_way();
      EXPECT_EQ(sched_kill(number), OK);
      for (Pair &each : pairs)
        EXPECT_EQ(send(each.there, 1), CLOSED);
      EXPECT_FALSE(turn.done);
      EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
      for (Pair &each : pairs)
        channel_close(each.there);
    }
  });
}

TEST_F(Select, ALoopServesManyClientsAndHearsWhenAllHaveGone) {
  in_task([] {
    Pair a = pair(CHANNEL_RECEIVE), b = pair(CHANNEL_RECEIVE, 4);
    std::function<void()> quick = [&] {
      for (uint64_t i = 1; i <= 30; i++)
        EXPECT_EQ(send(a.there, i), OK);
    };
    std::function<void()> slow = [&] {
      for (uint64_t i = 1; i <= 10; i++) {
        EXPECT_EQ(send(b.there, 100 * i), OK);
        EXPECT_EQ(clock_sleep(kTick), OK);
      }
    };
    struct task *tasks[2] = {};
    spawn("quick", quick, &tasks[0]);
    spawn("slow", slow, &tasks[1]);
    EXPECT_EQ(channel_give(a.there, owner_of(tasks[0])), OK);
    EXPECT_EQ(channel_give(b.there, owner_of(tasks[1])), OK);
    struct ping got[2] = {};
    std::vector<struct channel_case> cases = {receives(a.here, &got[0]), receives(b.here, &got[1])};
    uint64_t sum = 0;
    while (!cases.empty()) {
      struct channel_turn turn = {};
      status_t status = channel_select(cases.data(), static_cast<uint32_t>(cases.size()), &turn, 0);
      if (status == CLOSED)
        cases.erase(cases.begin() + turn.index);
      else
        sum += static_cast<struct ping *>(cases[turn.index].message)->number;
    }
    EXPECT_EQ(sum, 465u + 5500u);
    for (struct task *&task : tasks)
      EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
  });
}

}  // namespace
