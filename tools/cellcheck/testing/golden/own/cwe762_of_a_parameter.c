// SPDX-License-Identifier: Apache-2.0
// cwe762_of_a_parameter: a letter of another cell goes to the heap.
// file: cwe762_of_a_parameter.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"
#include "mailbox.h"

ATOMIC void letter_drop(OWN struct letter *letter);

// file: cwe762_of_a_parameter.c
#include "cwe762_of_a_parameter.h"

// note: 'letter' is owned from here: the parameter is marked OWN
void letter_drop(struct letter *letter) {
  // note: 'letter' is not null here
  if (letter == NULL) return;
  heap_delete(letter->bytes);
  // want: own.family heap_delete does not take a struct letter, which letter_destroy does: 'letter'
  heap_delete(letter);
}
