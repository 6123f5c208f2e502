// SPDX-License-Identifier: Apache-2.0
#include "tools/cellctl/trace/json.h"

#include <inttypes.h>
#include <string.h>

enum kind { KIND_NONE, KIND_NUMBER, KIND_TASK, KIND_CELL, KIND_ADDRESS, KIND_TEXT };

void json_text(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text != 0; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\')
      fprintf(out, "\\%c", c);
    else if (c < ' ')
      fprintf(out, "\\u%04x", c);
    else
      fputc(c < 0x7f ? c : '?', out);  // names are ASCII; what is not would be no UTF-8
  }
  fputc('"', out);
}

// Since boot; of a trace that begins before the clock did, since its first event.
static int64_t time_ns(const struct rows *rows, uint64_t cycles) {
  const __int128 most = (__int128)1 << 61;  // 73 years: a clock that says more is wrong, but times stay in order
  uint64_t hertz = rows->hertz == 0 ? 1'000'000'000 : rows->hertz;
  __int128 before = (__int128)rows->cycles - cycles;
  __int128 ns = (__int128)rows->ns - before * 1'000'000'000 / (__int128)hertz;
  return (int64_t)(ns > most ? most : ns < -most ? -most : ns);
}

void json_event(struct json *json, char phase, const char *name, uint64_t cycles, int pid, uint64_t tid) {
  int64_t start = time_ns(json->rows, json->first), ns = time_ns(json->rows, cycles) - (start < 0 ? start : 0);
  fprintf(json->out, "%s\n{\"ph\":\"%c\",\"pid\":%d,\"tid\":%" PRIu64 ",\"ts\":%" PRId64 ".%03d", json->any ? "," : "",
          phase, pid, tid, ns / 1000, (int)(ns % 1000));
  if (name != NULL) {
    fputs(",\"name\":", json->out);
    json_text(json->out, name);
  }
  json->any = true;
}

void json_close(struct json *json) {
  fputc('}', json->out);
}

static bool last_word_is(const char *name, const char *word) {
  size_t length = strlen(name), own = strlen(word);
  return length >= own && strcmp(name + length - own, word) == 0 && (length == own || name[length - own - 1] == ' ');
}

static enum kind kind_of(const char *name) {
  if (*name == 0) return KIND_NONE;
  if (last_word_is(name, "task")) return KIND_TASK;
  if (last_word_is(name, "cell")) return KIND_CELL;
  if (last_word_is(name, "address")) return KIND_ADDRESS;
  return last_word_is(name, "text") ? KIND_TEXT : KIND_NUMBER;
}

static void unpack(uint64_t value, char text[9]) {
  for (int i = 0; i < 8; i++)
    text[i] = (char)(value >> 8 * i);
  text[8] = 0;
}

// One text of both arguments where both are texts.
static void text_of(const struct row_point *point, const struct row_event *event, char text[17]) {
  unpack(event->a, text);
  if (kind_of(point->b) == KIND_TEXT) unpack(event->b, text + strlen(text));
}

static void put_value(struct json *json, enum kind kind, uint64_t value) {
  const struct rows *rows = json->rows;
  char text[JSON_TEXT], name[JSON_TEXT];
  const char *label;
  switch (kind) {
  case KIND_TASK:
    json_task_name(rows, value, name);
    snprintf(text, sizeof text, "%" PRIu64 "%s%.100s", value, *name == 0 ? "" : " ", name);
    json_text(json->out, text);
    return;
  case KIND_CELL:
    label = rows_name(rows->cells, rows->cell_count, value);
    json_text(json->out, label == NULL ? "?" : label);
    return;
  case KIND_ADDRESS: fprintf(json->out, "\"0x%" PRIx64 "\"", value); return;
  case KIND_TEXT:
    unpack(value, text);
    json_text(json->out, text);
    return;
  default:  // readers take numbers as doubles
    fprintf(json->out, value < UINT64_C(1) << 53 ? "%" PRIu64 : "\"%" PRIu64 "\"", value);
  }
}

// `twin`: the other argument has the same name, and an object has each name once.
static void put_argument(struct json *json, const char *name, bool twin, uint64_t value, bool *any) {
  char key[JSON_TEXT];
  enum kind kind = kind_of(name);
  if (kind == KIND_NONE) return;
  snprintf(key, sizeof key, "%.100s%s", name, twin ? " (2)" : "");
  fputs(*any ? "," : "", json->out);
  json_text(json->out, key);
  fputc(':', json->out);
  put_value(json, kind, value);
  *any = true;
}

void json_arguments(struct json *json, const struct row_point *point, const struct row_event *event) {
  bool any = false;
  fputs(",\"args\":{", json->out);
  if (kind_of(point->a) == KIND_TEXT) {
    char text[17];
    text_of(point, event, text);
    json_text(json->out, point->a);
    fputc(':', json->out);
    json_text(json->out, text);
    any = true;
    if (kind_of(point->b) != KIND_TEXT) put_argument(json, point->b, strcmp(point->a, point->b) == 0, event->b, &any);
  } else {
    put_argument(json, point->a, false, event->a, &any);
    put_argument(json, point->b, strcmp(point->a, point->b) == 0, event->b, &any);
  }
  fputc('}', json->out);
}

void json_name(const struct rows *rows, const struct row_point *point, const struct row_event *event,
               char name[JSON_TEXT]) {
  char text[17];
  const char *more = NULL;
  if (kind_of(point->a) == KIND_TEXT) {
    text_of(point, event, text);
    more = text;
  } else if (kind_of(point->a) == KIND_CELL) {
    more = rows_name(rows->cells, rows->cell_count, event->a);
  }
  snprintf(name, JSON_TEXT, "%s%s%s", point->name, more == NULL ? "" : " ", more == NULL ? "" : more);
}

void json_task_name(const struct rows *rows, uint64_t task, char name[JSON_TEXT]) {
  const char *known = rows_name(rows->tasks, rows->task_count, task);
  snprintf(name, JSON_TEXT, "%s", known == NULL ? "" : known);
  for (size_t i = 0; known == NULL && i < rows->event_count; i++) {
    const struct row_event *event = &rows->events[i];
    if (event->task != task || event->phase == 'i') continue;
    const struct row_point *point = rows_point(rows, event->point);
    if (point == NULL || strcmp(point->name, "task") != 0 || kind_of(point->a) != KIND_TEXT) continue;
    char text[17];
    text_of(point, event, text);
    snprintf(name, JSON_TEXT, "%s", text);
    return;
  }
}
