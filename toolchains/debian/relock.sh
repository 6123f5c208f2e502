#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# relock: writes toolchains/debian/lock/GROUP.lock anew for every group of groups.txt, from what Debian offers today.
#
# A line is: package version architecture sha256 size pool-path. No line names a mirror.
set -eu
here=${BUILD_WORKSPACE_DIRECTORY:?start this with: bazel run //toolchains/debian:relock}/toolchains/debian
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
. "$here/private_apt.sh"
private_apt "$work/apt"

# wanted: "group package" a line
sed -e 's/#.*//' "$here/groups.txt" | awk '
  /^[a-z_]+:/ { group = $1; sub(/:/, "", group); $1 = "" }
  { for (i = 1; i <= NF; i++) if ($i != "") print group, $i }' >"$work/wanted"

# offered: a lock line for each package, from the signed index
cut -d ' ' -f 2 "$work/wanted" | sort -u | xargs apt-cache show --no-all-versions | awk -v RS= -F '\n' '
  { for (i = 1; i <= NF; i++) { split($i, pair, ": "); field[pair[1]] = pair[2] }
    print field["Package"], field["Version"], field["Architecture"], field["SHA256"], field["Size"], field["Filename"] }
  ' >"$work/offered"

mkdir "$work/lock"
awk -v out="$work/lock" -v suite="$suite" '
  NR == FNR { line[$1] = $0; next }
  !($2 in line) { print "groups.txt: " $1 ": package " $2 " is not in Debian " suite "; correct its name"; wrong = 1; next }
  { print line[$2] >(out "/" $1 ".lock") }
  END { exit wrong }' "$work/offered" "$work/wanted" >&2

for lock in "$work"/lock/*; do
  LC_ALL=C sort "$lock" >"$here/lock/${lock##*/}"
done
echo "renewed $(ls "$work/lock" | wc -l) locks in toolchains/debian/lock"
