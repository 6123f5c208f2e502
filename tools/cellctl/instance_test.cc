// SPDX-License-Identifier: Apache-2.0
// Which instances there are, which of them still run, and which one is meant.
#include "tools/cellctl/instance.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "tools/cellctl/fake_system.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace {

using testing::HasSubstr;

const long NOBODY = 2'000'000'000;  // beyond what the kernel numbers processes with

class Instance : public testing::Test {
protected:
  void SetUp() override {
    char name[] = "/tmp/cellctl.XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder = name;
  }
  void TearDown() override {
    instances_free(&instances);
    std::filesystem::remove_all(folder);
  }
  std::string Announce(const std::string &name, const std::string &image, const std::string &started, long pid,
                       const std::string &more = "") {
    std::string own = folder + "/" + name;
    std::filesystem::create_directory(own);
    std::ofstream(own + "/instance") << "image " << image << "\nfile /x/y.elf\nmachine q35\npid " << pid << "\nstarted "
                                     << started << "\n"
                                     << more;
    return own;
  }
  void List() {
    instances_free(&instances);
    ASSERT_TRUE(instances_list(folder.c_str(), &instances, &error)) << error.text;
  }
  // The chosen one's name, or the sentence.
  std::string Choose(const char *wanted) {
    const struct instance *chosen;
    error = {};
    return instances_choose(&instances, wanted, &chosen, &error) ? chosen->name : error.text;
  }
  std::string folder;
  struct instances instances = {};
  struct instance_error error = {};
};

TEST_F(Instance, TheOnlyOneIsMeantWithoutAName) {
  std::string own = Announce("demo-1", "//images:demo", "2026-01-01", getpid());
  FakeSystem system(own, [](FakeSystem &, const FakeSystem::Heard &) {});
  List();
  ASSERT_EQ(instances.count, 1u);
  EXPECT_EQ(instances.list[0].state, INSTANCE_LISTENS);
  EXPECT_STREQ(instances.list[0].image, "//images:demo");
  EXPECT_STREQ(instances.list[0].file, "/x/y.elf");
  EXPECT_EQ(Choose(nullptr), "demo-1");
}

TEST_F(Instance, OfSeveralOneIsMeantByNumberNameImageOrProcess) {
  std::string b = Announce("b-2", "//images:b", "2026-01-02", getpid());
  std::string a = Announce("a-1", "//images/more:a", "2026-01-01", getppid());
  FakeSystem first(a, [](FakeSystem &, const FakeSystem::Heard &) {}),
      second(b, [](FakeSystem &, const FakeSystem::Heard &) {});
  List();
  EXPECT_EQ(Choose("1"), "a-1");
  EXPECT_EQ(Choose("2"), "b-2");
  EXPECT_EQ(Choose("b-2"), "b-2");
  EXPECT_EQ(Choose("a"), "a-1");
  EXPECT_EQ(Choose("//images:b"), "b-2");
  EXPECT_EQ(Choose(std::to_string(getpid()).c_str()), "b-2");
  EXPECT_THAT(Choose(nullptr),
              HasSubstr("several instances run; choose one with --instance NAME or NUMBER:\n  1  a-1"));
  EXPECT_THAT(Choose("c"), HasSubstr("no instance is called c; there are:"));
  EXPECT_THAT(Choose("3"), HasSubstr("no instance is called 3"));
}

TEST_F(Instance, ANameThatTwoHaveIsNotEnough) {
  Announce("a-1", "//images:a", "2026-01-01", getpid());
  Announce("a-2", "//images:a", "2026-01-02", getpid());
  List();
  EXPECT_THAT(Choose("a"), HasSubstr("a means several instances"));
  EXPECT_EQ(Choose("a-2"), "a-2");
}

TEST_F(Instance, WithoutAnyTheSentenceSaysHowToStartOne) {
  List();
  EXPECT_THAT(Choose(nullptr), HasSubstr("no instance runs (looked in " + folder + "); start one with `bazel run"));
  EXPECT_THAT(Choose("x"), HasSubstr("no instance runs"));
  folder += "/absent";
  List();
  EXPECT_EQ(instances.count, 0u);
}

TEST_F(Instance, OneThatWasKilledIsListedOnceAndItsFolderRemoved) {
  std::string own = Announce("dead-1", "//images:a", "2026-01-01", NOBODY);
  List();
  ASSERT_EQ(instances.count, 1u);
  EXPECT_EQ(instances.list[0].state, INSTANCE_GONE);
  EXPECT_THAT(Choose("dead-1"), HasSubstr("was ended by force and is gone"));
  EXPECT_THAT(Choose(nullptr), HasSubstr("no instance runs"));
  EXPECT_FALSE(std::filesystem::exists(own));
  List();
  EXPECT_EQ(instances.count, 0u);
}

TEST_F(Instance, OneWhoseScriptWasKilledStillRunsWhileItsEmulatorDoes) {
  std::string own = Announce("a-1", "//images:a", "2026-01-01", NOBODY);
  std::ofstream(own + "/pid") << getpid() << "\n";
  List();
  EXPECT_EQ(instances.list[0].state, INSTANCE_STARTING);
  EXPECT_EQ(instances.list[0].pid, getpid());
}

TEST_F(Instance, WithoutAControlLineTheReasonIsSaid) {
  Announce("a-1", "//images:a", "2026-01-01", getpid(), "no-control the machine microvm has no second serial port\n");
  List();
  EXPECT_EQ(instances.list[0].state, INSTANCE_NO_CONTROL);
  EXPECT_EQ(Choose(nullptr), "a-1 cannot be talked to: the machine microvm has no second serial port");
}

TEST_F(Instance, FoldersOfOthersAreLeftAlone) {
  std::filesystem::create_directory(folder + "/photos-3");
  List();
  EXPECT_EQ(instances.count, 0u);
  EXPECT_TRUE(std::filesystem::exists(folder + "/photos-3"));
}

TEST_F(Instance, AreLookedForWhereTheEnvironmentSays) {
  char found[INSTANCE_PATH];
  setenv("DELIAS_INSTANCES", "/some/where", 1);
  instances_folder(found, sizeof found);
  EXPECT_STREQ(found, "/some/where");
  unsetenv("DELIAS_INSTANCES");
  setenv("XDG_RUNTIME_DIR", folder.c_str(), 1);
  instances_folder(found, sizeof found);
  EXPECT_EQ(found, folder + "/delias-" + std::to_string(getuid()));
  setenv("XDG_RUNTIME_DIR", "/absent", 1);
  instances_folder(found, sizeof found);
  EXPECT_EQ(found, "/tmp/delias-" + std::to_string(getuid()));
}

}  // namespace
