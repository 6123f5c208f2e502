#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds a cell that breaks a rule: it has no `.cell` in error mode, which is the default, and is told of in report mode. The same of an image with
# more CELL_UNSAFE than its budget. Runs Bazel, so it runs outside of it. Prints "ok ..." or "FAILED ..." for each, then "N passed, N failed".
#
# BAZEL: how Bazel is started, ./bazelw without it.
set -uo pipefail
cd "$(dirname "$0")/../../../.."
package=//tools/cellcheck/testing/build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
read -ra bazel <<<"${BAZEL:-./bazelw}"

build() { # build MODE|default TARGET OPTION...
  local -a mode=("--//tools/cellcheck:mode=$1")
  [[ $1 != default ]] || mode=()
  shift
  "${bazel[@]}" build --color=no --curses=no --noshow_progress --build_event_json_file="$work/events" "${mode[@]}" "$@" >"$work/said" 2>&1
}

# Adds the files of the last build whose names end so to what it said: an action that is up to date says nothing.
add() {
  grep -o "\"uri\":\"file://[^\"]*\\.$1\"" "$work/events" | sed 's,^"uri":"file://,,; s/"$//' | xargs -d '\n' cat >>"$work/said"
}

# expect NAME STATUS SENTENCE...: what the last build ended with, and what it said.
expect() {
  local name=$1 wanted=$2 status=$3 sentence missing=0
  shift 3
  for sentence in "$@"; do
    grep -qF -- "$sentence" "$work/said" || { missing=1; echo "   missing: $sentence"; }
  done
  if [[ $status == "$wanted" && $missing == 0 ]]; then
    echo "ok $name"
    passed=$((passed + 1))
  else
    echo "FAILED $name: the build ended with status $status instead of $wanted, and said:"
    grep -a 'rror\|note:' "$work/said" | head -n 8
    failed=$((failed + 1))
  fi
}
report="tools/cellcheck/testing/build/lost.c:10:19: error: 'object' is lost here, and nobody else holds it [own.leak]"

build error "$package:lost.cell"
expect "a cell that breaks a rule has no .cell" 1 $? "$report" "tools/cellcheck/testing/build/lost.c:8:18: note: " "  mend: " \
  "$package:lost: 1 report; what a rule is for: bazel run //tools/cellcheck -- --explain own.leak"

build report "$package:lost.cell" --output_groups=cellcheck
status=$?
add cellcheck.txt
expect "in report mode it is told of" 0 $status "$report"

build error "$package:excused.cell" --output_groups=cellcheck
expect "CELL_UNSAFE excuses it" 0 $?

function="  tools/cellcheck/testing/build/excused.c:7  excused_try: its task ends, and the ledger releases it"
build default "$package:over_budget"
expect "an image over its budget of CELL_UNSAFE is not built" 1 $? "$package:excused" "$function" \
  "error: $package:over_budget: its cells have the " " CELL_UNSAFE above, over its budget of 0; mend one, or raise unsafe of os_image()"

build report "$package:over_budget" --output_groups=+cellcheck
status=$?
add unsafe.txt
expect "in report mode it is built and told of" 0 $status "$function" \
  " RAW functions, which are not undone:" "  //kernel/frames: " \
  "error: $package:over_budget: its cells have the " " CELL_UNSAFE above, over its budget of 0; mend one, or raise unsafe of os_image()"

build default "$package:in_budget"
expect "an image within its budget is built" 0 $?

echo "$passed passed, $failed failed"
((failed == 0))
