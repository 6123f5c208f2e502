#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# exports.sh CLANG CELLTOOL IFS LABEL EXPORTS STUB HEADER... -- FLAG...: reads the public headers of a cell or an interface, alone, and
# writes the list of what they export and the stub that dependents link against. Run by aspect.bzl.
set -eu
clang=$1 celltool=$2 ifs=$3 label=$4 exports=$5 stub=$6
shift 6
headers=() includes=()
while [ "$1" != -- ]; do
  headers+=("$1")
  includes+=(-include "$1")
  shift
done
shift
"$clang" --target=x86_64-unknown-none-elf -std=c23 -ffreestanding -nostdlibinc -no-canonical-prefixes \
  -resource-dir="$(dirname "$clang")/../lib/clang/19" -D__DELIAS__ -DCELL_SCAN -E "$@" "${includes[@]}" -x c /dev/null -o "$exports.i"
"$celltool" exports "$label" "$exports.i" "$exports" "$exports.ifs" "${headers[@]}"
rm "$exports.i"
"$ifs" --input-format=IFS --output-elf="$stub" "$exports.ifs"
rm "$exports.ifs"
