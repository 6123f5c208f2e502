// SPDX-License-Identifier: Apache-2.0
// node: the nodes that the ledger makes itself, for cells and processors, and the way of a node to the dead.
#include "kernel/base/text.h"
#include "kernel/ledger/table.h"

CELL_OPS(struct ledger_type, ledger_root_type) = {.name = "ledger"};
CELL_OPS(struct ledger_type, ledger_dead_type) = {.name = "the dead"};
CELL_OPS(struct ledger_type, ledger_cpu_type) = {.name = "processor"};
CELL_OPS(struct ledger_type, ledger_cell_type) = {.name = "cell"};
CELL_OPS(struct ledger_type, ledger_lost_type) = {.name = "what was lost"};

// On nobody's way in the usual course of things: small rather than fast.
#pragma clang attribute push(__attribute__((minsize)), apply_to = function)

// A node below the root.
HOLDS(&ledger.lock) static uint32_t make(uint32_t type, uint64_t object) {
  uint32_t number = table_start() ? table_take(LEDGER_RESERVE) : 0;
  if (number == 0) return 0;
  entry_at(number)->first = 0;
  node_place(number, object, type, ENTRY_ROOT, 0);
  return number;
}

void node_place(uint32_t number, uint64_t object, uint32_t type, uint32_t owner, uint32_t sequence) {
  struct ledger_entry *entry = entry_at(number);
  uint32_t next = table_link(number, owner, entry_at(owner));
  entry->word = entry_word(object, pair(type, sequence), owner, number);
  pair_store(&entry->type, pair(type, sequence));
  pair_store(&entry->owner, pair(owner, 0));
  pair_store(&entry->next, pair(next, entry->first));
}

uint32_t node_of_cpu(void) {
  struct nucleus_cpu *cpu = ledger_cpu();
  if (cpu->owner == LEDGER_NONE || entry_find((uint32_t)cpu->owner) == NULL)
    cpu->owner = make(type_code(&ledger_cpu_type) | TYPE_CPU, (uint64_t)cpu);
  return (uint32_t)cpu->owner;
}

// Only says that there is work: the undertaker looks for it himself.
HOLDS(&ledger.lock) static void notify(void) {
  if (ledger.notice != NULL) AFTER(ledger.notice, 0, 0, 0);
}

void node_kill(uint32_t number, struct ledger_entry *entry) {
  table_forget(number);
  table_unlink(number, entry);
  node_place(number, entry_object(entry), entry->type | TYPE_DYING | TYPE_DYING, ENTRY_DEAD, 0);
  notify();
}

void node_orphan(uint32_t number, struct ledger_entry *entry) {
  table_forget(number);
  if (entry->owner == OWNER_LOST)
    ledger.lost--;
  else
    table_unlink(number, entry);
  node_place(number, 0, type_code(&ledger_lost_type) | TYPE_DYING, ENTRY_DEAD, 0);
  notify();
}

#pragma clang attribute pop

// FNV-1a.
static uint32_t hash(const char *label) {
  uint32_t value = 2166136261;
  for (; *label != 0; label++)
    value = (value ^ (uint8_t)*label) * 16777619;
  return value;
}

HOLDS(&ledger.lock) static struct ledger_cell_row *row_at(uint32_t row) {
  return &ledger.cells[row / CELL_ROWS_PER_FRAME][row % CELL_ROWS_PER_FRAME];
}

HOLDS(&ledger.lock) static struct ledger_cell_row *row_make(const char *label, uint8_t *place) {
  uint32_t row = ledger.cell_rows;
  if (row == UINT8_MAX || !table_start()) return NULL;
  struct ledger_cell_row **rows = &ledger.cells[row / CELL_ROWS_PER_FRAME];
  if (*rows == NULL) *rows = table_frames(0);
  if (*rows == NULL) return NULL;
  *row_at(row) = (struct ledger_cell_row){0};
  text_copy(row_at(row)->label, CELL_LABEL_SIZE, label);
  ledger.cell_rows++;
  *place = (uint8_t)(row + 1);
  return row_at(row);
}

HOLDS(&ledger.lock) static struct ledger_cell_row *row_find(const char *label) {
  for (uint32_t at = hash(label);; at++) {
    uint8_t *place = &ledger.cell_at[at % CELL_PLACES];
    if (*place == 0) return row_make(label, place);  // there is always an empty place: half of them are
    if (text_equal(row_at(*place - 1U)->label, label)) return row_at(*place - 1U);
  }
}

uint32_t ledger_cell(const char *label) {
  local_enter_all();
  struct ledger_cell_row *row = text_length_at_most(label, CELL_LABEL_SIZE) < CELL_LABEL_SIZE ? row_find(label) : NULL;
  uint32_t node = LEDGER_NONE;
  if (row != NULL) {
    const struct ledger_entry *entry = row->node != 0 ? entry_find(row->node) : NULL;
    uint32_t type = type_code(&ledger_cell_type);
    // A cell that was removed and comes again gets a node of its own.
    if (entry == NULL || entry->type != type || entry_object(entry) != (uint64_t)row)
      row->node = make(type, (uint64_t)row);
    node = row->node;
  }
  local_leave_all();
  return node;
}
