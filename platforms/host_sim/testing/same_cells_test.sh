#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holds two graphs against each other: every cell that two images of different platforms share has the same version, which is the hash of its
# file; and only the platform's own cells are not shared. Words: the reports of both images.
set -eu
versions() { # LABEL VERSION, a line a cell
  tr ',' '\n' <"$1" | awk '/^    {"label"/ { split($0, word, "\""); label = word[4]; next } /"version":/ && label != "" { split($0, word, "\""); print label, word[4]; label = "" }' | sort
}
for report in "$@"; do
  case $report in
    */qemu_x86_64.graph.json) versions "$report" >"$TEST_TMPDIR/qemu" ;;
    */host_sim.graph.json) versions "$report" >"$TEST_TMPDIR/host_sim" ;;
  esac
done
shared=$(join "$TEST_TMPDIR/qemu" "$TEST_TMPDIR/host_sim" | grep -v '^//kernel/nucleus ' | wc -l)
differing=$(join "$TEST_TMPDIR/qemu" "$TEST_TMPDIR/host_sim" | awk '$2 != $3 { print $1 }')
own=$(join -v 2 "$TEST_TMPDIR/qemu" "$TEST_TMPDIR/host_sim" | cut -d ' ' -f 1 | grep -v -e '^//platforms/host_sim/' -e '^//platforms/host/' || true)
echo "$shared cells are the same in both images"
failed=0
if [ "$shared" -lt 30 ]; then echo "FAILED: that is too few: were the graphs read?"; failed=1; fi
if [ "$differing" != //kernel/nucleus ]; then echo "FAILED: other files, or the same nucleus: $differing"; failed=1; fi
if [ -n "$own" ]; then echo "FAILED: only host_sim has $own"; failed=1; fi
exit $failed
