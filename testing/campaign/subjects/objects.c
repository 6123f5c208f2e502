// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/heap that make several objects in one transaction.
#include "testing/campaign/subjects/objects.h"

#include "kernel/frames/frames.h"
#include "kernel/heap/heap.h"
#include "kernel/ledger/ledger.h"
#include "testing/campaign/subject.h"

enum { CROWD = LEDGER_RESERVE + 6, CHURNED = 24, CHURNS = 4, LARGE = 12, FREED = 6 };

struct objects_sample {
  struct objects_sample *next;
  uint64_t word[7];
};

static struct objects_sample *make(struct objects_sample *next) {
  struct objects_sample *sample = NEW(struct objects_sample);
  if (sample == NULL) return next;
  sample->next = next;
  sample->word[6] = ~UINT64_C(0);
  return sample;
}

void objects_reuse(struct campaign_kept *kept) {
  struct objects_sample *first = make(NULL), *second = make(first), *gone = make(NULL);
  heap_delete(gone);
  struct objects_sample *third = make(second);
  kept->word[0] = (uint64_t)third;
  kept->word[1] = third == gone;
}

void objects_crowd(struct campaign_kept *kept) {
  struct objects_sample *list = NULL;
  for (uint32_t i = 0; i < CROWD; i++)
    list = make(list);
  kept->word[0] = (uint64_t)list;
}

void objects_churn(struct campaign_kept *kept) {
  kept->word[0] = (uint64_t)make(make(NULL));
  for (uint32_t i = 0; i < CHURNS; i++) {
    struct objects_sample *samples[CHURNED];
    for (uint32_t j = 0; j < CHURNED; j++)
      samples[j] = make(NULL);
    for (uint32_t j = 0; j < CHURNED; j++)
      heap_delete(samples[j]);
  }
}

void objects_give(struct campaign_kept *kept) {
  struct objects_sample *given = make(make(NULL));
  kept->word[0] = (uint64_t)make(given);
  kept->word[1] = heap_give(given, ledger_cell("//testing/campaign"));
}

void objects_empty(struct campaign_kept *kept) {
  void *objects[LARGE];
  kept->word[0] = (uint64_t)make(NULL);
  for (uint32_t i = 0; i < LARGE; i++)
    objects[i] = heap_new(2000, 8, "campaign large");
  for (uint32_t i = 0; i < LARGE; i++)
    heap_delete(objects[i]);
}

CELL_CALLBACK void objects_call_reuse(struct campaign_kept *kept) {
  objects_reuse(kept);
}
CELL_CALLBACK void objects_call_crowd(struct campaign_kept *kept) {
  objects_crowd(kept);
}
CELL_CALLBACK void objects_call_churn(struct campaign_kept *kept) {
  objects_churn(kept);
}
CELL_CALLBACK void objects_call_give(struct campaign_kept *kept) {
  objects_give(kept);
}
CELL_CALLBACK void objects_call_empty(struct campaign_kept *kept) {
  objects_empty(kept);
}
CELL_UNSAFE("the list is only linked by what each object holds in its first word")
CELL_CALLBACK void objects_finish(struct campaign_kept *kept) {
  frames_fail_after(0);
  struct objects_sample *sample = (struct objects_sample *)kept->word[0], *next;
  for (; sample != NULL; sample = next) {
    next = sample->next;
    heap_delete(sample);
  }
}
// So that the type is known, and its slab there.
CELL_CALLBACK void objects_prepare(struct campaign_kept *kept) {
  objects_reuse(kept);
  objects_finish(kept);
  *kept = (struct campaign_kept){};
}
CAMPAIGN_SUBJECT(objects_new, "objects_reuse", "of a new type", NULL, objects_call_reuse, objects_finish);
CAMPAIGN_SUBJECT(objects_reused, "objects_reuse", "a block twice", objects_prepare, objects_call_reuse, objects_finish);
CAMPAIGN_SUBJECT(objects_crowded, "objects_crowd", "more than places", objects_prepare, objects_call_crowd,
                 objects_finish);
CAMPAIGN_SUBJECT(objects_churned, "objects_churn", "places anew", objects_prepare, objects_call_churn, objects_finish);
CAMPAIGN_SUBJECT(objects_given, "objects_give", "to a cell", NULL, objects_call_give, objects_finish);
CAMPAIGN_SUBJECT(objects_emptied, "objects_empty", "slabs that are not kept", NULL, objects_call_empty, objects_finish);

// The ledger has a few free entries, not as many as its reserve that were never used, and gets no memory for more.
CELL_OPS(struct ledger_type, objects_filler) = {.name = "campaign filler"};
CELL_CALLBACK void objects_prepare_full(struct campaign_kept *kept) {
  objects_prepare(kept);
  frames_fail_after(1);
  uint64_t filler = 1;
  while (ledger_add(LEDGER_SELF, &objects_filler, filler) != LEDGER_NONE)
    filler++;
  for (uint32_t i = 0; i < FREED; i++)
    kept->word[i] = ledger_add_reserved(LEDGER_SELF, &objects_filler, filler);
  for (uint32_t i = 0; i < FREED; i++)
    ledger_remove((uint32_t)kept->word[i], filler);
  *kept = (struct campaign_kept){};
}
CAMPAIGN_SUBJECT(objects_unreserved, "objects_reuse", "no reserve", objects_prepare_full, objects_call_reuse,
                 objects_finish);
