#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compare_test COMPARE ARG...: one round of the comparison. Every row is there with a ratio, a counterpart and a word on whom it favours,
# and what is wanted in instructions and held before holds. What else is missed is told and no failure here: figures, not defects.
set -eu
compare=$1
shift
output=$TEST_TMPDIR/output
json=$TEST_TMPDIR/rows.json
svg=$TEST_TMPDIR/rows.svg
status=0
sh "$compare" "$@" --rounds 1 --output "$output" --json "$json" --svg "$svg" || status=$?
if [ "$status" -gt 1 ]; then
  echo "the comparison ended with status $status" >&2
  exit 1
fi
failed=0
wants() { # WHAT COUNT PATTERN FILE
  found=$(grep -c -E "$3" "$4" || true)
  if [ "$found" -ne "$2" ]; then
    echo "$4: $found lines with $1, expected $2" >&2
    failed=1
  fi
}
calls="read gate atomic request"
tasks="switch condition channel stream thread fork"
memory="map map_large map_populated threadtest shbench"
files="file_create file_open file_write file_read file_delete"
parallel="own_locks objects pairs free_pairs two_contend four_contend"
count=0
for row in boot_instructions boot_time memory; do
  wants "the row $row" 1 "\"key\": \"$row\"" "$json"
  count=$((count + 1))
done
for row in $calls $tasks $memory $files $parallel; do
  for counting in instructions ticks instructions_4 ticks_4; do
    wants "the row ${row}_$counting" 1 "\"key\": \"${row}_$counting\"" "$json"
    count=$((count + 1))
  done
done
for row in timer_instructions timer_ticks timer_ticks_4; do
  wants "the row $row" 1 "\"key\": \"$row\"" "$json"
  count=$((count + 1))
done
for row in $parallel; do
  wants "the row ${row}_scaling" 1 "\"key\": \"${row}_scaling\"" "$json"
  count=$((count + 1))
done
wants "a row" "$count" '"key": ' "$json"
number='-?[0-9]+(\.[0-9]+)?(e[-+][0-9]+)?'
for side in delias fast linux ratio fast_ratio; do
  wants "$side as numbers" "$count" "^ *\"$side\": \{\"median\": $number, \"least\": $number, \"most\": $number, \"values\": \[$number\]\},$" "$json"
done
wants "what Linux does" "$count" '^ *"on_linux": "[^"]+",$' "$json"
wants "a counterpart of lmbench" "$count" '^ *"lmbench": "[^"]+",$' "$json"
wants "whom it favours" "$count" '^ *"favours": "(Delias|Linux): [^"]+",$' "$json"
wants "a verdict" "$count" '"verdict": "(holds|fails|not judged|nothing wanted)"' "$json"
# These count instructions on one processor, so they are the same each time.
for row in boot_instructions read_instructions atomic_instructions; do
  awk -v row="\"$row\"" 'index($0, "\"key\": " row) { seen = 1 } seen && /"verdict"/ { exit !/"holds"/ }' "$json" || {
    echo "$json: what is wanted of $row does not hold any more" >&2
    failed=1
  }
done
wants "a row of three bars" $((3 * count)) '<rect x="330"' "$svg"
# What is the same code in both profiles takes the same; what looks at what it releases does not (docs/profiles.md).
median() { # ROW SIDE
  awk -v row="\"$1\"" -v side="\"$2\"" 'index($0, "\"key\": " row) { seen = 1 }
    seen && index($0, side ": ") { sub(/.*"median": /, ""); sub(/,.*/, ""); print; exit }' "$json"
}
if [ "$(median read_instructions delias)" != "$(median read_instructions fast)" ]; then
  echo "$json: a READ call takes another number of instructions in the profile fast: $(median read_instructions fast)" >&2
  failed=1
fi
if ! awk -v resilient="$(median threadtest_instructions delias)" -v fast="$(median threadtest_instructions fast)" \
  'BEGIN { exit !(fast > 0 && fast < resilient) }'; then
  echo "$json: objects of the heap take no fewer instructions in the profile fast" >&2
  failed=1
fi
wants "its end" 1 '^</svg>$' "$svg"
exit $failed
