// SPDX-License-Identifier: Apache-2.0
// calibrate: how fast the time-stamp counter counts.
#pragma once
#include "kernel/base/status.h"

// UNSUPPORTED: the platform's timer stands still, or the counter does not move or moves backwards.
status_t calibrate(uint64_t *cycles_hertz);
