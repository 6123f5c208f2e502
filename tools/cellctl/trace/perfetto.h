// SPDX-License-Identifier: Apache-2.0
// perfetto: a trace as JSON that ui.perfetto.dev and chrome://tracing show: the Trace Event Format (Chromium,
// "Trace Event Format", 2016): an object with `traceEvents`, times in microseconds.
//
// A track for each task, with its slices, moments and curves; one for what happened in no task; and one for each
// processor with the task that it ran. Every begin has its end: an end whose begin was overwritten begins with the trace,
// a begin without end ends with what it lies in, or with the trace.
//
// Context  one thread.
// State    none.
// Errors   false: no memory, or the file takes no more (errno).
#pragma once
#include <stdio.h>

#include "tools/cellctl/trace/rows.h"
#ifdef __cplusplus
extern "C" {
#endif

bool perfetto_write(const struct rows *rows, FILE *out);

#ifdef __cplusplus
}
#endif
