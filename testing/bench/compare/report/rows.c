// SPDX-License-Identifier: Apache-2.0
// The rows, in the order in which they are shown; those of one heading stand together.
#include "testing/bench/compare/report/rows.h"

#include "testing/bench/compare/report/things.h"

#define EACH(key_, what, delias, linux_, counted, mode_, unit_, heading_, wanted_)                                     \
  {.key = key_ "_" counted,                                                                                            \
   .thing = &thing_##what,                                                                                             \
   .unit = unit_,                                                                                                      \
   .heading = heading_,                                                                                                \
   .mode = mode_,                                                                                                      \
   .rule = COMPARE_EACH,                                                                                               \
   .line = {delias, linux_},                                                                                           \
   .wanted = wanted_}
#define LATE_(key_, what, delias, linux_, counted, mode_, unit_, heading_)                                             \
  {                                                                                                                    \
    .key = key_ "_" counted, .thing = &thing_##what, .unit = unit_, .heading = heading_, .mode = mode_,                \
    .rule = COMPARE_LATE, .line = {                                                                                    \
      delias,                                                                                                          \
      linux_                                                                                                           \
    }                                                                                                                  \
  }

#define LATE(...) LATE_("timer", timer, "sleep", "sleep", __VA_ARGS__)

#define CALLS(...)                                                                                                     \
  EACH("read", read, "slot_call", "getppid", __VA_ARGS__, 40),                                                         \
      EACH("gate", gate, "gate_call", "getppid", __VA_ARGS__, 0),                                                      \
      EACH("atomic", atomic, "atomic", "getppid", __VA_ARGS__, 10),                                                    \
      EACH("request", request, "request", "getppid", __VA_ARGS__, 0)
#define TASKS(...)                                                                                                     \
  EACH("switch", switch, "give_way", "sched_yield", __VA_ARGS__, 3),                                                   \
      EACH("condition", condition, "condition_round_trip", "condition_round_trip", __VA_ARGS__, 0),                    \
      EACH("channel", channel, "channel_round_trip", "pipe_round_trip", __VA_ARGS__, 15),                              \
      EACH("stream", stream, "stream_piece", "pipe_piece", __VA_ARGS__, 0),                                            \
      EACH("thread", thread, "spawn_join", "pthread_create_join", __VA_ARGS__, 20),                                    \
      EACH("fork", fork, "spawn_join", "fork_exit_wait", __VA_ARGS__, 150)
#define MEMORY(...)                                                                                                    \
  EACH("map", map, "reserve_touch_release", "map_touch_unmap", __VA_ARGS__, 10),                                       \
      EACH("map_large", map_large, "reserve_touch_release_large", "map_touch_unmap_large", __VA_ARGS__, 10),           \
      EACH("map_populated", map_populated, "reserve_touch_release_large", "map_populate_unmap_large", __VA_ARGS__, 0), \
      EACH("threadtest", threadtest, "threadtest", "threadtest", __VA_ARGS__, 0),                                      \
      EACH("shbench", shbench, "shbench", "shbench", __VA_ARGS__, 0)
#define FILES(...)                                                                                                     \
  EACH("file_create", file_create, "file_create", "file_create", __VA_ARGS__, 4),                                      \
      EACH("file_open", file_open, "file_open", "file_open", __VA_ARGS__, 4),                                          \
      EACH("file_write", file_write, "file_write", "file_write", __VA_ARGS__, 4),                                      \
      EACH("file_read", file_read, "file_read", "file_read", __VA_ARGS__, 4),                                          \
      EACH("file_delete", file_delete, "file_delete", "file_delete", __VA_ARGS__, 4)
#define SAME(key, thing, line, ...) EACH(key, thing, line, line, __VA_ARGS__, 0)
#define PARALLEL(median, ...)                                                                                          \
  SAME("own_locks", own_locks, median "parallel_locks", __VA_ARGS__),                                                  \
      SAME("objects", objects, median "parallel_objects", __VA_ARGS__),                                                \
      SAME("pairs", pairs, median "parallel_pairs", __VA_ARGS__),                                                      \
      SAME("free_pairs", free_pairs, median "parallel_free_pairs", __VA_ARGS__),                                       \
      SAME("two_contend", two, median "contended_by_two", __VA_ARGS__),                                                \
      SAME("four_contend", four, median "contended_by_four", __VA_ARGS__)
#define ALL(...) CALLS(__VA_ARGS__), TASKS(__VA_ARGS__), MEMORY(__VA_ARGS__), FILES(__VA_ARGS__)

#define INSTRUCTIONS "instructions", COMPARE_INSTRUCTIONS, "instructions", "Instructions, one processor"
#define TICKS "ticks", COMPARE_TICKS, "ticks", "Time-stamp ticks, one processor"
#define INSTRUCTIONS_4 "instructions_4", COMPARE_INSTRUCTIONS_4, "instructions", "Instructions of all, four processors"
#define TICKS_4 "ticks_4", COMPARE_TICKS_4, "ticks", "Time-stamp ticks, four processors"

// On one processor the least of the repetitions counts, on four their median: in the least nobody has met anybody.
#define SCALING(key_, what, name, wanted_)                                                                             \
  {.key = key_ "_scaling",                                                                                             \
   .thing = &thing_##what,                                                                                             \
   .unit = "times",                                                                                                    \
   .heading = "Instructions on four processors over those on one",                                                     \
   .mode = COMPARE_INSTRUCTIONS_4,                                                                                     \
   .rule = COMPARE_SCALING,                                                                                            \
   .line = {name, name},                                                                                               \
   .line_of_4 = {"median_" name, "median_" name},                                                                      \
   .wanted = wanted_}

const struct compare_row compare_rows[] = {
    {.key = "boot_instructions",
     .thing = &thing_boot,
     .unit = "instructions",
     .heading = "Instructions, one processor",
     .mode = COMPARE_BOOT_INSTRUCTIONS,
     .rule = COMPARE_BOOT_COUNT,
     .wanted = 100},
    ALL(INSTRUCTIONS),
    LATE(INSTRUCTIONS),
    PARALLEL("", INSTRUCTIONS),
    {.key = "boot_time",
     .thing = &thing_boot,
     .unit = "ms",
     .heading = "Milliseconds",
     .mode = COMPARE_BOOT_TICKS,
     .rule = COMPARE_BOOT_TIME,
     .wanted = 100},
    ALL(TICKS),
    LATE(TICKS),
    PARALLEL("", TICKS),
    ALL(INSTRUCTIONS_4),
    PARALLEL("median_", INSTRUCTIONS_4),
    ALL(TICKS_4),
    LATE(TICKS_4),
    PARALLEL("", TICKS_4),
    SCALING("own_locks", own_locks, "parallel_locks", 125),
    SCALING("objects", objects, "parallel_objects", 125),
    SCALING("pairs", pairs, "parallel_pairs", 125),
    SCALING("free_pairs", free_pairs, "parallel_free_pairs", 125),
    SCALING("two_contend", two, "contended_by_two", 0),
    SCALING("four_contend", four, "contended_by_four", 0),
    {.key = "memory",
     .thing = &thing_memory,
     .unit = "KiB",
     .heading = "Memory in KiB",
     .mode = COMPARE_BOOT_TICKS,
     .rule = COMPARE_MEMORY,
     .wanted = 20},
};
const uint32_t compare_row_count = sizeof compare_rows / sizeof compare_rows[0];
