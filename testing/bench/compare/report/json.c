// SPDX-License-Identifier: Apache-2.0
// The results as JSON (RFC 8259). A number that is not finite is null.
#include <math.h>

#include "testing/bench/compare/report/write.h"

static void string(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text != 0; text++) {
    if (*text == '"' || *text == '\\')
      fprintf(out, "\\%c", *text);
    else if ((unsigned char)*text < ' ')
      fprintf(out, "\\u%04x", *text);
    else
      fputc(*text, out);
  }
  fputc('"', out);
}

static void text(FILE *out, const char *key, const char *value) {
  fprintf(out, "\"%s\": ", key);
  string(out, value);
}

static void number(FILE *out, double value) {
  if (!isfinite(value))
    fputs("null", out);
  else if (value == floor(value) && fabs(value) < 9e15)
    fprintf(out, "%.0f", value);
  else
    fprintf(out, "%.10g", value);
}

static void side(FILE *out, const char *name, const struct compare_side *side, uint32_t rounds) {
  const struct {
    const char *key;
    double value;
  } numbers[] = {{"median", side->median}, {"least", side->least}, {"most", side->most}};
  fprintf(out, "     \"%s\": {", name);
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    fprintf(out, "\"%s\": ", numbers[i].key);
    number(out, numbers[i].value);
    fputs(", ", out);
  }
  fputs("\"values\": [", out);
  for (uint32_t i = 0; i < rounds; i++) {
    fputs(i == 0 ? "" : ", ", out);
    number(out, side->values[i]);
  }
  fputs("]},\n", out);
}

static void row(FILE *out, const struct compare_result *result) {
  static const char *const verdicts[] = {"holds", "fails", "not judged", "nothing wanted"};
  const struct compare_row *row = result->row;
  const struct {
    const char *key, *value;
  } texts[] = {{"key", row->key},
               {"title", row->thing->title},
               {"heading", row->heading},
               {"unit", row->unit},
               {"on_delias", row->thing->side[COMPARE_DELIAS]},
               {"on_linux", row->thing->side[COMPARE_LINUX]},
               {"lmbench", row->thing->lmbench},
               {"favours", row->thing->favours}};
  fputs("    {", out);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    text(out, texts[i].key, texts[i].value);
    fputs(",\n     ", out);
  }
  fprintf(out, "\"rounds\": %u,\n", result->rounds);
  side(out, "delias", &result->side[COMPARE_DELIAS], result->rounds);
  side(out, "fast", &result->side[COMPARE_FAST], result->rounds);
  side(out, "linux", &result->side[COMPARE_LINUX], result->rounds);
  side(out, "ratio", &result->ratio, result->rounds);
  side(out, "fast_ratio", &result->fast_ratio, result->rounds);
  fputs("     \"wanted\": ", out);
  if (row->wanted == 0)
    fputs("null", out);
  else
    number(out, row->rule == COMPARE_SCALING ? row->wanted / 100.0 : row->wanted);
  fprintf(out, ", \"verdict\": \"%s\"}", verdicts[result->verdict]);
}

void write_json(FILE *out, const struct compare_report *report) {
  fputs("{\n  ", out);
  text(out, "linux", report->linux);
  fputs(",\n  ", out);
  text(out, "machine", report->machine);
  fprintf(out, ",\n  \"memory_bytes\": %llu,\n  \"rows\": [\n", (unsigned long long)report->memory_bytes);
  for (uint32_t i = 0; i < report->count; i++) {
    row(out, &report->results[i]);
    fputs(i + 1 == report->count ? "\n" : ",\n", out);
  }
  fputs("  ]\n}\n", out);
}
