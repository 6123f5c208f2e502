// SPDX-License-Identifier: Apache-2.0
// ok_rodata_local: constants in locals and in calls.
#include "mailbox.h"

static uint32_t length_of(const char *text) {
  uint32_t length = 0;
  while (text[length] != 0)
    length++;
  return length;
}
uint32_t lengths(void) {
  static const char *const names[] = {"one", "two"};
  const char *third = "three";
  return length_of(names[0]) + length_of(third) + length_of("four");
}
