// SPDX-License-Identifier: Apache-2.0
// Books: written, read back, refused when they are damaged; and what lies between two texts, as people read it.
#include <vector>

#include "tools/cellcheck/abi/abi_runner.h"

extern "C" {
#include "kernel/types/types.h"
#include "tools/cellcheck/abi/cell_book.h"
#include "tools/cellcheck/abi/hash.h"
#include "tools/cellcheck/abi/sha256.h"
}

namespace {

class Books : public Headers {
protected:
  // What lies between a function f before and after.
  std::string Difference(const std::string &before, const std::string &after, uint32_t most = 10) {
    Function old = Read(before)["f"], now = Read(after)["f"];
    struct buffer out = {};
    difference_put(&out, old.names.c_str(), old.text.c_str(), now.text.c_str(), most);
    std::string text = out.bytes == nullptr ? "" : out.bytes;
    buffer_free(&out);
    return text;
  }
};

std::string Between(const std::string &before, const std::string &after) {
  struct buffer out = {};
  difference_put(&out, "", before.c_str(), after.c_str(), 10);
  std::string text = out.bytes == nullptr ? "" : out.bytes;
  buffer_free(&out);
  return text;
}

std::string Digest(const std::string &bytes) {
  uint8_t digest[32];
  char text[65];
  sha256(bytes.data(), bytes.size(), digest);
  for (int i = 0; i < 32; i++)
    snprintf(text + 2 * i, 3, "%02x", digest[i]);
  return text;
}

std::string Written(struct book *book) {
  struct buffer out = {};
  book_write(book, &out);
  std::string text(out.bytes, out.size);
  buffer_free(&out);
  return text;
}

bool Reads(const std::string &text) {
  struct book *book = book_open();
  bool good = book_read(book, text.data(), text.size());
  book_close(book);
  return good;
}

const char kFirst[] = "function f: READ\n  result: enum e\n  1: *struct s\nstruct s: size 4 align 4\n  a at 0: "
                      "int32_t\nenum e: uint32_t\n  A: 0\n";
const char kSecond[] =
    "function g: READ\n  result: void\n  1: *struct s\nstruct s: size 4 align 4\n  a at 0: int32_t\n";

struct book *TwoEntries() {
  struct book *book = book_open();
  book_add(book, "abi", "f", hash_of_text(BOOK_SCHEME, kFirst), "s", kFirst);
  book_add(book, "uses", "g", hash_of_text(BOOK_SCHEME, kSecond), "", kSecond);
  return book;
}

}  // namespace

TEST_F(Books, HashAsTheStandardDoes) {
  EXPECT_EQ(Digest(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Digest("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(Digest(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  for (size_t size : {55, 56, 63, 64, 65, 119, 120})
    EXPECT_NE(Digest(std::string(size, 'a')), Digest(std::string(size + 1, 'a')));
  EXPECT_EQ(Digest("a\nb").substr(0, 16), [] {
    char digits[17];
    snprintf(digits, sizeof digits, "%016lx", hash_of_text("a", "b"));
    return std::string(digits);
  }());
  EXPECT_NE(hash_of_text("a", "b"), hash_of_text("b", "b"));
}

TEST_F(Books, HaveEachSectionOnceAndGiveTheTextsBack) {
  struct book *book = TwoEntries();
  std::string text = Written(book);
  EXPECT_EQ(text.find("a at 0: int32_t"), text.rfind("a at 0: int32_t"));
  struct book *again = book_open();
  ASSERT_TRUE(book_read(again, text.data(), text.size()));
  EXPECT_EQ(Written(again), text);
  char *first = book_text(again, book_find(again, "abi", "f")),
       *second = book_text(again, book_find(again, nullptr, "g"));
  EXPECT_STREQ(first, kFirst);
  EXPECT_STREQ(second, kSecond);
  EXPECT_EQ(book_find(again, "uses", "f"), nullptr);
  free(first);
  free(second);
  book_close(again);
  book_close(book);
}

TEST_F(Books, AreReadAlikeWhereTheyLie) {
  struct book *book = TwoEntries();
  std::string text = Written(book);
  struct types_span span = {text.data(), static_cast<uint32_t>(text.size())};
  struct types_text found;
  ASSERT_TRUE(types_find(span, "f", hash_of_text(BOOK_SCHEME, kFirst), &found));
  std::string whole;
  for (uint32_t i = 0; i < found.count; i++)
    whole.append(found.sections[i].at, found.sections[i].size);
  EXPECT_EQ(whole, kFirst);
  EXPECT_TRUE(types_is(found.names, "s"));
  EXPECT_FALSE(types_find(span, "f", 1, &found));
  EXPECT_FALSE(types_find(span, "h", hash_of_text(BOOK_SCHEME, kFirst), &found));
  book_close(book);
}

// Whatever one byte is changed to: nothing is read outside, and a text that does not have its hash is refused.
TEST_F(Books, ThatAreDamagedAreRefused) {
  struct book *book = TwoEntries();
  std::string text = Written(book);
  book_close(book);
  EXPECT_FALSE(Reads(""));
  EXPECT_FALSE(Reads("delias types 2\n"));
  EXPECT_TRUE(Reads("delias types 1\n"));
  uint32_t refused = 0;
  for (size_t i = 0; i < text.size(); i++)
    for (char c : {'\n', ' ', '9', 'z'}) {
      std::string other = text;
      other[i] = c;
      refused += !Reads(other);
      std::vector<char> exact(other.begin(), other.end());  // so that the address sanitizer sees a byte too many
      struct types_entry entry;
      struct types_text read;
      struct types_span span = {exact.data(), static_cast<uint32_t>(exact.size())};
      for (uint64_t cursor = 0; types_next(span, &cursor, &entry);)
        if (types_read(span, &entry, &read))
          types_difference(&read, &read, 4, [](void *, const char *, uint32_t) {}, nullptr);
    }
  EXPECT_GT(refused, 3 * text.size());
  for (size_t i = 0; i < text.size(); i++) {
    std::vector<char> cut(text.begin(), text.begin() + static_cast<long>(i));
    struct types_entry entry;
    struct types_text read;
    struct types_span span = {cut.data(), static_cast<uint32_t>(cut.size())};
    for (uint64_t cursor = 0; types_next(span, &cursor, &entry);)
      types_read(span, &entry, &read);
  }
}

TEST_F(Books, TheDifferenceNamesTheWayToAMember) {
  const std::string head = "struct in { char name[4]; ",
                    foot = " }; struct s { struct in *first; };\nREAD status_t f(uint32_t index, struct s *out);";
  EXPECT_EQ(Difference(head + "uint32_t size; int last;" + foot, head + "uint64_t size; int last;" + foot),
            "f(out) -> struct s.first -> struct in.size\n"
            "-  size at 4: uint32_t\n"
            "+  size at 8: uint64_t\n");
}

TEST_F(Books, TheDifferenceTellsParametersAttributesAndKinds) {
  EXPECT_EQ(Difference("READ int f(int a, char *b);", "ATOMIC long f(int a, const char *b);"),
            "f(result)\n-  result: int32_t\n+  result: int64_t\n"
            "f(b)\n-  2: *char\n+  2: *const char\n");
  EXPECT_EQ(Difference("READ int f(int a);", "ATOMIC int f(int a);"),
            "f\n-  function f: READ\n+  function f: ATOMIC\n");
  EXPECT_EQ(Difference("READ int f(int a);", "READ int f(int a, int b);"), "f(2)\n+  2: int32_t\n");
  EXPECT_EQ(Difference("struct s; ATOMIC void f(struct s *s);", "struct s; ATOMIC void f(OWN struct s *s);"),
            "f(s)\n-  1: *struct s\n+  1: OWN *struct s\n");
  EXPECT_EQ(Difference("RAW void f(int);", "RAW NORETURN void f(int);"), "f(attributes)\n+  attributes: noreturn\n");
}

TEST_F(Books, TheDifferenceTellsMembersThatCameWentAndMoved) {
  EXPECT_EQ(Difference("struct s { int a, b; }; READ void f(struct s *s);",
                       "struct s { int a, c; }; READ void f(struct s *s);"),
            "f(s) -> struct s.b\n-  b at 4: int32_t\nf(s) -> struct s.c\n+  c at 4: int32_t\n");
  EXPECT_EQ(Difference("struct s { int a, b; }; READ void f(struct s *s);",
                       "struct s { int b, a; }; READ void f(struct s *s);"),
            "f(s) -> struct s.a\n-  a at 0: int32_t\n+  a at 4: int32_t\nf(s) -> struct s.b\n-  b at 4: int32_t\n+  b "
            "at 0: int32_t\n");
  EXPECT_EQ(Difference("struct s { int a; }; READ void f(struct s *s);",
                       "struct __attribute__((aligned(8))) s { int a; }; READ void f(struct s *s);"),
            "f(s) -> struct s\n-  struct s: size 4 align 4\n+  struct s: size 8 align 8\n");
  EXPECT_EQ(Difference("struct s; READ void f(struct s *s);", "struct s { int a; }; READ void f(struct s *s);"),
            "f(s) -> struct s.a\n+  a at 0: int32_t\n");
}

// Nothing leads to what hangs on a list, stands behind an untyped pointer or is the value of a number.
TEST_F(Books, TheDifferenceNamesStateTablesAndWhatNothingLeadsTo) {
  const std::string state = "state kept: revision 1\n  type: struct s\nstruct s: size 8 align 8\n  first at 0: ";
  EXPECT_EQ(Between(state + "uint64_t\n", state + "*void\n"),
            "kept -> struct s.first\n-  first at 0: uint64_t\n+  first at 0: *void\n");
  EXPECT_EQ(Between("state kept: revision 1\n  type: int32_t\n", "state kept: revision 1\n  type: int64_t\n"),
            "kept\n-  type: int32_t\n+  type: int64_t\n");
  EXPECT_EQ(Between("state kept: revision 1\n  type: int32_t\n", "state kept: revision 2\n  type: int32_t\n"),
            "kept\n-  state kept: revision 1\n+  state kept: revision 2\n");
  EXPECT_EQ(Between(state + "*void\nenum e: uint32_t\n  A: 0\n", state + "*void\nenum e: uint32_t\n  A: 1\n"),
            "kept: enum e.A\n-  A: 0\n+  A: 1\n");
  EXPECT_EQ(Between(state + "*void\nstruct hangs: size 4 align 4\n  a at 0: int32_t\n",
                    state + "*void\nstruct hangs: size 8 align 8\n  a at 0: int32_t\n"),
            "kept: struct hangs\n-  struct hangs: size 4 align 4\n+  struct hangs: size 8 align 8\n");
  EXPECT_EQ(
      Between("table: CELL_OPS\n  type: const struct s\nstruct s: size 8 align 8\n  run at 0: *function() -> void\n",
              "table: CELL_OPS\n  type: const struct s\nstruct s: size 8 align 8\n  run at 0: *function() -> bool\n"),
      "table -> struct s.run\n-  run at 0: *function() -> void\n+  run at 0: *function() -> bool\n");
}

// The last steps are told of a way that is too long.
TEST_F(Books, TheDifferenceNamesTheEndOfALongWay) {
  std::string text = "function f: READ\n  1: *struct s0\n";
  for (int i = 0; i < 20; i++) {
    std::string number = std::to_string(i);
    text += "struct s" + number +
            ": size 8 align 8\n  a at 0: " + (i == 19 ? "int32_t" : "*struct s" + std::to_string(i + 1)) + "\n";
  }
  std::string after = text;
  after.replace(after.rfind("int32_t"), 7, "uint32_t");
  std::string said = Between(text, after);
  EXPECT_EQ(said.substr(0, 30), "f -> ... -> struct s8.a -> str");
  EXPECT_NE(said.find("-> struct s18.a -> struct s19.a\n-  a at 0: int32_t\n+  a at 0: uint32_t\n"), std::string::npos)
      << said;
}

TEST_F(Books, TheDifferenceTellsConstantsAndStopsSomewhere) {
  EXPECT_EQ(Difference("#define MOST 4\nREAD void f(int a);", "#define MOST 5\nREAD void f(int a);"),
            "f: constants of its header: MOST\n-  MOST: int32_t 4\n+  MOST: int32_t 5\n");
  EXPECT_EQ(Difference("enum { A, B, C }; READ void f(int a);", "enum { A = 7, B, C }; READ void f(int a);", 1),
            "f: constants of its header: A\n-  A: 0\n+  A: 7\nand 2 lines more\n");
  EXPECT_EQ(Difference("READ void f(int a);", "READ void f(int a);"), "");
}
