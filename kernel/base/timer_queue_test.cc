// SPDX-License-Identifier: Apache-2.0
// timer_queue: against std::multimap as the model, with up to 100,000 nodes; its edges, and damage, by example.
#include "kernel/base/timer_queue.h"

#include <algorithm>
#include <map>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace {

struct Item {
  int number;
  struct timer_node node;
};

// The first, if it is due by then.
struct timer_node *Take(struct timer_queue *queue, uint64_t now) {
  struct timer_node *node = queue->first;
  if (node == nullptr || node->deadline > now) return nullptr;
  timer_queue_remove(queue, node);
  return node;
}

int NumberOf(const struct timer_node *node) {
  return reinterpret_cast<const Item *>(reinterpret_cast<const char *>(node) - offsetof(Item, node))->number;
}

std::vector<int> Order(const struct timer_queue &queue) {
  std::vector<int> numbers;
  for (const struct timer_node *node = queue.first; node != nullptr; node = timer_queue_next(node))
    numbers.push_back(NumberOf(node));
  return numbers;
}

std::vector<Item> Items(int count) {
  std::vector<Item> items(static_cast<size_t>(count));
  for (int i = 0; i < count; i++)
    items[static_cast<size_t>(i)].number = i;
  return items;
}

TEST(TimerQueue, IsEmptyWhenZeroed) {
  struct timer_queue queue = {};
  EXPECT_EQ(timer_queue_deadline(&queue), UINT64_MAX);
  EXPECT_EQ(Take(&queue, UINT64_MAX), nullptr);
  EXPECT_TRUE(timer_queue_check(&queue, 0));
}

TEST(TimerQueue, RemovingWhatIsInNoneDoesNothing) {
  struct timer_queue queue = {};
  struct timer_node node = {};
  timer_queue_remove(&queue, &node);
  timer_queue_insert(&queue, &node, 5);
  timer_queue_remove(&queue, &node);
  timer_queue_remove(&queue, &node);
  EXPECT_FALSE(timer_is_queued(&node));
  EXPECT_TRUE(timer_queue_check(&queue, 0));
}

TEST(TimerQueue, GivesNothingBeforeItIsDueAndThenTheEarliestFirst) {
  struct timer_queue queue = {};
  auto items = Items(3);
  timer_queue_insert(&queue, &items[0].node, 30);
  timer_queue_insert(&queue, &items[1].node, 10);
  timer_queue_insert(&queue, &items[2].node, UINT64_MAX);
  EXPECT_EQ(timer_queue_deadline(&queue), 10u);
  EXPECT_EQ(Take(&queue, 9), nullptr);
  EXPECT_EQ(Take(&queue, 10), &items[1].node);
  EXPECT_FALSE(timer_is_queued(&items[1].node));
  EXPECT_EQ(Take(&queue, 29), nullptr);
  EXPECT_EQ(Take(&queue, UINT64_MAX - 1), &items[0].node);
  EXPECT_EQ(Take(&queue, UINT64_MAX - 1), nullptr);
  EXPECT_EQ(Take(&queue, UINT64_MAX), &items[2].node);
}

TEST(TimerQueue, GivesThoseOfOneDeadlineInTheOrderInWhichTheyCame) {
  struct timer_queue queue = {};
  auto items = Items(1000);
  for (Item &item : items)
    timer_queue_insert(&queue, &item.node, 7);
  for (size_t i = 0; i < items.size(); i += 3)
    timer_queue_remove(&queue, &items[i].node);
  auto order = Order(queue);
  EXPECT_EQ(order.size(), 666u);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

// The rank of the root is the longest that a way down can be.
TEST(TimerQueue, StaysLowInWhateverOrderNodesComeAndGo) {
  for (int form = 0; form < 3; form++) {
    struct timer_queue queue = {};
    auto items = Items(100'000);
    for (Item &item : items) {
      uint64_t number = static_cast<uint64_t>(item.number);
      timer_queue_insert(&queue, &item.node, form == 0 ? number : form == 1 ? 100'000 - number : 7);
    }
    EXPECT_LE(queue.root->rank, 20u) << form;
    for (Item &item : items)
      if (item.number % 100 != 0) timer_queue_remove(&queue, &item.node);
    ASSERT_TRUE(timer_queue_check(&queue, 1000)) << form;
    EXPECT_LE(queue.root->rank, 20u) << form;
    EXPECT_EQ(queue.count, 1000u);
  }
}

class Random : public ::testing::TestWithParam<int> {};

TEST_P(Random, OperationsDoWhatAModelDoes) {
  int most = GetParam(), steps = std::max(20'000, 6 * most);
  std::mt19937 random(static_cast<unsigned>(most));
  struct timer_queue queue = {};
  auto items = Items(most);
  std::multimap<uint64_t, int> model;  // equal keys stay in the order in which they came
  std::vector<std::multimap<uint64_t, int>::iterator> place(items.size());
  for (int step = 0; step < steps; step++) {
    Item &item = items[random() % items.size()];
    if (timer_is_queued(&item.node)) {
      model.erase(place[static_cast<size_t>(item.number)]);
      timer_queue_remove(&queue, &item.node);
    } else {
      uint64_t deadline = random() % (random() % 2 ? 64 : UINT32_MAX);
      place[static_cast<size_t>(item.number)] = model.emplace(deadline, item.number);
      timer_queue_insert(&queue, &item.node, deadline);
    }
    if (random() % 16 == 0 && !model.empty()) {
      const struct timer_node *first = Take(&queue, model.begin()->first);
      ASSERT_NE(first, nullptr);
      ASSERT_EQ(NumberOf(first), model.begin()->second);
      model.erase(model.begin());
    }
    ASSERT_EQ(timer_queue_deadline(&queue), model.empty() ? UINT64_MAX : model.begin()->first);
    if (most > 100 && step % (steps / 20) != 0) continue;
    ASSERT_TRUE(timer_queue_check(&queue, items.size())) << step;
    std::vector<int> wanted;
    for (const auto &[deadline, number] : model)
      wanted.push_back(number);
    ASSERT_EQ(Order(queue), wanted) << step;
  }
}
INSTANTIATE_TEST_SUITE_P(TimerQueue, Random, ::testing::Values(1, 2, 3, 7, 20, 100, 1000, 100'000));

class DamagedQueue : public ::testing::Test {
protected:
  void SetUp() override {
    for (uint64_t i = 0; i < items.size(); i++)
      timer_queue_insert(&queue, &items[i].node, 10 * i);
    ASSERT_TRUE(timer_queue_check(&queue, items.size()));
  }
  struct timer_queue queue = {};
  std::vector<Item> items = Items(50);
};

TEST_F(DamagedQueue, IsSeenByItsCountAndByItsFirst) {
  EXPECT_FALSE(timer_queue_check(&queue, items.size() - 1));
  queue.count++;
  EXPECT_FALSE(timer_queue_check(&queue, items.size() + 1));
  queue.count--;
  queue.first = timer_queue_next(queue.first);
  EXPECT_FALSE(timer_queue_check(&queue, items.size()));
}

// The first of the nodes is all that is counted, so nothing else tells.
TEST_F(DamagedQueue, IsSeenWhereItsEndIsCutOff) {
  queue.count = 1;
  for (const struct timer_node *node = queue.first; node != queue.root; node = timer_queue_next(node))
    queue.count++;
  queue.root->child[1]->rank = 0;
  EXPECT_FALSE(timer_queue_check(&queue, items.size()));
  queue.root = nullptr;
  EXPECT_FALSE(timer_queue_check(&queue, items.size()));
  queue.first = nullptr;
  EXPECT_FALSE(timer_queue_check(&queue, items.size()));
}

TEST_F(DamagedQueue, IsSeenByEachDeadline) {
  for (Item &item : items) {
    uint64_t kept = item.node.deadline;
    item.node.deadline = kept < 250 ? kept + 11 : kept - 11;
    EXPECT_FALSE(timer_queue_check(&queue, items.size())) << item.number;
    item.node.deadline = kept;
  }
}

TEST_F(DamagedQueue, IsSeenByEachLinkAndRank) {
  for (Item &item : items) {
    const struct timer_node kept = item.node;
    item.node.parent = &item.node;
    EXPECT_FALSE(timer_queue_check(&queue, items.size())) << item.number;
    item.node = kept;
    for (struct timer_node *&child : item.node.child) {
      child = child == nullptr ? queue.root : nullptr;
      EXPECT_FALSE(timer_queue_check(&queue, items.size())) << item.number;
      item.node = kept;
    }
    for (uint64_t rank : {uint64_t{0}, kept.rank + 2, UINT64_MAX}) {
      item.node.rank = rank;
      EXPECT_FALSE(timer_queue_check(&queue, items.size())) << item.number;
      item.node = kept;
    }
  }
  EXPECT_TRUE(timer_queue_check(&queue, items.size()));
}

}  // namespace
