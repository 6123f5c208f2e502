// SPDX-License-Identifier: Apache-2.0
// cell_book: the book of a `.cell`: a section of the file, ".delias.types", that is not loaded. tools/cell/link.sh adds it.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tools/cellcheck/abi/book.h"

#define CELL_BOOK_SECTION ".delias.types"

// The bytes of the book in a `.cell`; null: it has none. The file need not be valid.
const char *cell_book(const uint8_t *bytes, size_t size, size_t *book_size);
// The same file without its book, for where bytes are dear: what is loaded, symbols and version stay. The caller frees it.
uint8_t *cell_without_book(const uint8_t *bytes, size_t size, size_t *new_size);

// Appends what differs between what the importer was compiled against and what the exporter has, for all functions where that is known to differ:
// a sentence and the difference for each. False: the books do not show any.
bool cell_book_refusal(struct buffer *out, const char *importer, const struct book *importers, const char *exporter,
                       const struct book *exporters);
