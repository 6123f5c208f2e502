// SPDX-License-Identifier: Apache-2.0
// perfetto: which event goes on which track, and that begins and ends are paired.
#include "tools/cellctl/trace/perfetto.h"

#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/trace/json.h"

// Above the numbers of tasks lie the tracks of what happened in no task, one for each processor.
enum { NO_TASK = ROWS_TASKS };

struct track {
  uint64_t tid;
  uint64_t *open;  // the points of begins that have not ended, outermost first
  size_t open_count;
};

struct tracks {
  struct track *tracks;
  size_t count;
};

static uint64_t tid_of(const struct row_event *event) {
  return event->task == 0 ? NO_TASK + event->cpu : event->task;
}

static struct track *track_of(struct tracks *tracks, uint64_t tid) {
  for (size_t i = 0; i < tracks->count; i++)
    if (tracks->tracks[i].tid == tid) return &tracks->tracks[i];
  return NULL;
}

// A track for each task that an event names; with room for as many open begins as there are events. Null: no memory.
static bool make_tracks(const struct rows *rows, struct tracks *tracks) {
  *tracks = (struct tracks){.tracks = calloc(rows->event_count + 1, sizeof(struct track))};
  if (tracks->tracks == NULL) return false;
  for (size_t i = 0; i < rows->event_count; i++) {
    uint64_t tid = tid_of(&rows->events[i]);
    if (track_of(tracks, tid) == NULL) tracks->tracks[tracks->count++].tid = tid;
  }
  for (size_t i = 0; i < tracks->count; i++) {
    size_t events = 0;
    for (size_t k = 0; k < rows->event_count; k++)
      events += tid_of(&rows->events[k]) == tracks->tracks[i].tid;
    tracks->tracks[i].open = calloc(events, sizeof(uint64_t));
    if (tracks->tracks[i].open == NULL) return false;
  }
  return true;
}

static void free_tracks(struct tracks *tracks) {
  for (size_t i = 0; tracks->tracks != NULL && i < tracks->count; i++)
    free(tracks->tracks[i].open);
  free(tracks->tracks);
}

// Where the innermost open begin of that point stands; open_count: nowhere.
static size_t find_open(const struct track *track, uint64_t point) {
  for (size_t i = track->open_count; i > 0; i--)
    if (track->open[i - 1] == point) return i - 1;
  return track->open_count;
}

static uint64_t cpu_count(const struct rows *rows) {
  uint64_t count = 0;
  for (size_t i = 0; i < rows->event_count; i++)
    if (rows->events[i].cpu >= count) count = rows->events[i].cpu + 1;
  return count;
}

static void name_track(struct json *json, const char *what, int pid, uint64_t tid, const char *name) {
  json_event(json, 'M', what, json->first, pid, tid);
  fputs(",\"args\":{\"name\":", json->out);
  json_text(json->out, name);
  fputc('}', json->out);
  json_close(json);
}

static void name_tracks(struct json *json, const struct tracks *tracks) {
  char name[JSON_TEXT], text[JSON_TEXT + 32];
  name_track(json, "process_name", PID_TASKS, 0, "tasks");
  name_track(json, "process_name", PID_CPUS, 0, "processors");
  for (size_t i = 0; i < tracks->count; i++) {
    uint64_t tid = tracks->tracks[i].tid;
    if (tid >= NO_TASK) {
      snprintf(text, sizeof text, "no task, CPU %u", (unsigned)(tid - NO_TASK));
    } else {
      json_task_name(json->rows, tid, name);
      snprintf(text, sizeof text, "%s", *name == 0 ? "(ended)" : name);
    }
    name_track(json, "thread_name", PID_TASKS, tid, text);
  }
  for (uint64_t cpu = 0; cpu < cpu_count(json->rows); cpu++) {
    snprintf(text, sizeof text, "CPU %u", (unsigned)cpu);
    name_track(json, "thread_name", PID_CPUS, cpu + 1, text);
  }
}

static void put(struct json *json, const struct row_event *event, char phase, uint64_t cycles, int pid, uint64_t tid) {
  const struct row_point *point = rows_point(json->rows, event->point);
  char name[JSON_TEXT] = "(of a cell that is gone)";
  if (point != NULL) json_name(json->rows, point, event, name);
  json_event(json, phase, name, cycles, pid, tid);
  if (point != NULL) {
    const char *label = rows_name(json->rows->cells, json->rows->cell_count, point->cell);
    fputs(",\"cat\":", json->out);
    json_text(json->out, label == NULL ? "?" : label);
    json_arguments(json, point, event);
  }
  if (phase == 'i') fputs(",\"s\":\"t\"", json->out);
  json_close(json);
}

static void close_innermost(struct json *json, struct track *track, uint64_t cycles) {
  track->open_count--;
  json_event(json, 'E', NULL, cycles, PID_TASKS, track->tid);
  json_close(json);
}

// Ends whose begins were overwritten: the last of them is the outermost, so its begin comes first.
static void put_lost_begins(struct json *json, struct tracks *tracks) {
  const struct rows *rows = json->rows;
  bool *lost = calloc(rows->event_count + 1, sizeof *lost);
  if (lost == NULL) return;
  for (size_t i = 0; i < rows->event_count; i++) {
    const struct row_event *event = &rows->events[i];
    struct track *track = track_of(tracks, tid_of(event));
    if (event->phase == 'B') track->open[track->open_count++] = event->point;
    if (event->phase != 'E') continue;
    size_t at = find_open(track, event->point);
    lost[i] = at == track->open_count;
    track->open_count = lost[i] ? 0 : at;  // what is open inside of it has no end of its own
  }
  for (size_t i = 0; i < tracks->count; i++)
    tracks->tracks[i].open_count = 0;
  for (size_t i = rows->event_count; i > 0; i--) {
    if (!lost[i - 1]) continue;
    const struct row_event *event = &rows->events[i - 1];
    struct track *track = track_of(tracks, tid_of(event));
    put(json, event, 'B', json->first, PID_TASKS, track->tid);
    track->open[track->open_count++] = event->point;
  }
  free(lost);
}

static void put_event(struct json *json, struct tracks *tracks, const struct row_event *event) {
  struct track *track = track_of(tracks, tid_of(event));
  const struct row_point *point = rows_point(json->rows, event->point);
  if (event->phase == 'B') {
    put(json, event, 'B', event->cycles, PID_TASKS, track->tid);
    track->open[track->open_count++] = event->point;
  } else if (event->phase == 'E') {
    size_t at = find_open(track, event->point);
    while (at < track->open_count)
      close_innermost(json, track, event->cycles);
  } else if (event->phase == 'C') {
    json_event(json, 'C', point == NULL ? "?" : point->name, event->cycles, PID_TASKS, track->tid);
    fprintf(json->out, ",\"args\":{\"value\":%llu}", (unsigned long long)event->a);
    json_close(json);
  } else {
    put(json, event, 'i', event->cycles, PID_TASKS, track->tid);
  }
}

// ---- The processors' tracks ----

static bool is_switch(const struct rows *rows, const struct row_event *event) {
  const struct row_point *point = rows_point(rows, event->point);
  return event->phase == 'i' && point != NULL && strcmp(point->name, "task switch") == 0;
}

static void put_running(struct json *json, uint64_t cpu, uint64_t task, uint64_t from, uint64_t to) {
  char name[JSON_TEXT], text[JSON_TEXT + 32];
  if (task == 0) return;  // idle
  json_task_name(json->rows, task, name);
  snprintf(text, sizeof text, "%llu %s", (unsigned long long)task, name);
  json_event(json, 'B', text, from, PID_CPUS, cpu + 1);
  json_close(json);
  json_event(json, 'E', NULL, to, PID_CPUS, cpu + 1);
  json_close(json);
}

// Whoever a switch leads away from ran since the one before; the last one's choice runs until the trace ends.
static void put_processor(struct json *json, uint64_t cpu, uint64_t last) {
  uint64_t since = json->first, running = 0;
  for (size_t i = 0; i < json->rows->event_count; i++) {
    const struct row_event *event = &json->rows->events[i];
    if (event->cpu != cpu || !is_switch(json->rows, event)) continue;
    put_running(json, cpu, event->task, since, event->cycles);
    since = event->cycles;
    running = event->a;
  }
  put_running(json, cpu, running, since, last);
}

bool perfetto_write(const struct rows *rows, FILE *out) {
  struct tracks tracks;
  bool made = make_tracks(rows, &tracks);
  if (made) {
    uint64_t last = rows->event_count == 0 ? 0 : rows->events[rows->event_count - 1].cycles;
    struct json json = {.out = out, .rows = rows, .first = rows->event_count == 0 ? 0 : rows->events[0].cycles};
    fputs("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[", out);
    name_tracks(&json, &tracks);
    put_lost_begins(&json, &tracks);
    for (size_t i = 0; i < rows->event_count; i++)
      put_event(&json, &tracks, &rows->events[i]);
    for (size_t i = 0; i < tracks.count; i++)
      while (tracks.tracks[i].open_count > 0)
        close_innermost(&json, &tracks.tracks[i], last);
    for (uint64_t cpu = 0; cpu < cpu_count(rows); cpu++)
      put_processor(&json, cpu, last);
    fprintf(out, "\n],\"otherData\":{\"lost\":\"%llu\"}}\n", (unsigned long long)rows->lost);
  }
  free_tracks(&tracks);
  return made && fflush(out) == 0 && !ferror(out);
}
