#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# seeds_test.sh LOADER IMAGE CPUS FIRST LAST [OPTION ...]: the system tests of an image pass with each of these seeds. For Bazel's shards: each takes
# some of the seeds. A seed that fails is told with the command that repeats it.
set -eu
loader=$1 image=$2 cpus=$3 first=$4 last=$5
shift 5
if [ -n "${TEST_SHARD_STATUS_FILE:-}" ]; then : >"$TEST_SHARD_STATUS_FILE"; fi
total=${TEST_TOTAL_SHARDS:-1} index=${TEST_SHARD_INDEX:-0} failures=0 runs=0
out=${TEST_UNDECLARED_OUTPUTS_DIR:-${TEST_TMPDIR:-/tmp}}
seed=$first
while [ "$seed" -le "$last" ]; do
  if [ $((seed % total)) = "$index" ]; then
    status=0 log=$out/seed-$seed.log runs=$((runs + 1))
    "$loader" "$image" --memory 128 --cpus "$cpus" --command "cpus=$cpus" --no-restart --seed "$seed" "$@" </dev/null >"$log" 2>&1 || status=$?
    if [ "$status" = 0 ] && grep -q '^\[tests\] [1-9][0-9]* passed, 0 failed' "$log"; then
      rm "$log"
    else
      failures=$((failures + 1))
      echo "FAILED: seed $seed with $cpus processors, status $status: $loader $image --memory 128 --cpus $cpus --command cpus=$cpus --no-restart --seed $seed $*"
      grep -e FAILED -e '\*\*\* ' -e error: "$log" | head -n 5
    fi
  fi
  seed=$((seed + 1))
done
echo "$runs seeds with $cpus processors, $failures failed"
[ "$failures" = 0 ]
