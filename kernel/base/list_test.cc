// SPDX-License-Identifier: Apache-2.0
// list: against std::list as the model, and its edges by example.
#include "kernel/base/list.h"

#include <list>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace {

struct Item {
  int number;
  struct list_node node;
};

std::vector<int> Forward(struct list_node *list) {
  std::vector<int> numbers;
  for (struct list_node *node = list->next; node != list; node = node->next)
    numbers.push_back(LIST_OBJECT(node, Item, node)->number);
  return numbers;
}

std::vector<int> Backward(struct list_node *list) {
  std::vector<int> numbers;
  for (struct list_node *node = list->previous; node != list; node = node->previous)
    numbers.push_back(LIST_OBJECT(node, Item, node)->number);
  return numbers;
}

TEST(List, IsEmptyAtFirstAndAlsoWhenOnlyZeroed) {
  struct list_node list, zeroed = {};
  list_init(&list);
  EXPECT_TRUE(list_is_empty(&list));
  EXPECT_TRUE(list_is_empty(&zeroed));
  EXPECT_EQ(list_pop_front(&list), nullptr);
  EXPECT_EQ(list_pop_front(&zeroed), nullptr);
}

TEST(List, RemovingANodeThatIsInNoListDoesNothing) {
  struct list_node list, node = {};
  list_init(&list);
  list_remove(&node);
  list_init(&node);
  list_remove(&node);
  EXPECT_TRUE(list_is_empty(&node));
  EXPECT_TRUE(list_is_empty(&list));
}

TEST(List, ARemovedNodeCanBeRemovedAgainAndInsertedElsewhere) {
  struct list_node list, other;
  Item item = {.number = 1, .node = {}};
  list_init(&list);
  list_init(&other);
  list_push_back(&list, &item.node);
  list_remove(&item.node);
  list_remove(&item.node);
  list_push_back(&other, &item.node);
  EXPECT_TRUE(list_is_empty(&list));
  EXPECT_EQ(Forward(&other), std::vector<int>{1});
}

TEST(List, DoesWhatAModelDoesUnderRandomOperations) {
  std::mt19937 random(7);
  std::vector<Item> items(16);
  struct list_node list;
  std::list<int> model;
  list_init(&list);
  for (int i = 0; i < 16; i++)
    items[i] = {.number = i, .node = {}};
  for (int step = 0; step < 20'000; step++) {
    Item &item = items[random() % items.size()];
    model.remove(item.number);
    list_remove(&item.node);
    switch (random() % 4) {
    case 0: list_push_back(&list, &item.node), model.push_back(item.number); break;
    case 1: list_push_front(&list, &item.node), model.push_front(item.number); break;
    case 2:
      if (model.empty()) break;
      ASSERT_EQ(LIST_OBJECT(list_pop_front(&list), Item, node)->number, model.front());
      model.pop_front();
      break;
    default: break;
    }
    ASSERT_EQ(Forward(&list), std::vector<int>(model.begin(), model.end()));
    ASSERT_EQ(Backward(&list), std::vector<int>(model.rbegin(), model.rend()));
    ASSERT_EQ(list_is_empty(&list), model.empty());
  }
}

}  // namespace
