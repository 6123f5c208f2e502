// SPDX-License-Identifier: Apache-2.0
#include "tools/graph/texts.h"

#include <stdlib.h>

#include "tools/cellcheck/abi/buffer.h"
#include "tools/graph/archive.h"

static void add_cell(struct texts *texts, const void *bytes, uint64_t size) {
  struct types_span book = types_book(bytes, size);
  if (book.at == NULL) return;
  texts->books = buffer_grow(texts->books, texts->count, &texts->room, sizeof *texts->books);
  texts->books[texts->count++] = book;
}

void texts_add(struct texts *texts, const void *bytes, uint64_t size) {
  struct archive_member member;
  if (!archive_is(bytes, size)) add_cell(texts, bytes, size);
  for (uint64_t cursor = 0; archive_next(bytes, size, &cursor, &member);)
    add_cell(texts, member.bytes, member.size);
}

// The hash alone decides what a text is; the name keeps the search short.
bool texts_find(const struct texts *texts, const char *name, uint64_t hash, struct types_text *text) {
  for (size_t i = 0; i < texts->count; i++)
    if (types_find(texts->books[i], name, hash, text)) return true;
  return false;
}

void texts_free(struct texts *texts) {
  free(texts->books);
  *texts = (struct texts){};
}
