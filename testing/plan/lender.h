// SPDX-License-Identifier: Apache-2.0
// lender: hands out objects whose type only it knows.
#pragma once
#include "kernel/base/cell.h"

struct lender_row;

READ const struct lender_row *lender_row(void);
