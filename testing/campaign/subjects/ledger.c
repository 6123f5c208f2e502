// SPDX-License-Identifier: Apache-2.0
// Subjects of kernel/ledger.
#include "kernel/ledger/ledger.h"

#include "kernel/nucleus/nucleus.h"
#include "testing/campaign/subject.h"

CELL_CALLBACK void ledger_sample_release(uint64_t object) {
  (void)object;
}
CELL_OPS(struct ledger_type, campaign_type) = {.name = "campaign sample", .release = ledger_sample_release};
CELL_OPS(struct ledger_type, campaign_node) = {.name = "campaign node"};

CELL_CALLBACK void ledger_call_add(struct campaign_kept *kept) {
  kept->word[0] = ledger_add(ledger_self(), &campaign_type, 0x1234);
}
CELL_CALLBACK void ledger_prepare(struct campaign_kept *kept) {
  ledger_call_add(kept);
}
CELL_CALLBACK void ledger_finish(struct campaign_kept *kept) {
  ledger_remove((uint32_t)kept->word[0], 0x1234);
}
CAMPAIGN_SUBJECT(ledger_add_one, "ledger_add", "to the task", NULL, ledger_call_add, ledger_finish);

CELL_CALLBACK void ledger_call_reserve(struct campaign_kept *kept) {
  kept->word[0] = ledger_reserve();
}
CAMPAIGN_SUBJECT(ledger_reserve_there, "ledger_reserve", "for the task", NULL, ledger_call_reserve, NULL);

CELL_CALLBACK void ledger_call_add_reserved(struct campaign_kept *kept) {
  kept->word[0] = ledger_add_reserved(LEDGER_SELF, &campaign_type, 0x1234);
}
CAMPAIGN_SUBJECT(ledger_add_of_reserve, "ledger_add_reserved", "to the task", ledger_call_reserve,
                 ledger_call_add_reserved, ledger_finish);

// The first chunk has no room for the reserve any more.
CELL_CALLBACK void ledger_prepare_full(struct campaign_kept *) {
  struct ledger_statistics ledger;
  ledger_statistics(&ledger);
  for (uint64_t i = ledger.entries; i < ledger.capacity + LEDGER_RESERVE / 2; i++)
    (void)(i < ledger.capacity - 2 ? ledger_add(LEDGER_SELF, &campaign_node, i)
                                   : ledger_add_reserved(LEDGER_SELF, &campaign_node, i));
}
CAMPAIGN_SUBJECT(ledger_reserve_grown, "ledger_reserve", "a new chunk", ledger_prepare_full, ledger_call_reserve, NULL);

CELL_CALLBACK void ledger_call_remove(struct campaign_kept *kept) {
  ledger_remove((uint32_t)kept->word[0], 0x1234);
}
CAMPAIGN_SUBJECT(ledger_remove_one, "ledger_remove", "of the task", ledger_prepare, ledger_call_remove, NULL);

CELL_CALLBACK void ledger_call_wrong(struct campaign_kept *kept) {
  ledger_remove((uint32_t)kept->word[0], 0x4321);
}
CAMPAIGN_SUBJECT(ledger_remove_wrong, "ledger_remove", "another object", ledger_prepare, ledger_call_wrong,
                 ledger_finish);

CELL_CALLBACK void ledger_call_move(struct campaign_kept *kept) {
  kept->word[1] = ledger_move((uint32_t)kept->word[0], 0x1234, ledger_cell("//testing/campaign"));
}
CELL_CALLBACK void ledger_prepare_move(struct campaign_kept *kept) {
  (void)ledger_cell("//testing/campaign");
  ledger_call_add(kept);
}
CAMPAIGN_SUBJECT(ledger_move_one, "ledger_move", "to a cell", ledger_prepare_move, ledger_call_move, ledger_finish);

CELL_CALLBACK void ledger_call_cell(struct campaign_kept *kept) {
  kept->word[0] = ledger_cell("//testing/campaign/new");
}
CAMPAIGN_SUBJECT(ledger_cell_new, "ledger_cell", "a new one", NULL, ledger_call_cell, NULL);

static void plant(struct campaign_kept *kept, uint32_t leaves) {
  kept->word[0] = ledger_add(ledger_self(), &campaign_node, 0x1000);
  for (uint32_t i = 0; i < leaves; i++)
    (void)ledger_add((uint32_t)kept->word[0], &campaign_node, 0x2000 + i);
}
CELL_CALLBACK void ledger_prepare_tree(struct campaign_kept *kept) {
  plant(kept, 3);
}
CELL_CALLBACK void ledger_call_disown(struct campaign_kept *kept) {
  ledger_disown((uint32_t)kept->word[0]);
}
CELL_CALLBACK void ledger_finish_tree(struct campaign_kept *) {
  struct ledger_work work;
  do
    work = (struct ledger_work){0};
  while (ledger_bury_one(&work));
}
CAMPAIGN_SUBJECT(ledger_disown_tree, "ledger_disown", "a tree", ledger_prepare_tree, ledger_call_disown,
                 ledger_finish_tree);

CELL_CALLBACK void ledger_prepare_dead(struct campaign_kept *kept) {
  plant(kept, 2);
  ledger_disown((uint32_t)kept->word[0]);
}
CELL_CALLBACK void ledger_call_bury(struct campaign_kept *kept) {
  kept->word[1] = ledger_bury_one((struct ledger_work *)&kept->word[4]);
}
CAMPAIGN_SUBJECT(ledger_bury, "ledger_bury_one", "a leaf", ledger_prepare_dead, ledger_call_bury, ledger_finish_tree);

// What the two STEPS are made of, each as a call of its own.
CELL_CALLBACK void ledger_call_next_burial(struct campaign_kept *kept) {
  kept->word[1] = ledger_next_burial((struct ledger_work *)&kept->word[4]);
}
CAMPAIGN_SUBJECT(ledger_choose_dead, "ledger_next_burial", "a leaf", ledger_prepare_dead, ledger_call_next_burial,
                 ledger_finish_tree);

CELL_CALLBACK void ledger_prepare_chosen(struct campaign_kept *kept) {
  ledger_prepare_dead(kept);
  ledger_call_next_burial(kept);
}
CELL_CALLBACK void ledger_call_end_release(struct campaign_kept *kept) {
  ledger_end_release((struct ledger_work *)&kept->word[4]);
}
CAMPAIGN_SUBJECT(ledger_end_one, "ledger_end_release", "of a leaf", ledger_prepare_chosen, ledger_call_end_release,
                 ledger_finish_tree);

// Three objects of the running task, acquired after its mark.
CELL_CALLBACK void ledger_prepare_acquired(struct campaign_kept *kept) {
  kept->word[0] = ledger_self();
  kept->word[1] = nucleus_cpu()->current->acquired;
  for (uint32_t i = 0; i < 3; i++)
    (void)ledger_add((uint32_t)kept->word[0], &campaign_node, 0x3000 + i);
}
CELL_CALLBACK void ledger_finish_acquired(struct campaign_kept *kept) {
  ledger_release_since((uint32_t)kept->word[0], kept->word[1]);
}
CAMPAIGN_SUBJECT(ledger_release_acquired, "ledger_release_since", "three objects", ledger_prepare_acquired,
                 ledger_finish_acquired, NULL);

CELL_CALLBACK void ledger_call_next_abandoned(struct campaign_kept *kept) {
  kept->word[2] = ledger_next_abandoned((uint32_t)kept->word[0], kept->word[1], (struct ledger_work *)&kept->word[4]);
}
CAMPAIGN_SUBJECT(ledger_choose_abandoned, "ledger_next_abandoned", "the newest", ledger_prepare_acquired,
                 ledger_call_next_abandoned, ledger_finish_acquired);

CELL_CALLBACK void ledger_finish_kept(struct campaign_kept *kept) {
  ledger_disown((uint32_t)kept->word[0]);
  ledger_finish_tree(kept);
}
CELL_CALLBACK void ledger_call_rebuild(struct campaign_kept *kept) {
  kept->word[1] = ledger_rebuild();
}
CAMPAIGN_SUBJECT(ledger_rebuild_whole, "ledger_rebuild", "nothing is wrong", ledger_prepare_tree, ledger_call_rebuild,
                 ledger_finish_kept);

// Of nobody else in the campaign's image.
CELL_CALLBACK void ledger_call_notice(struct campaign_kept *) {
  ledger_set_notice(NULL);
}
CAMPAIGN_SUBJECT(ledger_no_notice, "ledger_set_notice", "nobody", NULL, ledger_call_notice, NULL);
