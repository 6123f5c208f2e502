#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# cost_test CELLCHECK CLANG PERCENT WORDS...: what checking cells costs, beside compiling the same sources in the same run. All in processor time,
# so that a busy machine counts little; the best of three runs each. More than PERCENT of the compiler's time is a failure.
set -eu
check=$1 clang=$2 percent=$3
shift 3
TIMEFORMAT='%U %S'

# best COMMAND...: the least processor time of three runs, in us.
best() {
  local least= took
  for _ in 1 2 3; do
    took=$({ time "$@" >/dev/null 2>"$TEST_TMPDIR/said" || true; } 2>&1 | awk '{ printf "%d", ($1 + $2) * 1e6 }')
    if [ -z "$least" ] || [ "$took" -lt "$least" ]; then least=$took; fi
  done
  echo "$least"
}

total_check=0 total_compile=0
printf '%-28s %7s %9s %11s %6s\n' cell sources 'check ms' 'compile ms' '%'
for file in "$@"; do
  mapfile -t words <"$file"
  sources=() flags=() label=${words[1]} behind=
  for ((i = 0; i < ${#words[@]}; i++)); do
    if [ -n "$behind" ]; then
      flags+=("${words[i]}")
    elif [ "${words[i]}" = -- ]; then
      behind=1
    elif [ "${words[i]}" = --source ]; then
      sources+=("${words[i + 1]}")
    fi
  done
  status=0
  "$check" --mode report "${words[@]}" >"$TEST_TMPDIR/said" 2>&1 || status=$?
  if [ "$status" != 0 ]; then
    echo "$label: cellcheck ends with $status"
    cat "$TEST_TMPDIR/said"
    exit 1
  fi
  checked=$(best "$check" --mode report "${words[@]}") compiled=0
  for source in "${sources[@]}"; do
    "$clang" "${flags[@]}" -c "$source" -o "$TEST_TMPDIR/out.o"
    compiled=$((compiled + $(best "$clang" "${flags[@]}" -c "$source" -o "$TEST_TMPDIR/out.o")))
  done
  awk -v label="$label" -v n=${#sources[@]} -v a="$checked" -v b="$compiled" 'BEGIN { printf "%-28s %7d %9.1f %11.1f %6.1f\n", label, n, a / 1e3, b / 1e3, 100 * a / b }'
  total_check=$((total_check + checked)) total_compile=$((total_compile + compiled))
done
awk -v a=$total_check -v b=$total_compile -v n=$# -v most="$percent" 'BEGIN {
  printf "all: %.1f ms a cell, %.1f %% of compiling them without the journal\n", a / n / 1e3, 100 * a / b
  if (100 * a / b > most) { printf "more than %d %%\n", most; exit 1 }
}'
