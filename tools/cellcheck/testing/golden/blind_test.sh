#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# blind_test.sh PAGE CASE...: each row of the page's table of what cellcheck cannot see has its program and the other way round, and what is said
# to catch it is where the row says.
set -uo pipefail
page=$1
shift
failed=0
complain() { echo "$*" >&2; failed=1; }
rows=$(sed -n '/^## What cellcheck cannot see/,/^## [^W]/p' "$page" | grep '^| `')
[[ -n $rows ]] || complain "$page: no table of what cellcheck cannot see"
for case in "$@"; do
  name=$(basename "$case" .c)
  grep -q "^| \`$name\` |" <<<"$rows" || complain "$page: no row for $case; say what catches it"
done
while IFS='|' read -r _ name _ catches where _; do
  name=$(tr -d ' `' <<<"$name")
  [[ " $* " == *"/$name.c "* ]] || complain "$page: '$name' has no program"
  if [[ $where =~ \`([^\`]+)\`\ \`([^\`]+)\` ]]; then
    grep -qF -- "${BASH_REMATCH[2]}" "${BASH_REMATCH[1]}" ||
      complain "$page: '$name' is said to be caught by '${BASH_REMATCH[2]}' of ${BASH_REMATCH[1]}, which is not there"
  elif [[ $catches != *nothing* ]]; then
    complain "$page: '$name': name the file and a word in it that catches it, or say that nothing does"
  fi
done <<<"$rows"
exit $failed
