// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/pages.
#include "kernel/pages/pages.h"

#include "kernel/base/region.h"
#include "kernel/ledger/ledger.h"
#include "testing/campaign/subject.h"

CELL_CALLBACK void pages_call_reserve(struct campaign_kept *kept) {
  void *address = NULL;
  kept->word[1] = pages_reserve(5, "campaign", &address);
  kept->word[0] = (uint64_t)address;
}
CELL_CALLBACK void pages_prepare(struct campaign_kept *kept) {
  pages_call_reserve(kept);
}
CELL_CALLBACK void pages_finish(struct campaign_kept *kept) {
  if (kept->word[0] != 0) (void)!pages_release((void *)kept->word[0]);
}
CAMPAIGN_SUBJECT(pages_reserve_some, "pages_reserve", "five", NULL, pages_call_reserve, pages_finish);

CELL_CALLBACK void pages_call_release(struct campaign_kept *kept) {
  kept->word[1] = pages_release((void *)kept->word[0]);
}
CAMPAIGN_SUBJECT(pages_release_some, "pages_release", "five", pages_prepare, pages_call_release, NULL);

CELL_CALLBACK void pages_call_wrong(struct campaign_kept *kept) {
  kept->word[1] = pages_release((void *)(DYNAMIC_BASE + DYNAMIC_SIZE / 2));
}
CAMPAIGN_SUBJECT(pages_release_wrong, "pages_release", "what was not reserved", NULL, pages_call_wrong, NULL);

CELL_CALLBACK void pages_call_give(struct campaign_kept *kept) {
  kept->word[1] = pages_give((void *)kept->word[0], ledger_cell("//testing/campaign"));
}
CAMPAIGN_SUBJECT(pages_give_cell, "pages_give", "to a cell", pages_prepare, pages_call_give, pages_finish);

CELL_CALLBACK void pages_call_device(struct campaign_kept *kept) {
  volatile void *address;
  kept->word[1] = pages_device(0xfed00000, 4096, &address);
}
CAMPAIGN_SUBJECT(pages_device_one, "pages_device", "a page of registers", NULL, pages_call_device, NULL);

// Behind what is in use of the area of cells: where a swap would put one.
static uint64_t free_region(void) {
  struct region_span span = region_span(REGION_CELL);
  return REGION_BASE + span.offset + span.size - 64 * REGION_PAGE;
}
CELL_CALLBACK void pages_call_region(struct campaign_kept *kept) {
  kept->word[1] = pages_region_map(free_region(), free_region() + 3 * REGION_PAGE, PAGES_R);
}
CELL_CALLBACK void pages_finish_region(struct campaign_kept *) {
  (void)!pages_region_unmap(free_region(), free_region() + 3 * REGION_PAGE);
}
CELL_CALLBACK void pages_prepare_region(struct campaign_kept *kept) {
  pages_call_region(kept);
}
CELL_CALLBACK void pages_call_unregion(struct campaign_kept *kept) {
  kept->word[1] = pages_region_unmap(free_region(), free_region() + 3 * REGION_PAGE);
}
CAMPAIGN_SUBJECT(pages_region_map_some, "pages_region_map", "three pages", NULL, pages_call_region,
                 pages_finish_region);
CAMPAIGN_SUBJECT(pages_region_unmap_some, "pages_region_unmap", "three pages", pages_prepare_region,
                 pages_call_unregion, NULL);
