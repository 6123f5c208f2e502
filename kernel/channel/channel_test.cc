// SPDX-License-Identifier: Apache-2.0
// channel: who gets what, in which order, and who hears that nobody is left.
#include "kernel/channel/channel_fixture.h"

namespace {

class Channel : public ChannelTest {};

TEST_F(Channel, HandsAMessageToWhoWaitsForIt) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "pings", 0, CHANNEL_SEND, &end), OK);
    int64_t got = 0;
    Body receiver = {[&](struct channel_end *mine) { got = receive(mine); }};
    spawn_with("receiver", end, CHANNEL_OF(ping), CHANNEL_RECEIVE, receiver);
    sched_give_way();
    EXPECT_EQ(look().want_to_receive, 1u);
    uint64_t switches = task_current()->switches;
    EXPECT_EQ(send(end, 17), OK);
    EXPECT_EQ(task_current()->switches, switches);  // it did not wait
    EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
    EXPECT_EQ(got, 17);
  });
}

TEST_F(Channel, WithoutPlacesASenderWaitsUntilItsMessageIsTaken) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &end), OK);
    bool sent = false;
    Body sender = {[&](struct channel_end *mine) {
      EXPECT_EQ(send(mine, 4), OK);
      sent = true;
    }};
    spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
    sched_give_way(), sched_give_way();
    EXPECT_FALSE(sent);
    EXPECT_EQ(look().want_to_send, 1u);
    EXPECT_EQ(receive(end), 4);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
    EXPECT_TRUE(sent);
  });
}

TEST_F(Channel, KeepsWhatFitsAndLetsTheRestWaitInOrder) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 3, CHANNEL_RECEIVE, &end), OK);
    uint64_t sent = 0;
    Body sender = {[&](struct channel_end *mine) {
      for (uint64_t i = 1; i <= 10; i++, sent++)
        EXPECT_EQ(send(mine, i), OK);
    }};
    spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
    sched_give_way();
    EXPECT_EQ(sent, 3u);
    EXPECT_EQ(look().kept, 3u);
    for (int64_t i = 1; i <= 10; i++)
      EXPECT_EQ(receive(end), i);
    EXPECT_EQ(receive(end), -CLOSED);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, ManySendersAndReceiversGetEachMessageOnce) {
  in_task([] {
    for (uint32_t capacity : {0u, 1u, 5u}) {
      struct channel_end *end;
      ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", capacity, CHANNEL_BOTH, &end), OK);
      std::vector<int> seen(60);
      std::vector<Body> bodies(6);
      for (uint64_t i = 0; i < 3; i++) {
        bodies[i].run = [i](struct channel_end *mine) {
          for (uint64_t j = 0; j < 20; j++) {
            EXPECT_EQ(send(mine, i * 20 + j), OK);
            if (j % 3 == i) sched_give_way();
          }
        };
        bodies[i + 3].run = [&](struct channel_end *mine) {
          for (int64_t got; (got = receive(mine)) >= 0;)
            seen[static_cast<size_t>(got)]++;
        };
      }
      for (uint64_t i = 0; i < 6; i++)
        spawn_with("one of many", end, CHANNEL_OF(ping), i < 3 ? CHANNEL_SEND : CHANNEL_RECEIVE, bodies[i]);
      channel_close(end);
      for (Body &body : bodies)
        EXPECT_EQ(sched_join(&body.task, nullptr, nullptr), OK);
      EXPECT_EQ(seen, std::vector<int>(60, 1)) << capacity;
    }
  });
}

TEST_F(Channel, GivesUpAtTheDeadlineAndSendsNothing) {
  in_task([] {
    struct channel_end *end, *other;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_BOTH, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(ping), CHANNEL_BOTH, &other), OK);
    uint64_t deadline = clock_now() + 5 * kTick;
    EXPECT_EQ(send(end, 1, deadline), TIMED_OUT);
    EXPECT_GE(clock_now(), deadline);
    EXPECT_EQ(receive(other, clock_now() + kTick), -TIMED_OUT);
    EXPECT_EQ(send(end, 1, CHANNEL_NOW), TIMED_OUT);
    EXPECT_EQ(look().want_to_send, 0u);
  });
}

TEST_F(Channel, WhoWaitsHearsThatTheLastOtherIsClosed) {
  in_task([] {
    for (uint32_t rights : {CHANNEL_SEND, CHANNEL_RECEIVE}) {
      struct channel_end *end;
      ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_BOTH & ~rights, &end), OK);
      std::vector<Body> bodies(40);  // more than one transaction wakes
      int closed = 0;
      for (Body &body : bodies) {
        body.run = [&](struct channel_end *mine) {
          closed += rights == CHANNEL_SEND ? send(mine, 1) == CLOSED : receive(mine) == -CLOSED;
          while (closed < 40)
            (void)!clock_sleep(kTick);  // with its end open: nobody is woken by its close
        };
        spawn_with("waits", end, CHANNEL_OF(ping), rights, body);
      }
      sched_give_way();
      EXPECT_EQ(closed, 0);
      channel_close(end);
      for (Body &body : bodies)
        EXPECT_EQ(sched_join(&body.task, nullptr, nullptr), OK);
      EXPECT_EQ(closed, 40);
    }
  });
}

TEST_F(Channel, TheDeathOfAPeerIsItsEndsClose) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &end), OK);
    Body sender = {[](struct channel_end *mine) {
      EXPECT_EQ(send(mine, 1), OK);
      (void)clock_sleep(1000 * kTick);
    }};
    uint64_t number = spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
    EXPECT_EQ(receive(end), 1);
    std::function<void()> killer = [number] { EXPECT_EQ(sched_kill(number), OK); };
    spawn("killer", killer);
    EXPECT_EQ(receive(end), -CLOSED);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, WhatADeadSenderSentIsReceivedBeforeItsDeathIsHeard) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 4, CHANNEL_RECEIVE, &end), OK);
    Body sender = {[](struct channel_end *mine) {
      EXPECT_EQ(send(mine, 1), OK);
      EXPECT_EQ(send(mine, 2), OK);
    }};
    spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
    EXPECT_EQ(receive(end), 1);
    EXPECT_EQ(receive(end), 2);
    EXPECT_EQ(receive(end), -CLOSED);
  });
}

TEST_F(Channel, NothingIsHandedToWhoWasKilledWaiting) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 1, CHANNEL_BOTH, &end), OK);
    Body receiver = {[](struct channel_end *mine) { (void)receive(mine); }};
    uint64_t number = spawn_with("receiver", end, CHANNEL_OF(ping), CHANNEL_RECEIVE, receiver);
    sched_give_way();
    EXPECT_EQ(sched_kill(number), OK);
    EXPECT_EQ(send(end, 9), OK);  // before anybody has buried it
    EXPECT_EQ(receive(end), 9);
    EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, NothingIsTakenFromWhoGaveUp) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &end), OK);
    Body sender = {[](struct channel_end *mine) {
      EXPECT_EQ(send(mine, 1, clock_now() + kTick), TIMED_OUT);
      (void)clock_sleep(10 * kTick);  // waits for something else, with its end still in the queue
      EXPECT_EQ(send(mine, 2), OK);
    }};
    spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
    EXPECT_EQ(clock_sleep(5 * kTick), OK);
    EXPECT_EQ(receive(end, clock_now() + kTick), -TIMED_OUT);
    EXPECT_EQ(receive(end), 2);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, IsTypedByTheHashOfItsMessages) {
  in_task([] {
    struct channel_end *end, *other;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "typed", 1, CHANNEL_SEND, &end), OK);
    EXPECT_NE(channel_hash(CHANNEL_OF(ping)), channel_hash(CHANNEL_OF(pong)));
    EXPECT_EQ(channel_share(end, CHANNEL_OF(pong), CHANNEL_RECEIVE, &other), INVALID);
    EXPECT_EQ(channel_connect("typed", CHANNEL_OF(pong), CHANNEL_RECEIVE, &other), INVALID);
    EXPECT_EQ(channel_connect("typed", stream_type(), CHANNEL_RECEIVE, &other), INVALID);
    EXPECT_EQ(channel_connect("typed", CHANNEL_OF(ping), CHANNEL_RECEIVE, &other), OK);
    EXPECT_EQ(send(end, 3), OK);
    EXPECT_EQ(receive(other), 3);
    EXPECT_EQ(channel_connect("no such", CHANNEL_OF(ping), CHANNEL_RECEIVE, &other), NOT_FOUND);
    EXPECT_EQ(channel_connect("", CHANNEL_OF(ping), CHANNEL_RECEIVE, &other), INVALID);
  });
}

TEST_F(Channel, RefusesWhatMakesNoSense) {
  in_task([] {
    struct channel_end *end, *sends;
    EXPECT_EQ(channel_make(nullptr, "", 0, CHANNEL_SEND, &end), INVALID);
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", 0, 0, &end), INVALID);
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", 0, 4, &end), INVALID);
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", CHANNEL_KEPT_MOST, CHANNEL_SEND, &end), OUT_OF_RANGE);
    EXPECT_EQ(channel_make(stream_type(), "", STREAM_MOST + 1, CHANNEL_SEND, &end), OUT_OF_RANGE);
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 1, CHANNEL_RECEIVE, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(ping), CHANNEL_SEND, &sends), OK);
    EXPECT_EQ(send(end, 1), INVALID);  // no such right
    EXPECT_EQ(receive(sends), -INVALID);
    struct channel_turn turn = {};
    EXPECT_EQ(channel_select(nullptr, 0, &turn, 0), INVALID);
    struct ping message = {};
    void *object = &message;
    EXPECT_EQ(channel_send_object(sends, &message, &object, &turn, 0), INVALID);  // its messages give none
    Body other = {[&](struct channel_end *mine) {
      EXPECT_EQ(receive(end), -INVALID);  // another's end
      channel_close(mine);
    }};
    spawn_with("other", end, CHANNEL_OF(ping), CHANNEL_RECEIVE, other);
    EXPECT_EQ(sched_join(&other.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, OutsideATaskItIsTriedButNotWaitedFor) {
  struct channel_end *end;
  ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 1, CHANNEL_BOTH, &end), OK);
  struct ping message = {5};
  struct channel_case send = {end, CHANNEL_SEND, 0, &message, nullptr};
  struct channel_turn turn = {}, again = {};
  EXPECT_EQ(channel_try(&send, 1, &turn), OK);
  EXPECT_EQ(channel_try(&send, 1, &turn), OK);  // done: once
  EXPECT_EQ(channel_try(&send, 1, &again), BUSY);
  EXPECT_EQ(channel_step(&send, 1, &again, 0), INVALID);
  channel_close(end);
  channel_close(nullptr);
}

TEST_F(Channel, AnEndThatIsGivenIsItsNewOwners) {
  in_task([] {
    struct channel_end *end, *given;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 1, CHANNEL_SEND, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(ping), CHANNEL_RECEIVE, &given), OK);
    std::function<void()> nothing = [] {};
    struct task *task = nullptr;
    spawn("owner", nothing, &task);
    EXPECT_EQ(channel_give(given, static_cast<uint32_t>(task->context.owner)), OK);
    EXPECT_EQ(receive(given), -INVALID);
    EXPECT_EQ(sched_join(&task, nullptr, nullptr), OK);
    EXPECT_EQ(send(end, 1), CLOSED);
    EXPECT_EQ(look().ends, 1u);
  });
}

TEST_F(Channel, ATaskIsStartedWithAnEndOfItsOwn) {
  in_task([] {
    struct channel_end *end;
    struct task *task = nullptr;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &end), OK);
    auto entry = [](void *mine) { EXPECT_EQ(send(static_cast<struct channel_end *>(mine), 8), OK); };
    EXPECT_EQ(channel_spawn(end, CHANNEL_OF(pong), CHANNEL_SEND, "sends", entry, &task), INVALID);
    EXPECT_EQ(channel_spawn(end, CHANNEL_OF(ping), CHANNEL_SEND, nullptr, entry, &task), INVALID);
    EXPECT_EQ(look().ends, 1u);
    EXPECT_EQ(channel_spawn(end, CHANNEL_OF(ping), CHANNEL_SEND, "sends", entry, nullptr), OK);
    EXPECT_EQ(receive(end), 8);
    EXPECT_EQ(receive(end), -CLOSED);
  });
}

TEST_F(Channel, AnEndThatIsWaitedByIsNotGiven) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_SEND, &end), OK);
    Body receiver = {[](struct channel_end *mine) { EXPECT_EQ(receive(mine), 2); }};
    spawn_with("receiver", end, CHANNEL_OF(ping), CHANNEL_RECEIVE, receiver);
    sched_give_way();
    EXPECT_EQ(channel_give(receiver.end, ledger_self()), BUSY);
    EXPECT_EQ(send(end, 2), OK);
    EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
  });
}

TEST_F(Channel, IsGoneWithItsLastEnd) {
  in_task([] {
    struct heap_statistics before, after;
    (void)ledger_cell("//unknown");
    heap_statistics(&before);
    struct channel_end *end, *other;
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 9, CHANNEL_SEND, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(ping), CHANNEL_RECEIVE, &other), OK);
    EXPECT_EQ(send(end, 1), OK);
    channel_close(other);
    EXPECT_EQ(entries_of("channel"), 1u);
    channel_close(end);
    EXPECT_EQ(entries_of("channel"), 0u);
    heap_statistics(&after);
    EXPECT_EQ(after.live, before.live);
  });
}

TEST_F(Channel, WithoutMemoryNothingIsLeft) {
  in_task([] {
    struct heap_statistics before, after;
    struct channel_end *end = nullptr;
    heap_statistics(&before);
    for (uint64_t nth = 1; nth <= 2; nth++) {
      heap_fail_after(nth);
      EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", 1, CHANNEL_SEND, &end), NO_MEMORY) << nth;
      heap_fail_after(0);
      heap_statistics(&after);
      EXPECT_EQ(after.live, before.live);
      EXPECT_EQ(entries_of("channel"), 0u);
    }
  });
}

}  // namespace
