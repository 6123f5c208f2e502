// SPDX-License-Identifier: Apache-2.0
// undo: one record of the journal taken back; docs/journal.md has the forms.
#pragma once
#include "kernel/base/cell.h"

// Restores what the record that ends at `cursor` kept; returns where the record begins. Can be done again.
uint64_t undo_record(uint64_t cursor);
