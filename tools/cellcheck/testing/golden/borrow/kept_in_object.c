// SPDX-License-Identifier: Apache-2.0
// kept_in_object: a borrow is kept in an object of the heap that goes out.
// file: kept_in_object.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct label {
  const char *text;
};

ATOMIC OWN_RET struct label *label_create(const char *text);

// file: kept_in_object.c
#include "kept_in_object.h"

struct label *label_create(const char *text) {
  struct label *label = NEW(struct label);
  // note: 'label' is not null here
  if (label == NULL) return NULL;
  // want: borrow.kept 'label->text' keeps 'text', which is borrowed, when the function returns
  label->text = text;
  return label;
}
