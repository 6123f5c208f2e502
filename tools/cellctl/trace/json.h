// SPDX-License-Identifier: Apache-2.0
// json: pieces of the output file: quoted texts, times, the objects of events.
#pragma once
#include "tools/cellctl/trace/rows.h"
#include <stdio.h>

enum { PID_TASKS = 1, PID_CPUS = 2, JSON_TEXT = 128 };

struct json {
  FILE *out;
  const struct rows *rows;
  uint64_t first;  // cycles of the oldest event: no time is before it
  bool any;        // an event was written, so a comma is due
};

void json_text(FILE *out, const char *text);  // with quotes
// Begins an event and leaves its object open: json_close ends it.
void json_event(struct json *json, char phase, const char *name, uint64_t cycles, int pid, uint64_t tid);
void json_close(struct json *json);
// The names by which people know the event's two arguments: ,"args":{...}
void json_arguments(struct json *json, const struct row_point *point, const struct row_event *event);
// What a slice or moment is called: the point's name, with the text or cell that its first argument tells.
void json_name(const struct rows *rows, const struct row_point *point, const struct row_event *event,
               char name[JSON_TEXT]);
// A task's name; of one that has ended by the events of the point "task". Empty: unknown.
void json_task_name(const struct rows *rows, uint64_t task, char name[JSON_TEXT]);
