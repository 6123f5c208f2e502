// SPDX-License-Identifier: Apache-2.0
// graph_host: on the host there is no running system, so a test says which region graph_running() answers with.
#pragma once
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

// region: REGION_SIZE bytes that stay; null: an empty graph of its own.
void graph_set_running_for_test(const uint8_t *region);

#ifdef __cplusplus
}
#endif
