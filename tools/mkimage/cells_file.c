// SPDX-License-Identifier: Apache-2.0
// NAME.cells: the files of all cells of the image in link order, then of its spares, as an archive of ar(1). With it //tools/graph plans swaps to what
// was built, and says what differs.
#include "tools/graph/archive.h"
#include "tools/mkimage/mkimage.h"

void image_write_cells(const struct image *image, FILE *out) {
  unsigned number = 0;
  archive_begin(out);
  for (size_t i = 0; i < image->cell_count; i++) {
    const struct image_cell *cell = &image->cells[i];
    char name[16];
    snprintf(name, sizeof name, "%u.%s/", number++, cell->spare == NULL ? "cell" : "spare");
    archive_put(out, name, cell->bytes, cell->size);
  }
}
