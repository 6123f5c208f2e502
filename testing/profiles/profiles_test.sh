#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Which cells the profiles differ in is what docs/profiles.md says: all others have the same version in both images, though each is built in its own
# configuration. Words: the reports of both images, and the page.
set -eu
versions() { # LABEL VERSION, a line a cell
  sed -n 's/^    {"label": "\([^"]*\)", "version": "\([0-9a-f]*\)".*/\1 \2/p' "$1" | sort
}
for report in "$@"; do
  case $report in
    *.graph.json) versions "$report" >"$TEST_TMPDIR/$(basename "$report" .graph.json)" ;;
    *.md) sed -n 's/^| `\(\/\/[a-z_/]*\)` |.*/\1/p' "$report" | sort >"$TEST_TMPDIR/told" ;;
  esac
done
join "$TEST_TMPDIR/qemu_x86_64" "$TEST_TMPDIR/qemu_x86_64_fast" | awk '$2 != $3 { print $1 }' >"$TEST_TMPDIR/differing"
if [ "$(wc -l <"$TEST_TMPDIR/qemu_x86_64")" -lt 60 ]; then echo "FAILED: that is too few cells: were the graphs read?"; exit 1; fi
if ! diff "$TEST_TMPDIR/told" "$TEST_TMPDIR/differing"; then
  echo "FAILED: docs/profiles.md (<) names other cells than those that differ (>); say there what the fast one leaves out"
  exit 1
fi
