// SPDX-License-Identifier: Apache-2.0
// ledger_host: for tests that start memory anew: the ledger's table went with the old one.
#pragma once
#include "kernel/base/cell.h"

RAW void ledger_host_forget(void);  // as before the first entry
