// SPDX-License-Identifier: Apache-2.0
// after_host: transactions of unit tests, as far as AFTER and BEFORE go; there is no undo.
#pragma once
#include "kernel/base/cell.h"

#ifndef __DELIAS__
RAW void nucleus_host_begin(void);   // from here on AFTERs and BEFOREs wait
RAW void nucleus_host_commit(void);  // BEFOREs are done, then AFTERs, each with the BEFOREs that it asked for
RAW bool nucleus_host_is_inside(void);
RAW uint64_t nucleus_host_afters(void);          // that wait
RAW const void *nucleus_host_transaction(void);  // never null, as no transaction of the running system is
#endif
