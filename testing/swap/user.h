// SPDX-License-Identifier: Apache-2.0
// user: the cell that calls the subject, in every way that there is.
#pragma once
#include "kernel/base/cell.h"

READ uint32_t user_plain(void);                         // the version that a call reaches
READ uint32_t user_version_by(uint32_t (*kept)(void));  // and a pointer that somebody kept
READ uint32_t (*user_pointer(void))(void);              // to subject_version, as this cell takes its address
STEPS uint32_t user_request(void);                      // the version that a request reaches
ATOMIC uint64_t user_add(uint64_t more);
