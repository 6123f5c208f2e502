#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# sizes LOCK...: how many packages and megabytes each repository is. Bazel fetches a repository when something first needs it.
set -eu
printf '%-14s %8s %8s\n' repository packages MB
for lock; do
  name=${lock##*/}
  awk -v name="${name%.lock}" '{ sum += $5 } END { printf "%-14s %8d %8.1f\n", name, NR, sum / 1e6 }' "$lock"
done
cat "$@" | sort -u | awk '{ sum += $5 } END { printf "%-14s %8d %8.1f  (packages in several counted once)\n", "all", NR, sum / 1e6 }'
