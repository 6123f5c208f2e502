// SPDX-License-Identifier: Apache-2.0
// parts: what the files of `own` call of one another.
#pragma once
#include <stdint.h>

int64_t own_nodes(void);  // a row for each task, cell and processor
int64_t own_types(void);  // a row for each type
int64_t own_leaks(void);  // what nobody will give back
