// SPDX-License-Identifier: Apache-2.0
// abandon: sends and receives that are abandoned between any two of their transactions and made again with the same arguments: no message is
// lost, none comes twice, whatever the other side does meanwhile.
#include "kernel/channel/channel_fixture.h"
#include "kernel/sync/abandon_fixture.h"

struct crate {
  uint64_t number;
};
CHANNEL_TYPE(crate, CHANNEL_GIVES_HEAP);

namespace {

class ChannelAbandon : public AbandonIn<ChannelTest> {
protected:
  // Each place twice: made again at once, and when others have run in between.
  static uint64_t at_each_place(const std::function<bool(uint64_t nth)> &scenario) {
    uint64_t places = 0;
    for (bool way : {false, true}) {
      gives_way = way;
      places += AbandonIn::at_each_place(scenario);
      EXPECT_EQ(entries_of("channel"), 0u);
    }
    return places;
  }
};

TEST_F(ChannelAbandon, AReceiveTakesEachMessageOnce) {
  for (uint32_t capacity : {0u, 1u, 3u})
    for (uint64_t which : {1u, 2u, 3u}) {
      uint64_t places = at_each_place([capacity, which](uint64_t nth) {
        struct channel_end *end;
        EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", capacity, CHANNEL_RECEIVE, &end), OK);
        Body sender = {[](struct channel_end *mine) {
          for (uint64_t i = 1; i <= 4; i++)
            EXPECT_EQ(send(mine, i), OK);
        }};
        spawn_with("sender", end, CHANNEL_OF(ping), CHANNEL_SEND, sender);
        if (which == 3) sched_give_way();  // so that something is kept
        bool was_abandoned = false;
        for (uint64_t i = 1; i <= 4; i++) {
          struct ping message = {};
          struct channel_turn turn = {};
          auto call = [&] { EXPECT_EQ(channel_receive(end, &message, &turn, 0), OK); };
          was_abandoned |= abandoned_and_repeated(i == which ? nth : kNever, call);
          EXPECT_EQ(message.number, i) << nth;
        }
        EXPECT_EQ(receive(end), -CLOSED);
        EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
        channel_close(end);
        return was_abandoned;
      });
      EXPECT_GE(places, 1u);
    }
}

TEST_F(ChannelAbandon, ASendSendsEachMessageOnce) {
  for (uint32_t capacity : {0u, 1u, 3u})
    for (uint64_t which : {1u, 2u, 5u}) {
      uint64_t places = at_each_place([capacity, which](uint64_t nth) {
        struct channel_end *end;
        EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", capacity, CHANNEL_SEND, &end), OK);
        std::vector<int64_t> got;
        Body receiver = {[&](struct channel_end *mine) {
          for (int64_t number; (number = receive(mine)) >= 0; sched_give_way())
            got.push_back(number);
        }};
        spawn_with("receiver", end, CHANNEL_OF(ping), CHANNEL_RECEIVE, receiver);
        bool was_abandoned = false;
        for (uint64_t i = 1; i <= 6; i++) {
          struct ping message = {i};
          struct channel_turn turn = {};
          auto call = [&] { EXPECT_EQ(channel_send(end, &message, &turn, 0), OK); };
          was_abandoned |= abandoned_and_repeated(i == which ? nth : kNever, call);
        }
        channel_close(end);
        EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
        EXPECT_EQ(got, (std::vector<int64_t>{1, 2, 3, 4, 5, 6})) << nth;
        return was_abandoned;
      });
      EXPECT_GE(places, 1u);
    }
}

TEST_F(ChannelAbandon, ASelectDoesOneThingOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct channel_end *a, *b;
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &a), OK);
    EXPECT_EQ(channel_make(CHANNEL_OF(ping), "", 0, CHANNEL_RECEIVE, &b), OK);
    uint64_t sent = 0, sum = 0;
    Body senders[2];
    for (uint64_t i = 0; i < 2; i++)
      senders[i].run = [&sent](struct channel_end *mine) {
        for (uint64_t j = 1; j <= 3; j++, sent++)
          EXPECT_EQ(send(mine, j), OK);
        while (sent < 6)
          sched_give_way();
      };
    spawn_with("sender", a, CHANNEL_OF(ping), CHANNEL_SEND, senders[0]);
    spawn_with("sender", b, CHANNEL_OF(ping), CHANNEL_SEND, senders[1]);
    bool was_abandoned = false;
    for (uint64_t i = 0; i < 6; i++) {
      struct ping got[2] = {};
      struct channel_turn turn = {};
      struct channel_case cases[] = {{a, CHANNEL_RECEIVE, 0, &got[0], nullptr},
                                     {b, CHANNEL_RECEIVE, 0, &got[1], nullptr}};
      auto call = [&] { EXPECT_EQ(channel_select(cases, 2, &turn, 0), OK); };
      was_abandoned |= abandoned_and_repeated(i == 0 ? nth : kNever, call);
      EXPECT_TRUE(got[0].number == 0 || got[1].number == 0) << nth;
      sum += got[0].number + got[1].number;
    }
    EXPECT_EQ(sum, 12u) << nth;
    for (Body &sender : senders)
      EXPECT_EQ(sched_join(&sender.task, nullptr, nullptr), OK);
    EXPECT_EQ(sent, 6u);
    channel_close(a);
    channel_close(b);
    return was_abandoned;
  });
  EXPECT_GE(places, 2u);
}

TEST_F(ChannelAbandon, AWriteWritesEachByteOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct channel_end *end;
    EXPECT_EQ(channel_make(stream_type(), "", 16, CHANNEL_SEND, &end), OK);
    std::string whole = "the quick brown fox jumps over the lazy dog and away", got;
    Body reader = {[&](struct channel_end *mine) {
      char bytes[5];
      for (;;) {
        struct channel_turn turn = {};
        if (stream_read(mine, bytes, sizeof bytes, &turn, 0) != OK) return;
        got.append(bytes, turn.count);
      }
    }};
    spawn_with("reader", end, stream_type(), CHANNEL_RECEIVE, reader);
    struct channel_turn turn = {};
    bool was_abandoned = abandoned_and_repeated(
        nth, [&] { EXPECT_EQ(stream_write(end, whole.data(), static_cast<uint32_t>(whole.size()), &turn, 0), OK); });
    channel_close(end);
    EXPECT_EQ(sched_join(&reader.task, nullptr, nullptr), OK);
    EXPECT_EQ(got, whole) << nth;
    return was_abandoned;
  });
  EXPECT_GE(places, 3u);
}

TEST_F(ChannelAbandon, AnObjectIsHandedOverOnce) {
  uint64_t places = at_each_place([](uint64_t nth) {
    struct channel_end *end;
    EXPECT_EQ(channel_make(CHANNEL_OF(crate), "", 0, CHANNEL_SEND, &end), OK);
    std::vector<void *> got;
    Body receiver = {[&](struct channel_end *mine) {
      for (;;) {
        struct crate message = {};
        struct channel_turn turn = {};
        void *object = nullptr;
        if (channel_receive_object(mine, &message, &object, &turn, 0) != OK) return;
        got.push_back(object);
        heap_delete(object);
        sched_give_way();
      }
    }};
    spawn_with("receiver", end, CHANNEL_OF(crate), CHANNEL_RECEIVE, receiver);
    struct crate message = {1};
    void *object = heap_new(10, 1, "crate's"), *sent = object;
    struct channel_turn turn = {};
    bool was_abandoned =
        abandoned_and_repeated(nth, [&] { EXPECT_EQ(channel_send_object(end, &message, &object, &turn, 0), OK); });
    EXPECT_EQ(object, nullptr);
    channel_close(end);
    EXPECT_EQ(sched_join(&receiver.task, nullptr, nullptr), OK);
    EXPECT_EQ(got, std::vector<void *>{sent}) << nth;
    return was_abandoned;
  });
  EXPECT_GE(places, 1u);
}

}  // namespace
