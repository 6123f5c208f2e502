#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Measures both profiles, each beside the host in a process of its own. Words: the program, the images resilient and fast, libmimalloc, the library to
# open; then what the caller says: --json FILE writes the figures of both there, an array.
set -eu
program=$1 resilient=$2 fast=$3 mimalloc=$4 loaded=$5
shift 5
json=
while [ $# -gt 0 ]; do
  case $1 in
    --json)
      [ $# -gt 1 ] || { echo "error: --json needs a file" >&2; exit 2; }
      json=$2
      shift
      ;;
    *) echo "error: no such option: $1; there is --json FILE" >&2; exit 2 ;;
  esac
  shift
done
case $json in '' | /*) ;; *) json=${BUILD_WORKING_DIRECTORY:-$PWD}/$json ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$PWD
case $loaded in /*) ;; *) loaded=$here/$loaded ;; esac
case $mimalloc in /*) ;; *) mimalloc=$here/$mimalloc ;; esac
"$program" resilient "$resilient" "$mimalloc" "$loaded" "$work/resilient" </dev/null
"$program" fast "$fast" "$mimalloc" "$loaded" "$work/fast" </dev/null
if [ -n "$json" ]; then
  { echo "["; cat "$work/resilient"; echo ","; cat "$work/fast"; echo "]"; } >"$json"
  echo "figures written to $json"
fi
