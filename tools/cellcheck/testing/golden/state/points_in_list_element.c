// SPDX-License-Identifier: Apache-2.0
// points_in_list_element: an element that hangs on state gets a literal.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
ATOMIC void rename_first(void);
// file: points_in_list_element.c
#include "cell.h"

struct item {
  struct item *next;
  const char *name;
};
struct items {
  struct item *first;
};
CELL_STATE(struct items, items);

void rename_first(void) {
  // want: state.points the address of the literal "first" is stored into what state 'items' leads to: the next version
  //   has it elsewhere
  if (items.first != NULL) items.first->name = "first";
}
