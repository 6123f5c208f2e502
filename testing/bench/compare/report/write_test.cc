// SPDX-License-Identifier: Apache-2.0
// What table, JSON and picture say of results.
#include <cmath>
#include <cstdlib>
#include <map>
#include <regex>
#include <string>
#include <vector>

#include "testing/bench/compare/report/write.h"
#include "gtest/gtest.h"

namespace {

std::string Short(double value) {
  char text[16];
  write_short(text, value);
  return text;
}

TEST(CompareShort, HasThreeDigits) {
  EXPECT_EQ(Short(0), "0");
  EXPECT_EQ(Short(7), "7");
  EXPECT_EQ(Short(9.994), "9.99");
  EXPECT_EQ(Short(9.996), "10.0");
  EXPECT_EQ(Short(99.96), "100");
  EXPECT_EQ(Short(999), "999");
  EXPECT_EQ(Short(999.6), "1.00 k");
  EXPECT_EQ(Short(1445805433), "1.45 G");
  EXPECT_EQ(Short(18446744073709551615.0), "18.4 E");
  EXPECT_EQ(Short(NAN), "-");
  EXPECT_EQ(Short(INFINITY), "-");
}

class Writers : public testing::Test {
protected:
  Writers() {
    report_ = {
        .linux = "Linux <6.1> & \"words\"", .machine = "-m 256", .memory_bytes = 1, .results = &result_, .count = 1};
    result_ = {.row = &row_, .rounds = 1, .side = {}, .ratio = {}, .fast_ratio = {}, .verdict = COMPARE_NOTHING_WANTED};
    Set(10, 20);
  }
  static struct compare_side Same(double value) {
    return {.values = {value}, .median = value, .least = value, .most = value};
  }
  void Set(double delias, double linux_, double fast = 10) {
    const double values[] = {delias, linux_, fast};
    for (int system = 0; system < COMPARE_SYSTEMS; system++)
      result_.side[system] = Same(values[system]);
    result_.ratio = Same(delias == 0 ? NAN : linux_ / delias);
    result_.fast_ratio = Same(fast == 0 ? NAN : linux_ / fast);
  }
  std::string Write(void (*write)(FILE *, const struct compare_report *)) {
    char *text = nullptr;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    write(out, &report_);
    fclose(out);
    std::string written(text, size);
    free(text);
    return written;
  }
  static bool Has(const std::string &text, const std::string &part) {
    return text.find(part) != std::string::npos;
  }

  struct compare_thing thing_ = {.title = "a <b> & \"c\"",
                                 .side = {"back\\slash\nline", "the other"},
                                 .lmbench = "lat_a",
                                 .favours = "Delias: much"};
  struct compare_row row_ = {.key = "a",
                             .thing = &thing_,
                             .unit = "ticks",
                             .heading = "Ticks",
                             .mode = COMPARE_TICKS,
                             .rule = COMPARE_EACH,
                             .line = {},
                             .line_of_4 = {},
                             .wanted = 0};
  struct compare_result result_;
  struct compare_report report_;
};

TEST_F(Writers, JsonEscapesTextAndKeepsNumbers) {
  Set(10.5, 1445805433);
  std::string json = Write(write_json);
  EXPECT_TRUE(Has(json, "\"title\": \"a <b> & \\\"c\\\"\"")) << json;
  EXPECT_TRUE(Has(json, "\"on_delias\": \"back\\\\slash\\u000aline\"")) << json;
  EXPECT_TRUE(Has(json, "\"delias\": {\"median\": 10.5, ")) << json;
  EXPECT_TRUE(Has(json, "\"linux\": {\"median\": 1445805433, ")) << json;
  EXPECT_TRUE(Has(json, "\"wanted\": null")) << json;
}

TEST_F(Writers, JsonHasNoNumberThatIsNone) {
  Set(0, 20);
  std::string json = Write(write_json);
  EXPECT_TRUE(Has(json, "\"ratio\": {\"median\": null, ")) << json;
  EXPECT_FALSE(Has(json, "nan")) << json;
  Set(1e300, 1e300);
  EXPECT_TRUE(Has(Write(write_json), "\"median\": 1e+300")) << Write(write_json);
}

TEST_F(Writers, JsonSaysWhetherWhatIsWantedHolds) {
  row_.wanted = 100;
  result_.verdict = COMPARE_FAILS;
  EXPECT_TRUE(Has(Write(write_json), "\"wanted\": 100, \"verdict\": \"fails\"")) << Write(write_json);
}

TEST_F(Writers, SvgEscapesTextAndLeavesNoControlCharacters) {
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, ">a &lt;b&gt; &amp; &quot;c&quot;</text>")) << svg;
  EXPECT_TRUE(Has(svg, "Linux &lt;6.1&gt; &amp; &quot;words&quot;")) << svg;
  EXPECT_TRUE(Has(svg, "<title>back\\slashline</title>")) << svg;
  EXPECT_TRUE(Has(svg, "1 : 2.0")) << svg;
}

// The width of the n-th bar.
double Bar(const std::string &svg, int n) {
  size_t at = 0;
  for (int i = 0; i <= n; i++)
    at = svg.find("<rect x=\"330\"", at) + 1;
  return strtod(svg.c_str() + svg.find("width=\"", at) + 7, nullptr);
}

TEST_F(Writers, SvgDrawsLogarithms) {
  Set(10, 1000, 100);
  std::string svg = Write(write_svg);
  EXPECT_NEAR(Bar(svg, 1), 2 * Bar(svg, 0), 0.3);
  EXPECT_NEAR(Bar(svg, 2), 3 * Bar(svg, 0), 0.3);
}

TEST_F(Writers, SvgDrawsNothingForZeroAndStaysOnThePageForAnythingHuge) {
  Set(0, 1.8e19, 0);
  std::string svg = Write(write_svg);
  EXPECT_EQ(svg.find("<rect x=\"330\""), svg.rfind("<rect x=\"330\"")) << "one bar";
  EXPECT_LE(Bar(svg, 0), 500);
  EXPECT_TRUE(Has(svg, ">0</text>")) << svg;
  EXPECT_TRUE(Has(svg, ">18.0 E</text>")) << svg;
  for (const char *wrong : {"nan", "inf", "1 :"})
    EXPECT_FALSE(Has(svg, wrong)) << wrong;
  Set(1e-5, 1e300, 1);
  svg = Write(write_svg);
  EXPECT_LE(Bar(svg, 2), 500);
}

TEST_F(Writers, SvgMakesAPanelForEachHeading) {
  struct compare_row other = row_;
  other.heading = "Memory";
  struct compare_result results[] = {result_, result_, result_};
  results[2].row = &other;
  report_.results = results;
  report_.count = 3;
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, ">Ticks</text>"));
  EXPECT_EQ(svg.find(">Ticks</text>"), svg.rfind(">Ticks</text>"));
  EXPECT_TRUE(Has(svg, ">Memory</text>"));
}

TEST_F(Writers, SvgMarksWhatIsWantedAndWhatMissesIt) {
  Set(10, 1000);
  EXPECT_FALSE(Has(Write(write_svg), "class=\"wanted\""));
  row_.wanted = 100;
  result_.verdict = COMPARE_HOLDS;
  std::string svg = Write(write_svg);
  EXPECT_TRUE(Has(svg, "class=\"wanted\"")) << svg;
  EXPECT_FALSE(Has(svg, "ratio missed")) << svg;
  result_.verdict = COMPARE_FAILS;
  EXPECT_TRUE(Has(Write(write_svg), "ratio missed"));
}

TEST_F(Writers, BothProfilesAreShownWithTheirRatios) {
  Set(10, 1000, 8);
  std::string svg = Write(write_svg), table = Write(write_table), json = Write(write_json);
  EXPECT_TRUE(Has(svg, "1 : 100<") && Has(svg, "1 : 125<")) << svg;
  EXPECT_TRUE(Has(svg, ">Delias, resilient<") && Has(svg, ">Delias, fast<")) << svg;
  EXPECT_TRUE(Has(table, " 100 ") && Has(table, " 125 ")) << table;
  EXPECT_TRUE(Has(json, "\"fast\": {\"median\": 8, ") && Has(json, "\"fast_ratio\": {\"median\": 125, ")) << json;
}

struct Box {
  std::string text;
  double left, right, top, bottom;
};

// Where the texts of a picture lie, in letters that are wider than those of most fonts.
std::vector<Box> Texts(const std::string &svg) {
  const std::map<std::string, double> sizes = {{"title", 22}, {"head", 14}, {"", 13}, {"figure", 12}, {"small", 11}};
  std::regex text("<text x=\"([0-9.]+)\" y=\"([0-9.]+)\" class=\"([a-z ]*)\" text-anchor=\"([a-z]+)\">([^<]*)<");
  std::vector<Box> boxes;
  for (std::sregex_iterator at(svg.begin(), svg.end(), text), end; at != end; ++at) {
    const std::smatch &match = *at;
    double x = std::stod(match[1]), y = std::stod(match[2]);
    double size = sizes.contains(match[3]) ? sizes.at(match[3]) : 13, width = 0.6 * size * match[5].str().size();
    double left = match[4] == "end" ? x - width : match[4] == "middle" ? x - width / 2 : x;
    boxes.push_back({match[5], left, left + width, y - 0.8 * size, y + 0.2 * size});
  }
  return boxes;
}

TEST_F(Writers, NoTextOfTheSvgLiesOnAnotherOrLeavesThePage) {
  std::vector<struct compare_result> results(compare_row_count, result_);
  Set(12345678, 1.45e9, 1.2e7);
  for (uint32_t i = 0; i < compare_row_count; i++) {
    results[i] = result_;
    results[i].row = &compare_rows[i];
  }
  report_ = {.linux = "Linux 6.1.0-56-cloud-amd64 with \"console=ttyS0 quiet panic=-1\"",
             .machine = "-machine q35 -accel tcg -cpu max -m 256",
             .memory_bytes = 1,
             .results = results.data(),
             .count = compare_row_count};
  std::vector<Box> boxes = Texts(Write(write_svg));
  EXPECT_GT(boxes.size(), 5 * size_t{compare_row_count});
  for (size_t i = 0; i < boxes.size(); i++) {
    EXPECT_TRUE(boxes[i].left >= 0 && boxes[i].right <= 1000) << boxes[i].text;
    for (size_t j = 0; j < i; j++)
      EXPECT_FALSE(boxes[i].left < boxes[j].right && boxes[j].left < boxes[i].right && boxes[i].top < boxes[j].bottom &&
                   boxes[j].top < boxes[i].bottom)
          << boxes[i].text << " lies on " << boxes[j].text;
  }
}

TEST_F(Writers, TheTableShowsAllOfARowAndTheVerdict) {
  row_.wanted = 100;
  result_.verdict = COMPARE_FAILS;
  std::string table = Write(write_table);
  EXPECT_TRUE(Has(table, "back\\slash")) << table;
  EXPECT_TRUE(Has(table, "lmbench: lat_a")) << table;
  EXPECT_TRUE(Has(table, "100 MISSED")) << table;
  EXPECT_TRUE(Has(table, "IT DOES NOT HOLD")) << table;
  Set(0, 20);
  EXPECT_FALSE(Has(Write(write_table), "nan")) << Write(write_table);
}

}  // namespace
