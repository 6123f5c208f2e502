// SPDX-License-Identifier: Apache-2.0
// Any bytes as rows, as they are and made whole by a head and an end: they are refused with a sentence, or become JSON in
// which each begin has its end. The sanitizer watches the rest.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "tools/cellctl/trace/json_value.h"
#include "tools/cellctl/trace/perfetto.h"
#include "tools/cellctl/trace/rows.h"

namespace {

[[noreturn]] void Fail(const char *what) {
  std::fprintf(stderr, "trace_fuzz: %s\n", what);
  std::abort();
}

void CheckPairs(const JsonValue &trace) {
  std::map<std::pair<double, double>, int> open;
  for (const JsonValue &event : trace["traceEvents"].items) {
    int &depth = open[{event["pid"].number, event["tid"].number}];
    if (event["ts"].number < 0) Fail("a time is negative");
    if (event["ph"].text == "B") depth++;
    if (event["ph"].text == "E" && depth-- == 0) Fail("an end has no begin");
  }
  for (const auto &[track, depth] : open)
    if (depth != 0) Fail("a begin has no end");
}

void Convert(std::string text) {
  struct rows rows;
  char why[256] = "";
  text.push_back('\0');
  if (!rows_read(text.data(), &rows, why, sizeof why)) {
    if (why[0] == '\0' || rows.events != nullptr) Fail("a refusal without a sentence, or with rows");
    return;
  }
  char *bytes = nullptr;
  size_t size = 0;
  FILE *out = open_memstream(&bytes, &size);
  if (!perfetto_write(&rows, out)) Fail("it cannot be written");
  std::fclose(out);
  auto json = JsonValue::Parse(std::string(bytes, size));
  std::free(bytes);
  rows_free(&rows);
  if (!json) Fail("what was written is no JSON");
  CheckPairs(*json);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string text(reinterpret_cast<const char *>(data), size);
  Convert(text);
  size_t events = 0;
  for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    events += text.compare(at, 6, "event ") == 0;
    if (text.find('\n', at) == std::string::npos) break;
  }
  Convert("trace 1\n" + text + "\nend " + std::to_string(events) + "\n");
  return 0;
}
