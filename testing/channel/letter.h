// SPDX-License-Identifier: Apache-2.0
// letter: a type of messages that several cells of the tests know.
#pragma once
#include "kernel/base/cell.h"

struct channel_letter {
  uint64_t from, number;
};
