#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# coverage MERGE TABLE HTML [--html DIR] [TARGET...]: runs the unit tests of TARGETs (all) instrumented, prints what share of each folder's
# code they run, and writes a page for each source. Its status is that of the tests.
set -eu
workspace=${BUILD_WORKSPACE_DIRECTORY:?start this with: ./bazelw run //testing/coverage}
merge=$PWD/$1 table=$PWD/$2 html=$PWD/$3
shift 3
# The Bazel that started this one has everything built already.
here=$(pwd -P)
bazel() { ./bazelw --output_base="${here%/execroot/*}" "$@"; }

out=
if [ "${1:-}" = --html ]; then
  [ $# -ge 2 ] || { echo "error: --html needs a folder to write to" >&2; exit 2; }
  case $2 in
    /*) out=$2 ;;
    *) out=${BUILD_WORKING_DIRECTORY:-$workspace}/$2 ;;
  esac
  shift 2
fi
[ $# -gt 0 ] || set -- //...

cd "$workspace"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
output_path=$(bazel info output_path 2>/dev/null)
status=0
bazel coverage --keep_going --noshow_progress -- "$@" >"$work/log" 2>&1 || status=$?
[ "$status" = 0 ] || cat "$work/log" >&2

# Bazel makes no common report when something does not build; those of the tests that passed are there.
report=$work/report
sed -n 's,^ *\(/.*/coverage\.dat\)$,\1,p' "$work/log" >"$work/list"
if [ ! -s "$work/list" ]; then
  echo "error: bazel coverage $* ended with status $status, and no test made a report" >&2
  exit $((status ? status : 1))
fi
sh "$merge" --reports_file="$work/list" --output_file="$report"

# What counts: the C of cells and tools. C++ is tests; of the headers, those of base alone have functions with a body.
find kernel cells platforms tools -name '*.c' ! -name '*_test.c' ! -path '*/testdata/*' ! -path '*/testing/*' ! -path '*/fuzz/*' >"$work/found"
find kernel/base -name '*.h' >>"$work/found"
# Folder by folder, each before what lies in it.
sed 's,/\([^/]*\)$, \1,' "$work/found" | LC_ALL=C sort -k 1,1 -k 2 | tr ' ' / >"$work/sources"

# With TARGETs, what they never reach may be in other tests.
if [ "$*" != //... ]; then
  sed -n 's/^SF://p' "$report" >"$work/files"
  grep -xFf "$work/files" "$work/sources" >"$work/reached" || true
  mv "$work/reached" "$work/sources"
fi
sh "$table" "$work/sources" "$report" >"$work/table"
cat "$work/table"
if [ -z "$out" ]; then
  out=$output_path/_coverage/html
  rm -rf "$out"
fi
sh "$html" "$work/sources" "$report" "$workspace" "$work/table" "$out"
echo "page by page: $out/index.html"
exit "$status"
