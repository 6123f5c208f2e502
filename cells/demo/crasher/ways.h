// SPDX-License-Identifier: Apache-2.0
// ways: when the crasher is to fault, and how it does so. RAW: what is kept here is not undone with the rest.
#pragma once
#include "cells/demo/crasher/crasher.h"

// Whether it is to fault in that way now; if so, that counts.
RAW_PRIVATE bool ways_due(enum crasher_way way);
RAW_PRIVATE bool ways_is_due(enum crasher_way way);  // the same, and it does not count
RAW_PRIVATE NORETURN void ways_fault(enum crasher_way way);
