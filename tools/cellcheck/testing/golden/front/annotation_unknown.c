// SPDX-License-Identifier: Apache-2.0
// annotation_unknown: an annotation of ours that nobody knows, and one that is not ours.
#include "kernel/base/cell.h"
// want: front.annotation nobody knows the annotation "cell.wonderful"
__attribute__((annotate("cell.wonderful"))) uint32_t wonderful(void) {
  return 1;
}
__attribute__((annotate("somebody.else"))) uint32_t foreign(void) {
  return 1;
}
// want: front.annotation a kind that does not exist
__attribute__((annotate("cell.kind=GREEN"))) uint32_t green(void) {
  return 1;
}
