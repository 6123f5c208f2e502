// SPDX-License-Identifier: Apache-2.0
// files: the `.cell` files of a question: alone, or all that an image was linked of, in the NAME.cells beside its NAME.elf.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "tools/graph/texts.h"
#ifdef __cplusplus
extern "C" {
#endif

enum { FILES_MOST = 512 };

struct cell_file {
  const uint8_t *bytes;  // aligned as kernel/linker wants them; they stay until the program ends
  uint64_t size;
};

struct cell_files {
  struct cell_file files[FILES_MOST];
  size_t count;
};

// Appends what is in the file: NAME.cell; NAME.cells, an archive as ar(1) makes it, but for its spares; or NAME.elf, which stands for the
// NAME.cells beside it. Ends the program with a sentence when it cannot be read.
void files_read(struct cell_files *files, const char *path);
// Adds the texts of what that NAME.elf was linked of, and of its spares; none where there is no NAME.cells beside it.
void files_texts(struct texts *texts, const char *image);

#ifdef __cplusplus
}
#endif
