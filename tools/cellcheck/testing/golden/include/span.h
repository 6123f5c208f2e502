// SPDX-License-Identifier: Apache-2.0
// span: memory in whole pages, which answers with a status.
#pragma once
#include "kernel/base/cell.h"

ATOMIC status_t span_reserve(uint32_t pages, OWN_RET void **address);
ATOMIC status_t span_release(OWN void *address);
ATOMIC status_t span_give(RETAINS void *address, uint32_t owner);  // to another owner in the ledger
