// SPDX-License-Identifier: Apache-2.0
// The rules by name.
#include <string.h>

#include "tools/cellcheck/report/explain.h"
#include "tools/cellcheck/report/reports.h"

static const struct {
  const char *name, *line;
} rules[RULES] = {
#define RULE(identifier, name, line) {name, line},
#include "tools/cellcheck/rules.def"
#undef RULE
};

const char *rule_name(enum rule rule) {
  return rules[rule].name;
}

const char *rule_line(enum rule rule) {
  return rules[rule].line;
}

const char *rule_text(enum rule rule) {
  for (size_t i = 0; i < explanation_count; i++)
    if (strcmp(explanations[i].rule, rules[rule].name) == 0) return explanations[i].text;
  return "";
}

bool rule_find(const char *name, enum rule *rule) {
  for (uint32_t i = 0; i < RULES; i++) {
    if (strcmp(rules[i].name, name) != 0) continue;
    *rule = (enum rule)i;
    return true;
  }
  return false;
}

// Levenshtein's distance; names longer than the table are far from everything.
static uint32_t distance(const char *a, const char *b) {
  enum { LONGEST = 40 };
  size_t length = strlen(b);
  if (strlen(a) > LONGEST || length > LONGEST) return UINT32_MAX;
  uint32_t row[LONGEST + 1];
  for (uint32_t j = 0; j <= length; j++)
    row[j] = j;
  for (uint32_t i = 1; a[i - 1] != 0; i++) {
    uint32_t corner = row[0];
    row[0] = i;
    for (uint32_t j = 1; j <= length; j++) {
      uint32_t changed = corner + (a[i - 1] != b[j - 1]), least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
      corner = row[j];
      row[j] = changed < least ? changed : least;
    }
  }
  return row[length];
}

enum rule rule_near(const char *name) {
  enum rule nearest = RULES;
  uint32_t least = 5;
  for (uint32_t i = 0; i < RULES; i++) {
    uint32_t here = distance(name, rules[i].name);
    // `leak` for `own.leak`.
    const char *dot = strchr(rules[i].name, '.');
    uint32_t behind = distance(name, dot + 1);
    if (behind < here) here = behind;
    if (here >= least) continue;
    least = here;
    nearest = (enum rule)i;
  }
  return nearest;
}
