// SPDX-License-Identifier: Apache-2.0
// cwe562_kept_in_state: a request on the stack is left in the queue (CWE-562).
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
  // want: borrow.stack 'disk.first' keeps the address of the local variable 'request' when the function returns
  disk.first = &request;
}
