// SPDX-License-Identifier: Apache-2.0
// The phases of a swap, in order.
#include "kernel/base/text.h"
#include "kernel/swap/internal.h"

status_t swap_run(const struct swap_request *request, struct swap_report *report) {
  (void)request;
  *report = (struct swap_report){0};
  (void)text_copy(report->text, sizeof report->text, "this system cannot swap\n");
  return UNSUPPORTED;
}
