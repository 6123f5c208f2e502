#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Builds the images here and in a second checkout at a longer path, from nothing and without a shared cache of results, and compares
# every bit.
set -euo pipefail
cd "$(dirname "$0")/../.."
here=$PWD
root=$(mktemp -d)
second=$root/another/checkout/at/a/longer/path
clean() {
  [[ -d $second ]] && (cd "$second" && bazel --output_user_root="$root/user" shutdown 2>/dev/null)
  chmod -R u+w "$root"
  rm -rf "$root"
}
trap clean EXIT

images=(//images:minimal //images:qemu_x86_64)
files=({minimal,qemu_x86_64}.{elf,graph.json,size.txt,state.txt,state.json,gdb})
quiet=(--color=no --curses=no --noshow_progress)
cache=$(bazel info repository_cache 2>/dev/null)

./bazelw build "${quiet[@]}" "${images[@]}" >"$root/log" 2>&1 || { cat "$root/log"; echo "FAILED two checkouts: this one does not build"; exit 1; }
first=$(bazel info bazel-bin 2>/dev/null)

# The files of this checkout as they stand, committed or not.
mkdir -p "$second"
git ls-files -co --exclude-standard -z | tar --null -T - -cf - | tar -xf - -C "$second"
cd "$second"
./bazelw --output_user_root="$root/user" build "${quiet[@]}" --disk_cache= --repository_cache="$cache" "${images[@]}" >"$root/log" 2>&1 ||
  { cat "$root/log"; echo "FAILED two checkouts: the second does not build"; exit 1; }
other=$(bazel --output_user_root="$root/user" info bazel-bin 2>/dev/null)

status=0
for file in "${files[@]}"; do
  if cmp -s "$first/images/$file" "$other/images/$file"; then
    echo "ok $file: the same bits in two checkouts"
  else
    echo "FAILED $file: differs between $here and a second checkout"
    status=1
  fi
done
exit $status
