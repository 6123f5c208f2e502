#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# exports.sh CLANG CELLTOOL IFS LABEL EXPORTS STUB {HEADER... +}... -- FLAG...: reads the public headers of a cell or an interface, without
# its sources, and writes the list of what they export, with a fingerprint of each function, and the stub that dependents link against.
# The headers of a group, which a + ends, are read together. Run by aspect.bzl.
set -eu
clang=$1 celltool=$2 ifs=$3 label=$4 exports=$5 stub=$6
shift 6
headers=()
while [ "$1" != -- ]; do
  headers+=("$1")
  shift
done
shift
words=() includes=() count=0
for header in "${headers[@]}"; do
  if [ "$header" != + ]; then
    includes+=(-include "$header")
    words+=("$header" "$exports.$count.i")
    continue
  fi
  # -dD keeps macros in the text: constants are part of what a header promises.
  "$clang" --target=x86_64-unknown-none-elf -std=c23 -ffreestanding -nostdlibinc -no-canonical-prefixes \
    -resource-dir="$(dirname "$clang")/../lib/clang/19" -D__DELIAS__ -DCELL_SCAN -E -dD "$@" "${includes[@]}" -x c /dev/null -o "$exports.$count.i"
  includes=() count=$((count + 1))
done
"$celltool" exports "$label" "$exports" "$exports.ifs" "${words[@]}"
rm -f "$exports".*.i
"$ifs" --input-format=IFS --output-elf="$stub" "$exports.ifs"
rm "$exports.ifs"
