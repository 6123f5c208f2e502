#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The table of coverage and its pages say what can be counted by hand in a small program that is run twice.
set -eu
sample=$1 profdata=$2 cov=$3 merge=$4 table=$5 html=$6
folder=testing/coverage/sample
work=$TEST_TMPDIR
failed=0

# expect NAME FILE LINE: FILE has this line.
expect() {
  if grep -qxF -- "$3" "$2"; then
    echo "ok $1"
  else
    echo "FAILED $1: no line is: $3"
    cat "$2"
    failed=1
  fi
}

mkdir "$work/reports"
for value in 0 5; do
  LLVM_PROFILE_FILE="$work/$value.profraw" "$sample" "$value" >/dev/null || true
  "$profdata" merge -o "$work/$value.profdata" "$work/$value.profraw"
  "$cov" export -format=lcov -instr-profile "$work/$value.profdata" "$sample" | sed "s,^SF:.*testing/coverage,SF:testing/coverage," \
    >"$work/reports/$value.dat"
done
printf '%s\n' $folder/clamp.c $folder/clamp.h $folder/never.c testing/other/alone.c >"$work/sources"

# Lines of clamp.c: 12, of which 10, 11 and 15 to 17 never run. Functions: clamp_unused never runs; clamp_twice is one, though two
# sources have it. Branches: `value > most` is never true.
sh "$merge" --coverage_dir="$work/reports" --output_file="$work/merged"
sh "$table" "$work/sources" "$work/merged" >"$work/table"
expect "a folder's row counts lines, functions and branches of all runs together" "$work/table" \
  "$folder               66.7 %       10/15  66.7 %         2/3  75.0 %         3/4  without never.c"
expect "a folder that no test reaches has a row and no number" "$work/table" \
  "testing/other                              -                   -                   -              in no unit test"
expect "the last row is the total" "$work/table" \
  "all                                   66.7 %       10/15  66.7 %         2/3  75.0 %         3/4  without 2 files in no unit test"

printf '%s\n' "$work/reports/0.dat" >"$work/list"
sh "$merge" --reports_file="$work/list" --output_file="$work/one"
sh "$table" "$work/sources" "$work/one" >"$work/one.table"
expect "one run alone covers less" "$work/one.table" \
  "all                                   46.7 %        7/15  66.7 %         2/3  25.0 %         1/4  without 2 files in no unit test"

sh "$html" "$work/sources" "$work/merged" . "$work/table" "$work/html"
page=$work/html/testing-coverage-sample-clamp.c.html
expect "a line that ran stands with its count" "$page" '<span id="7">     7         1      return least;</span>'
expect "a line that never ran is marked" "$page" '<span id="10" class="never">    10         0      return most;</span>'
expect "a branch never taken is marked, and the source's characters are escaped" "$page" \
  '<span id="9" class="half">     9         1    if (value &gt; most) {   // 1 of 2 branches never</span>'
expect "the index has the table" "$work/html/index.html" "$(sed -n '2p' "$work/table")"
expect "the index leads to the pages" "$work/html/index.html" \
  "<li><a href=\"testing-coverage-sample-clamp.c.html\">$folder/clamp.c</a></li>"
exit $failed
