// SPDX-License-Identifier: Apache-2.0
// schema: the texts behind the hashes of what a cell's data and callbacks look like (docs/abi.md has what is in each), and the recorded schemas.
#pragma once
#include "tools/cellcheck/abi/book.h"
#include "tools/cellcheck/abi/types.h"
#include "tools/cellcheck/schema/shape.h"
#include "tools/cellcheck/schema/subject.h"

// Entries "schema NAME" of states and tables, "abi NAME" of callbacks, "layout objects" if there is one. public: the cell's public headers.
struct schema_job {
  const struct subject *subject;
  const struct types *types;
  const char *const *public_headers;
  uint32_t public_count;
};
void schema_write_book(const struct schema_job *job, struct book *book);

// The revision of a state: what its last CELL_MIGRATE leads to; 1 without one.
uint64_t schema_revision(const struct subject *subject, const char *state);

// Holds the migrations and schemas against those that were recorded, a book with entries "schema NAME.REVISION"; appends a sentence for each that is
// wrong, and to `lines` a note line for each migration. recorded: null: the cell has no record.
void schema_check_records(const struct subject *subject, const struct book *book, const struct book *recorded,
                          struct buffer *sentences, struct buffer *lines);
// What was recorded, and the schemas as they are now.
void schema_record(const struct subject *subject, const struct book *book, const struct book *recorded,
                   struct book *out);
