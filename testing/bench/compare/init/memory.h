// SPDX-License-Identifier: Apache-2.0
// memory: what /proc/meminfo says, one line on the console each.
#pragma once

void memory_report(void);
