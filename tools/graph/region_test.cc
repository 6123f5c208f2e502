// SPDX-License-Identifier: Apache-2.0
#include "tools/graph/region.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "kernel/graph/graph.h"
#include "kernel/linker/elf.h"

namespace {

std::string Runfile(const std::string &path) {
  return std::string(getenv("TEST_SRCDIR")) + "/" + getenv("TEST_WORKSPACE") + "/" + path;
}

std::string Bytes(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class Region : public testing::Test {
protected:
  void SetUp() override {
    region_ = region_new();
    ASSERT_NE(region_, nullptr);
    image_ = Bytes(Runfile("tools/graph/testing/with_one.elf"));
    ASSERT_FALSE(image_.empty());
  }
  void TearDown() override {
    region_free(region_);
  }
  // What is said of such a file; "" when it was read.
  std::string Read(const std::string &bytes) {
    std::string path = std::string(getenv("TEST_TMPDIR")) + "/image.elf";
    std::ofstream(path, std::ios::binary) << bytes;
    struct region_error error = {};
    if (region_read(path.c_str(), region_, &error)) return "";
    std::string text = error.text;
    EXPECT_EQ(text.substr(0, path.size() + 2), path + ": ");
    return text.substr(path.size() + 2);
  }
  elf_segment *Segments() {
    return reinterpret_cast<elf_segment *>(image_.data() +
                                           reinterpret_cast<elf_header *>(image_.data())->program_offset);
  }
  // Where a byte of the region lies in the file: the header's page is the first that the image has.
  template <typename Row>
  Row *InFile(const void *there) {
    // The pages of the tables come first and in order of addresses, so each is found by its content.
    uint64_t offset = static_cast<uint64_t>(static_cast<const uint8_t *>(there) - region_);
    std::string page(reinterpret_cast<const char *>(region_) + offset / REGION_PAGE * REGION_PAGE, REGION_PAGE);
    size_t at = image_.find(page);
    EXPECT_NE(at, std::string::npos);
    return reinterpret_cast<Row *>(image_.data() + at + offset % REGION_PAGE);
  }

  uint8_t *region_ = nullptr;
  std::string image_;
};

constexpr char kNoImage[] = "is no image of Delias; give the NAME.elf that `bazel build` of an os_image writes";
constexpr char kNoElf[] = "is no ELF file for x86-64; give the NAME.elf that `bazel build` of an os_image writes";

TEST_F(Region, HasTheGraphOfTheImage) {
  ASSERT_EQ(Read(image_), "");
  EXPECT_STREQ(graph_string(region_, graph_header(region_)->image), "//tools/graph/testing:with_one");
  EXPECT_NE(graph_find(region_, "//tools/graph/testing:top"), GRAPH_NONE);
  EXPECT_NE(graph_provider(region_, "//tools/graph/testing:part"), GRAPH_NONE);
}

TEST_F(Region, HasTheCodeOfEachCellWhereTheGraphSaysItIs) {
  ASSERT_EQ(Read(image_), "");
  const struct graph_cell *cell = graph_cell(region_, graph_find(region_, "//tools/graph/testing:middle"));
  ASSERT_NE(cell, nullptr);
  ASSERT_GT(cell->exports.count, 0u);
  const struct graph_export *turn = graph_export(region_, cell->exports.first);
  // endbr64 or push %rbp: something that a function begins with, and not zeros.
  const uint8_t *code = region_ + (turn->address - REGION_BASE);
  EXPECT_TRUE(code[0] == 0x55 || code[0] == 0xf3) << static_cast<int>(code[0]);
}

TEST_F(Region, HasPagesThatAreNotInTheFileAsZeros) {
  ASSERT_EQ(Read(image_), "");
  const struct graph_cell *cell = graph_cell(region_, graph_find(region_, "//tools/graph/testing:bottom"));
  ASSERT_NE(cell, nullptr);
  uint64_t sum = 0;
  memcpy(&sum, region_ + (cell->state_address - REGION_BASE), sizeof sum);
  EXPECT_EQ(sum, 0u);
}

TEST_F(Region, ReadsTheWholeSystem) {
  ASSERT_EQ(Read(Bytes(Runfile("images/qemu_x86_64.elf"))), "");
  EXPECT_NE(graph_find(region_, "//cells/shell"), GRAPH_NONE);
}

TEST_F(Region, SaysWhatIsNoImage) {
  EXPECT_EQ(Read(""), kNoElf);
  EXPECT_EQ(Read(std::string(100, 'x')), kNoElf);
  EXPECT_EQ(Read(Bytes("/proc/self/exe")), kNoImage);
  struct region_error error = {};
  EXPECT_FALSE(region_read("/nowhere/a.elf", region_, &error));
  EXPECT_STREQ(error.text, "/nowhere/a.elf: cannot be read: No such file or directory");
  EXPECT_FALSE(region_read("/", region_, &error));
  EXPECT_STREQ(error.text, "/: is no file that can be read as an image");
}

TEST_F(Region, SaysWhatIsCutOff) {
  EXPECT_EQ(Read(image_.substr(0, 70)), "is cut off or damaged: its program headers lie outside the file");
  EXPECT_EQ(Read(image_.substr(0, image_.size() - 1)), "is cut off or damaged: segment 2 lies outside the file");
  EXPECT_EQ(Read(image_.substr(0, 5000)), "is cut off or damaged: segment 1 lies outside the file");
}

TEST_F(Region, SaysWhichRowIsDamaged) {
  ASSERT_EQ(Read(image_), "");
  InFile<struct graph_dep>(graph_dep(region_, 3))->provider = 9999;
  EXPECT_EQ(Read(image_), "the graph is damaged: dependency 3; build it anew");
}

TEST_F(Region, RefusesAGraphOfAnotherLayout) {
  ASSERT_EQ(Read(image_), "");
  InFile<struct graph_header>(graph_header(region_))->layout = GRAPH_LAYOUT + 1;
  EXPECT_EQ(Read(image_), "has a graph of layout " + std::to_string(GRAPH_LAYOUT + 1) +
                              ", and this program reads layout " + std::to_string(GRAPH_LAYOUT) +
                              "; use the one of the image's own sources");
}

TEST_F(Region, RefusesTablesThatLeadOutOfTheFile) {
  // The first entry of the table of tables that has one: the region's.
  auto *root = reinterpret_cast<uint64_t *>(image_.data() + Segments()[2].offset);
  root[REGION_BASE >> 39 & 511] = UINT64_C(0x7fffffff000) | 1;
  EXPECT_EQ(Read(image_), kNoImage);
  root[REGION_BASE >> 39 & 511] = 0;
  EXPECT_EQ(Read(image_), kNoImage);
}

TEST_F(Region, NeverLeavesTheFileWhateverItsTablesSay) {
  // Damages one byte of headers and tables at a time; what is read has to hold, what is refused has to say why.
  size_t tables = Segments()[2].offset, refused = 0;
  std::string whole = image_;
  for (size_t at = 0; at < 64 + 4 * sizeof(elf_segment); at += 3) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x55);
    refused += Read(bytes) != "";
  }
  for (size_t at = tables; at + 4096 < whole.size() && at < tables + 16 * 4096; at += 4099) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x7f);
    refused += Read(bytes) != "";
  }
  EXPECT_GT(refused, 10u);
}

}  // namespace
