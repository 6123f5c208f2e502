// SPDX-License-Identifier: Apache-2.0
// sarif: the lines between which a SARIF file of cellcheck has its results, one a line; so that files can be joined.
#pragma once
#include <stdio.h>

#define SARIF_RESULTS "\"results\":[\n"
#define SARIF_END "]}]}\n"

void sarif_begin(FILE *out);  // up to the results
void sarif_end(FILE *out);
