#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# share.sh PROFILE: what the actions of a build cost by what they do, and the shares of ABI books with
# schemas, and of checking the dialect. PROFILE is Bazel's, of a clean build:
#
#   bazel clean
#   bazel build //images:qemu_x86_64 --//tools/cellcheck:mode=report --disk_cache= --noslim_profile --profile=/tmp/profile.json
#   tools/cellcheck/testing/cost/share.sh /tmp/profile.json
set -euo pipefail
[[ -s ${1-} ]] || { echo "error: ${1-}: no profile; see this script's first lines" >&2; exit 2; }
awk -F'"' '
  /"cat":"action processing"/ {
    split($0, rest, "\"dur\":")
    took = rest[2] + 0
    # The first words tell what is done, the others to what.
    words = split($8, word, " ")
    what = word[1]
    if (what == "Checking" || what == "Reading") what = what " " word[2] (word[2] == "the" ? " " word[3] : "")
    spent[what] += took
    count[what]++
    all += took
  }
  END {
    if (all == 0) { print "error: no action in this profile" >"/dev/stderr"; exit 2 }
    for (what in spent) printf "%8.2f s %5.1f %% %5d %s\n", spent[what] / 1e6, 100 * spent[what] / all, count[what], what | "sort -rn"
    close("sort -rn")
    books = spent["Reading the exports"] + spent["Reading what"] + spent["Reading the state"]
    printf "ABI books and schemas: %.1f %%, read by three actions a cell\n", 100 * books / all
    printf "checking the dialect: %.1f %% of %.1f s, %.0f ms a cell\n", 100 * spent["Checking the dialect"] / all, all / 1e6,
      spent["Checking the dialect"] / 1e3 / (count["Checking the dialect"] ? count["Checking the dialect"] : 1)
  }' "$1"
