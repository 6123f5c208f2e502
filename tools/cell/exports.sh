#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# exports.sh CLANG CELLTOOL ABI IFS LABEL EXPORTS STUB {HEADER... +}... -- FLAG...: reads the public headers of a cell or an interface, without
# its sources, and writes the list of what they export, with a hash of each function and the texts behind the hashes (docs/abi.md), and the stub
# that dependents link against. A + ends the headers of the cell or of an interface that it provides. Run by aspect.bzl.
set -eu
clang=$1 celltool=$2 abi=$3 ifs=$4 label=$5 exports=$6 stub=$7
shift 7
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
  "$clang" --target=x86_64-unknown-none-elf -std=c23 -ffreestanding -nostdlibinc -no-canonical-prefixes \
    -resource-dir="$(dirname "$clang")/../lib/clang/19" -D__DELIAS__ -DCELL_SCAN -E "$@" "${includes[@]}" -x c /dev/null -o "$exports.$count.i"
  includes=() count=$((count + 1))
done
"$celltool" exports "$label" "$exports.list" "$exports.ifs" "${words[@]}"
"$abi" exports "$clang" "$label" "$exports.list" "$exports" "${headers[@]}" -- "$@"
rm -f "$exports".*.i "$exports.list"
"$ifs" --input-format=IFS --output-elf="$stub" "$exports.ifs"
rm "$exports.ifs"
