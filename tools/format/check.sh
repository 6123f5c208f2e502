#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# check CLANG-FORMAT STYLE FILE...: fails if a file is not laid out as STYLE says.
set -eu
program=$1 style=$2
shift 2
if ! "$program" --style="file:$style" --dry-run --Werror "$@"; then
  echo "Lay these files out with: bazel run //tools/format:fix" >&2
  exit 1
fi
