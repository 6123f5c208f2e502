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
  static const char *const verdicts[] = {"holds", "fails", "not judged"};
  fputs("    {", out);
  text(out, "key", result->row->key);
  fputs(", ", out);
  text(out, "title", result->row->title);
  fputs(", ", out);
  text(out, "unit", result->row->unit);
  fprintf(out, ", \"rounds\": %u,\n     ", result->rounds);
  text(out, "compared", result->row->compared);
  fputs(",\n", out);
  side(out, "delias", &result->side[COMPARE_DELIAS], result->rounds);
  side(out, "linux", &result->side[COMPARE_LINUX], result->rounds);
  fputs("     \"ratio\": ", out);
  number(out, result->ratio);
  fputs(", \"ratio_of_least\": ", out);
  number(out, result->ratio_of_least);
  fprintf(out, ", \"target\": ");
  if (result->row->target != 0)
    fprintf(out, "%u, \"verdict\": \"%s\"}", result->row->target, verdicts[result->verdict]);
  else
    fputs("null}", out);
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
