#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which cells the profiles differ in is what docs/profiles.md says: the code of all others is of the same size in both images. Words: the reports of both
# images, and the page.
set -eu
sizes() { # LABEL BYTES, a line a cell: of its code
  awk '/^    {"label"/ { split($0, word, "\""); label = word[4] }
    label != "" && match($0, /"text": {"address": "[^"]*", "bytes": [0-9]*/) { text = substr($0, RSTART, RLENGTH); sub(/.* /, "", text); print label, text; label = "" }' "$1" | sort
}
for report in "$@"; do
  case $report in
    *.graph.json) sizes "$report" >"$TEST_TMPDIR/$(basename "$report" .graph.json)" ;;
    *.md) sed -n 's/^| `\(\/\/[a-z_/]*\)` |.*/\1/p' "$report" | sort >"$TEST_TMPDIR/told" ;;
  esac
done
join "$TEST_TMPDIR/qemu_x86_64" "$TEST_TMPDIR/qemu_x86_64_fast" | awk '$2 != $3 { print $1 }' >"$TEST_TMPDIR/differing"
if [ "$(wc -l <"$TEST_TMPDIR/qemu_x86_64")" -lt 60 ]; then echo "FAILED: that is too few cells: were the graphs read?"; exit 1; fi
if ! diff "$TEST_TMPDIR/told" "$TEST_TMPDIR/differing"; then
  echo "FAILED: docs/profiles.md (<) names other cells than those that differ (>); say there what the fast one leaves out"
  exit 1
fi
