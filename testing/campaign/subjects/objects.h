// SPDX-License-Identifier: Apache-2.0
// objects: transactions that make and release several objects of the heap: those behind the first are fresh (kernel/heap/fresh.c).
//
// Context  a task.
// Owns     what they make and do not release: kept[0] leads to it, each to the next.
// State    none.
// Errors   fewer: no memory.
#pragma once
#include "kernel/base/cell.h"
#include "testing/campaign/subject.h"

ATOMIC void objects_reuse(struct campaign_kept *kept);  // of some made one goes, and its block is used again
ATOMIC void objects_crowd(struct campaign_kept *kept);  // more are made than there are places for
ATOMIC void objects_churn(struct campaign_kept *kept);  // more are made and released than there are places for
ATOMIC void objects_give(struct campaign_kept *kept);   // to a cell, while it is fresh
ATOMIC void objects_empty(struct campaign_kept *kept);  // slabs, which are empty again at the end
