// SPDX-License-Identifier: Apache-2.0
// explain: the texts of explain/RULE.txt, which the build makes into C (report/explain.sh).
#pragma once
#include <stddef.h>

struct explanation {
  const char *rule, *text;
};
extern const struct explanation explanations[];
extern const size_t explanation_count;
