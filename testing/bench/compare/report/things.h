// SPDX-License-Identifier: Apache-2.0
// things: what is compared, in words.
#pragma once
#include "testing/bench/compare/report/rows.h"

extern const struct compare_thing thing_boot, thing_memory;
extern const struct compare_thing thing_read, thing_gate, thing_atomic, thing_request;
extern const struct compare_thing thing_switch, thing_condition, thing_channel, thing_stream;
extern const struct compare_thing thing_thread, thing_fork, thing_timer;
extern const struct compare_thing thing_map, thing_map_large, thing_map_populated;
extern const struct compare_thing thing_threadtest, thing_shbench;
extern const struct compare_thing thing_file_create, thing_file_open, thing_file_write, thing_file_read,
    thing_file_delete;
extern const struct compare_thing thing_own_locks, thing_objects, thing_pairs, thing_free_pairs, thing_two, thing_four;
