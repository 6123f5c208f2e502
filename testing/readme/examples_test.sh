#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The README's examples are files of this tree, which are built and tested: this compares them word by word.
#   examples_test.sh README {LANGUAGE NUMBER FILE}...   the NUMBER-th block of that language stands in FILE, below its SPDX line
set -eu
readme=$1 failed=0
shift
while [ $# -gt 0 ]; do
  block=$TEST_TMPDIR/block
  awk -v fence="\`\`\`$1" -v number="$2" '$0 == fence { n++; inside = 1; next } $0 == "```" { inside = 0 } inside && n == number' "$readme" >"$block"
  if [ ! -s "$block" ]; then
    echo "README.md has no block number $2 of $1"
    failed=1
  elif ! sed 1d "$3" | head -n "$(wc -l <"$block")" | diff -u --label README.md --label "$3" "$block" -; then
    echo "README.md and $3 differ: make them the same"
    failed=1
  fi
  shift 3
done
exit $failed
