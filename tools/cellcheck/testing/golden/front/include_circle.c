// SPDX-License-Identifier: Apache-2.0
// include_circle: a header that includes itself without end.
// status: 2
// file: circle.h
// want: front.compile #include nested too deeply
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
// note: in file included from circle.h:9:
#include "circle.h"
// file: circle.c
// note: in file included from circle.c:2:
#include "circle.h"
// want: front.compile unknown type name 'uint32_t'
uint32_t one(void) {
  return 1;
}
