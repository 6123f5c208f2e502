#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holds graphs against each other: every cell that an image of QEMU's platform shares with one of a platform that is a process has the same version, which is the
# hash of its file; and only the platform's own cells are not shared. Words: the reports of all images.
set -eu
versions() { # LABEL VERSION, a line a cell
  tr ',' '\n' <"$1" | awk '/^    {"label"/ { split($0, word, "\""); label = word[4]; next } /"version":/ && label != "" { split($0, word, "\""); print label, word[4]; label = "" }' | sort
}
for report in "$@"; do
  case $report in
    *.graph.json) versions "$report" >"$TEST_TMPDIR/$(basename "$report" .graph.json)" ;;
  esac
done
failed=0
for platform in host_mt host_sim; do
  shared=$(join "$TEST_TMPDIR/qemu_x86_64" "$TEST_TMPDIR/$platform" | grep -v '^//kernel/nucleus ' | wc -l)
  differing=$(join "$TEST_TMPDIR/qemu_x86_64" "$TEST_TMPDIR/$platform" | awk '$2 != $3 { print $1 }')
  own=$(join -v 2 "$TEST_TMPDIR/qemu_x86_64" "$TEST_TMPDIR/$platform" | cut -d ' ' -f 1 | grep -v -e "^//platforms/$platform/" -e '^//platforms/host/' || true)
  echo "$shared cells are the same in $platform and QEMU"
  if [ "$shared" -lt 30 ]; then echo "FAILED: that is too few: were the graphs read?"; failed=1; fi
  if [ "$differing" != //kernel/nucleus ]; then echo "FAILED: other files, or the same nucleus: $differing"; failed=1; fi
  if [ -n "$own" ]; then echo "FAILED: only $platform has $own"; failed=1; fi
done
exit $failed
