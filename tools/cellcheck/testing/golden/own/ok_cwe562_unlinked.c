// SPDX-License-Identifier: Apache-2.0
// ok_cwe562_unlinked: the request is taken out of the queue before the function returns.
#include "kernel/base/cell.h"

struct request {
  struct request *next;
  uint32_t sector;
};
struct disk {
  struct request *first;
};
CELL_STATE(struct disk, disk);

void disk_read(uint32_t sector) {
  struct request request = {disk.first, sector};
  disk.first = &request;
  disk.first = request.next;
}
