#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# compare_test COMPARE ARG...: one round of the comparison. Every row is there with a ratio, and the targets hold where they are judged.
set -eu
compare=$1
shift
output=$TEST_TMPDIR/output
status=0
sh "$compare" "$@" --rounds 1 --output "$output" || status=$?
if [ "$status" -ne 0 ]; then
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
for row in boot_instructions boot_time memory slot_instructions gate_instructions request_instructions atomic_instructions switch_instructions \
  trip_instructions channel_instructions spawn_instructions map_instructions slot_ticks gate_ticks request_ticks atomic_ticks switch_ticks trip_ticks channel_ticks spawn_ticks map_ticks; do
  wants "the row $row" 1 "\"key\": \"$row\"" "$output/compare.json"
done
wants "a row" 21 '"key": ' "$output/compare.json"
wants "a ratio that is a number" 21 '^ *"ratio": [0-9]+(\.[0-9]+)?, "ratio_of_least": [0-9]+(\.[0-9]+)?,' "$output/compare.json"
wants "a target that holds" 2 '"verdict": "holds"' "$output/compare.json"
wants "a row of two bars" 42 '<rect x="330"' "$output/compare.svg"
wants "its end" 1 '^</svg>$' "$output/compare.svg"
exit $failed
