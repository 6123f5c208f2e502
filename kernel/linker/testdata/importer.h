// SPDX-License-Identifier: Apache-2.0
// importer: a cell for the linker's tests that uses provider in every way in which a cell can use another.
#pragma once
#include "kernel/base/cell.h"
#include "kernel/linker/testdata/provider.h"

READ uint64_t importer_sum(uint64_t a, uint64_t b, uint64_t c);  // by calls
RAW uint64_t importer_counts(uint64_t times);                    // calls provider_count in a loop
STEPS uint64_t importer_waits(uint64_t value);                   // a STEPS call inside a STEPS call
READ provider_binary *importer_address(void);                    // of provider_add
READ provider_binary *importer_own_address(void);                // of importer_multiply
READ uint64_t importer_multiply(uint64_t a, uint64_t b);
READ uint64_t importer_applies(uint64_t a, uint64_t b);  // has provider call a callback of this cell
READ provider_binary *importer_callback(void);           // that one
READ const struct provider_ops *importer_ops(void);
