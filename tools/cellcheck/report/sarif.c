// SPDX-License-Identifier: Apache-2.0
// Findings as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): for editors and for continuous integration.
//
// Each result is one line and stands between lines of its own, which is what report/image.c joins files by.
#include <string.h>

#include "tools/cellcheck/report/reports.h"
#include "tools/cellcheck/report/sarif.h"

static void write_string(const char *text, FILE *out) {
  fputc('"', out);
  for (const unsigned char *at = (const unsigned char *)text; *at != 0; at++) {
    if (*at == '"' || *at == '\\')
      fprintf(out, "\\%c", *at);
    else if (*at == '\n')
      fputs("\\n", out);
    else if (*at < ' ' || *at == 0x7f)
      fprintf(out, "\\u%04x", *at);
    else
      fputc(*at, out);
  }
  fputc('"', out);
}

// Paths of the build are relative to the workspace; a reader resolves them by the name %SRCROOT%.
static void write_uri(const char *path, FILE *out) {
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
  fputs(path[0] == '/' ? "\"file://" : "\"", out);
  for (const unsigned char *at = (const unsigned char *)path; *at != 0; at++)
    fprintf(out, strchr(plain, *at) != NULL ? "%c" : "%%%02X", *at);
  fputc('"', out);
}

static void write_location(struct place at, const char *message, FILE *out) {
  fputs("{", out);
  if (at.file != NULL) {
    fputs("\"physicalLocation\":{\"artifactLocation\":{\"uri\":", out);
    write_uri(at.file, out);
    fputs(at.file[0] == '/' ? "}" : ",\"uriBaseId\":\"%SRCROOT%\"}", out);
    // SARIF counts from 1; a finding about a whole file has no region.
    if (at.line != 0)
      fprintf(out, ",\"region\":{\"startLine\":%u,\"startColumn\":%u}", at.line, at.column == 0 ? 1 : at.column);
    fputs("}", out);
  }
  if (message != NULL) {
    fputs(at.file != NULL ? ",\"message\":{\"text\":" : "\"message\":{\"text\":", out);
    write_string(message, out);
    fputs("}", out);
  }
  fputs("}", out);
}

static void write_path(const struct finding *finding, FILE *out) {
  fputs(",\"codeFlows\":[{\"threadFlows\":[{\"locations\":[", out);
  for (uint32_t i = 0; i < finding->note_count; i++) {
    fputs("{\"location\":", out);
    write_location(finding->notes[i].at, finding->notes[i].text, out);
    fputs("},", out);
  }
  fputs("{\"location\":", out);
  write_location(finding->at, finding->message, out);
  fputs("}]}]}]", out);
}

// The same for the same finding after lines above it have changed: what tools tell new ones from old ones by.
static uint64_t fingerprint(const struct finding *finding) {
  uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  const char *parts[] = {rule_name(finding->rule), finding->at.file != NULL ? finding->at.file : "", finding->in,
                         finding->message};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    for (const char *at = parts[i];; at++) {
      hash = (hash ^ (unsigned char)*at) * 0x100000001b3;
      if (*at == 0) break;
    }
  return hash;
}

static void write_result(const struct finding *finding, const char *label, FILE *out) {
  fputs("{\"ruleId\":", out);
  write_string(rule_name(finding->rule), out);
  fprintf(out, ",\"ruleIndex\":%u,\"level\":\"error\",\"message\":{\"text\":", (unsigned)finding->rule);
  write_string(finding->message, out);
  fputs("},\"locations\":[", out);
  write_location(finding->at, NULL, out);
  fputs("]", out);
  if (finding->note_count != 0) write_path(finding, out);
  if (finding->excuse != NULL) {
    fputs(",\"suppressions\":[{\"kind\":\"inSource\",\"justification\":", out);
    write_string(finding->excuse, out);
    fputs("}]", out);
  }
  fprintf(out, ",\"partialFingerprints\":{\"cellcheck/v1\":\"%016llx\"}", (unsigned long long)fingerprint(finding));
  fputs(",\"properties\":{\"cell\":", out);
  write_string(label, out);
  if (finding->in[0] != 0) {
    fputs(",\"in\":", out);
    write_string(finding->in, out);
  }
  if (finding->mend != NULL) {
    fputs(",\"mend\":", out);
    write_string(finding->mend, out);
  }
  fputs("}}", out);
}

void sarif_begin(FILE *out) {
  fputs("{\"$schema\":\"https://json.schemastore.org/"
        "sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\n"
        "\"name\":\"cellcheck\",\"version\":\"1.0.0\",\"rules\":[\n",
        out);
  for (uint32_t i = 0; i < RULES; i++) {
    enum rule rule = (enum rule)i;
    fputs("{\"id\":", out);
    write_string(rule_name(rule), out);
    fputs(",\"shortDescription\":{\"text\":", out);
    write_string(rule_line(rule), out);
    fputs("},\"help\":{\"text\":", out);
    write_string(rule_text(rule), out);
    fprintf(out, "},\"defaultConfiguration\":{\"level\":\"error\"}}%s\n", i + 1 < RULES ? "," : "");
  }
  // Columns are clang's, which are bytes; in ASCII, which sources are, that is the same as code units.
  fputs("]}},\"columnKind\":\"utf16CodeUnits\",\"originalUriBaseIds\":{\"%SRCROOT%\":{\"description\":{\"text\":\"the "
        "workspace\"}}},\n" SARIF_RESULTS,
        out);
}

void sarif_end(FILE *out) {
  fputs(SARIF_END, out);
}

void reports_write_sarif(struct reports *reports, const char *label, FILE *out) {
  uint32_t count;
  const struct finding *findings = reports_all(reports, &count);
  sarif_begin(out);
  for (uint32_t i = 0; i < count; i++) {
    write_result(&findings[i], label, out);
    fputs(i + 1 < count ? ",\n" : "\n", out);
  }
  sarif_end(out);
}
