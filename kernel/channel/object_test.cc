// SPDX-License-Identifier: Apache-2.0
// object: what is owned changes hands with the message, in the ledger, and is never nobody's.
#include "kernel/channel/channel_fixture.h"
#include "kernel/pages/pages.h"

struct parcel {
  uint64_t number;
};
struct visitor {
  uint64_t number;
};
CHANNEL_TYPE(parcel, CHANNEL_GIVES_HEAP);
CHANNEL_TYPE(visitor, CHANNEL_GIVES_END);

namespace {

class Object : public ChannelTest {
protected:
  static uint32_t owner(const void *object) {
    struct ledger_info info;
    for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;)
      if (info.object == reinterpret_cast<uint64_t>(object) && std::string(info.type) == "heap block")
        return info.owner;
    return LEDGER_NONE;
  }
  static uint32_t owner_of_owner(const void *object) {
    struct ledger_info info = {};
    EXPECT_EQ(ledger_look(owner(object), &info), OK);
    return info.owner;
  }
  static void *block() {
    return heap_new(64, 8, "parcel's");
  }
  static status_t post(struct channel_end *end, void **object, uint64_t deadline = 0) {
    struct parcel message = {1};
    struct channel_turn turn = {};
    return channel_send_object(end, &message, object, &turn, deadline);
  }
  static void *fetch(struct channel_end *end, uint64_t deadline = 0) {
    struct parcel message = {};
    struct channel_turn turn = {};
    void *object = nullptr;
    return channel_receive_object(end, &message, &object, &turn, deadline) == OK ? object : nullptr;
  }
};

TEST_F(Object, IsTheReceiversWhenItIsHandedOver) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 0, CHANNEL_SEND, &end), OK);
    void *got = nullptr;
    Body receiver = {[&](struct channel_end *mine) {
      got = fetch(mine);
      EXPECT_NE(owner(got), ledger_self());
      EXPECT_EQ(heap_give(got, ledger_self()), OK);
      EXPECT_EQ(owner(got), ledger_self());
      heap_delete(got);
    }};
    spawn_with("receiver", end, CHANNEL_OF(parcel), CHANNEL_RECEIVE, receiver);
    sched_give_way();
    void *object = block(), *sent = object;
    EXPECT_EQ(post(end, &object), OK);
    EXPECT_EQ(object, nullptr);
    EXPECT_EQ(owner_of_owner(sent), receiver.task->context.owner);  // of the end by which it came
    EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
    EXPECT_EQ(got, sent);
  });
}

TEST_F(Object, IsTheChannelsWhileItIsKept) {
  in_task([] {
    struct channel_end *end, *other;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 1, CHANNEL_SEND, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(parcel), CHANNEL_RECEIVE, &other), OK);
    void *object = block(), *sent = object;
    EXPECT_EQ(post(end, &object), OK);
    EXPECT_EQ(owner(sent), entry());
    EXPECT_EQ(fetch(other), sent);
    EXPECT_EQ(owner_of_owner(sent), ledger_self());
    heap_delete(sent);
  });
}

TEST_F(Object, IsStillTheSendersWhenNobodyTakesIt) {
  in_task([] {
    struct channel_end *end, *other;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 0, CHANNEL_SEND, &end), OK);
    ASSERT_EQ(channel_share(end, CHANNEL_OF(parcel), CHANNEL_RECEIVE, &other), OK);
    void *object = block(), *sent = object;
    EXPECT_EQ(post(end, &object, clock_now() + kTick), TIMED_OUT);
    EXPECT_EQ(object, sent);
    channel_close(other);
    EXPECT_EQ(post(end, &object), CLOSED);
    EXPECT_EQ(object, sent);
    EXPECT_EQ(owner(sent), ledger_self());
    heap_delete(sent);
  });
}

TEST_F(Object, ThatIsNoneIsRefused) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 1, CHANNEL_BOTH, &end), OK);
    void *none = nullptr, *foreign = &none;
    EXPECT_EQ(post(end, &none), INVALID);
    EXPECT_EQ(post(end, &foreign), INVALID);
    EXPECT_EQ(look().kept, 0u);
    EXPECT_EQ(fetch(end, CHANNEL_NOW), nullptr);
    EXPECT_EQ(send(end, 1), INVALID);  // its messages give one
  });
}

TEST_F(Object, ThatASenderLostWhileItWaitedIsNotTaken) {
  in_task([] {
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 0, CHANNEL_RECEIVE, &end), OK);
    void *object = block();
    Body sender = {[&](struct channel_end *mine) { EXPECT_EQ(post(mine, &object), INVALID); }};
    spawn_with("sender", end, CHANNEL_OF(parcel), CHANNEL_SEND, sender);
    sched_give_way();
    void *kept = object;
    heap_delete(object);  // by whoever had no right to
    EXPECT_EQ(fetch(end, clock_now() + kTick), nullptr);
    EXPECT_EQ(object, kept);
    EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
  });
}

TEST_F(Object, ThatIsKeptGoesWithTheChannel) {
  struct heap_statistics before, after;
  in_task([&] {
    heap_statistics(&before);
    struct channel_end *end;
    ASSERT_EQ(channel_make(CHANNEL_OF(parcel), "", 20, CHANNEL_BOTH, &end), OK);
    for (int i = 0; i < 20; i++) {
      void *object = block();
      EXPECT_EQ(post(end, &object), OK);
    }
    channel_close(end);
    sched_give_way();
    heap_statistics(&after);
    EXPECT_EQ(after.live, before.live);
  });
}

TEST_F(Object, MayBeAnEndOfAnotherChannel) {
  in_task([] {
    struct channel_end *visits, *asks, *answers;
    ASSERT_EQ(channel_make(CHANNEL_OF(visitor), "", 1, CHANNEL_SEND, &visits), OK);
    Body server = {[&](struct channel_end *mine) {
      struct visitor message = {};
      struct channel_turn turn = {};
      void *end = nullptr;
      ASSERT_EQ(channel_receive_object(mine, &message, &end, &turn, 0), OK);
      EXPECT_EQ(channel_give(static_cast<struct channel_end *>(end), ledger_self()), OK);
      EXPECT_EQ(send(static_cast<struct channel_end *>(end), message.number * 2), OK);
    }};
    spawn_with("server", visits, CHANNEL_OF(visitor), CHANNEL_RECEIVE, server);
    ASSERT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &answers), OK);
    ASSERT_EQ(channel_share(answers, CHANNEL_OF(ping), CHANNEL_SEND, &asks), OK);
    struct visitor message = {21};
    struct channel_turn turn = {};
    void *object = asks, *itself = visits;
    EXPECT_EQ(channel_send_object(visits, &message, &itself, &turn, 0), INVALID);  // an end of this very channel
    EXPECT_EQ(channel_send_object(visits, &message, &object, &turn, 0), OK);
    EXPECT_EQ(receive(answers), 42);
    EXPECT_EQ(receive(answers), -CLOSED);  // the server ended, and the end with it
    EXPECT_EQ(sched_join(&server.task, nullptr, nullptr), OK);
  });
}

}  // namespace
