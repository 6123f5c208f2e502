// SPDX-License-Identifier: Apache-2.0
// annotation_kind_on_static: a kind before a static function exports nothing.
#include "kernel/base/cell.h"
// want: header.export 'hidden' is static, and yet has a kind, which exports it
READ static uint32_t hidden(void) {
  return 1;
}
uint32_t seen(void) {
  return hidden();
}
