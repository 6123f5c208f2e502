// SPDX-License-Identifier: Apache-2.0
// columns: what the host itself takes for each row.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "testing/bench/native/rows.h"

enum column { COLUMN_MALLOC, COLUMN_CALLOC, COLUMN_MIMALLOC, COLUMN_PIPE, COLUMN_FUTEX, COLUMN_DLOPEN, COLUMNS };

void columns_start(const char *mimalloc, const char *loaded);  // libraries to open; or the end of the process
bool column_has(enum column column, enum native_row row);
const char *column_name(enum column column);
double column_ns(enum column column, enum native_row row);  // measures it now: an operation
