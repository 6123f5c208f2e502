// SPDX-License-Identifier: Apache-2.0
// Plans over a region that is plain memory: which cells a set is said to lack, and why. //testing/plan has those of a booted system.
#include "kernel/swap/plan/plan.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "kernel/linker/linker_region.h"

namespace {

CellBuilder Provider(uint64_t version, uint64_t abi) {
  CellBuilder cell;
  cell.label = "//test/provider";
  cell.provides = {"//test/interface"};
  cell.version = version << 32;
  cell.functions = {Returns("call", 1), Returns("other", 1)};
  cell.functions[0].abi = abi;
  return cell;
}

CellBuilder User(const std::string &label, uint64_t version, uint64_t abi) {
  CellBuilder cell;
  cell.label = label;
  cell.version = version << 32;
  cell.needed = {"//test/interface"};
  cell.relocations = {{ELF_R_JUMP_SLOT, "call"}};
  cell.uses = {{"call", abi}};
  return cell;
}

class Plan : public ::testing::Test {
public:
  // A region whose provider has the function with hash 1, and so many users of it.
  void Build(uint32_t users) {
    ASSERT_EQ(region.Add(Provider(1, 1)), OK) << region.error();
    for (uint32_t i = 0; i < users; i++)
      ASSERT_EQ(region.Add(User("//test/user" + std::to_string(i), 1, 1)), OK) << region.error();
  }

  Plan &Change(const std::string &old, const CellBuilder &cell) {
    files.push_back(std::make_unique<std::vector<uint8_t>>(cell.Build().bytes));
    olds.push_back(std::make_unique<std::string>(old));
    changes.push_back({olds.back()->c_str(), "", files.back()->data(), files.back()->size(), false});
    return *this;
  }
  Plan &Remove(const std::string &old) {
    olds.push_back(std::make_unique<std::string>(old));
    changes.push_back({olds.back()->c_str(), "", nullptr, 0, false});
    return *this;
  }

  status_t Make() {
    plan = {};
    plan_start(&plan, region.bytes(), text, sizeof text);
    status_t status = plan_resolve(&plan, changes.data(), static_cast<uint32_t>(changes.size()));
    if (status != OK) return status;
    memory.assign(plan_draft_bytes(&plan) / 16 + 1, {});
    status = plan_draft(&plan, false, memory.data());
    uint64_t bytes = status == OK ? plan_search_bytes(&plan) : 0;
    std::vector<unsigned __int128> search(bytes / 16 + 1);
    if (bytes != 0) status = plan_search(&plan, search.data());
    if (status == OK) plan_tell(&plan);
    return status;
  }
  bool Says(const std::string &what) const {
    return std::string(text).find(what) != std::string::npos;
  }

  LinkerRegion region;
  struct plan plan;
  char text[PLAN_TEXT];
  std::vector<plan_change> changes;
  std::vector<std::unique_ptr<std::vector<uint8_t>>> files;
  std::vector<std::unique_ptr<std::string>> olds;
  std::vector<unsigned __int128> memory;  // aligned, zeroed
};

}  // namespace

TEST_F(Plan, LacksEveryCallerOfAFunctionWhoseHeaderChanged) {
  Build(2);
  EXPECT_EQ(Change("provider", Provider(2, 2)).Make(), INVALID);
  ASSERT_EQ(plan.missing_count, 2u) << text;
  EXPECT_STREQ(plan.missing[0].label, "//test/user0");
  EXPECT_EQ(plan.missing[0].why, PLAN_CALLS_CHANGED);
  EXPECT_EQ(plan.missing[0].cell, graph_find(region.bytes(), "user0"));
  EXPECT_TRUE(Says("the set lacks\n  //test/user0, which calls call, whose public header //test/provider changed\n"
                   "  //test/user1, which calls call, whose public header //test/provider changed\n"))
      << text;
}

TEST_F(Plan, IsWholeWithThem) {
  Build(1);
  EXPECT_EQ(Change("provider", Provider(2, 2)).Change("user0", User("//test/user0", 2, 2)).Make(), OK) << text;
  EXPECT_EQ(plan.missing_count, 0u);
}

TEST_F(Plan, LacksTheCellThatAMemberWasCompiledAgainst) {
  Build(1);
  EXPECT_EQ(Change("user0", User("//test/user0", 2, 2)).Make(), INVALID);
  ASSERT_EQ(plan.missing_count, 1u) << text;
  EXPECT_STREQ(plan.missing[0].label, "//test/provider");
  EXPECT_EQ(plan.missing[0].why, PLAN_PROVIDES);
}

TEST_F(Plan, LacksWhoDependsOnWhatANewCellIsNot) {
  Build(1);
  CellBuilder other = Provider(2, 1);
  other.provides = {};
  EXPECT_EQ(Change("provider", other).Make(), INVALID);
  ASSERT_EQ(plan.missing_count, 1u) << text;
  EXPECT_EQ(plan.missing[0].why, PLAN_DEPENDS);
  EXPECT_TRUE(Says("//test/user0, which depends on //test/interface, which //test/provider is not")) << text;
}

TEST_F(Plan, LacksACallerOfWhatGoes) {
  Build(1);
  EXPECT_EQ(Remove("provider").Make(), INVALID);
  ASSERT_EQ(plan.missing_count, 1u) << text;
  EXPECT_EQ(plan.missing[0].why, PLAN_CALLS_GONE);
}

TEST_F(Plan, LacksADependencyThatNobodyIsButNotOneThatTheSetBrings) {
  Build(0);
  CellBuilder upper;
  upper.label = "//test/upper";
  upper.needed = {"//test/lower"};
  CellBuilder lower;
  lower.label = "//test/lower";
  EXPECT_EQ(Change("", upper).Make(), NOT_FOUND);
  ASSERT_EQ(plan.missing_count, 1u) << text;
  EXPECT_EQ(plan.missing[0].cell, static_cast<uint32_t>(GRAPH_NONE));
  EXPECT_EQ(plan.missing[0].why, PLAN_ABSENT);
  EXPECT_EQ(Change("", lower).Make(), OK) << text;
}

TEST_F(Plan, SaysThatASetOfMoreThanEightHasNoRoom) {
  Build(PLAN_SET);
  EXPECT_EQ(Change("provider", Provider(2, 2)).Make(), INVALID);
  EXPECT_EQ(plan.missing_count, static_cast<uint32_t>(PLAN_SET));
  EXPECT_TRUE(Says("and would be of more than 8 cells; restart with an image of the new versions")) << text;
}

TEST_F(Plan, CountsWhatItHasNoRoomToList) {
  Build(PLAN_MISSING + 3);
  EXPECT_EQ(Change("provider", Provider(2, 2)).Make(), INVALID);
  EXPECT_EQ(plan.missing_count, static_cast<uint32_t>(PLAN_MISSING + 3));
  EXPECT_TRUE(Says("  and 3 more\n")) << text;
}

TEST_F(Plan, CutsItsTextAtTheEndOfTheRoom) {
  Build(1);
  plan = {};
  plan_start(&plan, region.bytes(), text, 8);
  plan_say(&plan, "%s", "0123456789");
  EXPECT_STREQ(text, "0123456");
}
