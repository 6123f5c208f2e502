// SPDX-License-Identifier: Apache-2.0
// released_through_number: a number that was made of a pointer is released twice.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void parcel_drop(uint64_t parcel);
ATOMIC void parcel_burn(uint64_t parcel);
// file: released_through_number.c
#include "cell.h"
#include "kernel/heap/heap.h"

static void *object(uint64_t parcel) {
  return (void *)(parcel << 4);
}

void parcel_drop(uint64_t parcel) {
  heap_delete(object(parcel));
}

void parcel_burn(uint64_t parcel) {
  parcel_drop(parcel);
  parcel_drop(parcel);
}
