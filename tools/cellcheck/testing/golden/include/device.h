// SPDX-License-Identifier: Apache-2.0
// device: a device whose registers take what cannot be taken back.
#pragma once
#include "kernel/base/cell.h"

RAW FOREVER void device_put(uint8_t byte);
