// SPDX-License-Identifier: Apache-2.0
// answers_unseen: five calls whose answers decide who owns what, and the first of them is looked at behind the last. One file is lost.
#include "handle.h"

status_t open_all(void) {
  struct file *a, *b, *c, *d, *e;
  status_t of_a = file_open("a", &a);
  status_t of_b = file_open("b", &b);
  status_t of_c = file_open("c", &c);
  status_t of_d = file_open("d", &d);
  // want: front.unseen the answers of more than 4 calls decide what is owned here, and none of them was looked at: what
  //   is lost behind them is not seen
  status_t of_e = file_open("e", &e);
  if (of_a == OK) file_close(a);
  if (of_b == OK) file_close(b);
  if (of_c == OK) file_close(c);
  if (of_d == OK) file_close(d);
  return of_e;
}
