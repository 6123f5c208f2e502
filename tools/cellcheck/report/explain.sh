#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# explain.sh RULE.txt...: prints the texts as a C source, for report/explain.h.
set -eu
echo '#include "tools/cellcheck/report/explain.h"'
echo 'const struct explanation explanations[] = {'
for file in "$@"; do
  name=${file##*/}
  echo "{\"${name%.txt}\","
  # A line of text is a literal of its own; ??( and the like would be trigraphs in old compilers only.
  sed 's/\\/\\\\/g; s/"/\\"/g; s/^/"/; s/$/\\n"/' "$file"
  echo '},'
done
echo '};'
echo 'const size_t explanation_count = sizeof explanations / sizeof *explanations;'
