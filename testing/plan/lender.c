// SPDX-License-Identifier: Apache-2.0
#include "testing/plan/lender.h"

struct lender_row {
  LENDER_NUMBER number;
};

const struct lender_row *lender_row(void) {
  return NULL;
}
