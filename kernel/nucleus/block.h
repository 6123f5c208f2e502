// SPDX-License-Identifier: Apache-2.0
// block: which pages of a CPU's block of the region's CPU area are mapped. Plain code: whoever maps a block links a copy of its own.
#pragma once
#include <stdint.h>

struct nucleus_run {
  uint32_t page, pages;
};

// The index-th run of mapped pages, from 0 on; one of 0 pages: there are no more. Between two runs lies at least one page that is not mapped.
struct nucleus_run nucleus_run(uint32_t index);
