// SPDX-License-Identifier: Apache-2.0
// cwe401_container: a list's owner is released with its first element still in it (CWE-401).
#include "kernel/heap/heap.h"
#include "mailbox.h"

struct outbox {
  OWN struct letter *first;
  uint32_t count;
};

void outbox_end(OWN struct outbox *outbox) {
  // note: 'outbox->count' is at most 1 here
  if (outbox->count > 1) letter_destroy(outbox->first);
  // want: own.field heap_delete takes 'outbox' while 'outbox->first' may own something
  heap_delete(outbox);
}
