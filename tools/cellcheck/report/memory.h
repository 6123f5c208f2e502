// SPDX-License-Identifier: Apache-2.0
// memory: allocation for a program that runs once: no memory is the end of it, with a sentence.
#pragma once
#include <stddef.h>

void *report_resize(void *old, size_t count, size_t size);  // as realloc
char *report_copy(const char *text);                        // null stays null
