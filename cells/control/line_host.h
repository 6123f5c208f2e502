// SPDX-License-Identifier: Apache-2.0
// line_host: what unit tests do with the control line: read what went out, let bytes come in.
#pragma once
#include "cells/control/line.h"

enum { LINE_HOST_OUTPUT = 1 << 20 };

RAW void line_host_reset(void);  // as after boot: nothing sent, not started, present, sixteen bytes at a time
// What went out since the reset or the last line_host_forget; what does not fit is counted only.
READ VIEW_RET const uint8_t *line_host_output(void);
READ size_t line_host_output_length(void);
RAW void line_host_forget(void);
// A byte arrives, as from the interrupt handler; false also when the line was not started.
RAW bool line_host_type(uint8_t byte);
RAW void line_host_set_present(bool present);
RAW void line_host_set_burst(uint32_t bytes);  // how many go out in one call; 0: the line is stuck
RAW void line_host_set_lost(uint64_t lost);
