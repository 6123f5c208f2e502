// SPDX-License-Identifier: Apache-2.0
// text: formatting against libc's snprintf as the model, and the small functions by example.
#include "kernel/base/text.h"

#include <climits>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <random>
#include <string>

#include "gtest/gtest.h"

#pragma clang diagnostic ignored "-Wformat-nonliteral"
#pragma clang diagnostic ignored "-Wformat-security"

namespace {

// Formats with both into buffers of every interesting size and compares all bytes and lengths.
template <typename... Arguments>
void ExpectAsLibc(const char *format, Arguments... arguments) {
  for (size_t size : {1u, 2u, 3u, 5u, 8u, 17u, 200u}) {
    char ours[256], libcs[256];
    memset(ours, '#', sizeof ours);
    memset(libcs, '#', sizeof libcs);
    size_t length = text_format(ours, size, format, arguments...);
    int expected = snprintf(libcs, size, format, arguments...);
    ASSERT_EQ(length, static_cast<size_t>(expected)) << "format " << format << " size " << size;
    ASSERT_STREQ(ours, libcs) << "format " << format << " size " << size;
    ASSERT_EQ(ours[size], '#') << "wrote behind the buffer: " << format;
  }
}

TEST(TextFormat, GivesWhatLibcGivesForEachConversion) {
  ExpectAsLibc("plain");
  ExpectAsLibc("100%%");
  ExpectAsLibc("%c%c", 'a', 'b');
  ExpectAsLibc("[%s][%5s][%-5s][%.2s][%5.1s]", "abc", "abc", "abc", "abc", "abc");
  ExpectAsLibc("%s", "");
  ExpectAsLibc("%*s|%-*s|%.*s", 6, "ab", 6, "ab", 1, "ab");
  ExpectAsLibc("%*s", -6, "ab");
  ExpectAsLibc("%.*s", -1, "ab");
  ExpectAsLibc("%p", reinterpret_cast<void *>(0x1234abcd));
  ExpectAsLibc("%20p|%-20p|", reinterpret_cast<void *>(0x1), reinterpret_cast<void *>(UINTPTR_MAX));
  ExpectAsLibc("%.0d|%.0d|%5.0d|%+.0d", 0, 1, 0, 0);
  ExpectAsLibc("%08.3d|%-08d|%+08d|%+-8d|", 5, 5, 5, 5);
}

TEST(TextFormat, GivesWhatLibcGivesAtTheEdgesOfEachLength) {
  ExpectAsLibc("%d %i %u %x %X", INT_MIN, INT_MAX, UINT_MAX, UINT_MAX, 0xabcdefu);
  ExpectAsLibc("%hhd %hhu %hd %hu", 200, 300, 40000, 70000);
  ExpectAsLibc("%ld %lu %lx", LONG_MIN, ULONG_MAX, ULONG_MAX);
  ExpectAsLibc("%lld %llu %llX", LLONG_MIN, ULLONG_MAX, ULLONG_MAX);
  ExpectAsLibc("%zd %zu %td %jd %ju", static_cast<ptrdiff_t>(-1), SIZE_MAX, PTRDIFF_MIN, INTMAX_MIN, UINTMAX_MAX);
}

std::string RandomConversion(std::mt19937_64 &random, const char *letters) {
  std::string format = "%";
  for (const char *flag : {"-", "0", "+"})
    if (random() % 3 == 0) format += flag;
  if (random() % 2 == 0) format += std::to_string(random() % 24);
  if (random() % 3 == 0) format += "." + (random() % 4 == 0 ? "" : std::to_string(random() % 24));
  const char *lengths[] = {"", "hh", "h", "l", "ll", "z", "t", "j"};
  format += lengths[random() % 8];
  format += letters[random() % strlen(letters)];
  return "<" + format + ">";
}

TEST(TextFormat, GivesWhatLibcGivesForRandomNumbersAndFlags) {
  std::mt19937_64 random(20201104);
  for (int i = 0; i < 20'000; i++) {
    uint64_t value = random() >> (random() % 64);
    if (random() % 2 == 0) value = -value;
    ASSERT_NO_FATAL_FAILURE(ExpectAsLibc(RandomConversion(random, "diuxX").c_str(), value));
  }
}

TEST(TextFormat, ShowsANullStringAsSuch) {
  char text[16];
  text_format(text, sizeof text, "%s", static_cast<const char *>(nullptr));
  EXPECT_STREQ(text, "(null)");
  text_format(text, sizeof text, "%.2s", static_cast<const char *>(nullptr));
  EXPECT_STREQ(text, "");
}

TEST(TextFormat, ShowsANullPointerAsZero) {
  char text[16];
  text_format(text, sizeof text, "%p", static_cast<void *>(nullptr));
  EXPECT_STREQ(text, "0x0");
}

TEST(TextFormat, ShowsAnUnknownConversionAsItWasWritten) {
  char text[32];
  const char *format = "a %-5q b %y %";  // not a literal in the call, or the compiler refuses it
  EXPECT_EQ(text_format(text, sizeof text, format), 13u);
  EXPECT_STREQ(text, "a %-5q b %y %");
}

TEST(TextFormat, CountsAHugeWidthWithoutWritingIt) {
  char text[8];
  EXPECT_EQ(text_format(text, sizeof text, "%2000000000d", 7), 2'000'000'000u);
  EXPECT_STREQ(text, "       ");
  EXPECT_EQ(text_format(text, sizeof text, "%99999999999999999999d", 7), static_cast<size_t>(INT_MAX));
}

TEST(TextFormat, ReadsNoMoreOfAStringThanItsPrecisionAllows) {
  char unterminated[3] = {'a', 'b', 'c'}, text[8];
  text_format(text, sizeof text, "%.3s", unterminated);
  EXPECT_STREQ(text, "abc");
}

TEST(Text, MeasuresAndCompares) {
  EXPECT_EQ(text_length(""), 0u);
  EXPECT_EQ(text_length("abc"), 3u);
  EXPECT_EQ(text_length_at_most("abc", 2), 2u);
  EXPECT_EQ(text_length_at_most("abc", 9), 3u);
  EXPECT_TRUE(text_equal("", ""));
  EXPECT_TRUE(text_equal("ab", "ab"));
  EXPECT_FALSE(text_equal("ab", "abc"));
  EXPECT_FALSE(text_equal("abc", "ab"));
  EXPECT_TRUE(text_starts("abc", ""));
  EXPECT_TRUE(text_starts("abc", "ab"));
  EXPECT_FALSE(text_starts("ab", "abc"));
  EXPECT_TRUE(text_ends("abc", ""));
  EXPECT_TRUE(text_ends("abc", "bc"));
  EXPECT_FALSE(text_ends("bc", "abc"));
}

TEST(Text, OrdersByBytesAndCountsThemAsUnsigned) {
  EXPECT_TRUE(text_before("a", "b"));
  EXPECT_TRUE(text_before("a", "aa"));
  EXPECT_TRUE(text_before("", "a"));
  EXPECT_FALSE(text_before("a", "a"));
  EXPECT_FALSE(text_before("b", "a"));
  EXPECT_TRUE(text_before("z", "\xc3\xa9"));
}

TEST(Text, CopiesWhatFitsAndSaysWhetherItWasAll) {
  char to[4];
  EXPECT_TRUE(text_copy(to, sizeof to, "abc"));
  EXPECT_STREQ(to, "abc");
  EXPECT_FALSE(text_copy(to, sizeof to, "abcd"));
  EXPECT_STREQ(to, "abc");
  EXPECT_FALSE(text_copy(to, 1, "a"));
  EXPECT_STREQ(to, "");
  EXPECT_TRUE(text_copy(to, 1, ""));
}

TEST(Text, ReadsWholeNumbersOnly) {
  uint64_t value = 0;
  EXPECT_TRUE(text_number("0", &value));
  EXPECT_EQ(value, 0u);
  EXPECT_TRUE(text_number("18446744073709551615", &value));
  EXPECT_EQ(value, UINT64_MAX);
  EXPECT_TRUE(text_number("0xfFfFfFfFfFfFfFfF", &value));
  EXPECT_EQ(value, UINT64_MAX);
  EXPECT_TRUE(text_number("007", &value));
  EXPECT_EQ(value, 7u);
  value = 42;
  for (const char *wrong : {"", "0x", "-1", "+1", " 1", "1 ", "1a", "0xg", "18446744073709551616",
                            "0x10000000000000000", "99999999999999999999999"}) {
    EXPECT_FALSE(text_number(wrong, &value)) << wrong;
    EXPECT_EQ(value, 42u) << wrong;
  }
}

TEST(Text, WritesNumbersOfBytesForPeople) {
  struct {
    uint64_t bytes;
    const char *text;
  } table[] = {{0, "0 B"},
               {1023, "1023 B"},
               {1024, "1.0 KiB"},
               {1536, "1.5 KiB"},
               {UINT64_C(1) << 20, "1.0 MiB"},
               {(UINT64_C(1) << 20) - 1, "1023.9 KiB"},
               {UINT64_C(5) << 30, "5.0 GiB"},
               {UINT64_MAX, "15.9 EiB"}};
  for (const auto &row : table) {
    char text[12];
    text_bytes(text, sizeof text, row.bytes);
    EXPECT_STREQ(text, row.text);
  }
}

}  // namespace
