// SPDX-License-Identifier: Apache-2.0
// missing_include: an include that is nowhere.
// status: 2
// want: front.compile 'no_such_header.h' file not found
#include "no_such_header.h"
uint32_t one(void) {
  return 1;
}
