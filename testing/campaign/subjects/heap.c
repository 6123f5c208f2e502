// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/heap.
#include "kernel/heap/heap.h"

#include "kernel/ledger/ledger.h"
#include "testing/campaign/subject.h"

struct heap_sample {
  uint64_t word[6];
};

CELL_CALLBACK void heap_prepare_small(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)NEW(struct heap_sample);
}
CELL_CALLBACK void heap_finish(struct campaign_kept *kept) {
  heap_delete((void *)kept->word[0]);
}

CELL_CALLBACK void heap_call_small(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)NEW(struct heap_sample);
}
CAMPAIGN_SUBJECT(heap_new_small, "heap_new", "a block of a slab", NULL, heap_call_small, heap_finish);

CELL_CALLBACK void heap_call_slab(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)heap_new(1700, 8, "campaign slab");
}
CAMPAIGN_SUBJECT(heap_new_slab, "heap_new", "a new slab, a new type", NULL, heap_call_slab, heap_finish);

CELL_CALLBACK void heap_call_large(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)heap_new(20000, 4096, "campaign large");
}
CAMPAIGN_SUBJECT(heap_new_large, "heap_new", "whole frames", NULL, heap_call_large, heap_finish);

CELL_CALLBACK void heap_prepare_large(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)heap_new(20000, 4096, "campaign large");
}
CELL_CALLBACK void heap_call_delete(struct campaign_kept *kept) {
  heap_delete((void *)kept->word[0]);
}
CAMPAIGN_SUBJECT(heap_delete_small, "heap_delete", "a block of a slab", heap_prepare_small, heap_call_delete, NULL);
CAMPAIGN_SUBJECT(heap_delete_large, "heap_delete", "whole frames", heap_prepare_large, heap_call_delete, NULL);

CELL_CALLBACK void heap_prepare_slab(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)heap_new(1700, 8, "campaign slab");
}
CAMPAIGN_SUBJECT(heap_delete_slab, "heap_delete", "the last of a slab", heap_prepare_slab, heap_call_delete, NULL);

CELL_CALLBACK void heap_prepare_none(struct campaign_kept *) {
  heap_fail_after(1);
}
CELL_CALLBACK void heap_finish_none(struct campaign_kept *kept) {
  heap_fail_after(0);
  heap_delete((void *)kept->word[0]);
}
CAMPAIGN_SUBJECT(heap_new_none, "heap_new", "no memory", heap_prepare_none, heap_call_small, heap_finish_none);

CELL_CALLBACK void heap_call_give(struct campaign_kept *kept) {
  kept->word[1] = heap_give((void *)kept->word[0], ledger_cell("//testing/campaign"));
}
CAMPAIGN_SUBJECT(heap_give_cell, "heap_give", "to a cell", heap_prepare_small, heap_call_give, heap_finish);

CELL_CALLBACK void heap_call_fail(struct campaign_kept *) {
  heap_fail_after(7);
}
CELL_CALLBACK void heap_finish_fail(struct campaign_kept *) {
  heap_fail_after(0);
}
CAMPAIGN_SUBJECT(heap_fail, "heap_fail_after", "sets", NULL, heap_call_fail, heap_finish_fail);
