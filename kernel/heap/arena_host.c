// SPDX-License-Identifier: Apache-2.0
// arena_host: which processor a unit test runs on.
#include "kernel/heap/inside.h"

CELL_STATE(struct heap_host, heap_host);
