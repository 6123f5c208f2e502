// SPDX-License-Identifier: Apache-2.0
// small_graph: a valid graph of two cells with a row in every table, for tests that damage it.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// region: REGION_SIZE zeroed bytes.
void small_graph_write(uint8_t *region);

#ifdef __cplusplus
}
#endif
