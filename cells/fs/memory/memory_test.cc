// SPDX-License-Identifier: Apache-2.0
// Files: what each call promises, one test a sentence.
#include "cells/fs/memory/files_fixture.h"

namespace {

using Files = FilesTest;
using Names = std::vector<std::string>;

TEST_F(Files, WhatIsWrittenIsRead) {
  Write("/a", "some bytes");
  EXPECT_EQ(Read("/a"), "some bytes");
  for (uint64_t size : {uint64_t{255}, uint64_t{256}, uint64_t{257}, uint64_t{4096}, uint64_t{4097}, kBlock - 1, kBlock,
                        kBlock + 1, 3 * kBlock + 17, uint64_t{FILE_MOST}}) {
    std::string bytes = Pattern(size);
    Write("/a", bytes);
    EXPECT_TRUE(Read("/a") == bytes) << size;
    EXPECT_TRUE(file_check());
  }
}

TEST_F(Files, AReadTellsHowManyBytesThereWere) {
  Write("/a", "abcdef");
  struct file_cursor *cursor = Opened("/a", FILE_READ);
  char bytes[8] = {};
  size_t count = 0;
  EXPECT_EQ(file_read(cursor, bytes, 4, &count), OK);
  EXPECT_EQ(std::string(bytes, count), "abcd");
  EXPECT_EQ(file_position(cursor), 4u);
  EXPECT_EQ(file_read(cursor, bytes, 4, &count), OK);
  EXPECT_EQ(std::string(bytes, count), "ef");
  EXPECT_EQ(file_read(cursor, bytes, 4, &count), EMPTY);
  EXPECT_EQ(file_read(cursor, bytes, 0, &count), OK);
  EXPECT_EQ(count, 0u);
  file_close(cursor);
}

TEST_F(Files, ARequestMovesAStepAtMost) {
  Write("/a", Pattern(3 * FILE_STEP));
  struct file_cursor *cursor = Opened("/a", FILE_READ | FILE_WRITE);
  std::string bytes(3 * FILE_STEP, '?');
  size_t count = 0;
  EXPECT_EQ(file_read(cursor, bytes.data(), bytes.size(), &count), OK);
  EXPECT_EQ(count, size_t{FILE_STEP});
  EXPECT_EQ(file_write(cursor, bytes.data(), bytes.size(), &count), OK);
  EXPECT_EQ(count, size_t{FILE_STEP});
  EXPECT_EQ(file_position(cursor), uint64_t{2 * FILE_STEP});
  file_close(cursor);
}

TEST_F(Files, ATransferGoesOnWhereItsClientsWordSays) {
  std::string bytes = Pattern(5 * FILE_STEP);
  struct file_cursor *cursor = Opened("/a", FILE_READ | FILE_WRITE | FILE_CREATE);
  size_t done = 0;
  EXPECT_EQ(file_write_step(cursor, bytes.data(), bytes.size(), &done), OK);
  EXPECT_EQ(file_write_step(cursor, bytes.data(), bytes.size(), &done), OK);
  EXPECT_EQ(done, size_t{2 * FILE_STEP});
  EXPECT_EQ(file_write_all(cursor, bytes.data(), bytes.size(), &done), OK);  // made again, as after it was abandoned
  EXPECT_EQ(done, bytes.size());
  EXPECT_EQ(file_write_all(cursor, bytes.data(), bytes.size(), &done), OK);  // and once more
  EXPECT_TRUE(Read(cursor) == bytes);
  file_close(cursor);
}

TEST_F(Files, BytesBehindTheEndAreZerosWhateverWasThereBefore) {
  for (uint64_t end : {uint64_t{10}, uint64_t{5000}, kBlock - 1, kBlock + 5, 3 * kBlock}) {
    for (uint64_t cut : {uint64_t{0}, uint64_t{1}, end / 2, end - 1}) {
      for (uint64_t at : {end, end + 1, kBlock, 2 * kBlock + 3, 4 * kBlock}) {
        Write("/a", std::string(end, 'x'));
        struct file_cursor *cursor = Opened("/a", FILE_READ | FILE_WRITE);
        ASSERT_EQ(file_truncate(cursor, cut), OK);
        ASSERT_EQ(file_size(cursor), cut);
        ASSERT_EQ(file_seek(cursor, at), OK);
        size_t count = 0;
        ASSERT_EQ(file_write(cursor, "y", 1, &count), OK);
        std::string expected(cut, 'x');
        expected.resize(std::max(cut, at + 1));
        expected[at] = 'y';
        ASSERT_TRUE(Read(cursor) == expected) << end << " " << cut << " " << at;
        ASSERT_TRUE(file_check());
        file_close(cursor);
      }
    }
  }
}

TEST_F(Files, AFileIsLengthenedByZerosThatTakeNoMemory) {
  struct file_cursor *cursor = Opened("/a", FILE_READ | FILE_WRITE | FILE_CREATE);
  uint64_t before = Bytes();
  EXPECT_EQ(file_truncate(cursor, FILE_MOST), OK);
  EXPECT_EQ(Bytes(), before);
  EXPECT_TRUE(Read(cursor) == std::string(FILE_MOST, '\0'));
  EXPECT_EQ(file_truncate(cursor, FILE_MOST + 1), OUT_OF_RANGE);
  EXPECT_EQ(file_seek(cursor, FILE_MOST), OK);
  size_t count = 0;
  EXPECT_EQ(file_write(cursor, "x", 1, &count), OUT_OF_RANGE);
  EXPECT_EQ(file_seek(cursor, FILE_MOST + 1), OUT_OF_RANGE);
  file_close(cursor);
}

TEST_F(Files, WhatIsAppendedGoesToTheEndWhoeverMovedIt) {
  struct file_cursor *first = Opened("/a", FILE_WRITE | FILE_CREATE | FILE_APPEND),
                     *second = Opened("/a", FILE_WRITE | FILE_APPEND);
  size_t count = 0;
  EXPECT_EQ(file_write(first, "one ", 4, &count), OK);
  EXPECT_EQ(file_write(second, "two ", 4, &count), OK);
  EXPECT_EQ(file_write(first, "three", 5, &count), OK);
  EXPECT_EQ(Read("/a"), "one two three");
  file_close(first);
  file_close(second);
}

TEST_F(Files, OpeningAsksForWhatTheModeSays) {
  struct file_cursor *cursor = nullptr;
  EXPECT_EQ(Open("/a", FILE_READ, &cursor), NOT_FOUND);
  EXPECT_EQ(Open("/a", FILE_READ | FILE_CREATE, &cursor), OK);
  file_close(cursor);
  EXPECT_EQ(Open("/a", FILE_READ | FILE_CREATE | FILE_NEW, &cursor), EXISTS);
  for (uint32_t mode : {0, FILE_CREATE + 0, FILE_READ | FILE_NEW, FILE_READ | FILE_EMPTY, FILE_READ | FILE_APPEND,
                        FILE_LIST | FILE_READ, 128 | FILE_READ})
    EXPECT_EQ(Open("/a", mode, &cursor), INVALID) << mode;
  EXPECT_EQ(Open("/a", FILE_LIST, &cursor), UNSUPPORTED);
  EXPECT_EQ(Open("/", FILE_READ, &cursor), UNSUPPORTED);
  EXPECT_EQ(Open("/b/", FILE_WRITE | FILE_CREATE, &cursor), UNSUPPORTED);
  EXPECT_EQ(Open("/a/", FILE_READ, &cursor), UNSUPPORTED);
}

TEST_F(Files, ACursorDoesWhatItWasOpenedForAndNothingElse) {
  Write("/a", "abc");
  struct file_cursor *reader = Opened("/a", FILE_READ), *writer = Opened("/a", FILE_WRITE),
                     *lister = Opened("/", FILE_LIST);
  char byte;
  size_t count;
  struct file_entry entry;
  EXPECT_EQ(file_write(reader, "x", 1, &count), INVALID);
  EXPECT_EQ(file_truncate(reader, 0), INVALID);
  EXPECT_EQ(file_next(reader, &entry), INVALID);
  EXPECT_EQ(file_read(writer, &byte, 1, &count), INVALID);
  EXPECT_EQ(file_read(lister, &byte, 1, &count), INVALID);
  EXPECT_EQ(file_write(lister, "x", 1, &count), INVALID);
  EXPECT_EQ(file_seek(lister, 1), INVALID);
  EXPECT_EQ(Read("/a"), "abc");
  file_close(reader);
  file_close(writer);
  file_close(lister);
  file_close(nullptr);
}

TEST_F(Files, AnOpenFileOutlivesItsName) {
  Write("/a", "old");
  struct file_cursor *cursor = Opened("/a", FILE_READ | FILE_WRITE);
  EXPECT_EQ(file_remove("/a"), OK);
  EXPECT_EQ(List("/"), Names{});
  EXPECT_EQ(Read(cursor), "old");
  Write("/a", "new");
  EXPECT_EQ(Read(cursor), "old");
  size_t count;
  EXPECT_EQ(file_write(cursor, "!", 1, &count), OK);
  EXPECT_EQ(Read(cursor), "old!");
  EXPECT_EQ(Read("/a"), "new");
  file_close(cursor);
}

TEST_F(Files, ALargeFileThatGoesIsGivenBackInPieces) {
  Write("/a", std::string(40 * kBlock, 'x'));
  EXPECT_EQ(file_remove("/a"), OK);
  struct file_statistics now;
  file_statistics(&now);
  EXPECT_EQ(now.nodes, 0u);
  EXPECT_EQ(now.waiting, 32 * kBlock);
  EXPECT_EQ(now.bytes, now.waiting);
  EXPECT_TRUE(file_settle_step());
  Write("/b", "x");  // takes some too
  file_settle();
  EXPECT_LT(Bytes(), 4096u);
}

TEST_F(Files, DirectoriesAreMadeListedAndRemoved) {
  EXPECT_EQ(file_make_directory("/d"), OK);
  EXPECT_EQ(file_make_directory("/d"), EXISTS);
  EXPECT_EQ(file_make_directory("/d/e/"), OK);
  EXPECT_EQ(file_make_directory("/x/y"), NOT_FOUND);
  Write("/d/f", "12345");
  EXPECT_EQ(file_make_directory("/d/f/g"), UNSUPPORTED);
  EXPECT_EQ(List("/d"), (Names{"e", "f"}));
  struct file_entry entry;
  EXPECT_EQ(file_look("/d/f", &entry), OK);
  EXPECT_EQ(entry.size, 5u);
  EXPECT_FALSE(entry.is_directory);
  EXPECT_STREQ(entry.name, "f");
  EXPECT_EQ(file_look("/d", &entry), OK);
  EXPECT_EQ(entry.size, 2u);
  EXPECT_TRUE(entry.is_directory);
  EXPECT_EQ(file_look("/", &entry), OK);
  EXPECT_STREQ(entry.name, "");
  EXPECT_EQ(file_remove_directory("/d"), BUSY);
  EXPECT_EQ(file_remove("/d/e"), UNSUPPORTED);
  EXPECT_EQ(file_remove_directory("/d/f"), UNSUPPORTED);
  EXPECT_EQ(file_remove("/d/f"), OK);
  EXPECT_EQ(file_remove("/d/f"), NOT_FOUND);
  EXPECT_EQ(file_remove_directory("/d/e/."), OK);
  EXPECT_EQ(file_remove_directory("/d"), OK);
  EXPECT_EQ(file_remove_directory("/"), BUSY);
}

TEST_F(Files, AnOpenDirectoryThatIsRemovedIsEmpty) {
  ASSERT_EQ(file_make_directory("/d"), OK);
  struct file_cursor *cursor = Opened("/d", FILE_LIST);
  EXPECT_EQ(file_remove_directory("/d"), OK);
  struct file_entry entry;
  EXPECT_EQ(file_next(cursor, &entry), EMPTY);
  file_close(cursor);
}

TEST_F(Files, AListingTellsWhatWasThereAllTheTimeOnce) {
  for (char c = 'a'; c <= 'z'; c++)
    Write(std::string("/") + c, "");
  struct file_cursor *cursor = Opened("/", FILE_LIST);
  struct file_entry entry;
  std::string told;
  for (int i = 0; file_next(cursor, &entry) == OK; i++) {
    told += entry.name;
    if (i == 5) {
      EXPECT_EQ(file_remove("/f"), OK);  // told last
      EXPECT_EQ(file_remove("/a"), OK);
      EXPECT_EQ(file_rename("/k", "/k2"), OK);
      Write("/aa", "");
    }
  }
  EXPECT_EQ(told, "abcdefghijk2lmnopqrstuvwxyz");
  EXPECT_EQ(file_seek(cursor, 0), OK);
  EXPECT_EQ(file_next(cursor, &entry), OK);
  EXPECT_STREQ(entry.name, "aa");
  file_close(cursor);
}

TEST_F(Files, NamesAreInTheOrderOfTheirBytes) {
  for (const char *name : {"/b", "/B", "/a", "/\xff", "/aa", "/\x01", "/ab"})
    Write(name, "");
  EXPECT_EQ(List("/"), (Names{"\x01", "B", "a", "aa", "ab", "b", "\xff"}));
}

TEST_F(Files, ARenameMovesANameAcrossDirectories) {
  ASSERT_EQ(file_make_directory("/d"), OK);
  ASSERT_EQ(file_make_directory("/e"), OK);
  Write("/d/a", "A");
  struct file_cursor *cursor = Opened("/d/a", FILE_READ);
  EXPECT_EQ(file_rename("/d/a", "/e/a name that is too long for its node"), OK);
  EXPECT_EQ(List("/d"), Names{});
  EXPECT_EQ(Read("/e/a name that is too long for its node"), "A");
  EXPECT_EQ(Read(cursor), "A");
  EXPECT_EQ(file_rename("/e", "/d/e"), OK);
  EXPECT_EQ(file_rename("/d/e/a name that is too long for its node", "/b"), OK);
  EXPECT_EQ(Read("/b"), "A");
  EXPECT_EQ(List("/"), (Names{"b", "d"}));
  file_close(cursor);
}

TEST_F(Files, ARenameReplacesWhatIsThere) {
  Write("/a", "A");
  Write("/b", "B");
  struct file_cursor *cursor = Opened("/b", FILE_READ);
  EXPECT_EQ(file_rename("/a", "/b"), OK);
  EXPECT_EQ(List("/"), Names{"b"});
  EXPECT_EQ(Read("/b"), "A");
  EXPECT_EQ(Read(cursor), "B");
  file_close(cursor);
  EXPECT_EQ(file_rename("/b", "/./b"), OK);
  ASSERT_EQ(file_make_directory("/d"), OK);
  ASSERT_EQ(file_make_directory("/e"), OK);
  EXPECT_EQ(file_rename("/b", "/d"), UNSUPPORTED);
  EXPECT_EQ(file_rename("/d", "/b"), UNSUPPORTED);
  EXPECT_EQ(file_rename("/d", "/e"), OK);
  EXPECT_EQ(List("/"), (Names{"b", "e"}));
}

TEST_F(Files, ADirectoryNeverGoesIntoItself) {
  ASSERT_EQ(file_make_directory("/d"), OK);
  ASSERT_EQ(file_make_directory("/d/e"), OK);
  ASSERT_EQ(file_make_directory("/d/e/f"), OK);
  EXPECT_EQ(file_rename("/d", "/d/e/g"), INVALID);
  EXPECT_EQ(file_rename("/d", "/d/x"), INVALID);
  EXPECT_EQ(file_rename("/d/e", "/d/e/f"), INVALID);
  EXPECT_EQ(file_rename("/d/e/f", "/d"), BUSY);
  EXPECT_EQ(file_rename("/", "/d/x"), BUSY);
  EXPECT_EQ(file_rename("/d", "/"), BUSY);
  EXPECT_EQ(file_rename("/d/e/f", "/d/e/."), BUSY);
  EXPECT_EQ(file_rename("/x", "/y"), NOT_FOUND);
  EXPECT_EQ(List("/d/e"), Names{"f"});
}

TEST_F(Files, PathsAreTakenApartAsTheDocumentSays) {
  ASSERT_EQ(file_make_directory("/d"), OK);
  Write("/d/a", "A");
  for (const char *path : {"/d/a", "//d//a", "/./d/./a", "/d/../d/a", "/../d/a", "/d/../../d/a"})
    EXPECT_EQ(Read(path), "A") << path;
  struct file_entry entry;
  EXPECT_EQ(file_look("", &entry), INVALID);
  EXPECT_EQ(file_look("d/a", &entry), INVALID);
  EXPECT_EQ(file_look("/d/a/", &entry), UNSUPPORTED);
  EXPECT_EQ(file_look("/d/a/..", &entry), UNSUPPORTED);
  EXPECT_EQ(file_look("/x/../d/a", &entry), NOT_FOUND);
  EXPECT_EQ(file_look("/d/..", &entry), OK);
  EXPECT_EQ(file_look("/...", &entry), NOT_FOUND);
}

TEST_F(Files, LongNamesAndPathsHaveALimit) {
  std::string longest(FILE_NAME_MOST, 'n');
  Write("/" + longest, "x");
  EXPECT_EQ(List("/"), Names{longest});
  EXPECT_EQ(file_make_directory(("/" + longest + "n").c_str()), OUT_OF_RANGE);
  std::string path(FILE_PATH_MOST - 1, '/');
  EXPECT_EQ(file_make_directory((path + "a").c_str()), OK);
  EXPECT_EQ(file_make_directory((path + "ab").c_str()), OUT_OF_RANGE);
}

TEST_F(Files, EveryByteButTwoIsAllowedInAName) {
  std::string odd;
  for (int i = 1; i < 256; i++)
    if (i != '/') odd += static_cast<char>(i);
  Write("/" + odd, "odd");
  EXPECT_EQ(Read("/" + odd), "odd");
  EXPECT_EQ(List("/"), Names{odd});
  char shown[FILE_SHOWN];
  EXPECT_TRUE(file_show("a b\\c\x01\xff'", shown, sizeof shown));
  EXPECT_STREQ(shown, "a\\x20b\\x5cc\\x01\\xff\\x27");
  EXPECT_TRUE(file_show(odd.c_str(), shown, sizeof shown));
  EXPECT_FALSE(file_show("abc", shown, 3));
  EXPECT_STREQ(shown, "ab");
}

TEST_F(Files, AnErrorIsASentenceThatNamesWhatIsWrong) {
  ASSERT_EQ(file_make_directory("/d"), OK);
  Write("/d/a", "A");
  EXPECT_EQ(Why("/d/a", OK), "");
  EXPECT_EQ(Why("d/a", INVALID), "'d/a' is no path; one begins with /, as in /d/a\n");
  EXPECT_EQ(Why("/d/x", NOT_FOUND), "there is no /d/x; `ls /d` shows what is there\n");
  EXPECT_EQ(Why("/x/y/z", NOT_FOUND), "there is no /x; `ls /` shows what is there\n");
  EXPECT_EQ(Why("/d/a/b", UNSUPPORTED), "/d/a is a file, no directory\n");
  EXPECT_EQ(Why("/d", UNSUPPORTED), "/d is a directory; `ls /d` shows what is in it\n");
  EXPECT_EQ(Why("/d/a", EXISTS), "/d/a is there already; choose another name, or remove it\n");
  EXPECT_EQ(Why("/d", BUSY), "/d has 1 name in it; remove what is in it first\n");
  EXPECT_EQ(Why("/", BUSY), "/ stays where it is\n");
  EXPECT_EQ(Why("/d/a", FULL), "/d/a: the file system is full (32.0 MiB); `rm` makes room\n");
  EXPECT_EQ(Why("/" + std::string(300, 'n'), OUT_OF_RANGE),
            "a name of more than 255 bytes, or a file of more than 8 MiB; make it shorter\n");
  EXPECT_EQ(Why("/" + std::string(3000, 'n'), OUT_OF_RANGE), "a path of more than 1023 bytes; shorten it\n");
  EXPECT_EQ(Why("/a b", NOT_FOUND), "there is no /a\\x20b; `ls /` shows what is there\n");
  for (int status = OK; status <= WAITING; status++)
    for (std::string path : {"", "/", "/d", "/d/a", "/x/y", "/d/a/x", "x"})
      EXPECT_EQ(Why(path, static_cast<status_t>(status)).empty(), status == OK) << path;
  EXPECT_EQ(Why("/" + std::string(250, 'a') + "/b", NOT_FOUND).substr(0, 17), "there is no ...aa");
}

}  // namespace
