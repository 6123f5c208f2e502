#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# runner_test RUNNER FAKE FLAGS: with a program in the place of cellcheck, a right case passes and each wrong one fails, with a line that says so.
set -eu
runner=$PWD/$1 fake=$PWD/$2 flags=$PWD/$3
cd "$TEST_TMPDIR"
unset TEST_TOTAL_SHARDS TEST_SHARD_INDEX TEST_SHARD_STATUS_FILE XML_OUTPUT_FILE GTEST_OUTPUT || true
mkdir -p own
failed=0

# expect STATUS LINE NAME SAID ENDS WANTED: the runner on a case of which the fake says SAID and ends with ENDS, where WANTED is wanted of its line 4.
expect() {
  {
    [ -z "$4" ] || echo "//: $4"
    echo "//= $5"
    [ -z "$6" ] || echo "// want: $6"
    echo 'int r;'
  } >"own/$3.c"
  status=0
  "$runner" "$fake" "$flags" "own/$3.c" >log 2>&1 || status=$?
  if [ "$status" != "$1" ] || ! grep -qxF "$2 own/$3" log; then
    echo "$3: status $status instead of $1, or no line: $2 own/$3"
    cat log
    failed=1
  fi
}
lost="error: 'r' is lost [own.leak]" wanted="own.leak 'r' is lost"
expect 0 ok right "4:1: $lost" 1 "$wanted"
expect 0 ok clean '' 0 ''
expect 1 FAILED wrong_message "4:1: $lost" 1 "own.leak 'r' is used"
expect 1 FAILED wrong_line "5:1: $lost" 1 "$wanted"
expect 1 FAILED not_said '' 1 "$wanted"
expect 1 FAILED not_wanted "3:1: $lost" 1 ''
expect 1 FAILED crashed '' 139 ''

# All in one run: a line for each, and their count.
status=0
"$runner" "$fake" "$flags" own/*.c >log 2>&1 || status=$?
[ "$status" = 1 ] && [ "$(grep -c '^ok own/' log)" = 2 ] && [ "$(grep -c '^FAILED own/' log)" = 5 ] && grep -qx '7 cases, 5 failed' log || {
  cat log
  echo "seven cases at once"
  failed=1
}
# No cases, and two of one name, are errors.
if "$runner" "$fake" "$flags" >log 2>&1 || ! grep -q '^error: golden: no cases' log; then echo "no cases"; failed=1; fi
if "$runner" "$fake" "$flags" own/right.c own/right.c >log 2>&1 || ! grep -q 'two cases have this name' log; then echo "twice"; failed=1; fi
exit $failed
