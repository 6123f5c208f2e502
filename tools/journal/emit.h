// SPDX-License-Identifier: Apache-2.0
// emit: writes the code of a group's log.
#pragma once
#include "tools/journal/groups.h"

namespace journal {

void Emit(const Group &group, Statistics &statistics);

}  // namespace journal
