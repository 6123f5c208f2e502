// SPDX-License-Identifier: Apache-2.0
// What the next version of provider has beside provider.c.
#include "kernel/linker/testdata/provider.h"

CELL_CALLBACK VIEW_RET const char *provider_label(void) {
  return CELL_LABEL;
}
