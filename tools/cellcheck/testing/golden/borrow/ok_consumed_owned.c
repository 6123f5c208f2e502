// SPDX-License-Identifier: Apache-2.0
// ok_consumed_owned: an OWN parameter may be destroyed, a field that owns too.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

struct ring;
struct box;
ATOMIC void box_end(OWN struct box *box);
// file: ok_consumed_owned.c
#include "kernel/heap/heap.h"
#include "ring.h"
#include "subject.h"

struct box {
  OWN struct ring *ring;
};

void box_end(struct box *box) {
  ring_destroy(box->ring);
  heap_delete(box);
}
