// SPDX-License-Identifier: Apache-2.0
// returned_loaded: a pointer that was loaded through the borrow is returned.
// file: returned_loaded.h public
#pragma once
#include "kernel/base/cell.h"

struct entry {
  const char *name;
};

READ const char *entry_name(const struct entry *entry);

// file: returned_loaded.c
#include "returned_loaded.h"

const char *entry_name(const struct entry *entry) {
  // want: borrow.returned what is returned was borrowed through 'entry'
  return entry->name;
}
