// SPDX-License-Identifier: Apache-2.0
// Subjects of files in memory. Word 0 is a cursor, 1 a status, 2 a count, 3 a buffer, from 4 on bytes.
#include "testing/campaign/subjects/files.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "testing/campaign/subjects/crowd.h"

enum { BLOCK = 64 << 10, BUFFER = 9000, FEW = 48 };

static const char long_path[] = "/a name that is too long to lie in its node";

static struct file_cursor **cursor_of(struct campaign_kept *kept) {
  return (struct file_cursor **)&kept->word[0];
}
static size_t *count_of(struct campaign_kept *kept) {
  return (size_t *)&kept->word[2];
}

static void open_file(struct campaign_kept *kept, uint32_t mode) {
  kept->word[1] = file_open("/f", mode, (struct file_cursor **)&kept->word[0]);
}

// "/f" with so many bytes, and what was written for the calls to overwrite them.
static void prepare_file(struct campaign_kept *kept, size_t size) {
  size_t done = 0;
  kept->word[3] = (uint64_t)heap_new(BUFFER, 8, "campaign buffer");
  for (size_t i = 0; i < BUFFER; i++)
    ((uint8_t *)kept->word[3])[i] = (uint8_t)(i % 251 + 1);
  open_file(kept, FILE_READ | FILE_WRITE | FILE_CREATE);
  for (size_t at = 0; at < size; at += done) {
    done = 0;
    if (file_write_all(*cursor_of(kept), (void *)kept->word[3], size - at < BUFFER ? size - at : BUFFER, &done) != OK)
      break;
  }
  (void)!file_seek(*cursor_of(kept), 0);
}
static void prepare_closed(struct campaign_kept *kept, size_t size) {
  prepare_file(kept, size);
  file_close(*cursor_of(kept));
  *cursor_of(kept) = NULL;
}

// What is left of either way the call went.
CELL_CALLBACK void files_finish(struct campaign_kept *kept) {
  file_close(*cursor_of(kept));
  *cursor_of(kept) = NULL;
  (void)!file_limit(FILE_SYSTEM_BYTES);
  (void)!file_remove("/f");
  (void)!file_remove("/g");
  (void)!file_remove(long_path);
  (void)!file_remove("/d/f");
  (void)!file_remove_directory("/d");
  file_settle();
  heap_delete((void *)kept->word[3]);
}

CELL_CALLBACK void files_prepare_empty(struct campaign_kept *kept) {
  prepare_closed(kept, 0);
}
CELL_CALLBACK void files_prepare_small(struct campaign_kept *kept) {
  prepare_file(kept, 100);
}
CELL_CALLBACK void files_prepare_small_closed(struct campaign_kept *kept) {
  prepare_closed(kept, 100);
}
CELL_CALLBACK void files_prepare_pages(struct campaign_kept *kept) {
  prepare_file(kept, BUFFER);
}
CELL_CALLBACK void files_prepare_block(struct campaign_kept *kept) {
  prepare_file(kept, BLOCK);
  (void)!file_seek(*cursor_of(kept), BLOCK - 16);
}
CELL_CALLBACK void files_prepare_large(struct campaign_kept *kept) {
  prepare_closed(kept, 3 * BLOCK);
}
CELL_CALLBACK void files_prepare_directory(struct campaign_kept *kept) {
  prepare_closed(kept, 100);
  (void)!file_make_directory("/d");
}

// ---- Cursors ----
CELL_CALLBACK void files_call_create(struct campaign_kept *kept) {
  open_file(kept, FILE_WRITE | FILE_CREATE);
}
CAMPAIGN_SUBJECT(file_created, "file_open", "a new file", NULL, files_call_create, files_finish);
CAMPAIGN_SUBJECT(file_opened, "file_open", "a file that is there", files_prepare_empty, files_call_create,
                 files_finish);

CELL_CALLBACK void files_call_create_long(struct campaign_kept *kept) {
  kept->word[1] = file_open(long_path, FILE_WRITE | FILE_CREATE | FILE_NEW, cursor_of(kept));
}
CAMPAIGN_SUBJECT(file_created_long, "file_open", "a new file with a long name", NULL, files_call_create_long,
                 files_finish);

CELL_CALLBACK void files_call_empty(struct campaign_kept *kept) {
  open_file(kept, FILE_WRITE | FILE_EMPTY);
}
CAMPAIGN_SUBJECT(file_emptied, "file_open", "empties a large file", files_prepare_large, files_call_empty,
                 files_finish);

CELL_CALLBACK void files_call_list(struct campaign_kept *kept) {
  kept->word[1] = file_open("/", FILE_LIST, cursor_of(kept));
}
CAMPAIGN_SUBJECT(file_listed, "file_open", "a directory", NULL, files_call_list, files_finish);

CELL_CALLBACK void files_prepare_full(struct campaign_kept *kept) {
  prepare_closed(kept, 0);
  (void)!file_limit(0);
}
CAMPAIGN_SUBJECT(file_not_opened, "file_open", "no room", files_prepare_full, files_call_create, files_finish);

CELL_CALLBACK void files_prepare_none(struct campaign_kept *kept) {
  prepare_closed(kept, 0);
  heap_fail_after(2);
}
CELL_CALLBACK void files_finish_none(struct campaign_kept *kept) {
  heap_fail_after(0);
  files_finish(kept);
}
CAMPAIGN_SUBJECT(file_without_memory, "file_open", "no memory for the node", files_prepare_none, files_call_create_long,
                 files_finish_none);

CELL_CALLBACK void files_call_close(struct campaign_kept *kept) {
  file_close(*cursor_of(kept));
  *cursor_of(kept) = NULL;
}
CAMPAIGN_SUBJECT(file_closed, "file_close", "a file with a name", files_prepare_small, files_call_close, files_finish);

CELL_CALLBACK void files_prepare_nameless(struct campaign_kept *kept) {
  prepare_file(kept, 100);
  (void)!file_remove("/f");
}
CAMPAIGN_SUBJECT(file_closed_for_good, "file_close", "the last of a removed file", files_prepare_nameless,
                 files_call_close, files_finish);

CELL_CALLBACK void files_call_give(struct campaign_kept *kept) {
  kept->word[1] = file_give(*cursor_of(kept), ledger_self());
}
CAMPAIGN_SUBJECT(file_given, "file_give", "to itself", files_prepare_small, files_call_give, files_finish);

// ---- Bytes ----
CELL_CALLBACK void files_call_read(struct campaign_kept *kept) {
  kept->word[1] = file_read(*cursor_of(kept), &kept->word[4], FEW, count_of(kept));
}
CAMPAIGN_SUBJECT(file_was_read, "file_read", "some bytes", files_prepare_small, files_call_read, files_finish);

CELL_CALLBACK void files_call_write(struct campaign_kept *kept) {
  kept->word[1] = file_write(*cursor_of(kept), "forty-eight bytes that are not what was there..", FEW, count_of(kept));
}
CELL_CALLBACK void files_prepare_new(struct campaign_kept *kept) {
  prepare_file(kept, 0);
}
CAMPAIGN_SUBJECT(file_first_written, "file_write", "the first bytes", files_prepare_new, files_call_write,
                 files_finish);
CAMPAIGN_SUBJECT(file_overwritten, "file_write", "over others", files_prepare_small, files_call_write, files_finish);

CELL_CALLBACK void files_prepare_end(struct campaign_kept *kept) {
  prepare_file(kept, 100);
  (void)!file_seek(*cursor_of(kept), 90);
}
CAMPAIGN_SUBJECT(file_written_on, "file_write", "over the end", files_prepare_end, files_call_write, files_finish);

CELL_CALLBACK void files_prepare_growing(struct campaign_kept *kept) {
  prepare_file(kept, 256);
  (void)!file_seek(*cursor_of(kept), 300);
}
CAMPAIGN_SUBJECT(file_grown, "file_write", "into a larger block, behind a gap", files_prepare_growing, files_call_write,
                 files_finish);
CAMPAIGN_SUBJECT(file_grown_large, "file_write", "into a table", files_prepare_block, files_call_write, files_finish);

CELL_CALLBACK void files_call_read_step(struct campaign_kept *kept) {
  kept->word[1] = file_read_step(*cursor_of(kept), &kept->word[4], FEW, count_of(kept));
}
CAMPAIGN_SUBJECT(file_read_stepped, "file_read_step", "some bytes", files_prepare_small, files_call_read_step,
                 files_finish);
CELL_CALLBACK void files_call_write_step(struct campaign_kept *kept) {
  kept->word[1] = file_write_step(*cursor_of(kept), &kept->word[4], FEW, count_of(kept));
}
CAMPAIGN_SUBJECT(file_write_stepped, "file_write_step", "some bytes", files_prepare_small, files_call_write_step,
                 files_finish);
CELL_CALLBACK void files_call_read_all(struct campaign_kept *kept) {
  kept->word[1] = file_read_all(*cursor_of(kept), (void *)kept->word[3], BUFFER, count_of(kept));
}
CAMPAIGN_SUBJECT(file_read_whole, "file_read_all", "three steps", files_prepare_pages, files_call_read_all,
                 files_finish);
CELL_CALLBACK void files_call_write_all(struct campaign_kept *kept) {
  kept->word[1] = file_write_all(*cursor_of(kept), (void *)kept->word[3], BUFFER, count_of(kept));
}
CAMPAIGN_SUBJECT(file_written_whole, "file_write_all", "three steps over others", files_prepare_pages,
                 files_call_write_all, files_finish);

CELL_CALLBACK void files_call_seek(struct campaign_kept *kept) {
  kept->word[1] = file_seek(*cursor_of(kept), 17);
}
CAMPAIGN_SUBJECT(file_sought, "file_seek", "forward", files_prepare_small, files_call_seek, files_finish);

CELL_CALLBACK void files_call_cut(struct campaign_kept *kept) {
  kept->word[1] = file_truncate(*cursor_of(kept), 17);
}
CAMPAIGN_SUBJECT(file_cut, "file_truncate", "a few bytes", files_prepare_small, files_call_cut, files_finish);
CAMPAIGN_SUBJECT(file_cut_much, "file_truncate", "most of a block", files_prepare_block, files_call_cut, files_finish);
CELL_CALLBACK void files_call_lengthen(struct campaign_kept *kept) {
  kept->word[1] = file_truncate(*cursor_of(kept), 1000);
}
CAMPAIGN_SUBJECT(file_lengthened, "file_truncate", "by zeros", files_prepare_small, files_call_lengthen, files_finish);

// What is cut is behind the end for the rest of the transaction, and not behind it for who undoes it.
status_t campaign_files_rewrite(struct file_cursor *cursor, uint64_t size, void *to) {
  static const char bytes[] = "other bytes than were here before";
  size_t count = 0;
  status_t status = file_seek(cursor, size);
  if (status == OK) status = file_read(cursor, to, FEW, &count);
  if (status == OK) status = file_truncate(cursor, size);
  if (status == OK) status = file_seek(cursor, size + 3);
  if (status == OK) status = file_write(cursor, bytes, sizeof bytes, &count);
  if (status == OK) status = file_truncate(cursor, size + 5);
  return status == OK ? file_write(cursor, bytes, sizeof bytes, &count) : status;
}
CELL_CALLBACK void files_call_rewrite(struct campaign_kept *kept) {
  kept->word[1] = campaign_files_rewrite(*cursor_of(kept), 17, &kept->word[4]);
}
CAMPAIGN_SUBJECT(file_rewritten, "campaign_files_rewrite", "a small file", files_prepare_small, files_call_rewrite,
                 files_finish);
CAMPAIGN_SUBJECT(file_rewritten_large, "campaign_files_rewrite", "a block that is copied", files_prepare_block,
                 files_call_rewrite, files_finish);

// ---- Names ----
CELL_CALLBACK void files_prepare_list(struct campaign_kept *kept) {
  prepare_closed(kept, 100);
  kept->word[1] = file_open("/", FILE_LIST, cursor_of(kept));
}
CELL_CALLBACK void files_call_next(struct campaign_kept *kept) {
  kept->word[1] = file_next(*cursor_of(kept), (struct file_entry *)kept->word[3]);
}
CAMPAIGN_SUBJECT(file_told, "file_next", "the first name", files_prepare_list, files_call_next, files_finish);

CELL_CALLBACK void files_call_make(struct campaign_kept *kept) {
  kept->word[1] = file_make_directory("/d");
}
CAMPAIGN_SUBJECT(file_directory_made, "file_make_directory", "in /", files_prepare_small_closed, files_call_make,
                 files_finish);

CELL_CALLBACK void files_call_remove(struct campaign_kept *kept) {
  kept->word[1] = file_remove("/f");
}
CAMPAIGN_SUBJECT(file_removed, "file_remove", "a small file", files_prepare_small_closed, files_call_remove,
                 files_finish);
CAMPAIGN_SUBJECT(file_removed_large, "file_remove", "a large file", files_prepare_large, files_call_remove,
                 files_finish);
CAMPAIGN_SUBJECT(file_removed_open, "file_remove", "one that is open", files_prepare_small, files_call_remove,
                 files_finish);

CELL_CALLBACK void files_call_remove_directory(struct campaign_kept *kept) {
  kept->word[1] = file_remove_directory("/d");
}
CAMPAIGN_SUBJECT(file_directory_removed, "file_remove_directory", "an empty one", files_prepare_directory,
                 files_call_remove_directory, files_finish);

CELL_CALLBACK void files_call_rename(struct campaign_kept *kept) {
  kept->word[1] = file_rename("/f", "/d/f");
}
CAMPAIGN_SUBJECT(file_renamed, "file_rename", "into another directory", files_prepare_directory, files_call_rename,
                 files_finish);
CELL_CALLBACK void files_prepare_two(struct campaign_kept *kept) {
  prepare_closed(kept, 100);
  kept->word[1] = file_open(long_path, FILE_WRITE | FILE_CREATE, cursor_of(kept));
  files_call_close(kept);
}
CELL_CALLBACK void files_call_rename_over(struct campaign_kept *kept) {
  kept->word[1] = file_rename("/f", long_path);
}
CAMPAIGN_SUBJECT(file_renamed_over, "file_rename", "over another file", files_prepare_two, files_call_rename_over,
                 files_finish);

// ---- Room ----
CELL_CALLBACK void files_prepare_waiting(struct campaign_kept *kept) {
  prepare_closed(kept, 12 * BLOCK);
  files_call_remove(kept);
}
CELL_CALLBACK void files_call_settle(struct campaign_kept *) {
  file_settle();
}
CAMPAIGN_SUBJECT(file_settled, "file_settle", "four blocks", files_prepare_waiting, files_call_settle, files_finish);
CELL_CALLBACK void files_call_settle_step(struct campaign_kept *kept) {
  kept->word[1] = file_settle_step();
}
CAMPAIGN_SUBJECT(file_settled_step, "file_settle_step", "four blocks", files_prepare_waiting, files_call_settle_step,
                 files_finish);
CELL_CALLBACK void files_call_limit(struct campaign_kept *kept) {
  kept->word[1] = file_limit(1 << 20);
}
CAMPAIGN_SUBJECT(file_limited, "file_limit", "a megabyte", NULL, files_call_limit, files_finish);

// ---- Files of the same directory on other processors ----

// Each writes a file of its own, reads it, renames and removes it, and looks through the directory.
enum { WRITTEN = 24 };

static void write_one(const char *path, uint64_t mark) {
  struct file_cursor *cursor;
  uint64_t words[WRITTEN / 8] = {mark, mark, mark};
  size_t count = 0;
  if (file_open(path, FILE_WRITE | FILE_CREATE | FILE_EMPTY, &cursor) != OK) return;  // no room
  (void)!file_write(cursor, words, sizeof words, &count);
  file_close(cursor);
}

static void read_one(const char *path, uint64_t mark) {
  struct file_cursor *cursor;
  uint64_t words[WRITTEN / 8] = {0};
  size_t count = 0;
  if (file_open(path, FILE_READ, &cursor) != OK) return;
  status_t status = file_read(cursor, words, sizeof words, &count);
  if (status == OK && (count != sizeof words || words[0] != mark || words[2] != mark))
    crowd_wrong("a file has another's bytes");
  file_close(cursor);
}

static void list_all(struct file_entry *entry) {
  struct file_cursor *cursor;
  if (file_open("/", FILE_LIST, &cursor) != OK) return;
  while (file_next(cursor, entry) == OK) {}
  file_close(cursor);
}

CELL_CALLBACK void files_work(struct campaign_kept *, uint64_t number) {
  char path[] = "/crowd 0", other[] = "/other 0";
  struct file_entry *entry = heap_new(sizeof *entry, 8, "campaign entry");
  path[7] = other[7] = (char)('a' + number);
  crowd_at_work();
  for (uint64_t round = 0; crowd_goes_on(round); round++) {
    write_one(path, number << 32 | round);
    read_one(path, number << 32 | round);
    if (file_rename(path, other) == OK && file_remove(other) != OK) crowd_wrong("a file that was renamed is not there");
    if (file_remove(path) == OK && file_remove(path) != NOT_FOUND) crowd_wrong("a file that was removed is there");
    if (entry != NULL && round % 2 == 0) list_all(entry);
  }
  heap_delete(entry);
  crowd_leave();
}
CELL_CALLBACK void files_end_crowd(struct campaign_kept *) {
  (void)!file_limit(FILE_SYSTEM_BYTES);
  file_settle();
  if (!file_check()) crowd_wrong("what is kept of files does not hold");
}
CELL_OPS(struct campaign_neighbours, files_crowd) = {.work = files_work, .end = files_end_crowd};
