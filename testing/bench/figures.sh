#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# figures MINIMAL SHELL COMMANDS QEMU TEST-IMAGE ELF...: prints what the system costs, each figure with its limit, and fails if one is
# exceeded. Sizes and instruction counts only: they are the same on every machine.
#
# MINIMAL and SHELL are images as `bazel run` starts them, with their reports beside them; ELFs are images of system tests that
# print figures of their own.
set -eu
minimal=$1 shell=$2 commands=$3 qemu=$4 test_image=$5
shift 5
work=$(mktemp -d "${TEST_TMPDIR:-/tmp}/delias.XXXXXX")
trap 'rm -rf "$work"' EXIT
failed=0

# figure NAME VALUE UNIT MOST
figure() {
  mark=
  case $2 in
    '' | *[!0-9]*) mark="  could not be measured" failed=1 ;;
    *) if [ "$2" -gt "$4" ]; then mark="  TOO MUCH" failed=1; fi ;;
  esac
  printf '%-72s %10s %10s %s%s\n' "$1" "${2:-?}" "$4" "$3" "$mark"
}

size() { wc -c <"$1.elf" | tr -d ' '; }

largest_overhead() { cat "$@" | awk '/^\/\// && NF == 5 && $5 + 0 > most { most = $5 + 0 } END { print most }'; }

# Instructions from PVH entry to the first prompt: QEMU counts what it executes, gdb says when. Waiting is not counted.
boot_instructions() {
  "$shell" --gdb-script "$PWD/$commands" -- -icount "shift=0,rr=record,rrfile=$work/record" >"$work/boot" 2>&1 </dev/null || {
    cat "$work/boot" >&2
    return
  }
  sed -n 's/.*instruction count = \([0-9]*\).*/\1/p' "$work/boot" | awk 'NR == 1 { entry = $1 } NR == 2 { print $1 - entry }'
}

# What a system test says of itself: `[figure] NAME: NUMBER ... (at most NUMBER)`, `[cost] NAME: NUMBER ..., budget NUMBER`.
own_figures() {
  XML_OUTPUT_FILE='' TEST_UNDECLARED_OUTPUTS_DIR='' TEST_TMPDIR="$work" \
    sh "$test_image" "$1" "$qemu" microvm 128 -icount shift=0 >"$work/test" 2>&1 || { cat "$work/test" >&2; failed=1; }
  tr -d '\r' <"$work/test" | sed -nE \
    -e 's/^\[figure\] (.*): ([0-9]+) .*\(at most ([0-9]+)\)$/\2 \3 \1/p' -e 's/^\[cost\] (.*): ([0-9]+) .*, budget ([0-9]+)$/\2 \3 \1/p' \
    >"$work/own"
  [ -s "$work/own" ] || figure "${1##*/}: figures" '' '' 0
  while read -r value most name; do figure "$name" "$value" instructions "$most"; done <"$work/own"
}

printf '%-72s %10s %10s\n' figure value limit
figure '//images:minimal, without debug data' "$(size "$minimal")" bytes 524288
figure '//images:qemu_x86_64, without debug data' "$(size "$shell")" bytes 2097152
figure 'largest overhead of a cell' "$(largest_overhead "$minimal.size.txt" "$shell.size.txt")" bytes 16384
figure 'PVH entry to the first prompt' "$(boot_instructions)" instructions 3000000
for elf; do own_figures "$elf"; done
exit $failed
