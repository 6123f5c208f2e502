// SPDX-License-Identifier: Apache-2.0
// file: files and directories by path, through cursors that their clients own. docs/files.md.
//
// A cursor carries all of its client's progress; nobody keeps a table of what is open. Each request is one transaction of at
// most FILE_STEP bytes; file_read_all and file_write_all make as many as it takes, and count in their client's own word.
//
// Context  ATOMIC and READ: a task. STEPS: in a task, outside transactions.
// Owns     file_open's caller owns the cursor until file_close; the ledger says so, and file_give makes it somebody else's.
//          Nothing that is passed in is kept.
// State    the provider's: bytes of files and names in directories, which all clients see.
// Errors   INVALID: a path that does not begin with '/', a mode that asks for nothing, a cursor that was not opened for that, a
//          directory renamed into its own subtree. OUT_OF_RANGE: a name or a path is too long, a file would be. NOT_FOUND, EXISTS.
//          UNSUPPORTED: a file where a directory must be, or the reverse. BUSY: a directory has names in it, or is '/'. EMPTY: the
//          end. FULL: the limit is reached. NO_MEMORY. On all of them nothing has changed.
#pragma once
#include "kernel/base/cell.h"

enum {
  FILE_NAME_MOST = 255,
  FILE_PATH_MOST = 1023,
  FILE_STEP = 4096,                     // bytes that one request moves at most
  FILE_MOST = 8 << 20,                  // bytes of a file
  FILE_SYSTEM_BYTES = 32 << 20,         // of all that is kept
  FILE_SHOWN = 4 * FILE_NAME_MOST + 1,  // room for any name as file_show writes it
  FILE_WHY = 400,                       // room for a sentence of file_explain
};

struct OWNED file_cursor;

enum file_mode {
  FILE_READ = 1,
  FILE_WRITE = 2,
  FILE_CREATE = 4,   // makes the file if it is not there
  FILE_NEW = 8,      // with FILE_CREATE: EXISTS if it is there
  FILE_EMPTY = 16,   // with FILE_WRITE: what was in it goes
  FILE_APPEND = 32,  // with FILE_WRITE: each write goes to the end, wherever that is by then
  FILE_LIST = 64,    // a directory, for file_next; with nothing else
};

ATOMIC status_t file_open(const char *path, uint32_t mode, OWN_RET struct file_cursor **cursor);
ATOMIC void file_close(OWN struct file_cursor *cursor);  // null is allowed
// Another owner in the ledger: a task's node, a cell's. NOT_FOUND: no such owner.
ATOMIC status_t file_give(RETAINS struct file_cursor *cursor, uint32_t owner);

// At most FILE_STEP bytes from the position on, which advances by *count. OK with at least one byte, or with none if size is 0.
// EMPTY: the position is at the end or behind it.
ATOMIC status_t file_read(struct file_cursor *cursor, void *to, size_t size, size_t *count);
// The first FILE_STEP bytes at most, all of them or none. Behind the end zeros come first.
ATOMIC status_t file_write(struct file_cursor *cursor, const void *from, size_t size, size_t *count);
// Any number of bytes, a step at a time. *done, 0 at first, is the client's progress: it advances with each step, and a call that
// is made again goes on there. EMPTY: the end came first; *done says how many there were.
STEPS status_t file_read_all(struct file_cursor *cursor, void *to, size_t size, size_t *done);
STEPS status_t file_write_all(struct file_cursor *cursor, const void *from, size_t size, size_t *done);
// Their steps.
ATOMIC status_t file_read_step(struct file_cursor *cursor, void *to, size_t size, size_t *done);
ATOMIC status_t file_write_step(struct file_cursor *cursor, const void *from, size_t size, size_t *done);

// Of a file: any position up to FILE_MOST. Of a directory: 0, back to its first name.
ATOMIC status_t file_seek(struct file_cursor *cursor, uint64_t position);
// Cuts the file, or lengthens it by zeros, which take no memory. The position stays.
ATOMIC status_t file_truncate(struct file_cursor *cursor, uint64_t size);
READ uint64_t file_position(const struct file_cursor *cursor);
READ uint64_t file_size(const struct file_cursor *cursor);

struct file_entry {
  uint64_t size;  // bytes; of a directory how many names are in it
  bool is_directory;
  uint8_t length;  // of the name
  char name[FILE_NAME_MOST + 1];
  uint8_t unused[6];  // no padding: nobody would say what is in it
};
// The next name in the order of their bytes. EMPTY: there is none.
ATOMIC status_t file_next(struct file_cursor *cursor, struct file_entry *entry);
// What is there; the name of '/' is empty.
READ status_t file_look(const char *path, struct file_entry *entry);
// The first name in that directory behind `name`; "": the first of all. For who may not change anything, and so has no cursor.
READ status_t file_look_after(const char *path, const char *name, struct file_entry *entry);

ATOMIC status_t file_make_directory(const char *path);
ATOMIC status_t file_remove(const char *path);
ATOMIC status_t file_remove_directory(const char *path);
// In one step. What is at `to` goes: a file for a file, an empty directory for a directory. The same place twice: nothing happens.
ATOMIC status_t file_rename(const char *from, const char *to);

// Gives back what removed files still hold, after this call's step or after all of it. Nobody has to call it: docs/files.md.
STEPS void file_settle(void);
ATOMIC bool file_settle_step(void);  // true: there is more

// A sentence for people, with a line end: which part of the path, what is wrong with it, what to do. Empty for OK.
READ void file_explain(const char *path, status_t status, char *why, uint32_t size);
// A name as it can be typed and printed: what is no printable character is \xNN, a backslash \x5c. False: it was cut.
READ bool file_show(const char *name, char *to, size_t size);

// Everything that is kept holds. Takes as long as there is much of it, with names locked: for tests.
READ bool file_check(void);

struct file_statistics {
  uint64_t bytes, bytes_most;  // in use, of FILE_SYSTEM_BYTES
  uint64_t nodes, cursors;     // files and directories, with those that have no name any more; what is open
  uint64_t waiting;            // bytes of removed files that are still to be given back; part of `bytes`
};
READ void file_statistics(struct file_statistics *out);
// How much may be kept from now on, up to FILE_SYSTEM_BYTES, with which it begins. What is there stays. OUT_OF_RANGE.
ATOMIC status_t file_limit(uint64_t bytes);
