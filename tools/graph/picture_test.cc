// SPDX-License-Identifier: Apache-2.0
// Draws images with Graphviz and reads the SVG: it is well-formed, and each cell is in it once.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "kernel/graph/graph.h"
#include "tools/graph/region.h"

namespace {

std::string Runfile(const std::string &path) {
  return std::string(getenv("TEST_SRCDIR")) + "/" + path;
}

// What of XML 1.0 it takes to say whether elements nest, attributes are quoted and references are known.
class Xml {
public:
  explicit Xml(std::string text) : text_(std::move(text)) {}

  // "": well-formed. Fills `titles` with the content of each <title>.
  std::string Check(std::map<std::string, int> &titles) {
    std::vector<std::string> open;
    while (at_ < text_.size()) {
      if (text_[at_] != '<') {
        std::string content = Until("<");
        if (!References(content)) return "a reference in: " + content;
        if (!open.empty() && open.back() == "title") titles[Plain(content)]++;
        if (open.empty() && content.find_first_not_of(" \n") != std::string::npos) return "text outside: " + content;
      } else if (Starts("<?")) {
        if (Until("?>").empty()) return "an open declaration";
        at_ += 2;
      } else if (Starts("<!--")) {
        at_ += 4;
        if (Until("--").empty() || !Starts("-->")) return "a comment that does not end";
        at_ += 3;
      } else if (Starts("<!")) {
        Until(">");
        at_++;
      } else {
        std::string why = Tag(open);
        if (!why.empty()) return why;
      }
    }
    if (!open.empty()) return "not closed: " + open.back();
    return roots_ == 1 ? "" : "not one root";
  }

private:
  bool Starts(const std::string &what) const {
    return text_.compare(at_, what.size(), what) == 0;
  }
  std::string Until(const std::string &end) {
    size_t stop = std::min(text_.find(end, at_), text_.size());
    std::string found = text_.substr(at_, stop - at_);
    at_ = stop;
    return found;
  }
  static bool References(const std::string &content) {
    for (size_t at = 0; (at = content.find('&', at)) != std::string::npos; at++) {
      std::string name = content.substr(at + 1, content.find(';', at) - at - 1);
      if (name != "amp" && name != "lt" && name != "gt" && name != "quot" && name[0] != '#') return false;
    }
    return true;
  }
  static std::string Plain(std::string content) {
    for (size_t at; (at = content.find("&#45;")) != std::string::npos;)
      content.replace(at, 5, "-");
    for (size_t at; (at = content.find("&gt;")) != std::string::npos;)
      content.replace(at, 4, ">");
    return content;
  }
  std::string Tag(std::vector<std::string> &open) {
    at_++;
    bool closes = Starts("/");
    if (closes) at_++;
    std::string name = Word();
    if (name.empty()) return "a tag without a name";
    if (closes) {
      if (open.empty() || open.back() != name) return "</" + name + "> closes something else";
      open.pop_back();
    } else if (open.empty()) {
      roots_++;
    }
    std::map<std::string, int> attributes;
    for (;;) {
      while (at_ < text_.size() && isspace(static_cast<unsigned char>(text_[at_])))
        at_++;
      if (Starts("/>")) {
        at_ += 2;
        return "";
      }
      if (Starts(">")) {
        at_++;
        if (!closes) open.push_back(name);
        return "";
      }
      std::string attribute = Word();
      if (attribute.empty() || attributes[attribute]++ > 0 || !Starts("=\"")) return "an attribute of <" + name + ">";
      at_ += 2;
      std::string value = Until("\"");
      at_++;
      if (value.find('<') != std::string::npos || !References(value)) return "the value of " + attribute;
    }
  }
  std::string Word() {
    size_t start = at_;
    while (at_ < text_.size() &&
           (isalnum(static_cast<unsigned char>(text_[at_])) || strchr("_:-.", text_[at_]) != nullptr))
      at_++;
    return text_.substr(start, at_ - start);
  }

  std::string text_;
  size_t at_ = 0;
  int roots_ = 0;
};

std::string Drawn(const std::string &image, const std::string &more) {
  std::string svg = std::string(getenv("TEST_TMPDIR")) + "/picture.svg";
  std::string command = "'" + Runfile(std::string(getenv("TEST_WORKSPACE")) + "/tools/graph/graph") + "' --image '" +
                        image + "' --dot-program '" + Runfile("graphviz/dot.sh") + "' svg --output '" + svg + "' " +
                        more;
  EXPECT_EQ(system(command.c_str()), 0) << command;
  std::ifstream file(svg);
  return {std::istreambuf_iterator<char>(file), {}};
}

void Check(const std::string &path, const std::string &more) {
  std::string image = Runfile(std::string(getenv("TEST_WORKSPACE")) + "/" + path);
  std::map<std::string, int> titles;
  std::string svg = Drawn(image, more);
  EXPECT_EQ(Xml(svg).Check(titles), "");
  uint8_t *region = region_new();
  struct region_error error;
  ASSERT_TRUE(region_read(image.c_str(), region, &error)) << error.text;
  const struct graph_cell *cell;
  uint32_t cells = 0;
  for (uint32_t i = 0; (cell = graph_cell(region, i)) != nullptr; i++, cells++) {
    EXPECT_EQ(titles[graph_string(region, cell->label)], 1) << graph_string(region, cell->label);
    char version[40];
    snprintf(version, sizeof version, "version %016llx", static_cast<unsigned long long>(cell->version));
    EXPECT_NE(svg.find(version), std::string::npos) << graph_string(region, cell->label);
  }
  EXPECT_GT(cells, 15u);
  EXPECT_EQ(titles["//kernel/arch"], 1);  // an interface
  EXPECT_EQ(titles["//kernel/arch:x86_64->//kernel/arch"], 1);
  EXPECT_NE(svg.find(graph_string(region, graph_header(region)->image)), std::string::npos);
  region_free(region);
}

TEST(Picture, HoldsEachCellOfTheTestImageOnce) {
  Check("tools/graph/testing/with_one.elf", "");
}

TEST(Picture, HoldsEachCellOfTheWholeSystemOnce) {
  Check("images/qemu_x86_64.elf", "");
}

TEST(Picture, HoldsThemWithAllDependenciesToo) {
  Check("images/qemu_x86_64.elf", "--all-edges");
}

TEST(Picture, TheSameImageGivesTheSameBytes) {
  std::string image = Runfile(std::string(getenv("TEST_WORKSPACE")) + "/tools/graph/testing/with_one.elf");
  EXPECT_EQ(Drawn(image, ""), Drawn(image, ""));
}

TEST(Xml, FindsWhatIsNotWellFormed) {
  std::map<std::string, int> titles;
  EXPECT_EQ(Xml("<a b=\"c\"><title>x&amp;y</title><d/></a>\n").Check(titles), "");
  EXPECT_EQ(titles["x&amp;y"], 1);
  for (const char *bad : {"<a><b></a></b>", "<a>", "<a b=c></a>", "<a b=\"1\" b=\"2\"/>", "<a>&what;</a>", "<a/><b/>",
                          "x<a/>", "<a b=\"<\"/>", "<a><!-- -- --></a>", ""})
    EXPECT_NE(Xml(bad).Check(titles), "") << bad;
}

}  // namespace
